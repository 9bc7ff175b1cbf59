"""All pictures behind one function."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import glassnet as gn
from glassnet.ground.errors import DataError, UsageError
from glassnet.lab.pictures.drawing import PICTURES, draw
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare


@pytest.mark.parametrize("what", PICTURES)
def test_every_picture_is_a_text_and_a_figure(run, line, what, tmp_path):
    """Under its title, in 40 to 120 characters, and in a file."""
    picture = draw(line if what == "answers" else run, what)
    for width in (40, 80, 120):
        lines = picture.text(width).splitlines()
        assert len(lines) > 3
        assert max(map(len, lines)) <= width
    picture.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size > 1_000


def test_it_is_public(run):
    """`gn.draw(run)` draws the network."""
    assert gn.draw(run).title == draw(run, "network").title


def test_a_row_goes_through_the_network(run):
    """Each unit's box holds what the model computes for the row."""
    text = draw(run.model, "network", "moons", row=7).text()
    output = run.model.forward(run.model.prepare("moons").x[7:8])[0]
    for unit, value in enumerate(output.tolist()):
        assert f"│ {unit} {'+' if value > 0 else '−'}{abs(value):.2f} " in text
    assert "row 7 of moons" in text


def test_the_confusion_counts_what_the_model_answers(run):
    """The right ones are as many as predictions agree with the table."""
    text = draw(run.model, "confusion", "moons").text()
    names = run.model.classes
    right = np.array([names[k] for k in run.table.known]) == run.model.predict("moons")
    counted = [int(part.split("]")[0]) for part in text.split("[")[1:]]
    assert sum(counted) == int(right.sum())


def test_a_boundary_is_drawn_in_the_tables_own_units(run):
    """The rows lie where the table has them, and the axes have the columns' names."""
    picture = draw(run, "boundary")
    axes = picture.figure().axes[0]
    points = np.concatenate([c.get_offsets() for c in axes.collections if c.get_gid()])
    blocks = [block.cells for block in run.table.source.blocks()]
    cells = np.array([[float(c) for c in blocks[0][name]] for name in ("x", "y")]).T
    wanted = cells[run.table.split.test]
    order = [np.lexsort(p.T) for p in (points, wanted)]
    assert np.allclose(points[order[0]], wanted[order[1]], atol=1e-5)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "y")


def test_answers_are_in_the_targets_own_units(line):
    """The points lie where predict() and the table have them."""
    axes = draw(line.model, "answers", "line").figure().axes[0]
    points = next(c for c in axes.collections if c.get_gid() == "rows").get_offsets()
    assert np.allclose(points[:, 1], line.model.predict("line"), atol=1e-5)


@pytest.mark.parametrize(
    ("what", "choices", "told"),
    [
        pytest.param("wieghts", {}, 'no picture "wieghts".*Did you mean "weights"', id="picture"),
        pytest.param("weights", {"laier": 1}, 'no choice laier.*"layer"', id="choice"),
        pytest.param("weights", {"layer": -1}, "layer must be .*got -1", id="negative"),
        pytest.param("weights", {"layer": True}, "layer must be .*got True", id="no number"),
        pytest.param("weights", {"row": 1}, "row 1 is for pictures of network", id="misplaced"),
        pytest.param("activations", {"layer": 3}, "layers 0 … 2, got layer 3", id="layer"),
        pytest.param("gradients", {"layer": 1}, "layer 1 learns nothing", id="no gradients"),
        pytest.param("loss", {"step": 999}, "got 999", id="step"),
        pytest.param("answers", {}, "draw its confusion", id="classes over classes"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(run, what, choices, told):
    """With the value, and with what could be drawn."""
    with pytest.raises(UsageError, match=told):
        draw(run, what, **choices)


def test_what_a_thing_does_not_have_is_told_in_a_sentence(run, line):
    """Numbers have no classes, four inputs no plane, a model no history, rows no answers."""
    for what in ("boundary", "confusion"):
        with pytest.raises(UsageError, match="predicts a number; draw its answers"):
            draw(line, what)
    with pytest.raises(UsageError, match="targets 0 … 0, got unit 1"):
        draw(line, "answers", unit=1)
    with pytest.raises(UsageError, match="the loss over the steps is of a run"):
        draw(run.model, "loss")
    fresh = prepare(Network(Dense(3)), "iris", target="species", engine="reference")
    with pytest.raises(UsageError, match="over two inputs, and the run at step 0 has 4"):
        draw(fresh, "boundary")
    with pytest.raises(UsageError, match="no step was made"):
        draw(fresh, "loss")
    bare = pd.DataFrame({"x": [0.0, 1.0], "y": [1.0, 0.0]})
    for what in ("confusion", "gradients"):
        with pytest.raises(DataError, match="do not hold the answers"):
            draw(run.model, what, bare)
