"""The record of a run: the same, in however large parts it is made."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DivergedError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import EarlyStopping
from glassnet.run.epochs import Epochs

PER_EPOCH = 3  # of 10 training rows, in batches of 4, 4 and 2


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 40), min_size=1),
    st.sampled_from([None, EarlyStopping(1), EarlyStopping(3, 0.02)]),
    st.sampled_from([0.03, 0.3, 1.0]),
    st.booleans(),
)
def test_parts_end_where_single_epochs_end(made, parts, stopping, rate, plateau):
    """However large the parts are, the run is the same, and so is what is known of it."""
    fields = {"learning_rate": rate, "epochs": 20, "early_stopping": stopping}
    fields |= {"schedule": Plateau(patience=1)} if plateau else {}
    single, parted = made(**fields), made(**fields)
    while not single.done:
        single.advance_epoch()
    told = []
    with parted.observers.also(told.append):
        for part in cycle(parts):
            parted.advance_part(part)
            if parted.done:
                break
    assert (parted.step, parted.recorded, parted.stopped) == (
        single.step,
        single.step,
        single.stopped,
    )
    assert told == list(single.history.evaluations) == list(parted.history.evaluations)
    assert parted.state.digest() == single.state.digest()
    assert parted.best_state.digest() == single.best_state.digest()
    np.testing.assert_array_equal(parted.history["loss"], single.history["loss"])
    assert parted.commands == single.commands
    assert max(parted.memory.kept) <= parted.step
    for run in (single, parted):  # and what follows, if it goes on all the same
        run.advance(2 * PER_EPOCH)
    assert parted.commands == single.commands
    assert parted.state.digest() == single.state.digest()


def test_a_part_lived_again_forgets_nothing(made):
    """Who goes back and on again still has the record of all that was made, also beyond a stop."""
    run = made(epochs=20, learning_rate=1.0, early_stopping=EarlyStopping(1))
    run.advance(15 * PER_EPOCH)
    assert run.recorded == 15 * PER_EPOCH
    run.seek(1)
    run.advance_part(15 * PER_EPOCH)
    assert run.stopped
    assert run.step < run.recorded == 15 * PER_EPOCH
    assert len(run.history.evaluations) == 15


@pytest.mark.parametrize("engine", ["reference", "xla"])
def test_what_diverges_after_early_stopping_is_not_told_of(made, engine):
    """A part goes beyond the end; what happens there never happened. Without a stop it is told."""
    wild = {
        "network": Network(Dense(1)),
        "optimizer": SGD(),
        "learning_rate": 3.0,
        "engine": engine,
    }
    run = made(epochs=400, early_stopping=EarlyStopping(2), **wild)
    run.advance_part(400 * PER_EPOCH)
    assert run.stopped
    assert len(run.history.evaluations) == run.epoch < 20
    assert run.recorded == run.step == len(run.history["loss"])
    free, told = made(epochs=400, **wild), []
    with free.observers.also(told.append), pytest.raises(DivergedError):
        free.advance_part(400 * PER_EPOCH)
    assert free.recorded == free.step > run.step
    assert len(told) == free.epoch > run.epoch


def test_a_long_epoch_is_made_in_parts(made):
    """Less than an epoch ends none; the part that reaches its end tells of it."""
    run, told = made(), []
    with run.observers.also(lambda found: told.append(found.step)):
        for _ in range(PER_EPOCH):
            assert not told
            run.advance_part(1)
    assert told == [PER_EPOCH]
    with pytest.raises(UsageError, match="0 steps or more"):
        run.advance_part(-1)


@pytest.mark.parametrize("rate", [0.03, 0.3, 1.0])
def test_who_learns_with_others_has_the_best_state_at_hand(made, rate):
    """Nobody can live a step again alone: at each epoch's end, and where it stops, it is there."""
    run = made(epochs=40, learning_rate=rate, early_stopping=EarlyStopping(2))
    run._trail._alone = False
    for steps in (3 * PER_EPOCH + 1, 40 * PER_EPOCH):
        run.advance_part(steps)
        best = run.progress.best_step
        assert best is not None
        assert run._epochs._best is not None
        assert int(run._epochs._best.step) == best


def test_each_epoch_of_a_part_is_asked_once_whether_it_ends_the_run(made, monkeypatch):
    """Also where a plateau wants every epoch by itself: a part of many is not slower for it."""
    run, asked = made(epochs=60, schedule=Plateau()), []
    real = Epochs.first_stop

    def noted(self, begun, epoch):
        asked.extend(range(begun + 1, epoch + 1))
        return real(self, begun, epoch)

    monkeypatch.setattr(Epochs, "first_stop", noted)
    run.advance_part(60 * PER_EPOCH)
    assert run.epoch == 60
    assert asked == list(range(1, 61))
