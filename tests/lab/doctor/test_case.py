"""What a rule may look at."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor.case import Case


def test_examining_moves_nothing(examined):
    """Whatever is asked, the run stands where it stood, to the last bit."""
    case = examined(steps=30)
    before = case.run.step, case.run.state.digest(), case.run.recorded
    asked = (case.failing, case.diverged, case.early_ratio, case.moved, case.falling, case.picture)
    assert len(asked) == 6
    assert (case.run.step, case.run.state.digest(), case.run.recorded) == before


def test_who_learned_is_not_failing_and_who_did_not_is(examined, healthy):
    """Held against simple predictors."""
    assert not healthy.failing
    assert examined(learning_rate=1e-7).failing


def test_the_score_is_that_of_the_model(healthy):
    """Balanced accuracy on even classes is close to the share of right answers."""
    run, rows = healthy.run, healthy.run.table.split.train
    guess = healthy.answers(run.state, run.table.rows.x[rows]).argmax(axis=1)
    right = float((guess == run.table.known[rows]).mean())
    assert healthy.fit[0] == pytest.approx(right, abs=0.02)


def test_early_stopping_counts_the_best_weights(examined):
    """What is kept is judged, not what came after."""
    case = examined(early_stopping=gn.EarlyStopping(3), learning_rate=0.1)
    assert case.state is case.run.best_state


def test_divergence_is_found_again(examined):
    """The run stands before the update that has no number, and the error tells it."""
    case = examined(gn.Dense(1), x="line", learning_rate=1e6, optimizer="sgd")
    assert case.diverged.step == case.run.recorded + 1
    assert case.failing
    assert case.finished


def test_layers_within_layers_are_listed(examined):
    """By their places, as probes name them."""
    inner = gn.Residual(gn.Dense(2), gn.Tanh())
    case = examined(inner, gn.Dense(2), steps=0)
    assert [place for place, _ in case.layers] == ["0.0", "0.1", "1"]


def test_how_far_weights_went_is_measured(examined):
    """By hand, from both states."""
    case = examined(steps=5)
    first, last = case.first_state.params, case.run.state.params
    flat = [np.concatenate([p[n].ravel() for n in first]) for p in (first, last)]
    wanted = np.linalg.norm(flat[1] - flat[0]) / np.linalg.norm(flat[0])
    assert case.moved == pytest.approx(wanted, rel=1e-5)
    assert Case(case.run.fork(0)).moved == 0.0


def test_who_looks_on_judges_a_run_that_falls_no_more(examined):
    """A rate of next to nothing: an outcome for who looked before, on its way for all others."""
    case = examined(steps=150, learning_rate=1e-12)
    before = {"least_error": case.fit[1]}
    assert Case(case.run, live=True, known=before).judgeable
    assert Case(case.run, live=True, known=before).failing
    assert not Case(case.run, live=True, known={"least_error": 1.1 * case.fit[1]}).judgeable
    for other in (Case(case.run, live=True), case):
        assert not other.judgeable
        assert not other.failing
    hurried = examined(steps=90, learning_rate=1e-12).run
    assert not Case(hurried, live=True, known=before).judgeable


def test_what_is_known_beforehand_is_not_asked_again(examined):
    """A reference that was found earlier stands for the one that would be found."""
    case = examined(steps=5)
    found = case.reference
    assert Case(case.run, known={"reference": found}).reference is found


def test_who_does_worse_on_rows_held_out_falls_short(healthy, examined):
    """It does not fail on the rows it learned from; who fails there falls short, too."""
    assert not healthy.falls_short
    careless = Case(healthy.run, known={"held_out": (0.9, 2.0)})
    assert careless.falls_short
    assert not careless.failing
    assert examined(learning_rate=1e-7).falls_short
    assert not examined(steps=0).falls_short
