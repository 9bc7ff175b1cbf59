"""The reach of a last layer, against what mathematics says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from glassnet.nn.activations import (
    Identity,
    LeakyReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    Step,
    Tanh,
)
from glassnet.nn.catalogue import LAYERS
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.exponential_linear import ELU, SELU, SELU_ALPHA, SELU_SCALE
from glassnet.nn.layer import Activation, Context
from glassnet.nn.reach import reach
from glassnet.nn.smooth_activations import GELU, Mish, SiLU, Softplus
from glassnet.nn.softmax import LogSoftmax, Softmax

EVERYWHERE = (-math.inf, math.inf)
KNOWN = [
    (Identity(), EVERYWHERE),
    (Step(), (0.0, 1.0)),
    (Sigmoid(), (0.0, 1.0)),
    (Tanh(), (-1.0, 1.0)),
    (ReLU(), (0.0, math.inf)),
    (ReLU6(), (0.0, 6.0)),
    (LeakyReLU(), EVERYWHERE),
    (LeakyReLU(0.0), (0.0, math.inf)),
    (ELU(), (-1.0, math.inf)),
    (ELU(2.5), (-2.5, math.inf)),
    (SELU(), (-SELU_ALPHA * SELU_SCALE, math.inf)),
    (Softplus(), (0.0, math.inf)),
    (Softmax(), (0.0, 1.0)),
    (LogSoftmax(), (-math.inf, 0.0)),
    (Dense(3), EVERYWHERE),
    (Dropout(), EVERYWHERE),
]


@pytest.mark.parametrize("layer, wanted", KNOWN, ids=repr)
@pytest.mark.parametrize("width", [2, 1000])
def test_bounds_are_those_of_the_function(layer, wanted, width):
    """As the books have them, parameters of the function included, for few numbers and many."""
    assert reach(layer, width) == pytest.approx(wanted)


@pytest.mark.parametrize("layer", [GELU(), GELU("tanh"), SiLU(), Mish()], ids=repr)
def test_functions_that_dip_reach_the_bottom_of_the_dip(layer):
    """The least value is that which SciPy finds."""
    found = minimize_scalar(
        lambda x: float(layer.f(np, np.array([x]))[0]), bounds=(-5.0, 0.0), method="bounded"
    )
    low, high = reach(layer, 1)
    assert low == pytest.approx(found.fun, abs=1e-4)
    assert high == math.inf


@pytest.mark.parametrize("layer, value", [(Softmax(), 1.0), (LogSoftmax(), 0.0)], ids=repr)
def test_shares_of_a_single_number_are_always_all_of_it(layer, value):
    """A softmax over one unit says nothing."""
    assert reach(layer, 1) == (value, value)


@settings(max_examples=40)
@given(
    st.sampled_from([layer for layer in LAYERS if issubclass(layer, Activation)]),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20),
)
def test_nothing_comes_from_beyond(kind, values):
    """No activation of the catalogue gives a number outside of its reach."""
    layer = kind()
    low, high = reach(layer, 1)
    y, _ = layer.forward(np, {}, np.array(values)[:, None], Context())
    assert low - 1e-4 <= y.min()
    assert y.max() <= high
