"""The classic activations: values by hand, slopes at the corners, and no warning anywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, ReLU6, Sigmoid, Step, Tanh, sigmoid
from glassnet.nn.exponential_linear import ELU, SELU
from glassnet.nn.layer import Context
from glassnet.nn.smooth_activations import GELU, Mish, SiLU, Softplus
from glassnet.nn.softmax import LogSoftmax, Softmax

X = np.linspace(-12, 12, 1001)

# Every activation's value at −10⁴ and 10⁴, and its slope there.
FAR = [
    (Identity(), (-1e4, 1e4), (1, 1)),
    (Step(), (0, 1), (0, 0)),
    (Sigmoid(), (0, 1), (0, 0)),
    (Tanh(), (-1, 1), (0, 0)),
    (ReLU(), (0, 1e4), (0, 1)),
    (LeakyReLU(0.25), (-2500, 1e4), (0.25, 1)),
    (ReLU6(), (0, 6), (0, 0)),
    (ELU(2.0), (-2, 1e4), (0, 1)),
    (SELU(), (-1.7580993, 10507.0098), (0, 1.0507009)),
    (GELU(), (0, 1e4), (0, 1)),
    (GELU("tanh"), (0, 1e4), (0, 1)),
    (SiLU(), (0, 1e4), (0, 1)),
    (Softplus(), (0, 1e4), (0, 1)),
    (Mish(), (0, 1e4), (0, 1)),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation, values, slopes", FAR, ids=lambda part: repr(part)[:20])
def test_ten_thousand_either_way_is_finite_and_without_a_warning(activation, values, slopes, dtype):
    """Far out each activation reaches its limit, and its slope too, in both dtypes."""
    x = np.array([[-1e4, 1e4]], dtype=dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y, saved = activation.forward(np, {}, x, Context())
        dx, _ = activation.backward(np, {}, saved, np.ones_like(y))
    np.testing.assert_allclose(y[0], values, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(dx[0], slopes, rtol=1e-6, atol=1e-6)
    assert y.dtype == dx.dtype == dtype


@pytest.mark.parametrize("activation", [entry[0] for entry in FAR], ids=repr)
def test_every_float32_between_is_near_the_float64_value(activation):
    """From −10⁴ to 10⁴ values and slopes in float32 are those of float64 to a millionth."""
    half = np.concatenate([np.geomspace(1e-30, 1e4, 300), [0.0]]).astype("float32")
    x = np.concatenate([-half, half])
    wide = x.astype("float64")
    y, exact = activation.f(np, x), activation.f(np, wide)
    np.testing.assert_allclose(y, exact, rtol=1e-6, atol=1e-6)
    slope, exact_slope = activation.slope(np, x, y), activation.slope(np, wide, exact)
    np.testing.assert_allclose(slope, exact_slope, rtol=1e-6, atol=3e-6)


@pytest.mark.parametrize("activation", [*[entry[0] for entry in FAR], Softmax(), LogSoftmax()])
def test_what_is_not_a_number_stays_so(activation):
    """A NaN goes in, a NaN comes out: a run that diverged cannot look healthy."""
    y, _ = activation.forward(np, {}, np.full((1, 2), np.nan), Context())
    expected = not isinstance(activation, Step)  # NaN ≥ 0 is false: the one that cannot tell
    assert np.isnan(y).all() == expected


def test_sigmoid_is_the_logistic_function():
    """To the last digits that of SciPy, also where it is nearly 0."""
    np.testing.assert_allclose(sigmoid(np, X), scipy.special.expit(X), rtol=1e-14)


def test_tanh_is_the_quotient_of_exponentials():
    """(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)."""
    expected = (np.exp(X) - np.exp(-X)) / (np.exp(X) + np.exp(-X))
    np.testing.assert_allclose(Tanh().f(np, X), expected, rtol=1e-12, atol=1e-15)


def test_the_straight_ones_are_what_is_said_of_them():
    """Identity, step and the ReLUs at hand-picked numbers."""
    x = np.array([-2.0, -0.0, 0.0, 0.5, 6.0, 7.0])
    assert Identity().f(np, x).tolist() == [-2, 0, 0, 0.5, 6, 7]
    assert Step().f(np, x).tolist() == [0, 1, 1, 1, 1, 1]
    assert ReLU().f(np, x).tolist() == [0, 0, 0, 0.5, 6, 7]
    assert LeakyReLU(0.5).f(np, x).tolist() == [-1, 0, 0, 0.5, 6, 7]
    assert ReLU6().f(np, x).tolist() == [0, 0, 0, 0.5, 6, 6]


@pytest.mark.parametrize(
    "activation, corner, slope",
    [
        (Step(), 0.0, 0.0),
        (ReLU(), 0.0, 0.0),
        (LeakyReLU(0.2), 0.0, 0.2),
        (ReLU6(), 0.0, 0.0),
        (ReLU6(), 6.0, 0.0),
        (ELU(0.5), 0.0, 0.5),
        (SELU(), 0.0, 1.0507009873554805 * 1.6732632423543772),
    ],
    ids=repr,
)
def test_slopes_at_corners_are_those_of_pytorch(activation, corner, slope):
    """Where there is no derivative, the left one is taken, but for the lid of ReLU6."""
    x = np.array([corner])
    assert activation.slope(np, x, activation.f(np, x)).item() == pytest.approx(slope, rel=1e-15)


@pytest.mark.parametrize("slope", [-0.1, 1.5, math.nan, math.inf, "steep", True])
def test_a_leak_that_makes_no_sense_is_refused(slope):
    """The message names the field, the range and the value."""
    with pytest.raises(UsageError, match=r"LeakyReLU: negative_slope must be a number in \[0, 1\]"):
        LeakyReLU(slope)
