"""Optimizers on the blackboard: how a gradient becomes the move of one weight.

Every rule moves a weight by factor·g + memory: `pace` gives the two numbers, so that what each row
adds to g can be told as what it adds to the move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np

from glassnet.lab.explain.expression import Expression, call, number
from glassnet.lab.explain.line import Line
from glassnet.nn.adam import Adam, AdamW, AMSGrad
from glassnet.nn.adam_relatives import Adamax, NAdam
from glassnet.nn.adaptive import Adadelta, Adagrad, RMSprop
from glassnet.nn.optimizers import SGD, Momentum, Nesterov, Optimizer

ONE, TWO = number(1), number(2)


@final
@dataclass(frozen=True)
class Moment:
    """One weight at one update.

    Args:
        symbol: What it is called: "w₀₁".
        optimizer: The rule.
        rate: η, after the schedule.
        count: The number of this update, from 1.
        gradient: g, after penalties and clipping.
        decay: λ of a decay beside the gradient, the optimizer's own included.
        before: The weight before.
        after: The weight after.
        old: The optimizer's slots before, each one number.
        new: The slots after.

    """

    symbol: str
    optimizer: Optimizer
    rate: float
    count: int
    gradient: float
    decay: float
    before: float
    after: float
    old: Mapping[str, float]
    new: Mapping[str, float]


class Pace(NamedTuple):
    """move = factor·g + memory + decay."""

    factor: float
    memory: float
    decay: float


def update_lines(moment: Moment) -> list[Line]:
    """Return how the rule moves the weight, and where it stands then."""
    slots, formula, walk = _rule(moment)
    found = [Line(name, text, worked, moment.new[name]) for name, (text, worked) in slots.items()]
    eta = number(moment.rate)
    worked: Expression = -(eta * walk)
    formula = f"−η·{formula}"
    if moment.decay:
        worked = worked - eta * number(moment.decay) * number(moment.before)
        formula += f" − η·λ·{moment.symbol}"
    moved = moment.after - moment.before
    delta = f"Δ{moment.symbol}"
    found.append(Line(delta, formula, worked, moved))
    stand = number(moment.before) + number(moved)
    found.append(Line(f"{moment.symbol}′", f"{moment.symbol} + {delta}", stand, moment.after))
    return found


def pace(moment: Moment) -> Pace:
    """Return the two numbers that make the move of the gradient, and what decays beside it."""
    eta, old, new = moment.rate, moment.old, moment.new
    lost = -eta * moment.decay * moment.before
    match moment.optimizer:
        case SGD():
            return Pace(-eta, 0.0, lost)
        case Momentum(momentum=mu):
            return Pace(-eta, -eta * mu * old["v"], lost)
        case Nesterov(momentum=mu):
            return Pace(-eta * (1.0 + mu), -eta * mu * mu * old["v"], lost)
        case Adagrad(epsilon=epsilon):
            return Pace(-eta / (new["s"] ** 0.5 + epsilon), 0.0, lost)
        case RMSprop(epsilon=epsilon, momentum=mu):
            spread = max(0.0, new["s"] - new.get("mean", 0.0) ** 2)
            return Pace(-eta / (spread**0.5 + epsilon), -eta * mu * old.get("b", 0.0), lost)
        case Adadelta(epsilon=epsilon):
            stride = ((old["u"] + epsilon) / (new["s"] + epsilon)) ** 0.5
            return Pace(-eta * stride, 0.0, lost)
        case NAdam() as rule:
            return _pace_of_nadam(rule, moment, lost)
        case Adamax(beta1=beta1):
            below = (1.0 - beta1**moment.count) * new["u"]
        case Adam(beta1=beta1) | AdamW(beta1=beta1) | AMSGrad(beta1=beta1):
            root = (new.get("w", new["v"]) / _corrected(moment)) ** 0.5
            below = (1.0 - beta1**moment.count) * (root + moment.optimizer.epsilon)
        case _:
            return Pace(float("nan"), float("nan"), lost)
    return Pace(-eta * (1.0 - beta1) / below, -eta * beta1 * old["m"] / below, lost)


def slots_at(slots: Mapping[str, Any], index: tuple[int, ...]) -> dict[str, float]:
    """Return one weight's number of every slot; a slot of no axes is the same for all."""
    return {name: float(a[index] if np.ndim(a) else a) for name, a in slots.items()}


def _rule(moment: Moment) -> tuple[dict[str, tuple[str, Expression]], str, Expression]:
    """Return each slot's new value, and what η multiplies, in letters and numbers."""
    g = number(moment.gradient)
    old = {name: number(value) for name, value in moment.old.items()}
    new = {name: number(value) for name, value in moment.new.items()}
    match moment.optimizer:
        case SGD():
            return {}, "g", g
        case Momentum(momentum=mu):
            return {"v": ("μ·v + g", number(mu) * old["v"] + g)}, "v", new["v"]
        case Nesterov(momentum=mu):
            ahead = g + number(mu) * new["v"]
            return {"v": ("μ·v + g", number(mu) * old["v"] + g)}, "(g + μ·v)", ahead
        case Adagrad(epsilon=epsilon):
            walk = g / (call("√", new["s"]) + number(epsilon))
            return {"s": ("s + g²", old["s"] + g**TWO)}, "g / (√(s) + ε)", walk
        case RMSprop():
            return _rule_of_rmsprop(moment.optimizer, g, old, new)
        case Adadelta(rho=rho, epsilon=epsilon):
            e = number(epsilon)
            stride = call("√", old["u"] + e) / call("√", new["s"] + e)
            slots = {
                "s": ("ρ·s + (1 − ρ)·g²", _average(rho, old["s"], g**TWO)),
                "u": ("ρ·u + (1 − ρ)·d²", _average(rho, old["u"], (g * stride) ** TWO)),
            }
            return slots, "d, d = g·√(u + ε) / √(s + ε), with u as it was", g * stride
    return _rule_of_adam(moment, g, old, new)


def _rule_of_rmsprop(
    rule: RMSprop, g: Expression, old: Mapping[str, Expression], new: Mapping[str, Expression]
) -> tuple[dict[str, tuple[str, Expression]], str, Expression]:
    slots = {"s": ("α·s + (1 − α)·g²", _average(rule.alpha, old["s"], g**TWO))}
    spread, under = new["s"], "s"
    if rule.centered:
        slots["mean"] = ("α·mean + (1 − α)·g", _average(rule.alpha, old["mean"], g))
        spread, under = call("max", number(0), new["s"] - new["mean"] ** TWO), "max(0, s − mean²)"
    walk, formula = g / (call("√", spread) + number(rule.epsilon)), f"g / (√({under}) + ε)"
    if rule.momentum:
        slots["b"] = (f"μ·b + {formula}", number(rule.momentum) * old["b"] + walk)
        return slots, "b", new["b"]
    return slots, formula, walk


def _rule_of_adam(
    moment: Moment, g: Expression, old: Mapping[str, Expression], new: Mapping[str, Expression]
) -> tuple[dict[str, tuple[str, Expression]], str, Expression]:
    """Return Adam's rule and its relatives': m̂ over the root of v̂."""
    rule = moment.optimizer
    if not isinstance(rule, Adam | AdamW | AMSGrad | NAdam | Adamax):
        return {}, "step", number(float("nan"))
    t, epsilon = number(moment.count), number(rule.epsilon)
    slots = {"m": ("β₁·m + (1 − β₁)·g", _average(rule.beta1, old["m"], g))}
    first = new["m"] / (ONE - number(rule.beta1) ** t)
    if isinstance(rule, Adamax):
        largest = call("max", number(rule.beta2) * old["u"], call("abs", g) + epsilon)
        slots["u"] = ("max(β₂·u, |g| + ε)", largest)
        return slots, "(m / (1 − β₁ᵗ)) / u", first / new["u"]
    slots["v"] = ("β₂·v + (1 − β₂)·g²", _average(rule.beta2, old["v"], g**TWO))
    high, letter = new["v"], "v"
    if isinstance(rule, AMSGrad):
        slots["w"] = ("max(w, v)", call("max", old["w"], new["v"]))
        high, letter = new["w"], "w"
    below = call("√", high / (ONE - number(rule.beta2) ** t)) + epsilon
    if isinstance(rule, NAdam):
        mu, ahead, product = (number(part) for part in _nadam_momenta(rule, moment))
        slots["product"] = ("product·μₜ", old["product"] * mu)
        now = (ONE - mu) * g / (ONE - product)
        first = ahead * new["m"] / (ONE - product * ahead) + now
        formula = "(μₜ₊₁·m / (1 − Π·μₜ₊₁) + (1 − μₜ)·g / (1 − Π)) / (√(v / (1 − β₂ᵗ)) + ε)"
        return slots, formula, first / below
    return slots, f"(m / (1 − β₁ᵗ)) / (√({letter} / (1 − β₂ᵗ)) + ε)", first / below


def _average(kept: float, old: Expression, new: Expression) -> Expression:
    """Return kept·old + (1 − kept)·new."""
    return number(kept) * old + (ONE - number(kept)) * new


def _corrected(moment: Moment) -> float:
    """Return 1 − β₂ᵗ."""
    return float(1.0 - moment.optimizer.beta2**moment.count)  # type: ignore[attr-defined]


def _nadam_momenta(rule: NAdam, moment: Moment) -> tuple[float, float, float]:
    """Return μₜ, μₜ₊₁ and the product of all μ up to t."""
    t, psi = moment.count, rule.momentum_decay
    mu, ahead = (rule.beta1 * (1.0 - 0.5 * 0.96 ** (step * psi)) for step in (t, t + 1))
    return mu, ahead, moment.new["product"]


def _pace_of_nadam(rule: NAdam, moment: Moment, lost: float) -> Pace:
    mu, ahead, product = _nadam_momenta(rule, moment)
    below = (moment.new["v"] / _corrected(moment)) ** 0.5 + rule.epsilon
    look = ahead / (1.0 - product * ahead)
    now = (1.0 - mu) / (1.0 - product)
    factor = -moment.rate * (look * (1.0 - rule.beta1) + now) / below
    return Pace(factor, -moment.rate * look * rule.beta1 * moment.old["m"] / below, lost)
