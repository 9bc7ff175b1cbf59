"""The door to a run: it trains to its end, keeps the best, moves both ways, parts into two."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import Tanh
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.schedules import Plateau
from glassnet.nn.smooth_schedules import Cosine
from glassnet.program.experiment import EarlyStopping
from glassnet.program.probes import GradientNorm, WeightNorm
from glassnet.run.commands import Change, SetLearningRate, SetWeight

PER_EPOCH = 3  # of 10 training rows, in batches of 4, 4 and 2


def stop_by_hand(losses, patience, least):
    """Return the epoch after which early stopping ends, and the best epoch, both from 1."""
    best, best_epoch = np.inf, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best - least:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(losses), best_epoch


@settings(max_examples=15)
@given(st.integers(1, 5), st.sampled_from([0.0, 0.02, 0.5]), st.sampled_from([0.03, 0.3, 1.0]))
def test_early_stopping_ends_where_the_validation_losses_say(made, patience, least, rate):
    """Not an epoch earlier or later; the model holds the weights of the best evaluation."""
    plain = made(learning_rate=rate, epochs=25)
    plain.finish()
    losses = [each.validation_loss for each in plain.history.evaluations]
    end, best = stop_by_hand(losses, patience, least)
    run = made(learning_rate=rate, epochs=25, early_stopping=EarlyStopping(patience, least))
    run.finish()
    assert (run.epoch, run.progress.best_step) == (end, best * PER_EPOCH)
    if end < 25:
        assert run.stopped == f"no improvement for {patience} epochs"
    plain.seek(best * PER_EPOCH)
    assert run.best_state.digest() == plain.state.digest()
    for name, value in run.model.params.items():
        np.testing.assert_array_equal(value, plain.state.params[name])
    assert run.model.provenance["step"] == best * PER_EPOCH


@pytest.mark.parametrize(
    "settings, steps",
    [
        ({"epochs": 0}, 0),
        ({"epochs": 2, "batch_size": None}, 2),
        ({"epochs": 2, "batch_size": 10}, 2),
        ({"epochs": 2, "batch_size": 9}, 4),
        ({"epochs": 2, "batch_size": 1}, 20),
        ({"epochs": 3, "validation": 0.0}, 12),
        ({"epochs": 0, "validation": 0.0, "schedule": Cosine()}, 0),
    ],
    ids=str,
)
def test_a_run_ends_after_its_epochs(made, settings, steps):
    """No epoch, all rows at once, a last batch of one row, nothing to validate by."""
    run = made(**settings)
    run.finish()
    assert (run.step, run.recorded, run.epoch) == (steps, steps, settings["epochs"])
    assert run.done
    assert not run.stopped
    assert len(run.history.evaluations) == settings["epochs"]
    assert run.model.forward(run.training.x).shape == (run.training.rows, 1)
    run.finish()
    assert run.step == steps


def test_every_epoch_is_summed_up(made):
    """The training loss is the mean of its updates', the validation loss that of the weights."""
    run = made(epochs=4)
    told = []
    run.finish(told.append)
    assert told == run.history.evaluations
    for number, found in enumerate(told, 1):
        part = slice((number - 1) * PER_EPOCH, number * PER_EPOCH)
        assert (found.epoch, found.step) == (number, number * PER_EPOCH)
        assert found.training_loss == pytest.approx(run.history["loss"][part].mean())
        run.seek(found.step)
        error = run.predict(run.validation.x) - run.validation.y
        assert found.validation_loss == pytest.approx(np.mean(error**2), rel=1e-5)
        assert found.score == pytest.approx(1 - np.sum(error**2) / np.sum(
            (run.validation.y - run.validation.y.mean()) ** 2), rel=1e-4)  # fmt: skip


def test_without_validation_rows_epochs_are_summed_up_too(made):
    """In one go or one by one; without a validation loss the present weights are the best."""
    one, other = (made(validation=0.0, epochs=5) for _ in range(2))
    one.advance(18)
    other.finish()
    assert one.history.evaluations == other.history.evaluations[:4]
    assert {each.validation_loss for each in other.history.evaluations} == {None}
    assert other.best_state.digest() == other.state.digest()


def test_a_plateau_lowers_the_rate_after_the_right_epochs(made):
    """It is recorded as a command, is part of the past, and is lived again."""
    plateau = Plateau(decay=0.5, patience=1)
    run = made(schedule=plateau, learning_rate=0.2, epochs=20)
    run.finish()
    losses = [each.validation_loss for each in run.history.evaluations]
    factors = [each.factor for each in accumulate(losses, plateau.react, initial=plateau.start())]
    wanted = np.repeat(factors, PER_EPOCH)[:60] * 0.2
    np.testing.assert_allclose(run.history["learning_rate"], wanted, rtol=1e-6)
    assert len(set(wanted)) > 3
    lowered = [k * PER_EPOCH for k in range(1, 21) if factors[k] < factors[k - 1]]
    assert [each.step for each in run.commands] == lowered
    run.seek(0)
    assert run.experiment.learning_rate == 0.2
    run.seek(60)
    assert run.replay_difference == 0.0
    assert run.fork(40).experiment.learning_rate == pytest.approx(wanted[40])


def test_a_plateau_never_lowers_the_rate_to_nothing(made):
    """A rate must be above 0; it ends at the smallest normal number."""
    run = made(schedule=Plateau(decay=1e-200, patience=0), learning_rate=0.5, epochs=15)
    run.finish()
    assert 0.0 < run.experiment.learning_rate < 1e-300
    assert run.epoch == 15


def test_epochs_that_are_recorded_are_not_evaluated_again(made):
    """Going back and on again tells the recorded evaluation of just that epoch."""
    run = made()
    run.advance(5 * PER_EPOCH)
    known = list(run.history.evaluations)
    run.seek(1)
    assert run.advance_epoch() == known[0]
    run.advance(1)
    assert run.advance_epoch() == known[1]
    assert (run.step, run.epoch, run.history.evaluations) == (6, 2, known)
    assert run.progress == run.fork().progress


def test_going_back_forgets_nothing_and_a_command_does(made):
    """The record reaches as far as it did, until something changes in the past."""
    run = made()
    run.advance(14)
    losses = run.history["loss"].copy()
    run.back(10)
    assert (run.step, run.recorded) == (4, 14)
    np.testing.assert_array_equal(run.history["loss"], losses)
    run.command(SetLearningRate(0.2))
    assert (run.step, run.recorded, len(run.history.evaluations)) == (4, 4, 1)
    run.advance(10)
    np.testing.assert_array_equal(run.history["loss"][:4], losses[:4])
    assert not np.array_equal(run.history["loss"][4:], losses[4:])
    assert [(each.step, str(each.command)) for each in run.commands] == [(4, "learning_rate = 0.2")]


def test_the_best_is_what_was_evaluated(made):
    """A weight set by hand at the best step is not in the model before it proves better."""
    run = made(learning_rate=0.05)
    run.advance(4 * PER_EPOCH)
    best = run.progress.best_step
    run.seek(best)
    wanted = run.state.digest()
    run.command(SetWeight(0, (0, 0), 50.0))
    assert run.state.digest() != wanted == run.best_state.digest()
    run.advance(2 * PER_EPOCH)
    assert run.best_state.digest() == wanted
    assert run.fork().best_state.digest() == wanted
    run.seek(0)
    assert run.best_state.digest() == run.state.digest()


def test_who_changes_early_stopping_goes_on(made):
    """A run that stopped is done; without early stopping, or with more patience, it is not."""
    run = made(learning_rate=1.0, epochs=20, early_stopping=EarlyStopping(1))
    run.finish()
    stopped = run.epoch
    assert run.done
    assert stopped < 20
    run.command(Change((("early_stopping", None),)))
    assert not run.done
    run.finish()
    assert run.epoch == 20


def test_a_fork_has_the_past_and_a_future_of_its_own(made):
    """The parent is as it was; a fork can fork; changes take effect where the two part."""
    run = made()
    run.advance(12)
    before = run.state.digest(), run.recorded, run.commands
    fork = run.fork(7, learning_rate=0.5, optimizer=SGD())
    assert (fork.step, fork.recorded) == (7, 7)
    fork.advance(5)
    np.testing.assert_array_equal(fork.history["loss"][:8], run.history["loss"][:8])
    assert fork.history["loss"][8] != run.history["loss"][8]
    assert (run.state.digest(), run.recorded, run.commands) == before
    third = fork.fork(9)
    third.advance(3)
    assert third.state.digest() == fork.state.digest()
    same = run.fork(7)
    same.advance(5)
    assert same.state.digest() == run.state.digest()


def test_probes_are_measured_at_once_or_afterwards(made):
    """The columns are the same, whatever was commanded on the way; a fork goes on measuring."""
    probes = (GradientNorm(), WeightNorm())
    run, watched = made(), made(probes=probes)
    for each in (run, watched):
        each.advance(5)
        each.command(Change((("optimizer", SGD()),)))
        each.advance(4)
    again = run.measure(*probes)
    assert len(again) == 2 + 2 * len(run.state.params)
    for name, values in again.items():
        np.testing.assert_array_equal(values, watched.history[name].astype("float32"))
    part = run.measure(GradientNorm(), start=4, stop=7)
    np.testing.assert_array_equal(part["loss"], run.history["loss"][4:7])
    assert run.state.digest() == watched.state.digest()
    fork = watched.fork(6)
    fork.advance(3)
    for name, values in fork.history.items():
        np.testing.assert_array_equal(values, watched.history[name])
    for start, stop in ((3, 3), (0, 10), (-1, 2)):
        with pytest.raises(UsageError, match=f"0 … 9 are recorded, got {start} … {stop}"):
            run.measure(start=start, stop=stop)


@pytest.mark.parametrize(
    "what, sentence",
    [
        (lambda run: run.fork(13), r"fork at the steps 0 … 12, got 13\."),
        (lambda run: run.fork(-1), r"got -1\."),
        (lambda run: run.fork(2, learning_rte=1.0), 'learning_rte .*Did you mean "learning_rate"'),
        (lambda run: run.fork(2, seed=1), "cannot change seed"),
        (lambda run: run.fork(2, l2=-1), "l2 must be a number in"),
        (lambda run: run.seek(-1), "there is no step -1"),
        (lambda run: run.back(13), "there is no step -1"),
        (lambda run: run.advance(-2), r"0 steps or more, got -2; use back\(2\)\."),
        (
            lambda run: run.command(Change((("loss", CategoricalCrossEntropy()),))),
            "cannot change its loss from",
        ),
    ],
    ids=range(9),
)
def test_what_cannot_be_is_refused_and_changes_nothing(made, what, sentence):
    """The value is named, and the run is where it was."""
    run = made()
    run.advance(12)
    before = run.state.digest(), run.step, run.recorded, run.commands
    with pytest.raises(UsageError, match=sentence):
        what(run)
    assert (run.state.digest(), run.step, run.recorded, run.commands) == before


@pytest.mark.parametrize(
    "settings, sentence",
    [
        ({"network": Network(Dense(3))}, r"gives \(3,\), but there are 1 numbers"),
        ({"loss": BinaryCrossEntropy()}, "BinaryCrossEntropy is for classes, but the target is a"),
        ({"batch_size": 11}, "batch_size must be at most the 10 training rows, got 11"),
        ({"network": Network(Tanh())}, "gives .3,., but"),
        (
            {
                "task": "classification",
                "network": Network(Dense(2)),
                "loss": CategoricalCrossEntropy(class_weights=(1.0, 2.0, 3.0)),
            },
            "needs one class weight per class: 2, got 3",
        ),
        (
            {"task": "classification", "network": Network(Dense(3)), "loss": MSE()},
            r"there are 2 classes to predict; end the network with Dense\(2\)",
        ),
    ],
    ids=range(6),
)
def test_what_does_not_fit_is_refused_before_any_arithmetic(made, settings, sentence):
    """Network, loss, class weights and batch size are held against the table at once."""
    with pytest.raises(UsageError, match=sentence):
        made(**settings)


def test_it_says_where_it_is(made):
    """In one short line."""
    run = made()
    run.advance(4)
    assert repr(run) == "<Run step 4 of 36, epoch 1 of 12, reference engine>"
