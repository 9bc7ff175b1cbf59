"""The engine that defines the other: it does what the program says, one step after the other."""

from __future__ import annotations

import numpy as np

from glassnet.engines import reference
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


def test_the_orders_of_some_epochs_are_drawn_together(problem, monkeypatch):
    """Of ten rows two epochs at a time, if so many are asked for: seven steps are three epochs."""
    drawn = []
    real = batches.orders

    def noted(experiment, rows, epoch, count):
        drawn.append((epoch, count))
        return real(experiment, rows, epoch, count)

    monkeypatch.setattr(batches, "orders", noted)
    monkeypatch.setattr(reference, "WINDOW_ROWS", 25)
    problem().start(ReferenceEngine()).advance(7, 0.1)
    assert drawn == [(0, 2), (2, 2)]
