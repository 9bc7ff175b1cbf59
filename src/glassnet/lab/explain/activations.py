"""Activations on the blackboard: one number in, one out, and the slope there on the way back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from glassnet.lab.explain.expression import Expression, Number, call, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, slope
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, ReLU6, Sigmoid, Step, Tanh
from glassnet.nn.exponential_linear import ELU, SELU, SELU_ALPHA, SELU_SCALE
from glassnet.nn.layer import Layer
from glassnet.nn.smooth_activations import GELU, Mish, SiLU, Softplus

ZERO, ONE, TWO, THREE, HALF = map(number, (0, 1, 2, 3, 0.5))
TANH_GELU = number(math.sqrt(2.0 / math.pi))
CUBIC = number(0.044715)
Told: TypeAlias = tuple[str, Expression]


class Point(NamedTuple):
    """Where a curve is looked at: what z and a are called, and their numbers."""

    z: str
    a: str
    x: Number
    y: Number

    @property
    def above(self) -> bool:
        """Whether the input is above 0."""
        return self.x.value > 0


class Curve(NamedTuple):
    """A function and its slope, each in letters and in numbers."""

    f: Callable[[Any, Point], Told]
    slope: Callable[[Any, Point], Told]


def forward(sight: Sight, unit: Index) -> list[Line]:
    """a = f(z)."""
    formula, worked = CURVES[type(sight.look.layer)].f(sight.look.layer, _point(sight, unit))
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]))]


def back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂z = ∂L/∂a · f′(z): the error, times how steep f is there."""
    layer, point = sight.look.layer, _point(sight, unit)
    formula, steep = CURVES[type(layer)].slope(layer, point)
    z, a = point.z, point.a
    return [
        Line(
            slope(z),
            f"{slope(a)}·∂{a}/∂{z} = {slope(a)}·{formula}",
            number(sight.dy[unit]) * steep,
            float(sight.dx[unit]),
            title=f"δ of {z}: the error of {a}, times the slope of {type(layer).__name__}.",
        )
    ]


def _point(sight: Sight, unit: Index) -> Point:
    return Point(sight.into(unit), sight.out(unit), number(sight.x[unit]), number(sight.y[unit]))


def softplus(x: float) -> Expression:
    """Return log(1 + eˣ) in the form that holds for every x."""
    tail = call("log", ONE + call("exp", number(-abs(x))))
    return number(x) + tail if x > 0 else tail


def _exponential(layer: Any, p: Point) -> Told:
    """Return ELU and SELU, which is λ times it."""
    scaled = isinstance(layer, SELU)
    alpha = number(SELU_ALPHA if scaled else layer.alpha)
    unit = p.x if p.above else alpha * (call("exp", p.x) - ONE)
    formula = f"({p.z} where {p.z} > 0, else α·(e^({p.z}) − 1))"
    return (f"λ·{formula}", number(SELU_SCALE) * unit) if scaled else (formula, unit)


def _selu_slope(_: Any, p: Point) -> Told:
    low = p.y + number(SELU_SCALE) * number(SELU_ALPHA)
    return f"(λ where {p.z} > 0, else {p.a} + λ·α)", number(SELU_SCALE) if p.above else low


def _below(layer: Any, p: Point) -> Expression:
    """Return Φ(x), or what stands for it."""
    if layer.approximate == "none":
        return call("Φ", p.x)
    inner = TANH_GELU * (p.x + CUBIC * p.x**THREE)
    return HALF * (ONE + call("tanh", inner))


def _gelu_slope(layer: Any, p: Point) -> Told:
    """Return Φ(x) + x·Φ′(x)."""
    below, density = _below(layer, p), call("φ", p.x)
    if layer.approximate == "none":
        return f"(Φ({p.z}) + {p.z}·φ({p.z}))", below + p.x * density
    rise = TANH_GELU * (ONE + THREE * CUBIC * p.x**TWO)
    bell = TWO * below * (ONE - below) * rise
    return f"(Φ({p.z}) + {p.z}·Φ′({p.z}))", below + p.x * bell


def _silu_slope(_: Any, p: Point) -> Told:
    s = call("σ", p.x)
    return f"(σ({p.z}) + {p.a}·(1 − σ({p.z})))", s + p.y * (ONE - s)


def _mish_slope(_: Any, p: Point) -> Told:
    t, s = call("tanh", softplus(p.x.value)), call("σ", p.x)
    return f"(t + {p.z}·σ({p.z})·(1 − t²))", t + p.x * s * (ONE - t**TWO)


# Each activation, and its slope below it.
CURVES: dict[type[Layer], Curve] = {
    Identity: Curve(
        lambda _, p: (p.z, p.x),
        lambda *_: ("1", ONE),
    ),
    Step: Curve(
        lambda _, p: (f"step({p.z})", call("step", p.x)),
        lambda *_: ("0", ZERO),
    ),
    Sigmoid: Curve(
        lambda _, p: (f"σ({p.z})", call("σ", p.x)),
        lambda _, p: (f"{p.a}·(1 − {p.a})", p.y * (ONE - p.y)),
    ),
    Tanh: Curve(
        lambda _, p: (f"tanh({p.z})", call("tanh", p.x)),
        lambda _, p: (f"(1 − {p.a}²)", ONE - p.y**TWO),
    ),
    ReLU: Curve(
        lambda _, p: (f"max(0, {p.z})", call("max", ZERO, p.x)),
        lambda _, p: (f"(1 where {p.z} > 0, else 0)", number(p.above)),
    ),
    ReLU6: Curve(
        lambda _, p: (f"min(max(0, {p.z}), 6)", call("min", call("max", ZERO, p.x), number(6))),
        lambda _, p: (f"(1 where 0 < {p.z} < 6, else 0)", number(0 < p.x.value < 6)),
    ),
    LeakyReLU: Curve(
        lambda layer, p: (
            f"({p.z} where {p.z} > 0, else {layer.negative_slope:g}·{p.z})",
            p.x if p.above else number(layer.negative_slope) * p.x,
        ),
        lambda layer, p: (
            f"(1 where {p.z} > 0, else {layer.negative_slope:g})",
            ONE if p.above else number(layer.negative_slope),
        ),
    ),
    ELU: Curve(
        _exponential,
        lambda layer, p: (
            f"(1 where {p.z} > 0, else {p.a} + α)",
            ONE if p.above else p.y + number(layer.alpha),
        ),
    ),
    SELU: Curve(_exponential, _selu_slope),
    GELU: Curve(lambda layer, p: (f"{p.z}·Φ({p.z})", p.x * _below(layer, p)), _gelu_slope),
    SiLU: Curve(lambda _, p: (f"{p.z}·σ({p.z})", p.x * call("σ", p.x)), _silu_slope),
    Softplus: Curve(
        lambda _, p: (f"log(1 + e^({p.z}))", softplus(p.x.value)),
        lambda _, p: (f"σ({p.z})", call("σ", p.x)),
    ),
    Mish: Curve(
        lambda _, p: (
            f"{p.z}·tanh(log(1 + e^({p.z})))",
            p.x * call("tanh", softplus(p.x.value)),
        ),
        _mish_slope,
    ),
}
