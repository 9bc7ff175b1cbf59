"""Rules with a pace for each weight, against their published form in plain floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.adaptive import Adadelta, Adagrad, RMSprop

DRAW = np.random.default_rng(0)
START = DRAW.normal(size=(3, 2))
GRADIENTS = DRAW.normal(size=(12, 3, 2)) * np.geomspace(1.0, 1e-3, 12)[:, None, None]


def descend(optimizer, xp, start, gradients, learning_rate=0.01):
    """Return the parameter and slots after an update by each of the gradients."""
    p, slots = start, optimizer.start(xp, start)
    for number, gradient in enumerate(gradients, start=1):
        step = xp.asarray(float(number), dtype=start.dtype)
        p, slots = optimizer.update(xp, step, gradient, slots, p, learning_rate)
    return p, slots


def squares(alpha, mu, *, centered):
    """Return RMSprop in plain floats."""

    def rule(p, gradients, eta):
        s = mean = b = 0.0
        for g in gradients:
            s += (1 - alpha) * (g * g - s)
            mean += (1 - alpha) * (g - mean)
            b = mu * b + g / (math.sqrt(s - mean * mean if centered else s) + 1e-8)
            p -= eta * b
        return p

    return rule


def adagrad(p, gradients, eta):
    """Adagrad: every square counts for ever."""
    for number, g in enumerate(gradients, start=1):
        p -= eta * g / (math.hypot(*gradients[:number]) + 1e-10)
    return p


def adadelta(p, gradients, eta):
    """Zeiler's algorithm 1."""
    s = u = 0.0
    for g in gradients:
        s = 0.9 * s + 0.1 * g * g
        move = math.sqrt((u + 1e-6) / (s + 1e-6)) * g
        u = 0.9 * u + 0.1 * move * move
        p -= eta * move
    return p


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        (Adagrad(), adagrad),
        (RMSprop(), squares(0.99, 0.0, centered=False)),
        (RMSprop(alpha=0.9, momentum=0.5), squares(0.9, 0.5, centered=False)),
        (RMSprop(centered=True), squares(0.99, 0.0, centered=True)),
        (Adadelta(), adadelta),
    ],
    ids=lambda value: repr(value) if not callable(value) else "",
)
def test_published_rule(optimizer, rule):
    """Twelve updates in float64 are those of the published rule, written in plain floats."""
    found, _ = descend(optimizer, np, START, GRADIENTS)
    for place in np.ndindex(START.shape):
        gradients = [float(gradient[place]) for gradient in GRADIENTS]
        assert found[place] == pytest.approx(rule(float(START[place]), gradients, 0.01), rel=1e-11)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Adagrad(0.0), "epsilon"),
        (lambda: RMSprop(alpha=math.nan), "alpha"),
        (lambda: RMSprop(momentum=1.5), "momentum"),
        (lambda: Adadelta(rho="0.9"), "rho"),
    ],
)
def test_refusals(make, field):
    """A number out of range is refused by name, with the range and the value."""
    with pytest.raises(UsageError, match=f"{field} must be a number in .*, got "):
        make()
