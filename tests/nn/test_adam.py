"""Adam and its repairs, against their published form in plain floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.adam import Adam, AdamW, AMSGrad, one_minus_power

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


def adam(p, gradients, eta, *, decay=0.0, largest=False):
    """Kingma & Ba's averages as the weighted sums that they are, without recursion."""
    seen = []
    for t in range(1, len(gradients) + 1):
        m = sum(0.1 * 0.9 ** (t - i) * gradients[i - 1] for i in range(1, t + 1))
        v = sum(0.001 * 0.999 ** (t - i) * gradients[i - 1] ** 2 for i in range(1, t + 1))
        seen.append(v)
        v = max(seen) if largest else v
        p -= eta * decay * p
        p -= eta * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return p


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        (Adam(), adam),
        (AMSGrad(), lambda *a: adam(*a, largest=True)),
        (AdamW(weight_decay=0.3), lambda *a: adam(*a, decay=0.3)),
    ],
    ids=lambda value: repr(value) if not callable(value) else "",
)
def test_published_rule(optimizer, rule):
    """Twelve updates in float64 are those of the published rule, written in plain floats."""
    found, _ = descend(optimizer, np, START, GRADIENTS)
    for place in np.ndindex(START.shape):
        gradients = [float(gradient[place]) for gradient in GRADIENTS]
        assert found[place] == pytest.approx(rule(float(START[place]), gradients, 0.01), rel=1e-11)


def test_adams_first_step_has_the_length_of_the_learning_rate():
    """Whatever the gradient's size, Adam's first step is η against its sign, in float32 too."""
    for size in (1e-4, 1.0, 1e4):
        gradient = np.array([size, -size], np.float32)
        p, _ = descend(Adam(), np, np.zeros(2, np.float32), [gradient])
        assert np.allclose(p, [-0.01, 0.01], rtol=2e-4)


def test_one_minus_a_power_keeps_its_digits():
    """In float32, 1 − 0.999ᵗ agrees with float64 to six digits, at the first step and the last."""
    for step in (1, 2, 10, 1000, 100_000):
        found = one_minus_power(np, 0.999, np.float32(step))
        assert found.dtype == np.float32
        assert found == pytest.approx(1.0 - 0.999**step, rel=1e-6)
    assert one_minus_power(np, 0.0, np.float32(3)) == 1.0


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Adam(beta1=1.0), "beta1"),
        (lambda: Adam(beta2=-0.1), "beta2"),
        (lambda: Adam(epsilon=math.inf), "epsilon"),
        (lambda: AMSGrad(beta2=1), "beta2"),
        (lambda: AdamW(weight_decay=-1), "weight_decay"),
    ],
)
def test_refusals(make, field):
    """A number out of range is refused by name, with the range and the value."""
    with pytest.raises(UsageError, match=f"{field} must be a number in .*, got "):
        make()
