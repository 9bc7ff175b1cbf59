"""What both engines promise: columns, states, predictions, and calm when a run diverges."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score

from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.program.batches import Chosen
from glassnet.program.held_out import JUDGED, HeldOut
from glassnet.program.probes import GradientNorm
from glassnet.program.step import predict
from glassnet.program.targets import Targets


@pytest.fixture(params=[ReferenceEngine, XlaEngine], ids=["reference", "xla"])
def engine(request):
    """Each engine."""
    return request.param()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_advance_tells_loss_and_rate_of_each_step(engine, dtype, problem):
    """One number a step and column, in the run's dtype; all arrays are NumPy's."""
    runner = problem(dtype=dtype).start(engine)
    columns = runner.advance(7, 0.25)
    assert columns.keys() == {"loss", "learning_rate"}
    assert all(type(column) is np.ndarray for column in columns.values())
    assert {(column.shape, column.dtype.name) for column in columns.values()} == {((7,), dtype)}
    assert columns["learning_rate"].tolist() == [0.25] * 7
    flat = runner.state().flat()
    assert {type(np.asarray(array)) for array in flat.values()} == {np.ndarray}
    assert {array.dtype.name for array in flat.values()} == {dtype, "uint32"}
    assert int(flat["step"]) == 7


def test_the_loss_is_that_before_the_update(engine, problem):
    """The first step's loss is the starting network's on the first step's rows."""
    given = problem(shuffle=False)
    start = predict(np, given.program, given.state, given.batch.x[:4])
    expected = np.mean((start - given.batch.y[:4]) ** 2)
    assert given.start(engine).advance(1, 0.1)["loss"][0] == pytest.approx(expected, rel=1e-12)


def test_probes_add_their_columns(engine, problem):
    """Each column of a declared probe has one number a step."""
    columns = problem().start(engine, probes=(GradientNorm(),)).advance(3, 0.1)
    assert columns["gradient_norm/0.weights"].shape == (3,)
    assert (columns["gradient_norm/0.weights"] > 0).all()


def test_no_steps_change_nothing(engine, problem):
    """Zero steps are allowed: no columns, the same state."""
    given = problem()
    runner = given.start(engine)
    assert runner.advance(0, 0.1) == {}
    assert runner.state().digest() == given.state.digest()


def test_a_state_that_was_handed_out_stays(engine, problem):
    """What `state` returned is not changed by the steps that follow."""
    runner = problem().start(engine)
    runner.advance(2, 0.1)
    state = runner.state()
    before = state.digest()
    runner.advance(3, 0.1)
    assert state.digest() == before != runner.state().digest()


def test_learning_goes_down(engine, problem):
    """Two hundred epochs of Adam on ten rows make the loss a quarter."""
    runner = problem(batch_size=None).start(engine)
    loss = runner.advance(200, 0.05)["loss"]
    assert loss[-1] < 0.25 * loss[0]


@pytest.mark.parametrize("rows", [0, 1, 3, 11])
def test_predictions_in_blocks_are_those_of_each_row(engine, rows, problem, monkeypatch):
    """Any number of rows is predicted, block by block, and the state stays."""
    monkeypatch.setattr("glassnet.program.step.BLOCK_ROWS", 4)
    given = problem()
    runner = given.start(engine)
    x = np.random.default_rng(1).normal(size=(rows, 3))
    found = runner.predict(x)
    assert found.shape == (rows, 2)
    np.testing.assert_allclose(found, predict(np, given.program, given.state, x), rtol=1e-12)
    assert runner.state().digest() == given.state.digest()


@pytest.mark.parametrize("most", [4, 100])
def test_rows_are_evaluated_at_once_or_in_blocks(engine, problem, monkeypatch, most):
    """The mean of the squares and the answers by hand, where the state is, for other rows, too."""
    monkeypatch.setattr("glassnet.program.step.BLOCK_ROWS", most)
    monkeypatch.setattr("glassnet.engines.xla.BLOCK_ROWS", most)
    given = problem()
    runner = given.start(engine)
    mapped = given.batch._replace(x=Chosen(given.batch.x, np.arange(10)))
    for rows in (given.batch, given.batch.take(np.arange(2, 9)), mapped):
        for _ in range(2):
            loss, answers = runner.evaluate(rows)
            wanted = predict(np, given.program, runner.state(), np.asarray(rows.x[:]))
            np.testing.assert_allclose(answers, wanted, rtol=1e-12, atol=1e-14)
            assert loss == pytest.approx(np.mean((wanted - rows.y) ** 2), rel=1e-12)
            runner.advance(3, 0.1)


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("most", [4, 100])
@pytest.mark.parametrize("batch_size", [4, 5, None])
def test_epochs_are_judged_by_rows_held_out(
    engine, problem, monkeypatch, most, batch_size, shuffle
):
    """The columns have numbers where an epoch ends, those of `evaluate` there."""
    monkeypatch.setattr("glassnet.engines.xla.BLOCK_ROWS", most)
    given = problem(batch_size=batch_size, shuffle=shuffle)
    held_out = HeldOut(given.batch.take(np.arange(2, 9)), Targets("regression", 2))
    per_epoch = given.program.plan.steps_per_epoch
    alone, runner, parted = (
        given.start(engine),
        *(given.start(engine, held_out=held_out) for _ in range(2)),
    )
    columns = runner.advance(7, 0.1)
    parts = [parted.advance(steps, 0.1) for steps in (1, 4, 2)]
    for step in range(7):
        loss = alone.advance(1, 0.1)["loss"][0]
        assert columns["loss"][step] == pytest.approx(loss, rel=1e-12)
        ends = (step + 1) % per_epoch == 0
        assert [np.isfinite(columns[name][step]) for name in JUDGED] == [ends, ends]
        if ends:
            loss, answers = alone.evaluate(held_out.rows)
            score = r2_score(held_out.rows.y, answers)
            told = [columns[name][step] for name in JUDGED]
            assert told == pytest.approx([loss, score], rel=1e-12)
    for name in ("loss", *JUDGED):
        joined = np.concatenate([part[name] for part in parts])
        np.testing.assert_array_equal(joined, columns[name])
    assert runner.state().digest() == parted.state().digest()


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_what_is_not_finite_is_evaluated_without_a_warning(engine, problem, value):
    """A diverged network gives a loss that is no number, and no crash."""
    given = problem(dtype="float32")
    wild = {name: np.full_like(array, value) for name, array in given.state.params.items()}
    runner = engine.start(given.program, given.batch, given.state._replace(params=wild))
    loss, _ = runner.evaluate(given.batch)
    assert not np.isfinite(loss)


def test_a_run_that_diverges_says_so_in_its_columns(engine, problem):
    """Overflow raises nothing and warns of nothing; the losses stop being finite and stay so."""
    given = problem(dtype="float32")
    loss = given.start(engine).advance(30, 1e30)["loss"]
    finite = np.isfinite(loss)
    assert finite[0]
    assert not finite[-1]
    assert not finite[np.argmin(finite) :].any()


def test_the_rate_may_change_from_call_to_call(engine, problem):
    """The base rate is an argument of each call, and what was applied is told."""
    runner = problem().start(engine)
    first, second = runner.advance(2, 0.5), runner.advance(2, 0.125)
    assert [*first["learning_rate"], *second["learning_rate"]] == [0.5, 0.5, 0.125, 0.125]
