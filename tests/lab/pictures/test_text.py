"""Pictures in text show what they are of."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.text import (
    SHADES,
    activations_text,
    answers_text,
    boundary_text,
    confusion_text,
    gradients_text,
    histogram_text,
    loss_text,
    weights_text,
)
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.evaluation import Evaluation
from glassnet.run.history import History
from glassnet.run.scoring import Report, Score, judge
from glassnet.run.training import prepare


@pytest.fixture(scope="module")
def run():
    """Return a run on the moons."""
    made = prepare(Network(Dense(5), Tanh(), Dense(2)), "moons", epochs=4, engine="reference")
    made.finish()
    return made


def history(losses, validation=()):
    """Return a history of these losses, and (step, loss) evaluations."""
    made = History()
    made.append({"loss": np.array(losses), "learning_rate": np.ones(len(losses))})
    made.evaluations = [Evaluation(step, 1, 0.0, 1.0, loss) for step, loss in validation]
    return made


def test_darker_is_further_from_zero_and_the_sign_is_told():
    """From the least to the largest size the shades never get lighter."""
    values = np.linspace(-1, 1, 21)
    line = weights_text(values[None])[1][2:].ljust(21 * 3)
    cells = [line[3 * i : 3 * i + 2] for i in range(21)]
    depth = [SHADES.index(cell[1]) for cell in cells]
    assert depth == sorted(depth[:11], reverse=True) + sorted(depth[11:])
    assert (depth[0], depth[10], depth[-1]) == (4, 0, 4)
    signs = [cell[0] for cell in cells if cell[1] != " "]
    assert signs == ["-"] * (len(signs) // 2) + ["+"] * (len(signs) // 2)


def test_large_matrices_are_folded_and_strange_numbers_marked():
    """784 rows are told of and not drawn; NaN is no shade; nothing at all is no fault."""
    weights = np.ones((784, 3))
    weights[0, 1] = np.nan
    lines = weights_text(weights, most=6)
    assert lines[1].split() == ["0", "+█", "??", "+█"]
    assert lines[6].startswith("783 ")
    assert lines[-1] == "showing 6 of 784 rows"
    assert "█" not in weights_text(np.zeros((2, 2)))[1]
    with pytest.raises(UsageError, match=r"\(4,\)"):
        weights_text(np.ones(4))


def test_the_ground_is_what_is_answered_and_letters_are_rows():
    """A boundary at x = 0: the left half is of one class, the rows lie where they are."""
    points = np.array([[-2.0, 1.0], [2.0, -1.0], [2.0, 1.0]])
    told = boundary_text(
        lambda p: (p[:, 0] > 0).astype(int), points, np.array([0, 1, 0]), ["no", "yes"],
        width=10, height=4,
    )  # fmt: skip
    rows = [line.partition("┤")[2] for line in told[:4]]
    assert rows == ["A····░░░░A", "·····░░░░░", "·····░░░░░", "·····░░░░B"]
    assert told[-2:] == ["A no, answered on ·", "B yes, answered on ░"]


def test_a_boundary_is_of_two_inputs():
    """Three inputs make no plane."""
    with pytest.raises(UsageError, match=r"\(3,\)"):
        boundary_text(lambda p: p[:, 0], np.ones((2, 3)), np.zeros(2))


def test_a_falling_loss_falls_and_now_is_marked():
    """A mark's row never rises as the steps go on; the validation and the present are there."""
    lines = loss_text(history(np.linspace(9, 1, 400), [(200, 8.0)]), now=100, width=41, height=9)
    rows = [line.partition("┤")[2].ljust(41) for line in lines[:9]]
    heights = [[r for r in range(9) if rows[r][column] == "·"] for column in range(41)]
    marks = [seen[0] for seen in heights if seen]
    assert marks == sorted(marks)
    assert (marks[0], marks[-1]) == (0, 8)
    assert [r for r in range(9) if rows[r][20] == "o"] == [1]
    assert sum(row[10] == "│" for row in rows) == 8
    assert lines[-1] == "· training loss   o validation loss   │ now: step 100"


def test_a_loss_over_many_powers_of_ten_is_drawn_by_its_logarithm():
    """1 to 10⁻⁶ is a straight line then; a diverged or absent loss is no fault."""
    lines = loss_text(history(np.logspace(0, -6, 64)))
    assert lines[0].strip().startswith("0 ┤")
    assert "log₁₀" in lines[-1]
    assert loss_text(history([np.nan, 1.0]))
    assert loss_text(history([])) == ["no step was made yet."]


def test_bars_are_as_long_as_their_counts():
    """Each number falls into one bin; those that are not finite are told apart."""
    values = np.array([0.0] * 5 + [9.0] * 10 + [np.inf])
    lines = histogram_text(values, bins=3, width=20)
    assert [line.count("█") for line in lines] == [10, 0, 20, 0]
    assert [line.split()[-1] for line in lines[:3]] == ["5", "0", "10"]
    assert lines[3] == "and 1 that are not finite"


def test_a_look_is_told_layer_by_layer(run):
    """The counts of a layer add up to its outputs, those of a parameter to its size."""
    look = run.look(3)
    for lines, sizes in (
        (activations_text(look), [layer.y.size for layer in look.layers]),
        (gradients_text(look), [g.size for n in look.layers for g in n.gradients.values()]),
    ):
        parts = "\n".join(lines).split("\n\n")
        counted = [sum(int(line.split()[-1]) for line in p.splitlines()[1:]) for p in parts]
        assert counted == sizes


def test_a_confusion_shows_every_count(run):
    """Rows are the truth; the right ones are in brackets."""
    report = judge(run)
    lines = confusion_text(report.confusion, ["lower", "up\nper"])
    numbers = [[int(cell.strip("[]")) for cell in line.split()[1:]] for line in lines[2:]]
    assert np.array_equal(numbers, report.confusion)
    assert all(f"[{report.confusion[k, k]}]" in lines[2 + k] for k in range(2))
    assert len({len(line.rstrip(" ]")) for line in lines[2:]}) <= 2


def test_right_answers_lie_on_the_diagonal():
    """Three rows: two right at the corners, one too low; two alike are counted."""
    truth, answer = np.array([0.0, 8.0, 8.0, 8.0]), np.array([0.0, 8.0, 0.0, 0.0])
    score = Score("R²", 0.0, 0.0, 0.0, 0.0, 4)
    report = Report(score, truth, answer, np.arange(4), {})
    lines = answers_text(report, width=9, height=9)
    rows = [line.partition("┤")[2].ljust(9) for line in lines[1:10]]
    assert (rows[8][0], rows[0][8], rows[8][8], rows[4][4]) == ("1", "1", "2", "╱")


def test_classes_have_no_diagonal(run):
    """A classification is refused, and its own picture named."""
    with pytest.raises(UsageError, match="confusion"):
        answers_text(judge(run))
