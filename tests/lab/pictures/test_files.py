"""Pictures in files show what they are of: each element has an id in the SVG."""

from __future__ import annotations

import re

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures import files
from glassnet.lab.pictures.paper import write_picture
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.evaluation import Evaluation
from glassnet.run.history import History
from glassnet.run.scoring import Report, Score, judge
from glassnet.run.training import prepare


@pytest.fixture
def svg(tmp_path):
    """Write a figure and return its SVG."""

    def written(figure):
        write_picture(figure, tmp_path / "a.svg")
        return (tmp_path / "a.svg").read_text()

    return written


@pytest.fixture(scope="module")
def run():
    """Return a run on the moons."""
    made = prepare(Network(Dense(5), Tanh(), Dense(2)), "moons", epochs=3, engine="reference")
    made.finish()
    return made


def ids(text, begin):
    """Return the ids that begin so."""
    return re.findall(rf'id="({begin}[-0-9B]*)"', text)


def path(text, name):
    """Return the points of the first path of an element, (n, 2); y grows downward."""
    drawn = re.search(rf'id="{name}">\s*<path d="([^"]*)"', text)[1]
    return np.array(re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", drawn), dtype=float)


def test_each_unit_and_each_synapse_is_drawn_once(svg):
    """3·4 + 5·2 lines, 2 + 4 + 2 units, 2 bias units, and names as they are."""
    network = Network(Dense(4), Tanh(), Dense(2))
    text = svg(files.network_figure(network, (2,), ["$x", "y<"], ["no", "yes"]))
    assert len(ids(text, "synapse")) == 3 * 4 + 5 * 2
    assert len(ids(text, "unit")) == 2 + 1 + 4 + 1 + 2
    assert ">$x</text>" in text
    assert ">y&lt;</text>" in text


def test_a_large_layer_is_folded(svg):
    """Six circles stand for 128, and a word tells."""
    text = svg(files.network_figure(Network(Dense(128)), (3,), most=6))
    assert len(ids(text, "unit-1")) == 6
    assert "showing 6 of 128" in text


def test_the_area_of_a_square_is_the_size_of_the_weight(svg):
    """A quarter of the weight has half the side; white is positive, black negative."""
    text = svg(files.weights_figure(np.array([[4.0, -1.0], [0.0, 2.0]])))
    sides = {name: np.ptp(path(text, name)[:, 0]) for name in ids(text, "weight")}
    assert sides["weight-0-0"] == pytest.approx(2 * sides["weight-0-1"], rel=1e-3)
    assert sides["weight-1-1"] == pytest.approx(sides["weight-0-0"] / 2**0.5, rel=1e-3)
    assert sides["weight-1-0"] == pytest.approx(0, abs=1e-6)
    assert re.search(r'id="weight-0-0">\s*<path[^>]*fill: #ffffff', text)
    assert re.search(r'id="weight-0-1">\s*<path [^>]*?>', text)[0].count("#ffffff") == 0


def test_the_curves_run_through_the_losses(svg):
    """A falling loss falls, 1 at the left; the line of the present stands where it should."""
    history = History()
    history.append({"loss": np.array([9.0, 5.0, 3.0]), "learning_rate": np.ones(3)})
    history.evaluations = [Evaluation(1, 1, 0.0, 1.0, 8.0), Evaluation(3, 2, 0.0, 1.0, 4.0)]
    text = svg(files.loss_figure(history, now=2))
    line, checked, now = (path(text, name) for name in ("training", "validation", "now"))
    drop = np.diff(line[:, 1])
    assert drop[0] == pytest.approx(2 * drop[1], rel=1e-3)
    assert checked[:, 0] == pytest.approx(line[[0, 2], 0])
    assert now[:, 0] == pytest.approx(line[1, 0])


def test_a_boundary_runs_where_the_answer_changes():
    """Between −1 and 1, upright at 0; the rows are where they are."""
    points = np.array([[-1.0, 0.0], [1.0, 0.5], [-1.0, 1.0]])
    figure = files.boundary_figure(
        lambda p: (p[:, 0] > 0).astype(int), points, np.array([0, 1, 0]), ["no", "yes"]
    )
    rows, line, *_ = figure.axes[0].collections
    assert np.array_equal(rows.get_offsets(), points[[0, 2]])
    x = np.concatenate([p.vertices[:, 0] for p in line.get_paths()])
    assert np.abs(x).max() < 0.02


@pytest.mark.parametrize("what", ["activations", "gradients"])
def test_histograms_count_every_number(run, what):
    """The bars of a part add up to its size."""
    look = run.look(2)
    gradients = [g for layer in look.layers for g in layer.gradients.values()]
    parts = [layer.y for layer in look.layers] if what == "activations" else gradients
    figure = files.histograms_figure(look, what)
    counted = [axes.patches[0].get_data().values.sum() for axes in figure.axes]
    assert counted == [part.size for part in parts]


def test_a_confusion_has_its_counts(svg, run):
    """Each count is a word at its cell."""
    confusion = judge(run).confusion
    text = svg(files.confusion_figure(confusion, ["$a", "b"]))
    for (row, column), count in np.ndenumerate(confusion):
        assert re.search(rf'id="count-{row}-{column}".*?>{count}</text>', text, re.DOTALL)


def test_answers_lie_over_the_truth():
    """The points are the rows."""
    truth, answer = np.array([[1.0], [2.0]]), np.array([[1.5], [2.0]])
    report = Report(Score("R²", 0, 0, 0, 0, 2), truth, answer, np.arange(2), {})
    (rows,) = files.answers_figure(report).axes[0].collections
    assert rows.get_offsets().tolist() == [[1.0, 1.5], [2.0, 2.0]]


def test_what_cannot_be_drawn_is_named(run):
    """A word that is no histogram, a vector, three inputs, classes over classes."""
    with pytest.raises(UsageError, match='"weights"'):
        files.histograms_figure(run.look(1), "weights")
    with pytest.raises(UsageError, match=r"\(4,\)"):
        files.weights_figure(np.ones(4))
    with pytest.raises(UsageError, match=r"\(3,\)"):
        files.boundary_figure(lambda p: p[:, 0], np.ones((2, 3)), np.zeros(2))
    with pytest.raises(UsageError, match="confusion"):
        files.answers_figure(judge(run))
