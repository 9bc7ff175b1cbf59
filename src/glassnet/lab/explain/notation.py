r"""Writing arithmetic down: as plain text, and for TeX.

Formulas with letters in them are plain text everywhere in the house ("Σᵢ xᵢ·wᵢ₀ + b₀"); `tex`
says the same in TeX.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from glassnet.ground.errors import UsageError
from glassnet.lab.explain import numbers
from glassnet.lab.explain.expression import (
    ATOM,
    POWER,
    PRODUCT,
    Call,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)


class Notation(ABC):
    """How each kind of expression is written."""

    digits: int

    def write(self, expression: Expression) -> str:
        """Return the expression as text."""
        match expression:
            case Number(value, note):
                return self.number(value) + (self.note(note) if note else "")
            case Sum(parts):
                return self._sum(parts)
            case Negative(of):
                return f"−{self._bound(of, PRODUCT)}"
            case Product(parts):
                return self.times.join(self._bound(part, POWER) for part in parts)
            case Quotient(above, below):
                return self.quotient(above, below)
            case Power(under, exponent):
                return self.power(self._tight(under, ATOM), exponent)
            case Call(name, arguments):
                return self.call(name, [self.write(argument) for argument in arguments])
        raise UsageError(f"there is no way to write {expression!r}; it is no expression.")

    @property
    @abstractmethod
    def times(self) -> str:
        """The sign between factors."""

    @abstractmethod
    def number(self, value: float) -> str:
        """Return a number."""

    @abstractmethod
    def note(self, text: str) -> str:
        """Return a word on a number, to stand behind it."""

    @abstractmethod
    def quotient(self, above: Expression, below: Expression) -> str:
        """Return a fraction."""

    @abstractmethod
    def power(self, under: str, exponent: Expression) -> str:
        """Return a power."""

    @abstractmethod
    def call(self, name: str, arguments: Sequence[str]) -> str:
        """Return a function of arguments."""

    @abstractmethod
    def bracketed(self, text: str) -> str:
        """Return `text` in brackets."""

    def _bound(self, expression: Expression, strength: int) -> str:
        """Return the expression, in brackets if it binds less than `strength`."""
        text = self.write(expression)
        return text if expression.strength >= strength else self.bracketed(text)

    def _tight(self, expression: Expression, strength: int) -> str:
        """Return the expression, in brackets also where it is a number with a power of ten."""
        scaled = (
            isinstance(expression, Number) and numbers.decimal(expression.value, self.digits)[1]
        )
        text = self._bound(expression, strength)
        return self.bracketed(text) if scaled and expression.strength >= strength else text

    def _sum(self, parts: Sequence[Expression]) -> str:
        text = self.write(parts[0])
        for part in parts[1:]:
            if isinstance(part, Number) and part.value < 0:
                text += f" − {self.write(Number(-part.value, part.note))}"
            elif isinstance(part, Negative):
                text += f" − {self._bound(part.of, PRODUCT)}"
            else:
                text += f" + {self._bound(part, PRODUCT)}"
        return text


@final
@dataclass(frozen=True)
class Plain(Notation):
    """For a terminal.

    >>> from glassnet.lab.explain.expression import call, number
    >>> Plain(4).write(number(2) * number(-0.5) - call("σ", number(1 / 3)))
    '2·(−0.5) − σ(0.3333)'
    """

    digits: int = 4
    times = "·"

    def number(self, value: float) -> str:
        """Return 1.235×10⁻⁵."""
        return numbers.plain(value, self.digits)

    def note(self, text: str) -> str:
        """Return it in square brackets."""
        return f" [{text}]"

    def quotient(self, above: Expression, below: Expression) -> str:
        """Return a / b."""
        return f"{self._bound(above, PRODUCT)} / {self._tight(below, POWER)}"

    def power(self, under: str, exponent: Expression) -> str:
        """Return a² or a^(b)."""
        text = self.write(exponent)
        small = text.isascii() and text.isdigit()
        return under + (text.translate(numbers.SUPERSCRIPTS) if small else f"^({text})")

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """Return f(a, b); e^(a) and |a| as they are written by hand."""
        inside = ", ".join(arguments)
        return {"exp": f"e^({inside})", "abs": f"|{inside}|"}.get(name, f"{name}({inside})")

    def bracketed(self, text: str) -> str:
        """Return (a)."""
        return f"({text})"


@final
@dataclass(frozen=True)
class Tex(Notation):
    r"""For TeX's mathematics.

    >>> from glassnet.lab.explain.expression import call, number
    >>> print(Tex(4).write(number(1) / (number(2) + call("exp", number(-0.5)))))
    \frac{1}{2 + e^{-0.5}}
    """

    digits: int = 4
    times = r" \cdot "

    def write(self, expression: Expression) -> str:
        """Return the expression, with TeX's minus."""
        return super().write(expression).replace("−", "-")

    def number(self, value: float) -> str:
        r"""Return 1.235\times10^{-5}."""
        return numbers.latex(value, self.digits)

    def note(self, text: str) -> str:
        """Return it below a brace, which is how a blackboard does it."""
        return rf"\;[\text{{{escaped(text)}}}]"

    def quotient(self, above: Expression, below: Expression) -> str:
        r"""Return \frac{a}{b}."""
        return rf"\frac{{{self.write(above)}}}{{{self.write(below)}}}"

    def power(self, under: str, exponent: Expression) -> str:
        """Return a^{b}."""
        return f"{{{under}}}^{{{self.write(exponent)}}}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """Return f(a, b)."""
        inside = ", ".join(arguments)
        by_hand = {
            "exp": f"e^{{{inside}}}",
            "√": rf"\sqrt{{{inside}}}",
            "abs": rf"\left|{inside}\right|",
        }
        return by_hand.get(name, f"{_WORDS.get(name, name)}" + self.bracketed(inside))

    def bracketed(self, text: str) -> str:
        r"""Return \left(a\right)."""
        return rf"\left({text}\right)"


_WORDS = {
    **{name: rf"\{name}" for name in ("log", "max", "min", "tanh")},
    **{name: rf"\operatorname{{{name}}}" for name in ("sign", "step")},
    "σ": r"\sigma",
    "Φ": r"\Phi",
    "φ": r"\varphi",
}
_SMALL = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₜᵣ₊₋", "0123456789ijktr+-", strict=True)),
}
_HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹ᵗᵀ⁻⁺", "0123456789tT-+", strict=True))
_SIGNS = {
    "Σ": r"\sum ", "σ": r"\sigma ", "δ": r"\delta ", "Δ": r"\Delta ", "η": r"\eta ",
    "λ": r"\lambda ", "μ": r"\mu ", "ε": r"\varepsilon ", "β": r"\beta ", "γ": r"\gamma ",
    "α": r"\alpha ", "ρ": r"\rho ", "π": r"\pi ", "Φ": r"\Phi ", "φ": r"\varphi ",
    "∂": r"\partial ", "·": r" \cdot ", "−": "-", "≥": r"\ge ", "≤": r"\le ", "½": r"\tfrac12 ",
    "←": r"\leftarrow ", "→": r"\to ", "…": r"\dots ", "∞": r"\infty ", "ℓ": r"\ell ",
    "′": "'", "×": r"\times ", "√": r"\surd ", "%": r"\%", "#": r"\#", "_": r"\_", "&": r"\&",
}  # fmt: skip
_TOKEN = re.compile(r"[₀-₉ᵢⱼₖₜᵣ₊₋]+|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵗᵀ⁻⁺]+|[A-Za-z]{2,}|.[\u0302\u0304]|.", re.DOTALL)


def tex(formula: str) -> str:
    r"""Return a formula in plain letters for TeX's mathematics.

    >>> print(tex("Σᵢ xᵢ·wᵢ₀ + b₀"))
    \sum _{i} x_{i} \cdot w_{i0} + b_{0}
    """
    return "".join(_token(part) for part in _TOKEN.findall(_rooted(formula))).strip()


def tex_words(words: str) -> str:
    r"""Return a sentence for TeX: what belongs to a formula is set as one.

    >>> print(tex_words("the error of z₁, 50% of it"))
    the error of $z_{1},$ 50\% of it
    """
    signs = _SMALL.keys() | _HIGH.keys() | {sign for sign in _SIGNS if not sign.isascii()}
    return " ".join(
        f"${tex(word)}$" if signs & set(word) else escaped(word) for word in words.split(" ")
    )


def _rooted(formula: str) -> str:
    """Return `formula` with the braces of e^(…) and √(…) as private signs, so that they pair."""
    for sign in ("e^(", "√("):
        place = formula.find(sign)
        while place >= 0:
            start = place + len(sign)
            end = _closing(formula, start)
            opened = "\ue003\ue000" if sign == "e^(" else "\ue002\ue000"
            inside = formula[start:end]
            formula = f"{formula[:place]}{opened}{inside}\ue001{formula[end + 1 :]}"
            place = formula.find(sign)
    return formula


def _closing(formula: str, start: int) -> int:
    """Return where the bracket closes that opened before `start`; the end where none does."""
    depth = 1
    for place in range(start, len(formula)):
        depth += {"(": 1, ")": -1}.get(formula[place], 0)
        if depth == 0:
            return place
    return len(formula)


def _token(part: str) -> str:
    if part[0] in _SMALL:
        return f"_{{{''.join(_SMALL[c] for c in part)}}}"
    if part[0] in _HIGH:
        return f"^{{{''.join(_HIGH[c] for c in part)}}}"
    if part[-1] in "\u0302\u0304":
        command = "hat" if part[-1] == "\u0302" else "bar"
        return rf"\{command}{{{part[0]}}}"
    if len(part) > 1:
        return _WORDS.get(part, rf"\text{{ {part} }}") + (" " if part in _WORDS else "")
    private = {"\ue003": "e^", "\ue000": "{", "\ue001": "}", "\ue002": r"\sqrt"}
    return private.get(part) or _SIGNS.get(part) or escaped_sign(part)


def escaped_sign(sign: str) -> str:
    """Return one sign of a formula; what TeX would take for a command is made harmless."""
    return sign if sign not in "\\{}$~^" else escaped(sign)


def escaped(text: str) -> str:
    r"""Return words as TeX prints them.

    >>> print(escaped("50% of_{x}"))
    50\% of\_\{x\}
    """
    table = {
        "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "{}$%#_&"},
    }  # fmt: skip
    return "".join(table.get(sign, sign) for sign in text)
