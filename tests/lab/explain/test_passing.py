"""Layers that pass numbers on."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground import keys
from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.sight import Sight, walk_inside
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.embedding import Embedding
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten, Reshape

CODES = np.array([[0.5, 2.0, 1.0], [-0.5, 0.0, 1.0]])
LAYERS = [
    (Dropout(0.5), CODES),
    (Flatten(), np.arange(12.0).reshape(2, 2, 3)),
    (Reshape((3, 1)), CODES),
    (Embedding(3, 2), CODES[:, 1:]),
    (CategoryEmbedding((3, 4)), CODES),
    (Residual(Dense(3)), CODES),
    (Network(Dense(2)), CODES),
]


def seen(layer, x, *, training=True) -> Sight:
    """Return the second row of x inside the layer."""
    draw = np.random.default_rng(2)
    network = Network(layer)
    shapes = network.parameters(x.shape[1:])
    params = {name: draw.normal(size=p.shape) for name, p in shapes.items()}
    context = Context(training=training, key=keys.stream(3, keys.Purpose.DROPOUT))
    y, _ = network.forward(np, params, x, context)
    (look,) = walk_inside(network, params, x, context, draw.normal(size=y.shape))
    return Sight("0", look, context.inside(0), 1, "x", "h")


@pytest.mark.parametrize(("layer", "x"), LAYERS, ids=lambda value: type(value).__name__)
def test_every_unit_comes_to_its_total(arithmetic, layer, x):
    """Each output and each error of an input is what the layer computed, and what is printed."""
    sight, told = seen(layer, x), chapter(layer)
    lines = [line for unit in np.ndindex(sight.y.shape) for line in told.forward(sight, unit)]
    assert [line.value for line in lines] == sight.y.reshape(-1).tolist()
    back = [line for unit in np.ndindex(sight.x.shape) for line in told.back(sight, unit)]
    assert [line.value for line in back] == sight.dx.reshape(-1).tolist()
    for line in lines + back:
        assert arithmetic(Plain(17).write(line.worked)) == pytest.approx(line.value, rel=1e-9)


@pytest.mark.parametrize(("layer", "x"), LAYERS, ids=lambda value: type(value).__name__)
def test_parts_of_rows_make_the_gradient(arithmetic, layer, x):
    """What the rows add is the gradient; what is printed for one row is what it adds."""
    sight, told = seen(layer, x), chapter(layer)
    for name, gradient in sight.look.gradients.items():
        for index in np.ndindex(gradient.shape):
            parts = told.shares(sight.look, name, index)
            assert parts.sum() == pytest.approx(gradient[index])
            _, worked = told.share(sight, name, index)
            assert arithmetic(Plain(17).write(worked)) == pytest.approx(parts[1])


def test_a_dropped_number_is_said_to_be_dropped():
    """The mask tells which numbers were dropped; outside training none is."""
    sight = seen(Dropout(0.5), np.ones((2, 40)))
    titles = {chapter(Dropout()).forward(sight, (i,))[0].title.split(" ", 1)[1] for i in range(40)}
    assert titles == {"was dropped.", "was kept, and grown to make up for the others."}
    rests = seen(Dropout(0.5), np.ones((2, 4)), training=False)
    (line,) = chapter(Dropout()).forward(rests, (0,))
    assert (line.value, line.note) == (1.0, "Dropout rests outside training.")


def test_a_code_names_the_row_that_it_chooses():
    """The looked-up number is that of the table, and the title says of which row."""
    sight = seen(Embedding(3, 2), CODES[:, 1:])
    (line,) = chapter(Embedding(3, 2)).forward(sight, (1, 0))
    assert line.value == sight.param("weights")[1, 0]
    assert line.title == "The code x₁ = 1 chooses row 1 of the table."


def test_a_renamed_number_keeps_its_place_in_reading_order():
    """h₅ of a flat row is x[1,2] of a row of 2 by 3."""
    sight = seen(Flatten(), np.arange(12.0).reshape(2, 2, 3))
    (line,) = chapter(Flatten()).forward(sight, (5,))
    assert (line.formula, line.value) == ("x₁₂", 11.0)
