"""Which weights are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.layer_weights import weights_of
from glassnet.lab.pictures.subject import subject
from glassnet.nn.activations import ReLU
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.shape import Flatten
from glassnet.run.training import prepare


@pytest.fixture(scope="module")
def images():
    """Return a run on images of 8 × 8 pixels, before its first step."""
    layers = Conv2D(2, 3), ReLU(), Flatten(), Dense(10)
    return prepare(Network(*layers), "digits", target="digit", engine="reference")


def test_a_layer_is_its_matrix_with_names(run):
    """The first layer's rows are the inputs, the last one's columns the classes."""
    params = run.state.params
    drawn, names, told = weights_of(subject(run, None, None), None, None)
    assert np.array_equal(drawn, params["0.weights"])
    assert names == (("x", "y"), ())
    assert told == "layer 0: Dense, 0.weights of 2 × 5"
    drawn, names, _ = weights_of(subject(run, None, None), 2, None)
    assert np.array_equal(drawn, params["2.weights"])
    assert names == ((), ("lower", "upper"))


def test_a_unit_is_drawn_in_the_shape_of_what_it_sees(run, images):
    """One weight an input; a kernel as a square; behind Flatten the maps below one another."""
    drawn, names, _ = weights_of(subject(run, None, None), 0, 3)
    assert np.array_equal(drawn[:, 0], run.state.params["0.weights"][:, 3])
    assert names[0] == ("x", "y")
    of = subject(images, None, None)
    assert np.array_equal(weights_of(of, 0, 1)[0], images.state.params["0.weights"][..., 0, 1])
    drawn, names, _ = weights_of(of, 3, 7)
    maps = images.state.params["3.weights"][:, 7].reshape(6, 6, 2)
    assert np.array_equal(drawn, np.concatenate([maps[..., 0], maps[..., 1]]))
    assert names[0][6:8] == ("channel 1, 0", "channel 1, 1")


def test_an_image_laid_flat_is_drawn_as_an_image():
    """A dense unit over pixels is a picture of one channel."""
    made = prepare(Network(Flatten(), Dense(10)), "digits", target="digit", engine="reference")
    drawn, names, _ = weights_of(subject(made, None, None), None, 2)
    assert np.array_equal(drawn, made.state.params["1.weights"][:, 2].reshape(8, 8))
    assert names == ((), ())


def test_what_has_no_weights_is_named(run):
    """A layer without a matrix and a unit that is not there, with what there is."""
    of = subject(run, None, None)
    with pytest.raises(UsageError, match="layer 1 has no matrix of weights; those that have: 0, 2"):
        weights_of(of, 1, None)
    with pytest.raises(UsageError, match=r"units 0 … 4, got unit 5"):
        weights_of(of, 0, 5)
