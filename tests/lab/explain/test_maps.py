"""Convolution and pooling: each printed window is what the layer computes there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.sight import Sight, walk_inside
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.global_pooling import GlobalAveragePool
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.pooling import AveragePool, MaxPool

LAYERS = [
    Conv2D(2, 3, padding="same"),
    Conv2D(2, (2, 3), stride=2),
    Conv2D(1, 2, dilation=2, bias=False),
    MaxPool(2),
    MaxPool(3, stride=1),
    AveragePool(2, stride=1),
    GlobalAveragePool(),
]


def seen(layer, x, terms=6) -> Sight:
    """Return the second row of x inside the layer, with weights and errors drawn at random."""
    draw = np.random.default_rng(7)
    network = Network(layer)
    shapes = network.parameters(x.shape[1:])
    params = {name: draw.normal(size=p.shape) for name, p in shapes.items()}
    y, _ = network.forward(np, params, x, Context())
    (look,) = walk_inside(network, params, x, Context(), draw.normal(size=y.shape))
    return Sight("0", look, Context(), 1, "x", "z", terms)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
@settings(max_examples=6)
@given(data=st.data(), terms=st.sampled_from([2, 50]))
def test_a_reader_computes_every_place_of_a_map(arithmetic, layer, data, terms):
    """Outputs, errors of inputs and parts of gradients: what is printed comes to the total."""
    x = np.round(np.random.default_rng(1).normal(size=(2, 5, 6, 2)), 2)
    sight, told = seen(layer, x, terms), chapter(layer)

    def place(shape):
        return tuple(data.draw(st.integers(0, n - 1)) for n in shape)

    lines = told.forward(sight, place(sight.y.shape)) + told.back(sight, place(sight.x.shape))
    for line in lines:
        found = arithmetic(Plain(17).write(line.worked))
        assert found == pytest.approx(line.value, rel=1e-9, abs=1e-12)
    for name, gradient in sight.look.gradients.items():
        index = place(gradient.shape)
        _, worked = told.share(sight, name, index)
        own = sight.look.gradient_of_row(1)[name][index]
        assert arithmetic(Plain(17).write(worked)) == pytest.approx(own, rel=1e-9, abs=1e-12)
        parts = told.shares(sight.look, name, index)
        assert parts[1] == pytest.approx(own)
        assert parts.sum() == pytest.approx(gradient[index])


def test_the_largest_of_a_window_is_named():
    """Of four numbers the largest wins, and gets the whole error."""
    x = np.array([[[1.0], [5.0], [2.0], [0.0]]] * 2)
    sight = seen(MaxPool(2), x)
    (line,) = chapter(MaxPool(2)).forward(sight, (0, 0))
    assert line.title == "The largest of the window is x₁₀."
    assert Plain(4).write(line.worked) == "max(1, 5)"
    lost, won = (chapter(MaxPool(2)).back(sight, (i, 0))[0].value for i in (0, 1))
    assert (lost, won) == (0.0, sight.dy[0, 0])


def test_zeros_of_the_border_are_named():
    """A window that hangs over the edge says that its first number is a zero of the border."""
    x = np.ones((2, 4, 1))
    layer = Conv1D(1, 3, padding="same")
    (line,) = chapter(layer).forward(seen(layer, x, terms=1), (0, 0))
    assert "Written out" in line.note
    (whole,) = chapter(layer).forward(seen(layer, x, terms=3), (0, 0))
    assert Plain(4).write(whole.worked).startswith("0·")
