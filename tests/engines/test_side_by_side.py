"""Programs one by one: each is what it is alone, at its own rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.side_by_side import OneByOne, at, stacked, unstacked
from glassnet.program import layout

SEEDS = (4, 2)
RATES = np.array([0.1, 0.02])


@pytest.fixture
def given(problem):
    """A small problem."""
    return problem()


def programs(given):
    """Return the program of each seed, and the first states as one."""
    each = [
        replace(given.program, experiment=replace(given.program.experiment, seed=seed))
        for seed in SEEDS
    ]
    first = [layout.initial_state(one.experiment, one.input_shape) for one in each]
    return each, stacked(first)


def test_each_makes_its_own_steps(given):
    """States, losses and answers are those of runners by themselves, to the last bit."""
    each, first = programs(given)
    together = OneByOne(ReferenceEngine(), each, given.batch, first)
    told = together.advance(5, RATES)
    x = given.batch.x[:3]
    for number, (program, state) in enumerate(zip(each, unstacked(first), strict=True)):
        alone = ReferenceEngine().start(program, given.batch, state)
        columns = alone.advance(5, float(RATES[number]))
        assert at(together.states(), number).digest() == alone.state().digest()
        np.testing.assert_array_equal(told["loss"][number], columns["loss"])
        np.testing.assert_array_equal(together.predict(x)[number], alone.predict(x))
        losses, predictions = together.evaluate(given.batch)
        loss, prediction = alone.evaluate(given.batch)
        assert losses[number] == loss
        np.testing.assert_array_equal(predictions[number], prediction)


def test_some_go_on_without_the_others(given):
    """The second goes on alone, from where it was; all can come back."""
    each, first = programs(given)
    together = OneByOne(ReferenceEngine(), each, given.batch, first)
    together.advance(2, RATES)
    states = together.states()
    together.reset([1], stacked([at(states, 1)]))
    assert together.advance(3, RATES[1:])["loss"].shape == (1, 3)
    whole = OneByOne(ReferenceEngine(), each, given.batch, first)
    whole.advance(5, RATES)
    assert at(together.states(), 0).digest() == at(whole.states(), 1).digest()
    together.reset([0, 1], whole.states())
    assert together.states().digest() == whole.states().digest()


def test_stacked_states_come_apart_again(given):
    """What was put together comes apart as it was, with arrays of its own."""
    _, first = programs(given)
    parts = unstacked(first)
    assert stacked(parts).digest() == first.digest()
    name = next(iter(first.params))
    parts[0].params[name][...] = 7.0
    assert not (first.params[name] == 7.0).any()
