"""Arithmetic as data: what is written with numbers in it, and can be computed again from them.

An expression is built with Python's own signs, `number(0.5) * number(2) + number(1)`, and knows
how strongly it binds, so that whoever writes it down sets brackets where they are needed.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

See: TypeAlias = Callable[[float], float]
SUM, PRODUCT, POWER, ATOM = range(4)

ROOT_OF_TWO = math.sqrt(2.0)
# What a function is, so that a reader (or a test) can compute it: by its name on the blackboard.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "σ": lambda x: 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x)),
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "√": math.sqrt,
    "max": max,
    "min": min,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "step": lambda x: float(x >= 0),
    "Φ": lambda x: 0.5 * math.erfc(-x / ROOT_OF_TWO),
    "φ": lambda x: math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi),
}


class Expression(ABC):
    """A number, or something made of numbers."""

    @property
    @abstractmethod
    def strength(self) -> int:
        """How strongly it binds: SUM, PRODUCT, POWER or ATOM."""

    @abstractmethod
    def compute(self, see: See) -> float:
        """Return what it comes to, each number being what `see` makes of it."""

    def __add__(self, other: Expression) -> Expression:
        return Sum((*terms(self), *terms(other)))

    def __sub__(self, other: Expression) -> Expression:
        return Sum((*terms(self), Negative(other)))

    def __mul__(self, other: Expression) -> Expression:
        return Product((*factors(self), *factors(other)))

    def __truediv__(self, other: Expression) -> Expression:
        return Quotient(self, other)

    def __pow__(self, other: Expression) -> Expression:
        return Power(self, other)

    def __neg__(self) -> Expression:
        return Negative(self)


@final
@dataclass(frozen=True)
class Number(Expression):
    """A number, with a word on what it is where that helps."""

    value: float
    note: str = ""

    @property
    def strength(self) -> int:
        """A number below 0 begins with a sign."""
        return SUM if self.value < 0 else ATOM

    def compute(self, see: See) -> float:
        """Return what is seen of it."""
        return see(self.value)


@final
@dataclass(frozen=True)
class Sum(Expression):
    """a + b + …."""

    terms: tuple[Expression, ...]
    strength = SUM

    def compute(self, see: See) -> float:
        """Return the sum, rounded once."""
        return math.fsum(term.compute(see) for term in self.terms)


@final
@dataclass(frozen=True)
class Negative(Expression):
    """−a."""

    of: Expression
    strength = SUM

    def compute(self, see: See) -> float:
        """Return −a."""
        return -self.of.compute(see)


@final
@dataclass(frozen=True)
class Product(Expression):
    """a·b·…."""

    factors: tuple[Expression, ...]
    strength = PRODUCT

    def compute(self, see: See) -> float:
        """Return the product."""
        return math.prod(factor.compute(see) for factor in self.factors)


@final
@dataclass(frozen=True)
class Quotient(Expression):
    """a / b."""

    above: Expression
    below: Expression
    strength = PRODUCT

    def compute(self, see: See) -> float:
        """Return a / b."""
        return self.above.compute(see) / self.below.compute(see)


@final
@dataclass(frozen=True)
class Power(Expression):
    """a ^ b."""

    under: Expression
    exponent: Expression
    strength = POWER

    def compute(self, see: See) -> float:
        """Return a to the b."""
        return math.pow(self.under.compute(see), self.exponent.compute(see))


@final
@dataclass(frozen=True)
class Call(Expression):
    """A function by its name in FUNCTIONS, and what it is of."""

    name: str
    arguments: tuple[Expression, ...]
    strength = ATOM

    def compute(self, see: See) -> float:
        """Return the function's value."""
        return FUNCTIONS[self.name](*(argument.compute(see) for argument in self.arguments))


def number(value: float, note: str = "") -> Number:
    """Return the Python number `value` as an expression."""
    return Number(float(value), note)


def call(name: str, *arguments: Expression) -> Call:
    """Return a function of expressions."""
    return Call(name, arguments)


def total(parts: Sequence[Expression]) -> Expression:
    """Return the sum of `parts`; 0 of none."""
    if len(parts) == 1:
        return parts[0]
    return Sum(tuple(parts)) if parts else Number(0.0)


def terms(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts that are added up."""
    return expression.terms if isinstance(expression, Sum) else (expression,)


def factors(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts that are multiplied."""
    return expression.factors if isinstance(expression, Product) else (expression,)


def computed(expression: Expression, see: See) -> float:
    """Return what it comes to; NaN or ∞ where a number leaves what a computer can hold."""
    try:
        return float(expression.compute(see))
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return math.nan
