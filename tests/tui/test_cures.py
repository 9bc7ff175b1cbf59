"""What becomes of a remedy: another future, from where it can help."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change, change_data, change_layers
from glassnet.run.commands import Change, SetLearningRate
from glassnet.tui.cures import beginning, cure_of
from tests.tui.test_stage import small_run


def finding(remedy, since=None):
    """Return a finding with that remedy."""
    return Finding("rate-too-high", "The rate is too high.", "likely", {}, remedy, since=since)


@given(st.lists(st.floats(0.0, 1e6) | st.just(np.nan), min_size=1, max_size=60), st.data())
def test_a_future_begins_at_a_step_whose_loss_is_known_and_as_good_as_any(losses, data):
    """Not after the harm was seen, nor where the loss is far above the best before it."""
    values = np.array(losses)
    since = data.draw(st.integers(0, len(values)))
    step = beginning(values, since)
    assert 0 <= step <= min(since, len(values) - 1)


def test_it_goes_back_only_as_far_as_it_has_to():
    """From an explosion to where it was best; from a plateau not at all; else to the start."""
    fallen = np.geomspace(1.0, 0.1, 50)
    assert 40 <= beginning(np.r_[fallen, np.geomspace(0.2, 1e9, 20)], 60) <= 50
    assert beginning(np.r_[fallen, np.full(50, 0.1)], 100) == 99
    assert beginning(fallen, None) == 0
    assert beginning(np.array([]), 0) == 0


def test_a_setting_changes_on_the_way():
    """By a command that the past up to there shares, and the run that is ill stays as it is."""
    run = small_run()
    run.advance(20)
    remedy = change(run.experiment, "Take 0.5.", learning_rate=0.5)
    cure = cure_of(run.experiment, run.history["loss"], finding(remedy, 20))
    assert isinstance(cure.command, SetLearningRate)
    assert "begins at step 19: learning_rate = 0.5" in str(cure)
    other = cure.begin(run)
    assert other.step == cure.step == 19
    assert other.experiment.learning_rate == 0.5
    assert run.experiment.learning_rate != 0.5
    assert np.array_equal(other.history["loss"], run.history["loss"][:19])
    remedy = change(run.experiment, "Leave it out.", l2=0.1)
    told = cure_of(run.experiment, run.history["loss"], finding(remedy, 20))
    assert told.command == Change((("l2", 0.1),))


def bent(_, each):
    """Return ReLU in the place of Tanh."""
    return [gn.ReLU()] if isinstance(each, gn.Tanh) else [each]


@pytest.mark.parametrize("how", ["network", "shuffle", "loss"])
def test_a_design_changes_from_the_first_step_on(how):
    """Layers, the order of rows, a loss with other answers: a run of its own, with that change."""
    run = small_run(shuffle=False)
    run.advance(20)
    experiment = run.experiment
    if how == "network":
        remedy = change_layers(experiment, "Take ReLU.", bent)
    elif how == "shuffle":
        remedy = change(experiment, "Shuffle.", shuffle=True)
    else:
        remedy = change(experiment, "Take another.", loss=gn.MSE())
    cure = cure_of(run.experiment, run.history["loss"], finding(remedy, 10))
    assert (cure.step, cure.command) == (0, None)
    assert "from step 0" in str(cure)
    other = cure.begin(run)
    assert other.step == 0
    assert other.first_experiment == remedy.after
    other.advance(3)
    assert run.step == 20


def test_a_setting_does_not_change_before_the_last_command():
    """Which the future keeps, and the sentence says so."""
    run = small_run()
    run.advance(5)
    run.command(SetLearningRate(0.3))
    run.advance(15)
    remedy = change(run.experiment, "Leave it out.", l2=0.1)
    cure = cure_of(run.experiment, run.history["loss"], finding(remedy), run.commands)
    assert (
        str(cure) == "Another future begins at step 5, with what was changed up to there: l2 = 0.1."
    )
    other = cure.begin(run)
    assert (other.step, other.experiment.learning_rate, other.experiment.l2) == (5, 0.3, 0.1)


def test_a_design_leaves_out_what_was_changed_on_the_way():
    """From step 0 the first experiment is in force, with the remedy alone; that is said."""
    run = small_run()
    run.advance(5)
    run.command(SetLearningRate(0.3))
    remedy = change_layers(run.experiment, "Take ReLU.", bent)
    cure = cure_of(run.experiment, run.history["loss"], finding(remedy), run.commands)
    assert str(cure).endswith("what was changed on the way is left out.")
    other = cure.begin(run)
    assert other.first_experiment.network == remedy.after.network
    assert other.experiment.learning_rate == run.first_experiment.learning_rate != 0.3


def test_only_what_trains_longer_goes_on_from_the_end():
    """Another rate, of a harm that was there from the first step on, changes at step 0."""
    run = small_run()
    run.advance(20)
    losses, longer = run.history["loss"], run.experiment.epochs + 9
    assert (
        cure_of(
            run.experiment, losses, finding(change(run.experiment, "Train on.", epochs=longer))
        ).step
        == 20
    )
    rate = finding(change(run.experiment, "Take 0.5.", learning_rate=0.5))
    assert cure_of(run.experiment, losses, rate).step == 0


def test_other_data_no_future_can_have():
    """It says so, and what to type instead; a cause without a remedy says that."""
    run = small_run()
    remedy = change_data(run.experiment, "Standardize the columns.", scaling="range")
    with pytest.raises(UsageError, match=r"prepared anew.*--scaling range"):
        cure_of(run.experiment, run.history["loss"], finding(remedy))
    with pytest.raises(UsageError, match="no change that could be applied"):
        cure_of(run.experiment, run.history["loss"], finding(None))
