"""What losses at rising rates tell: known curves with a known fall and a known end."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.ground.errors import UsageError
from glassnet.lab.search.rate_range import AGREE, RateRange, Way, smoothed
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

RATES = np.logspace(-6, 1, 71)


def curve(falls_at=1e-3, rises_at=1.0):
    """Return losses that fall by 1 around one rate and rise by 2 around another."""
    x = np.log10(RATES)
    fall = 1.0 / (1.0 + np.exp(-4.0 * (x - math.log10(falls_at))))
    rise = 2.0 / (1.0 + np.exp(-8.0 * (x - math.log10(rises_at))))
    return 1.5 - fall + rise


def found(falls, *, fits=True, rises_at=1.0):
    """Return what starts tell whose losses fall at these rates."""
    losses = np.array([curve(at, rises_at) for at in falls])
    ways = tuple(Way.of(RATES, each, fits=fits) for each in losses)
    run = prepare(Network(Dense(1)), np.arange(40.0)[:, None], np.arange(40.0))
    return RateRange(run, RATES, losses, ways, held_out=True)


@settings(max_examples=50, deadline=None)
@given(st.floats(-4.5, -2.0), st.floats(-0.5, 0.5))
def test_the_fall_and_the_end_are_found_where_they_are(fall, rise):
    """Within half a look of ten to a power of ten, wherever they are."""
    way = Way.of(RATES, curve(10.0**fall, 10.0**rise), fits=True)
    assert way.learned
    assert math.log10(way.steepest) == pytest.approx(fall, abs=0.11)
    assert math.log10(way.blow_up) == pytest.approx(rise, abs=0.31)


@given(arrays(float, 71, elements=st.floats(0.0, 1e6) | st.just(math.inf)))
def test_whatever_the_losses_are_there_is_an_answer(losses):
    """Within the rates, and the end never before the fall."""
    way = Way.of(RATES, losses, fits=True)
    if way.learned:
        assert RATES[0] <= way.steepest <= RATES[-1]
        assert way.steepest <= way.blow_up


def test_a_loss_that_never_falls_is_nothing_learned():
    """Flat, or rising from the first rate on, or no number at once."""
    for losses in (np.ones(71), np.arange(71.0), np.full(71, np.inf)):
        assert not Way.of(RATES, losses, fits=True).learned


def test_infinite_losses_are_a_blow_up():
    """From there on nothing is known, and nothing is smoothed across."""
    losses = np.where(RATES < 0.5, curve(rises_at=1e9), np.inf)
    assert Way.of(RATES, losses, fits=True).blow_up == pytest.approx(0.501, rel=0.01)
    assert smoothed(np.array([2.0, 2.0, np.inf, 1.0])).tolist() == [2.0, 2.0, np.inf, np.inf]


def test_the_interval_and_its_spread_are_told():
    """Medians as the interval, quartiles beside them."""
    seen = found([0.001 * 1.2**k for k in range(-4, 5)])
    low, high = seen.interval
    assert low == pytest.approx(0.001, rel=0.3)
    assert seen.steepest[0] < low < seen.steepest[2]
    assert high == seen.blow_up[1]
    assert "The loss falls steepest at a rate of 0.00" in seen.verdict
    assert "half of the fall is lost again at" in seen.verdict
    assert seen.strays == 0
    assert repr(seen).startswith("<learning rates: 0.00")


def test_one_that_strays_is_told_and_many_are_no_answer():
    """A fourth of the starts may be elsewhere; half of them may not."""
    one = found([0.001] * 8 + [0.1])
    assert one.strays == 1
    assert "though 1 of 9 starts stray" in one.verdict
    half = found([1e-5, 1e-4, 1e-3, 1e-2] * 2)
    assert half.interval is None
    assert "the starts do not agree: the loss falls steepest anywhere between" in half.verdict
    assert found([0.001, 0.001 * AGREE / 1.3] * 4).interval


def test_what_fits_no_rows_is_no_answer():
    """However well it falls."""
    seen = found([0.001] * 8, fits=False)
    assert seen.interval is None
    assert "in 8 of 8 starts no rate taught the network anything" in seen.verdict
    assert repr(seen) == "<learning rates: cannot tell; print() it>"


def test_a_loss_that_stays_down_has_no_upper_end():
    """The interval ends where the test did."""
    seen = found([0.001] * 8, rises_at=1e9)
    assert seen.interval[1] == RATES[-1]
    assert "stays down up to 10." in seen.verdict


@pytest.mark.parametrize("width", [40, 80, 100])
def test_all_is_told_within_its_width(width):
    """What is shown, the chart, the verdict; rates that cannot be told are not marked."""
    seen = found([0.001] * 8)
    lines = seen.lines(width)
    assert max(map(len, lines)) <= width
    assert seen.title in " ".join(lines)
    assert seen.verdict in " ".join(lines)
    assert any("↓" in line and "↑" in line for line in lines)
    assert not any("↓" in line for line in found([0.001] * 8, fits=False).lines(width))


def test_it_is_saved(tmp_path):
    """As JSON without numbers that are none, and as a picture."""
    seen = found([0.001] * 8, rises_at=1e9)
    seen.save(tmp_path / "r.json")
    told = json.loads((tmp_path / "r.json").read_text())
    assert told["tells"]
    assert told["blow_up"] == [None] * 3
    with pytest.raises(UsageError, match=r"saved as \.json, \.svg, \.png, got r\.md"):
        seen.save("r.md")
    pytest.importorskip("matplotlib")
    seen.save(tmp_path / "r.svg")
    assert (tmp_path / "r.svg").read_text().startswith("<?xml")
