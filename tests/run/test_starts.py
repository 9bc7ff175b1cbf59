"""Many random starts: each is the run of its seed, and shares count what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.activations import Sigmoid
from glassnet.nn.cross_entropy import BinaryCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.intervals import wilson
from glassnet.nn.losses import MSE, HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import EarlyStopping
from glassnet.run.starts import Starts, start_all
from glassnet.run.training import prepare, train

NETWORK = Network(Dense(3), Sigmoid(), Dense(1))
X = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
XOR = [0, 1, 1, 0]
LINE = [2.5, 1.5, 0.5, -0.5]
ALL = {"test": 0.0, "validation": 0.0}
SETTINGS = {"batch_size": None, "epochs": 7, "dtype": "float64", "learning_rate": 0.1}


def few(y=XOR, **changes) -> Starts:
    """Return three starts on four rows."""
    loss = BinaryCrossEntropy() if y is XOR else MSE()
    usual = {"loss": loss, "starts": 3, "engine": "reference", **ALL, **SETTINGS}
    return train(NETWORK, X, y, **{**usual, **changes})


def with_outputs(starts: Starts, outputs) -> Starts:
    """Return the same starts, as if they had put out `outputs` (starts, rows)."""
    return replace(starts, outputs=np.asarray(outputs, dtype=np.float64)[..., None])


@pytest.mark.parametrize("engine", ["reference", "xla"])
def test_each_start_is_the_run_of_its_seed(engine):
    """Start k ends with the weights that a run of seed first_seed + k ends with."""
    found = few(LINE, engine=engine, seed=5)
    assert found.seeds == (5, 6, 7)
    for number, seed in enumerate(found.seeds):
        alone = train(
            NETWORK, X, LINE, loss=MSE(), seed=seed, test=0.0, validation=0.0,
            engine="reference", **SETTINGS,
        )  # fmt: skip
        model = found.model(number)
        assert model.experiment.seed == seed
        for name, values in alone.state.params.items():
            np.testing.assert_allclose(model.params[name], values, rtol=1e-10)
        np.testing.assert_allclose(found.losses[number], alone.history["loss"], rtol=1e-10)


def test_predictions_are_those_of_the_models():
    """All starts answer new rows as their models do: in the units of the table, or as labels."""
    new = np.array([[2.0, 3.0], [0.5, 0.5]])
    for y in (LINE, XOR):
        found = few(y)
        together = found.predict(new)
        assert together.shape == (3, 2)
        for number in range(3):
            np.testing.assert_array_equal(together[number], found.model(number).predict(new))
    numbers = few(LINE, epochs=200, learning_rate=0.2).predict(X)
    np.testing.assert_allclose(numbers, np.broadcast_to(LINE, (3, 4)), atol=0.2)


def test_a_start_that_is_not_there_is_told():
    """The number of a start is between 0 and the last."""
    with pytest.raises(UsageError, match=r"starts 0 … 2, got 3"):
        few(epochs=0).model(3)
    with pytest.raises(UsageError, match="at least 1, got 0"):
        few(starts=0)


def test_logits_are_judged_by_their_probabilities():
    """A logit of 0.1 means yes, though it is less than one half."""
    found = with_outputs(few(epochs=0), [[-0.1, 0.1, 0.1, -0.1], [-9, 9, 9, -9], [9, 9, 9, 9]])
    np.testing.assert_allclose(found.answers[0, 1], 1 / (1 + np.exp(-0.1)))
    assert found.right_side.tolist() == [True, True, False]
    assert found.within(0.001).tolist() == [False, True, False]
    assert found.share(found.right_side) == wilson(2, 3)


def test_one_half_and_what_is_no_number_are_not_right():
    """An answer of exactly one half is on no side; NaN is wrong for every target."""
    sure = few(epochs=0, loss=HalfSumOfSquares())
    found = with_outputs(sure, [[0.5, 1, 1, 0], [np.nan] * 4, [0.4, 0.6, 1, 0]])
    assert found.right_side.tolist() == [False, False, True]
    assert found.within(0.3).tolist() == [False, False, False]


@pytest.mark.parametrize("engine", ["reference", "xla"])
def test_starts_can_be_seen_before_their_first_step(engine):
    """With no epochs there are outputs and states, and no losses."""
    found = few(engine=engine, epochs=0)
    assert found.losses.shape == (3, 0)
    assert found.steps.shape == (0,)
    assert [int(state.step) for state in found.states] == [0, 0, 0]
    assert len({float(start[0, 0]) for start in found.outputs}) == 3
    assert repr(found) == f"<3 starts, median loss {np.median(found.final_losses):.4g}>"


def test_they_say_how_many_and_how_good():
    """The median of the final losses is that of the starts that stayed finite."""
    found = few(LINE)
    known = np.reshape(found.run.training.y, -1)
    shown = with_outputs(found, [known + 9, known + 1, known + 3])
    lost = replace(shown, diverged=np.array([True, False, False]))
    assert repr(lost) == "<3 starts, median loss 5, 1 diverged>"
    assert lost.final_losses[1:].tolist() == pytest.approx([1.0, 9.0])
    assert lost.best == 1
    none = replace(found, diverged=np.ones(3, dtype=bool))
    assert repr(none) == "<3 starts, no finite loss, 3 diverged>"
    with pytest.raises(UsageError, match=r"all 3 starts diverged; lower learning_rate \(it is 0.1"):
        _ = none.best
    with pytest.raises(UsageError, match="start 1 diverged after 7 updates, so it has no model"):
        none.model(1)


def test_within_of_classes_is_about_probabilities():
    """All classes of a row must be near: the right one to 1, the others to 0."""
    classes = Network(Dense(2))
    starts = train(classes, X, XOR, starts=2, engine="reference", **ALL, **SETTINGS)
    right = np.where(np.eye(2)[XOR] > 0, 9.0, -9.0)
    wrong = right.copy()
    wrong[2] *= -1.0
    starts = replace(starts, outputs=np.stack([right, wrong]))
    assert starts.within(0.1).tolist() == [True, False]
    assert starts.within(1e-9).tolist() == [False, False]


@pytest.mark.parametrize(
    "settings",
    [{"schedule": Plateau()}, {"schedule": "plateau"}, {"early_stopping": EarlyStopping()}],
)
def test_what_would_answer_validation_is_refused_in_comparisons(settings):
    """Those that are compared take the same steps; a wish that would do nothing is said to."""
    run = prepare(NETWORK, X, LINE, **SETTINGS, **settings, test=0.0, validation=0.5)
    with pytest.raises(UsageError, match=r"validates nothing on the way, so .* would do nothing"):
        start_all(run, [1, 2])


def test_outputs_for_new_rows_are_those_of_the_models():
    """Prepared rows go through all starts; a start that diverged gives no numbers, and no error."""
    found = few(LINE)
    x = found.run.table.part(found.run.table.split.train)[0]
    np.testing.assert_allclose(found.outputs_for(x), found.outputs, rtol=1e-12)
    wild = few(LINE, learning_rate=1e30, optimizer="SGD", epochs=30)
    assert not np.isfinite(wild.outputs_for(x)).any()


def test_a_run_is_started_from_given_seeds():
    """Seeds need not follow each other, and the run's own seed, which divides the rows, stays."""
    run = few(LINE, seed=3).run
    found = start_all(run, [9, 3])
    assert found.seeds == (9, 3)
    np.testing.assert_array_equal(found.outputs[1], few(LINE, seed=3).outputs[0])
