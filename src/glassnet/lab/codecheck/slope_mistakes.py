"""Slips in δ = ∂L/∂a · f′(z): the slope of the activation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.mistake import Mistake, Number, a, below, index, name_of, z
from glassnet.lab.codecheck.stack import Rule, Stack, Turn, right_slope
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.layer import Activation, Layer

TEXTS: dict[type[Layer], str] = {
    Sigmoid: "a(1 − a)",
    Tanh: "1 − a²",
    ReLU: "1 where z > 0, else 0",
    LeakyReLU: "1 where z > 0, else the small slope",
    Identity: "1",
}
OTHERS: tuple[Activation, ...] = (Sigmoid(), Tanh(), ReLU(), LeakyReLU(0.01), LeakyReLU(0.1))
OF_OTHERS: dict[str, tuple[str, Number]] = {
    "a(1 − a)": ("a sigmoid", lambda t: a(t) * (1.0 - a(t))),
    "1 − a²": ("a tanh", lambda t: 1.0 - a(t) ** 2),
}
FORMULAS: dict[str, Number] = {
    "(1 − a)/a": lambda t: (1.0 - a(t)) / a(t),
    "1 − a": lambda t: 1.0 - a(t),
    "a(a − 1)": lambda t: a(t) * (a(t) - 1.0),
    "a(1 + a)": lambda t: a(t) * (1.0 + a(t)),
    "1 + a²": lambda t: 1.0 + a(t) ** 2,
    "a² − 1": lambda t: a(t) ** 2 - 1.0,
    "a²": lambda t: a(t) ** 2,
    "a(1 − a²)": lambda t: a(t) * (1.0 - a(t) ** 2),
    "(1 − a)²": lambda t: (1.0 - a(t)) ** 2,
}
OF_INPUTS: dict[str, Number] = {
    "z(1 − z)": lambda t: z(t) * (1.0 - z(t)),
    "1 − z²": lambda t: 1.0 - z(t) ** 2,
    "1 − z": lambda t: 1.0 - z(t),
}


def slope_mistakes(stack: Stack, layer: int) -> Iterator[Mistake]:
    """Yield the slips in the slope of one layer's activation."""
    say = _Teller(stack, layer)
    missing = "the slope of {who} is missing; its factor is as if it were always 1."
    if layer == len(stack.layers) - 1:
        missing += " (p − y alone is the error of cross-entropy.)"
    yield say("slope missing", lambda t: np.ones_like(z(t)), "1", missing)
    activation = stack.activations[layer]
    if isinstance(activation, Activation):
        yield from _of(activation, say)
        yield from _at_other_places(stack, layer, say)
    else:
        told = "the slope of {who} is taken number by number; each output depends on every z."
        yield say("slope of another activation", lambda t: a(t) * (1.0 - a(t)), "a(1 − a)", told)
    yield from _twice_or_turned(say)


class _Teller:
    """Makes slips of one layer's slope: a factor in place of f′(z)."""

    def __init__(self, stack: Stack, layer: int) -> None:
        self.layer, self.number = layer, index(layer)
        self.who = type(stack.activations[layer]).__name__
        self.slope = TEXTS.get(type(stack.activations[layer]), "f′(z)")
        self.where = f"at {name_of(stack, layer)} "
        self.right = f"δ{self.number} = ∂L/∂a{self.number} · f′(z{self.number}),  f′ = {self.slope}"

    def __call__(self, pattern: str, factor: Number, formula: str, sentence: str) -> Mistake:
        """Return the slip of somebody who takes `factor` for the slope."""
        l = self.number
        numbered = formula.replace("a", f"a{l}").replace("z", f"z{l}")
        wrong = f"δ{l} = ∂L/∂a{l} · {numbered}" if formula != "1" else f"δ{l} = ∂L/∂a{l}"
        return self.rule(pattern, lambda t: t.error * factor(t), wrong, sentence)

    def rule(self, pattern: str, rule: Rule, wrong: str, sentence: str) -> Mistake:
        """Return the slip of somebody who takes `rule` for δ."""
        told = sentence.format(who=self.who, slope=self.slope, l=self.number)
        place = {("slope", self.layer): rule}
        return Mistake(pattern, self.layer, place, self.right, wrong, self.where, told)  # type: ignore[arg-type]


def _of(f: Activation, say: _Teller) -> Iterator[Mistake]:
    """Yield the slips in the slope of an activation that takes number by number."""
    yield say(
        "slope at the output",
        lambda t: f.slope(np, a(t), f.f(np, a(t))),
        "f′(a)",
        "the slope of {who} is taken at its output a, as if a were the input z: f′(f(z)).",
    )
    for formula, factor in OF_INPUTS.items():
        told = "the formula of the slope of {who} wants the output a, and gets the input z."
        yield say("slope at the input", factor, f"({formula})", told)
    told = "{who} itself stands where its slope belongs: f in place of f′."
    yield say("function in place of slope", a, "f(z)", told)
    told = "{who} of its own output stands where its slope belongs."
    yield say("function of the output", lambda t: f.f(np, a(t)), "f(a)", told)
    for formula, (owner, factor) in OF_OTHERS.items():
        told = f"the slope of {{who}} is {formula}, as if it were {owner}, not {{slope}}."
        yield say("slope of another activation", factor, f"({formula})", told)
    for formula, factor in FORMULAS.items():
        told = f"the slope of {{who}} is {formula} in place of {{slope}}."
        yield say("wrong formula of the slope", factor, f"({formula})", told)
    for other in OTHERS:
        told = f"the slope is that of {_called(other)}, and the activation is {_called(f)}."
        yield say("slope of another activation", _slope_of(other), f"{_called(other)}′(z)", told)


def _slope_of(activation: Activation) -> Callable[[Turn], Array]:
    return lambda t: activation.slope(np, z(t), activation.f(np, z(t)))


def _called(activation: Activation) -> str:
    """Return an activation's name, with its slope where it has one."""
    slope = getattr(activation, "negative_slope", None)
    name = type(activation).__name__
    return name if slope is None else f"{name}({slope:g})"


def _twice_or_turned(say: _Teller) -> Iterator[Mistake]:
    """Yield the slope as a factor twice, and with its sign turned round."""
    l = say.number
    wrong = f"δ{l} = ∂L/∂a{l} · f′(z{l}) · f′(z{l})"
    told = "the slope of {who} is a factor twice."
    yield say.rule(
        "slope twice", lambda t: right_slope(replace(t, error=right_slope(t))), wrong, told
    )
    told = "the sign of the error turns round: it and all before it climb the loss."
    yield say.rule("sign", lambda t: -right_slope(t), f"δ{l} = −∂L/∂a{l} · f′(z{l})", told)


def _at_other_places(stack: Stack, layer: int, say: _Teller) -> Iterator[Mistake]:
    """Yield the right slope of another layer's numbers."""
    activation = stack.activations[layer]
    assert isinstance(activation, Activation)  # noqa: S101  asked by the caller
    pattern, l = "wrong layer's activations", say.number
    told = "the slope is taken at {{}} in place of z{l}."

    def at(place: str, numbers: Callable[[Turn], tuple[Array, Array]]) -> Mistake:
        def rule(t: Turn) -> Array:
            return t.error * activation.slope(np, *numbers(t))

        text = told.format(l=l).format(place)
        return say.rule(pattern, rule, f"δ{l} = ∂L/∂a{l} · f′({place})", text)

    for other in range(len(stack.layers)):
        if other != layer:
            yield at(f"z{index(other)}", _of_layer(other))
    yield at(f"a{below(layer)}", lambda t: (t.trace.inputs[layer], t.trace.inputs[layer]))


def _of_layer(number: int) -> Callable[[Turn], tuple[Array, Array]]:
    return lambda t: (t.trace.sums[number], t.trace.inputs[number + 1])
