"""What every loss keeps, and the squared losses."""

from __future__ import annotations

import warnings

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.losses import MSE, HalfSumOfSquares
from glassnet.nn.robust_losses import MAE, Huber

LOSSES = [
    MSE(),
    HalfSumOfSquares(),
    MAE(),
    Huber(),
    Huber(delta=0.3),
    BinaryCrossEntropy(),
    BinaryCrossEntropy(class_weights=(0.5, 3.0)),
    BinaryCrossEntropyFromProbabilities(),
    CategoricalCrossEntropy(),
    CategoricalCrossEntropy(label_smoothing=0.2),
    CategoricalCrossEntropy(label_smoothing=0.2, class_weights=(1.0, 0.25, 3.0)),
    CategoricalCrossEntropyFromProbabilities(class_weights=(1.0, 0.25, 3.0)),
    NegativeLogLikelihood(class_weights=(1.0, 0.25, 3.0)),
]
ids = [repr(loss) for loss in LOSSES]
every_loss = pytest.mark.parametrize("loss", LOSSES, ids=ids)


def example(loss, seed=0, *, soft=False):
    """Return a prediction and a target (5 rows, 3 outputs) that fit the loss, in float64."""
    draw = np.random.default_rng(seed)
    prediction = draw.normal(size=(5, 3)) * 2
    if loss.takes in {"probabilities", "log_probabilities"}:
        prediction = np.exp(prediction) / np.exp(prediction).sum(axis=1, keepdims=True)
        prediction = (
            0.8 * prediction + 0.2 / 3
        )  # not so small that a difference sees the third slope
    if loss.takes == "log_probabilities":
        prediction = np.log(prediction)
    target = draw.normal(size=(5, 3))
    if loss.target == "binary":
        target = draw.random((5, 3)) if soft else draw.integers(0, 2, (5, 3)).astype(float)
    if loss.target == "classes":
        target = draw.dirichlet(np.ones(3), 5) if soft else draw.integers(0, 3, 5)
    return prediction, target


@every_loss
@given(seed=st.integers(0, 10_000), soft=st.booleans(), weighted=st.booleans())
@settings(max_examples=10, deadline=None)
def test_gradient_is_the_finite_difference(loss, seed, soft, weighted):
    """The gradient is what central differences of the value say, with and without row weights."""
    prediction, target = example(loss, seed, soft=soft)
    weights = np.random.default_rng(seed).random(5) * 3 if weighted else None
    _, gradient = loss.value_and_gradient(np, prediction, target, weights)
    h = 1e-6
    for place in np.ndindex(prediction.shape):
        near = [prediction.copy(), prediction.copy()]
        near[0][place] -= h
        near[1][place] += h
        low, high = (loss.value_and_gradient(np, p, target, weights)[0] for p in near)
        assert gradient[place] == pytest.approx((high - low) / (2 * h), rel=1e-6, abs=1e-7)


@every_loss
@pytest.mark.parametrize("soft", [False, True])
def test_gradient_is_that_of_jax(loss, soft):
    """Automatic differentiation of the value gives the same gradient, in float64."""
    prediction, target = example(loss, 3, soft=soft)
    weights = np.array([0.5, 2.0, 0.0, 1.0, 3.0])
    with jax.enable_x64(True):

        def value(p):
            return loss.value_and_gradient(jnp, p, jnp.asarray(target), jnp.asarray(weights))[0]

        oracle = jax.grad(value)(jnp.asarray(prediction))
    _, gradient = loss.value_and_gradient(np, prediction, target, weights)
    assert np.allclose(gradient, oracle, rtol=1e-12, atol=1e-14)


@every_loss
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_same_under_jit_and_strictly(loss, dtype):
    """Compiled by XLA, and inside the strict standard, the numbers and the dtype are NumPy's."""
    prediction, target = example(loss, 4)
    prediction = prediction.astype(dtype)
    if loss.target != "classes":
        target = target.astype(dtype)
    weights = np.array([0.5, 2.0, 0.0, 1.0, 3.0], dtype)
    value, gradient = loss.value_and_gradient(np, prediction, target, weights)
    assert value.dtype == gradient.dtype == dtype
    assert value.shape == ()
    assert gradient.shape == prediction.shape
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    with jax.enable_x64(dtype == "float64"):
        found = jax.jit(lambda *arrays: loss.value_and_gradient(jnp, *arrays))(
            prediction, target, weights
        )
        assert found[0].dtype == found[1].dtype == dtype
        assert found[0] == pytest.approx(value, rel=tolerance)
        assert np.allclose(found[1], gradient, rtol=tolerance, atol=tolerance)
    arrays = [array_api_strict.asarray(array) for array in (prediction, target, weights)]
    strict = loss.value_and_gradient(array_api_strict, *arrays)
    assert float(strict[0]) == pytest.approx(float(value), rel=tolerance)
    assert np.allclose(np.asarray(strict[1]), gradient, rtol=tolerance, atol=tolerance)


@every_loss
def test_weights_count_rows(loss):
    """A row of weight 2 is a row that stands there twice; one of weight 0 is not there."""
    prediction, target = example(loss, 5)
    rows = np.array([0, 0, 1, 3, 3, 3])
    repeated, _ = loss.value_and_gradient(np, prediction[rows], target[rows])
    weighted, gradient = loss.value_and_gradient(
        np, prediction, target, np.array([2.0, 1.0, 0.0, 3.0, 0.0])
    )
    assert weighted == pytest.approx(repeated, rel=1e-13)
    assert np.all(gradient[[2, 4]] == 0.0)


@every_loss
def test_sum_is_mean_without_division(loss):
    """The two reductions differ by one positive number, in value and gradient alike."""
    prediction, target = example(loss, 6)
    fields = {name: getattr(loss, name) for name in loss.__dataclass_fields__}
    by_sum, by_mean = (type(loss)(**(fields | {"reduction": r})) for r in ("sum", "mean"))
    total, slope = by_sum.value_and_gradient(np, prediction, target)
    mean, gradient = by_mean.value_and_gradient(np, prediction, target)
    assert total > mean > 0
    assert np.allclose(slope, gradient * (total / mean), rtol=1e-12)


@every_loss
def test_nothing_counts(loss):
    """Where every weight is 0, the loss and its gradient are 0, not 0 / 0."""
    prediction, target = example(loss, 7)
    value, gradient = loss.value_and_gradient(np, prediction, target, np.zeros(5))
    assert value == 0.0
    assert np.all(gradient == 0.0)


@every_loss
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extremes_stay_finite(loss, dtype):
    """Logits of ±1e4 and probabilities of exactly 0 and 1 give finite numbers and no warning."""
    edges = {"probabilities": (0.0, 1.0), "log_probabilities": (-1e4, 0.0)}
    low, high = edges.get(loss.takes, (-1e4, 1e4))
    prediction = np.array([[low, high, low], [high, low, low], [high, high, high]], dtype)
    target = np.array([0, 0, 2]) if loss.target == "classes" else np.eye(3, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradient = loss.value_and_gradient(np, prediction, target)
    assert np.isfinite(value)
    assert np.all(np.isfinite(gradient))


@every_loss
def test_inputs_are_left_alone(loss):
    """Nothing changes in place: read-only arrays are enough."""
    arrays = [*example(loss, 8), np.ones(5)]
    for array in arrays:
        array.flags.writeable = False
    loss.value_and_gradient(np, *arrays)


@every_loss
def test_reduction_is_checked(loss):
    """A reduction that does not exist is refused, with the two that do."""
    with pytest.raises(UsageError, match='reduction must be "mean" or "sum", got \'median\''):
        type(loss)(reduction="median")


def test_losses_are_hashable_descriptions():
    """Two equal descriptions are one key; lists of weights become tuples."""
    made = CategoricalCrossEntropy(class_weights=[1, 2, 3])
    assert hash(made) == hash(CategoricalCrossEntropy(class_weights=(1.0, 2.0, 3.0)))


def test_squared_losses_by_hand():
    """(1 − 3)² and (2 − 1)²: their mean is 2.5, half their sum 2.5 in one row, 1.25 by row."""
    prediction, target = np.array([[1.0, 2.0]]), np.array([[3.0, 1.0]])
    value, gradient = MSE().value_and_gradient(np, prediction, target)
    assert value == 2.5
    assert gradient.tolist() == [[-2.0, 1.0]]
    value, gradient = HalfSumOfSquares().value_and_gradient(np, prediction, target)
    assert value == 2.5
    assert gradient.tolist() == [[-2.0, 1.0]]
    rows = np.tile(prediction, (4, 1)), np.tile(target, (4, 1))
    assert HalfSumOfSquares().value_and_gradient(np, *rows)[0] == 10.0
    assert HalfSumOfSquares(reduction="mean").value_and_gradient(np, *rows)[0] == 2.5
