"""The engine that defines the other: it does what the program says, one step after the other."""

from __future__ import annotations

import numpy as np

from glassnet.engines.reference import ReferenceEngine
from glassnet.program import batches
from glassnet.program.step import learn


def test_it_is_the_learning_step_in_a_loop(problem):
    """Its state is that of `learn` on the rows of each step, bit for bit, over epochs' borders."""
    given = problem(shuffle=True)
    runner = given.start(ReferenceEngine())
    runner.advance(8, 0.1)
    state = given.state
    for step in range(8):
        rows = batches.rows_of_step(given.program.experiment, 10, step)
        dials = given.program.dials(0.1)
        state, _ = learn(np, given.program, state, given.batch.take(rows), dials)
    assert runner.state().digest() == state.digest()


def test_an_order_is_drawn_once_an_epoch(problem, monkeypatch):
    """Three steps an epoch, seven steps: three orders."""
    drawn = []
    real = batches.orders

    def noted(experiment, rows, epoch, count):
        drawn.append(epoch)
        return real(experiment, rows, epoch, count)

    monkeypatch.setattr(batches, "orders", noted)
    problem().start(ReferenceEngine()).advance(7, 0.1)
    assert drawn == [0, 1, 2]
