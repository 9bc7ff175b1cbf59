"""Convolutions against XLA's own and SciPy's; what is impossible is refused."""

from __future__ import annotations

import jax
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.layer import Context

LAYOUTS = {1: ("NWC", "WIO", "NWC"), 2: ("NHWC", "HWIO", "NHWC")}
CASES = [
    (Conv1D(4, 3), (7, 2)),
    (Conv1D(3, 4, stride=2, padding="same"), (8, 1)),
    (Conv1D(2, 2, stride=3, padding="same", dilation=3), (7, 2)),
    (Conv1D(1, 1, stride=2), (6, 3)),
    (Conv2D(3, 3), (5, 6, 2)),
    (Conv2D(2, (2, 3), padding="same"), (4, 4, 1)),
    (Conv2D(2, 4, stride=(2, 3), padding="same"), (7, 8, 2)),
    (Conv2D(2, (3, 1), stride=2, dilation=(2, 1)), (9, 5, 1)),
    (Conv2D(2, 5, padding="same", dilation=2), (3, 3, 1)),
]
NAMES = [f"{n}-{type(layer).__name__}" for n, (layer, _) in enumerate(CASES)]


@pytest.mark.parametrize("layer, shape", CASES, ids=NAMES)
def test_it_is_the_convolution_of_xla(layer, shape):
    """Forward equals lax.conv_general_dilated, which pads "SAME" as TensorFlow does."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, *shape))
    params = {name: rng.normal(size=p.shape) for name, p in layer.parameters(shape).items()}
    walk = layer.walk()
    with jax.enable_x64(True):
        expected = jax.lax.conv_general_dilated(
            x,
            params["weights"],
            window_strides=[window.stride for window in walk],
            padding=layer.padding.upper(),
            rhs_dilation=[window.dilation for window in walk],
            dimension_numbers=LAYOUTS[len(walk)],
        )
    y, _ = layer.forward(np, params, x, Context())
    np.testing.assert_allclose(y, np.asarray(expected) + params["bias"], rtol=1e-11, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 4), st.integers(1, 4), st.integers(4, 8), st.integers(4, 8), st.integers(0, 999)
)
def test_one_filter_is_a_correlation_of_scipy(height, width, rows, columns, seed):
    """With one channel and one filter, the layer is scipy.signal.correlate2d."""
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=(rows, columns)), rng.normal(size=(height, width))
    layer = Conv2D(1, (height, width), bias=False)
    params = {"weights": kernel[:, :, None, None]}
    y, _ = layer.forward(np, params, image[None, :, :, None], Context())
    expected = scipy.signal.correlate2d(image, kernel, mode="valid")
    np.testing.assert_allclose(y[0, :, :, 0], expected, rtol=1e-11, atol=1e-12)


def test_the_odd_zero_goes_after():
    """An even window of "same" looks at itself and what follows, as in PyTorch."""
    layer = Conv1D(1, 2, padding="same", bias=False)
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1)
    y, _ = layer.forward(np, {"weights": np.ones((2, 1, 1))}, x, Context())
    assert y.ravel().tolist() == [3, 5, 3]


def test_fans_count_a_whole_window():
    """fan_in is the window's places times channels, fan_out its places times filters."""
    learned = Conv2D(8, (3, 2)).parameters((9, 9, 4))
    assert learned["weights"].shape == (3, 2, 4, 8)
    assert (learned["weights"].fan_in, learned["weights"].fan_out) == (24, 48)
    assert learned["bias"].shape == (8,)
    assert "bias" not in Conv2D(8, 3, bias=False).parameters((9, 9, 4))


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: Conv1D(0, 3), "Conv1D: filters must be a whole number ≥ 1, got 0"),
        (lambda: Conv1D(4, (3, 3)), r"Conv1D: size must be a whole number ≥ 1, got \(3, 3\)"),
        (lambda: Conv1D(4, 3, dilation=-1), "Conv1D: dilation must be .* got -1"),
        (lambda: Conv2D(4, 0), "Conv2D: size must be a whole number ≥ 1 or a pair .* got 0"),
        (lambda: Conv2D(4, 3, stride=(1, 2, 3)), r"Conv2D: stride must be .* got \(1, 2, 3\)"),
        (lambda: Conv2D(4, 2.5), "Conv2D: size must be .* got 2.5"),
        (lambda: Conv2D(4, 3, padding="full"), 'padding must be "valid" or "same", got'),
    ],
    ids=range(7),
)
def test_impossible_numbers_are_refused(make, message):
    """The message names the field, what it may be and the value."""
    with pytest.raises(UsageError, match=message):
        make()


@pytest.mark.parametrize(
    "layer, shape, message",
    [
        (Conv1D(4, 3), (28, 28, 1), r"takes a map \(length, channels\), got \(28, 28, 1\); put"),
        (Conv2D(4, 3), (784,), r"takes a map \(height, width, channels\), got \(784,\); put Resh"),
        (Conv2D(4, 3), (2, 9, 1), r"window of 3 × 3 places does not fit into \(2, 9, 1\)"),
    ],
    ids=range(3),
)
def test_impossible_shapes_are_refused(layer, shape, message):
    """The message names the shape got and what to put before the layer."""
    with pytest.raises(ShapeError, match=message):
        layer.output_shape(shape)


def test_a_list_from_a_file_is_a_pair():
    """Descriptions read from files hold lists; the layer is the same."""
    assert Conv2D(4, [3, 2]) == Conv2D(4, (3, 2))
