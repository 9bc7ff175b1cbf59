"""Normalization and softmax: a reader computes what the layers compute."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.sight import Sight, walk_inside
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.softmax import LogSoftmax, Softmax

LAYERS = [
    *(BatchNorm(), BatchNorm(affine=False), LayerNorm(), LayerNorm(affine=False)),
    *(Softmax(), LogSoftmax()),
]


def seen(layer, shape, *, training, terms=50) -> Sight:
    """Return the second row of random numbers inside the layer."""
    draw = np.random.default_rng(11)
    network = Network(layer)
    x, dy = draw.normal(size=shape), draw.normal(size=shape)
    shapes = network.parameters(x.shape[1:])
    params = {name: draw.normal(size=p.shape) for name, p in shapes.items()}
    memory = {
        name: np.abs(draw.normal(size=a.shape)) for name, a in network.memory(shape[1:]).items()
    }
    context = Context(training=training, memory=memory)
    (look,) = walk_inside(network, params, x, context, dy)
    return Sight("0", look, context.inside(0), 1, "x", "h", terms)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (3, 2, 2, 3)])
@pytest.mark.parametrize("terms", [2, 50])
@pytest.mark.parametrize(
    "layer",
    [
        BatchNorm(),
        BatchNorm(affine=False),
        LayerNorm(),
        LayerNorm(affine=False),
        Softmax(),
        LogSoftmax(),
    ],
    ids=repr,
)
def test_every_line_comes_to_its_total(arithmetic, layer, shape, training, terms):
    """Mean, variance, what is normalized, and the error's way back."""
    sight = seen(layer, shape, training=training, terms=terms)
    told, unit = chapter(layer), (0,) * (len(shape) - 2) + (2,)
    lines = [*told.forward(sight, unit), *told.back(sight, unit)]
    for line in lines:
        found = arithmetic(Plain(17).write(line.worked))
        assert found == pytest.approx(line.value, rel=1e-9, abs=1e-12), line
    assert sight.y[unit] in {line.value for line in lines}
    assert sight.dx[unit] in {line.value for line in lines}
    for name in sight.look.gradients:
        _, worked = told.share(sight, name, (1,))
        own = sight.look.gradient_of_row(1)[name][1]
        assert arithmetic(Plain(17).write(worked)) == pytest.approx(own, rel=1e-9)


def test_mean_and_variance_of_a_batch_are_numpy_s():
    """The first two lines are the mean and the variance of the channel over the batch."""
    sight = seen(BatchNorm(), (5, 2), training=True)
    mean, variance, *_ = chapter(BatchNorm()).forward(sight, (1,))
    column = sight.look.x[:, 1]
    assert (mean.symbol, variance.symbol) == ("μ", "σ²")
    assert mean.value == pytest.approx(np.mean(column))
    assert variance.value == pytest.approx(np.var(column))


def test_outside_training_what_was_remembered_is_named():
    """A prediction is normalized by remembered numbers, and the line says so."""
    sight = seen(BatchNorm(), (5, 2), training=False)
    mean, *_ = chapter(BatchNorm()).forward(sight, (1,))
    assert "remembered" in mean.title
    assert mean.value == sight.context.memory["mean"][1]
