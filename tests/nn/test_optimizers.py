"""What every optimizer keeps, and the rules that know one pace."""

from __future__ import annotations

import math

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.adam import Adam, AdamW, AMSGrad
from glassnet.nn.adam_relatives import Adamax, NAdam
from glassnet.nn.adaptive import Adadelta, Adagrad, RMSprop
from glassnet.nn.optimizers import SGD, Momentum, Nesterov

OPTIMIZERS = [
    SGD(),
    Momentum(),
    Nesterov(),
    Adagrad(),
    RMSprop(),
    RMSprop(momentum=0.9, centered=True),
    Adadelta(),
    Adam(),
    Adam(beta1=0.0, beta2=0.0),
    AMSGrad(),
    AdamW(),
    NAdam(),
    Adamax(),
]
every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=map(repr, OPTIMIZERS))
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


@every_optimizer
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_shapes_dtypes_and_namespaces(optimizer, dtype):
    """Dtype and shape stay, and XLA and the strict standard agree with NumPy."""
    start, gradients = START.astype(dtype), GRADIENTS.astype(dtype)
    p, slots = descend(optimizer, np, start, gradients)
    assert p.dtype == dtype
    assert p.shape == start.shape
    assert all(slot.dtype == dtype and slot.shape in {(), p.shape} for slot in slots.values())
    assert {n: s.shape for n, s in optimizer.start(np, start).items()} == {
        n: s.shape for n, s in slots.items()
    }
    tolerance = 2e-6 if dtype == "float32" else 1e-13
    with jax.enable_x64(dtype == "float64"):
        run = jax.jit(lambda *arrays: descend(optimizer, jnp, *arrays))
        compiled, kept = run(start, gradients)
        assert compiled.dtype == dtype
        assert np.allclose(compiled, p, rtol=tolerance, atol=tolerance)
        assert all(slot.dtype == dtype for slot in kept.values())
    strict, _ = descend(
        optimizer,
        array_api_strict,
        array_api_strict.asarray(start),
        [array_api_strict.asarray(gradient) for gradient in gradients],
    )
    assert np.allclose(np.asarray(strict), p, rtol=tolerance, atol=tolerance)


@every_optimizer
def test_nothing_changes_in_place(optimizer):
    """Read-only parameters, gradients and slots are enough."""
    start, gradient = START.copy(), GRADIENTS[0].copy()
    slots = optimizer.start(np, start)
    for array in (start, gradient, *slots.values()):
        array.flags.writeable = False
    optimizer.update(np, np.float64(1.0), gradient, slots, start, 0.1)


@every_optimizer
def test_a_weight_without_gradient_stays(optimizer):
    """Where the gradient is 0 from the start, the weight does not move, and nothing is 0 / 0."""
    p, _ = descend(optimizer, np, START, np.zeros((5, 3, 2)))
    shrunk = (1 - 0.01 * 0.01) ** 5 if isinstance(optimizer, AdamW) else 1.0
    assert np.allclose(p, START * shrunk, rtol=1e-14)


@every_optimizer
def test_each_number_is_on_its_own(optimizer):
    """A rule works element by element: a parameter taken apart moves as the whole does."""
    whole, _ = descend(optimizer, np, START, GRADIENTS)
    for place in np.ndindex(START.shape):
        part, _ = descend(optimizer, np, START[place], [g[place] for g in GRADIENTS])
        assert part == pytest.approx(whole[place], rel=1e-14)


@every_optimizer
def test_a_bowl_is_descended(optimizer):
    """From (3, −2), four hundred steps reach less than a hundredth of the height of ½ Σ p²."""
    p = np.array([3.0, -2.0])
    slots = optimizer.start(np, p)
    rate = {Adagrad: 0.5, Adadelta: 20.0}.get(type(optimizer), 0.02)
    for number in range(1, 401):
        p, slots = optimizer.update(np, np.float64(number), p, slots, p, rate)
    assert np.sum(p**2) < 0.01 * 13.0


def momentum(mu, *, ahead):
    """Return Sutskever's form: v ← μ v − η g, with the step, or the step seen from ahead."""

    def rule(p, gradients, eta):
        v = 0.0
        for g in gradients:
            v = mu * v - eta * g
            p += mu * v - eta * g if ahead else v
        return p

    return rule


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        (SGD(), lambda p, gradients, eta: p - eta * math.fsum(gradients)),
        (Momentum(0.8), momentum(0.8, ahead=False)),
        (Nesterov(0.8), momentum(0.8, ahead=True)),
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
        (lambda: Momentum(1.0), "momentum"),
        (lambda: Nesterov(-0.1), "momentum"),
    ],
)
def test_refusals(make, field):
    """A number out of range is refused by name, with the range and the value."""
    with pytest.raises(UsageError, match=f"{field} must be a number in .*, got "):
        make()
