"""What a run has come to: a fold over validation losses, whatever they are."""

from __future__ import annotations

import math
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import EarlyStopping, Experiment
from glassnet.run.progress import Progress

LOSSES = st.lists(st.sampled_from([0.5, 0.7, 0.9, 1.0, 1.0 + 1e-9, math.inf, math.nan]), max_size=9)


def experiment(**choices):
    """Return an experiment with these choices."""
    return Experiment(Network(Dense(1)), MSE(), **choices)


def progress_after(losses, found):
    """Return the progress after evaluations at steps 10, 20, …."""
    progress = Progress()
    for number, loss in enumerate(losses, 1):
        progress = progress.after(found, 10 * number, loss)
    return progress


@settings(max_examples=80)
@given(LOSSES, st.integers(1, 4), st.sampled_from([0.0, 0.15, 1.0]))
def test_best_and_stale_follow_from_the_whole_list(losses, patience, least):
    """The best is the last that was below all before it by more than the least improvement."""
    found = experiment(early_stopping=EarlyStopping(patience, least))
    progress = progress_after(losses, found)
    best, best_step, stale = math.inf, None, 0
    for number, loss in enumerate(losses, 1):
        better = not math.isnan(loss) and best - loss > least
        best, best_step = (loss, 10 * number) if better else (best, best_step)
        stale = 0 if better else stale + 1
    assert (progress.best_loss, progress.best_step, progress.stale_epochs) == (
        best, best_step, stale,
    )  # fmt: skip
    assert bool(progress.stopped(found)) == (stale >= patience)


@settings(max_examples=40)
@given(LOSSES, st.integers(0, 2))
def test_the_rate_is_what_the_plateau_says_of_the_whole_list(losses, patience):
    """Also when nothing stops early; an experiment without a plateau leaves the rate alone."""
    plateau = Plateau(0.5, patience)
    wanted = reduce(plateau.react, losses, plateau.start()).factor
    assert progress_after(losses, experiment(schedule=plateau)).rate_factor == wanted
    assert progress_after(losses, experiment()).rate_factor == 1.0


def test_stopping_depends_on_the_experiment_in_force():
    """Who gives more patience, or takes early stopping away, goes on."""
    patient = experiment(early_stopping=EarlyStopping(2))
    progress = progress_after([1.0, 2.0, 2.0], patient)
    assert progress.stopped(patient) == "no improvement for 2 epochs"
    assert not progress.stopped(experiment(early_stopping=EarlyStopping(3)))
    assert not progress.stopped(experiment())


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_what_is_not_finite_is_no_best(loss):
    """Not even as the first of all."""
    assert progress_after([loss], experiment()).best_step is None
