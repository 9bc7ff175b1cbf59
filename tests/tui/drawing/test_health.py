"""Health is told in words with the number, and only where one step can tell."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.doctor.finding import Finding
from glassnet.nn.activations import ReLU, Sigmoid
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.run.commands import SetParameter
from glassnet.run.training import prepare
from glassnet.tui.drawing.health import draw_health
from glassnet.tui.drawing.numbers import percent, short
from glassnet.tui.drawing.vitals import vitals
from glassnet.tui.palette import DARK
from tests.tui.sights import RUNS, broken_run, iris_run, many_sights, sight_of


def _plain(sight, width=100):
    return "\n".join(text.plain for text in draw_health(sight, width, 30, DARK))


def _run(activation, bias, rows=32, rate=0.01):
    """Return a run of one row of weights whose biases are set by hand."""
    x = np.linspace(-1, 1, 2 * rows).reshape(rows, 2)
    network = Network(Dense(4), activation, Dense(1))
    run = prepare(network, x, x[:, :1] * 2, optimizer=SGD(), learning_rate=rate, batch_size=None,
                  test=0.0, validation=0.0, engine="reference")  # fmt: skip
    run.command(SetParameter(0, bias, "bias"))
    return run


@given(many_sights(), st.integers(20, 150), st.integers(3, 40))
@settings(max_examples=60)
def test_every_health_panel_fits(sight, width, height):
    """No line is too wide, whatever the network and the moment."""
    lines = draw_health(sight, width, height, DARK)
    assert all(text.cell_len <= width for text in lines)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("width", [40, 120])
def test_numbers_on_the_screen_are_those_measured(run, width):
    """Each layer's gradient, output and shares stand there, in a table and below one another."""
    sight = sight_of(run())
    told = _plain(sight, width)
    for layer in vitals(sight.look):
        assert f"{short(layer.mean)} ± {short(layer.deviation)}" in told
        if layer.gradient is not None:
            assert short(layer.gradient) in told
        share = layer.dead if layer.saturated is None else layer.saturated
        assert share is None or percent(share) in told


def test_dead_units_are_told():
    """Units that no row can wake are counted, doubtful from 40 % on, bad if there are no others."""
    told = _plain(sight_of(_run(ReLU(), (-90.0, -90.0, 90.0, 90.0))))
    assert "! layer 1 (ReLU): 50% of its units are dead for all 32 rows" in told
    assert "50% dead" in told
    told = _plain(sight_of(_run(ReLU(), (-90.0, -90.0, -90.0, -90.0))))
    assert "✗ layer 1 (ReLU): 100% of its units are dead for all 32 rows" in told
    assert "stands out" in _plain(sight_of(_run(ReLU(), (-90.0, 90.0, 90.0, 90.0), rate=1e-6)))


def test_few_rows_do_not_tell():
    """Of eight rows no unit is called dead for the most part: the ninth might wake it."""
    told = _plain(sight_of(_run(ReLU(), (-90.0, -90.0, 90.0, 90.0), rows=8, rate=1e-6)))
    assert "nothing stands out in this step" in told


def test_saturated_values_are_told():
    """A sigmoid far out on both sides is on the flat."""
    told = _plain(sight_of(_run(Sigmoid(), (-90.0, 90.0, 90.0, 0.0))))
    assert "! layer 1 (Sigmoid): 75% of its values are on the flat for all 32 rows" in told


@pytest.mark.parametrize(
    ("rate", "word"), [(1e-7, "little"), (1e-3, "usual"), (1e-1, "quick"), (9.0, "much")]
)
def test_the_size_of_moves_has_a_word(rate, word):
    """By a ten-thousandth and less, about a thousandth, a hundredth and more, a tenth and more."""
    run = _run(Sigmoid(), (0.0, 0.1, 0.2, 0.3), rate=rate)
    layer = vitals(run.look())[2]
    lines = [line for line in _plain(sight_of(run)).splitlines() if line.startswith("2 Dense")]
    found = re.search(r"([\d.e−]+)% (\w+)", lines[0])
    assert float(found[1].replace("−", "-")) == pytest.approx(100 * layer.ratio, rel=1e-2)
    ends = {"little": (0, 1e-4), "usual": (1e-4, 1e-2), "quick": (1e-2, 0.1), "much": (0.1, 99)}
    assert ends[word][0] <= layer.ratio <= ends[word][1]
    assert found[2] == word


def test_what_is_not_finite_is_told_first():
    """A NaN in a layer is the first thing one reads."""
    assert _plain(sight_of(broken_run())).startswith(
        "✗ layer 0 (Dense): some of its numbers are not finite"
    )


def test_what_is_not_computed_yet_is_a_dot():
    """Outputs come forward, gradients on the way back, moves with the update."""
    run = iris_run()  # Dense, Tanh, Dense: 8 operations
    counts = [_plain(sight_of(run, operation=k)).count("·") for k in range(9)]
    # Two numbers an output, one for the units of Tanh, a gradient and a move for each Dense.
    assert counts == [11, 9, 6, 4, 4, 3, 3, 2, 0]
    assert "so far" in _plain(sight_of(run, operation=3))


def test_what_the_doctor_found_stands_before_what_this_step_tells():
    """Its sentence comes first; a healthy step below it is not called so."""
    found = Finding("equal-start", "All units start equal.", "certain", {})
    text = _plain(sight_of(iris_run(), findings=(found,)))
    assert text.startswith("✗ All units start equal.")
    assert "nothing stands out" not in text
