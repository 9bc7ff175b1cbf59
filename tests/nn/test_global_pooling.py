"""The mean over a whole map."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import ShapeError
from glassnet.nn.global_pooling import GlobalAveragePool
from glassnet.nn.layer import Context


@pytest.mark.parametrize("shape", [(5, 2), (3, 4, 2)])
def test_each_channel_becomes_its_mean(shape):
    """A loop over rows and channels finds the same."""
    x = np.random.default_rng(0).normal(size=(3, *shape))
    y, _ = GlobalAveragePool().forward(np, {}, x, Context())
    assert y.shape == (3, 2)
    for row in range(3):
        for channel in range(2):
            assert y[row, channel] == pytest.approx(x[row, ..., channel].ravel().mean())


@pytest.mark.parametrize("shape", [(), (4,), (2, 2, 2, 2)])
def test_what_is_no_map_is_refused(shape):
    """The message names the layer and the shape."""
    with pytest.raises(ShapeError, match="GlobalAveragePool takes a map"):
        GlobalAveragePool().output_shape(shape)
