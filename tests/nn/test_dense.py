"""The fully connected layer: a worked example, its parameters, its refusals."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Constant
from glassnet.nn.layer import Context


def test_a_row_worked_by_hand():
    """x = (1, 2), W = ((1, 2, 3), (4, 5, 6)), b = (10, 20, 30), dy = (1, 0, −1)."""
    params = {"weights": np.array([[1.0, 2, 3], [4, 5, 6]]), "bias": np.array([10.0, 20, 30])}
    y, saved = Dense(3).forward(np, params, np.array([[1.0, 2.0]]), Context())
    dx, gradients = Dense(3).backward(np, params, saved, np.array([[1.0, 0.0, -1.0]]))
    assert y.tolist() == [[19, 32, 45]]
    assert dx.tolist() == [[-2, -2]]
    assert gradients["weights"].tolist() == [[1, 0, -1], [2, 0, -2]]
    assert gradients["bias"].tolist() == [1, 0, -1]


def test_parameters_say_how_they_start_and_whether_they_decay():
    """Weights start by the network's choice and decay; the bias starts as told and does not."""
    learned = Dense(3, bias_start=Constant(0.5)).parameters((4,))
    assert (learned["weights"].shape, learned["weights"].initializer) == ((4, 3), None)
    assert (learned["weights"].fan_in, learned["weights"].fan_out) == (4, 3)
    assert (learned["bias"].shape, learned["bias"].initializer) == ((3,), Constant(0.5))
    assert (learned["weights"].decays, learned["bias"].decays) == (True, False)
    assert Dense(3, bias=False).parameters((4,)).keys() == {"weights"}


def test_a_layer_without_units_is_refused():
    """The message names the value."""
    with pytest.raises(UsageError, match=r"units\b.*0"):
        Dense(0)


@pytest.mark.parametrize("shape", [(), (28, 28, 1)])
def test_an_input_that_is_not_flat_is_refused(shape):
    """The message names the shape got and what to put before it."""
    with pytest.raises(ShapeError, match=r"flat input, got \(.*\); put Flatten\(\) before it"):
        Dense(3).output_shape(shape)
