"""Adam's relatives, against their published form in plain floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.adam_relatives import Adamax, NAdam

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


def adamax(p, gradients, eta):
    """Kingma & Ba's algorithm 2: the infinity norm as the maximum that it is."""
    for t in range(1, len(gradients) + 1):
        m = sum(0.1 * 0.9 ** (t - i) * gradients[i - 1] for i in range(1, t + 1))
        u = max(0.999 ** (t - i) * (abs(gradients[i - 1]) + 1e-8) for i in range(1, t + 1))
        p -= eta / (1 - 0.9**t) * m / u
    return p


def nadam(p, gradients, eta):
    """Dozat's rule, with the warm-up of the momentum that PyTorch documents."""
    mu = [0.9 * (1 - 0.5 * 0.96 ** (t * 0.004)) for t in range(1, len(gradients) + 2)]
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        m_hat = mu[t] * m / (1 - math.prod(mu[: t + 1]))
        m_hat += (1 - mu[t - 1]) * g / (1 - math.prod(mu[:t]))
        p -= eta * m_hat / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return p


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        (NAdam(), nadam),
        (Adamax(), adamax),
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
        (lambda: NAdam(momentum_decay=-1e-9), "momentum_decay"),
        (lambda: Adamax(epsilon=0), "epsilon"),
    ],
)
def test_refusals(make, field):
    """A number out of range is refused by name, with the range and the value."""
    with pytest.raises(UsageError, match=f"{field} must be a number in .*, got "):
        make()
