"""Conditions: where play stops by itself, and where it does not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import glassnet as gn
from glassnet.run.commands import SetParameter, SetWeight
from glassnet.run.evaluation import Evaluation
from glassnet.tui.conditions import (
    AtEpoch,
    AtStep,
    EvaluationIs,
    InHistory,
    InWeights,
    LossIs,
    LossIsNaN,
    RowIsRight,
    UnitDies,
    WeightIs,
    plain,
)

LOSSES = arrays.arrays(
    np.float64, st.integers(0, 12), elements=st.sampled_from([0.0, 0.5, 1.0, 2.0, np.nan, np.inf])
)


@pytest.fixture
def run():
    """A small classification, 40 steps old: 4 inputs, 5 units that can die, 3 classes."""
    found = gn.prepare(
        gn.Network(gn.Dense(5), gn.ReLU(), gn.Dense(3)), "iris", engine="reference", batch_size=8
    )
    found.advance(40)
    return found


def history(losses=(), evaluations=(), steps_per_epoch=4):
    """Return what a condition sees of a run that recorded these."""
    plan = SimpleNamespace(steps_per_epoch=steps_per_epoch)

    class Record(dict):
        pass

    record = Record(loss=np.asarray(losses, dtype=float))
    record.evaluations = list(evaluations)
    return SimpleNamespace(
        history=record, recorded=len(record["loss"]), program=SimpleNamespace(plan=plan)
    )


@settings(max_examples=60, deadline=None)
@given(LOSSES, st.sampled_from(["<", ">", "<=", ">="]), st.integers(0, 12))
def test_a_loss_is_found_where_a_plain_loop_finds_it(losses, relation, start):
    """The first step after the start whose update's loss stands in the relation; NaN never does."""
    holds = {
        "<": lambda a: a < 0.5,
        ">": lambda a: a > 0.5,
        "<=": lambda a: a <= 0.5,
        ">=": lambda a: a >= 0.5,
    }[relation]
    steps = [k + 1 for k, loss in enumerate(losses.tolist()) if k >= start and holds(loss)]
    assert LossIs(relation, 0.5).first_hit(history(losses), start) == (steps or [None])[0]


def test_a_loss_that_is_no_number_is_found():
    """NaN and infinity are both what "loss is nan" waits for."""
    assert LossIsNaN().first_hit(history([1.0, np.nan, 1.0]), 0) == 2
    assert LossIsNaN().first_hit(history([1.0, 2.0, np.inf]), 1) == 3
    assert LossIsNaN().first_hit(history([1.0, 2.0]), 0) is None
    assert LossIsNaN().first_hit(history(), 0) is None


def test_an_evaluation_is_found_at_its_step():
    """Only evaluations after the start count, and only those that looked at validation rows."""
    found = [
        Evaluation(4, 1, 1.0, 0.1, validation_loss=0.9, score=0.95),
        Evaluation(8, 2, 1.0, 0.1, validation_loss=float("nan"), score=0.5),
        Evaluation(12, 3, 1.0, 0.1, validation_loss=0.4, score=0.97),
        Evaluation(16, 4, 1.0, 0.1),
    ]
    run = history([1.0] * 16, found)
    assert EvaluationIs("validation", "<", 1.0).first_hit(run, 0) == 4
    assert EvaluationIs("validation", "<", 1.0).first_hit(run, 4) == 12
    assert EvaluationIs("accuracy", ">", 0.96).first_hit(run, 0) == 12
    assert EvaluationIs("score", "<", 0.6).first_hit(run, 0) == 8
    assert EvaluationIs("score", "<", 0.6).first_hit(run, 8) is None


def test_steps_and_epochs_are_found_once_they_are_recorded():
    """A step is hit when the run comes to it, and not again from there."""
    run = history([1.0] * 10)
    assert AtStep(7).first_hit(run, 0) == 7
    assert AtStep(7).first_hit(run, 7) is None
    assert AtStep(11).first_hit(run, 0) is None
    assert AtEpoch(2).first_hit(run, 0) == 8
    assert AtEpoch(3).first_hit(run, 0) is None


def test_a_hit_is_where_the_record_says(run):
    """On a real run the loss of the update before the hit fulfills the condition, no other did."""
    losses = run.history["loss"]
    limit = float(np.sort(losses)[len(losses) // 2])
    hit = LossIs("<", limit).first_hit(run, 3)
    assert losses[hit - 1] < limit
    assert not (losses[3 : hit - 1] < limit).any()


def test_a_dead_unit_is_noticed_and_a_living_one_is_not(run):
    """A unit whose bias is far below zero puts out 0 for every row; the others do not."""
    weights, bias = run.state.params["0.weights"].copy(), run.state.params["0.bias"].copy()
    weights[:, 3], bias[3] = 0.0, -1.0
    weights[:, 1], bias[1] = 0.0, +1.0
    run.command(SetParameter(0, weights))
    run.command(SetParameter(0, bias, name="bias"))
    assert UnitDies((3,), 1).holds(run)
    assert not UnitDies((1,), 1).holds(run)


def test_a_whole_channel_dies_if_all_its_places_do():
    """Of a map a channel is dead when it is 0 everywhere; a single place can be asked for, too."""
    network = gn.Network(gn.Conv2D(2, 3), gn.ReLU(), gn.Flatten(), gn.Dense(10))
    run = gn.prepare(network, "captcha", engine="reference")
    shape = run.state.params["0.weights"].shape
    weights = np.zeros(shape)
    run.command(SetParameter(0, weights))
    run.command(SetParameter(0, np.array([-1.0, 1.0]), name="bias"))
    assert UnitDies((0,), 1).holds(run)
    assert not UnitDies((1,), 1).holds(run)
    assert UnitDies((2, 1, 0), 1).holds(run)


def test_rows_are_right_exactly_where_the_model_is(run):
    """A row is right where the network's answer here is the table's own."""
    run.advance(60)
    answers = run.table.targets.probabilities(run.experiment.loss, run.predict(run.table.rows.x))
    right = answers.argmax(axis=1) == run.table.known
    assert 0 < right.sum() < len(right)
    for row in [*np.flatnonzero(right)[:3], *np.flatnonzero(~right)[:3]]:
        assert RowIsRight(int(row)).holds(run) == right[row]


def test_a_number_is_right_within_a_tenth_of_a_deviation():
    """Of a regression a row is right if it is off by at most 0.1 deviations of the answers."""
    run = gn.prepare(gn.Network(gn.Dense(1)), "diabetes", engine="reference")
    run.advance(100)
    table = run.table
    error = np.abs(run.predict(table.rows.x)[:, 0] - table.known[:, 0])
    near = error <= 0.1 * np.std(table.known[table.split.train])
    assert 0 < near.sum() < len(near)
    for row in [*np.flatnonzero(near)[:3], *np.flatnonzero(~near)[:3]]:
        assert RowIsRight(int(row)).holds(run) == near[row]


def test_a_weight_is_compared_as_it_is(run):
    """A weight set to 2.5 is above 2 and not above 3."""
    run.command(SetWeight(2, (1, 0), 2.5))
    assert WeightIs("weights", (1, 0), 2, ">", 2.0).holds(run)
    assert not WeightIs("weights", (1, 0), 2, ">", 3.0).holds(run)
    assert WeightIs("bias", (0,), 2, "<", 3.0).holds(run)


def test_the_two_kinds_are_apart():
    """What the record decides is never what only the weights tell."""
    recorded = (LossIs, LossIsNaN, EvaluationIs, AtStep, AtEpoch)
    asked = (UnitDies, RowIsRight, WeightIs)
    assert all(issubclass(kind, InHistory) and not issubclass(kind, InWeights) for kind in recorded)
    assert all(issubclass(kind, InWeights) and not issubclass(kind, InHistory) for kind in asked)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_its_plain_text(value):
    """`plain` loses nothing, and writes no .0."""
    assert float(plain(value)) == value
    assert not plain(value).endswith(".0")
