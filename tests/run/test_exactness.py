"""Where a run goes on elsewhere, how exact that is is tried out and told."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.run.exactness import exactness

HERE = {"numpy": "2", "exact": True}
THERE = {"numpy": "1", "exact": True}


@pytest.fixture
def run(made):
    """A run of twelve steps, with no states on the way, as one that was just resumed."""
    found = made()
    found.advance(12)
    state = found.state
    found._timeline.snapshots.cut(0)
    found._timeline.snapshots.keep(state)
    return found


def test_at_home_there_is_nothing_to_say(run):
    """The same facts, and an engine that gives the same bits."""
    assert exactness(run, HERE, HERE) == []
    loose = {**HERE, "exact": False}
    assert exactness(run, loose, loose) == [
        "the engine rounds differently from run to run, so it goes on within a tolerance."
    ]


def test_elsewhere_the_first_steps_are_lived_again(run):
    """Same bits are told, and that later ones may differ; the run stays where it is."""
    here = run.state.digest()
    (told,) = exactness(run, THERE, HERE)
    assert told == (
        "numpy 1 then, 2 here: a replay of the first 11 steps gives the same to the last bit, "
        "though later ones may not."
    )
    assert (run.step, run.state.digest()) == (12, here)


def test_elsewhere_a_difference_has_a_step_and_a_size(run):
    """The first step that differs, and the largest difference."""
    columns = {name: np.array(values) for name, values in run.history.items()}
    columns["loss"][4:7] += [0.25, 0.5, 0.125]
    run.history.cut(0)
    run.history.append(columns)
    (told,) = exactness(run, THERE, HERE)
    assert told.endswith("a replay of the first 11 steps differs by up to 0.5, first at step 5.")


def test_what_cannot_be_compared_is_no_proof(run, made):
    """Losses that are lost, and a run that has made no step."""
    columns = {name: np.array(values) for name, values in run.history.items()}
    columns["loss"][3] = np.nan
    run.history.cut(0)
    run.history.append(columns)
    for each in (run, made()):
        (told,) = exactness(each, THERE, HERE)
        assert told == "numpy 1 then, 2 here: what follows may differ in the last bits."
