"""Small runs, and what the dashboard sees of them, for the tests of its drawings.

The runs are made once and shared: a test looks at them, it does not move them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np

from glassnet.nn.activations import ReLU, Sigmoid, Tanh
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.pooling import MaxPool
from glassnet.nn.shape import Flatten
from glassnet.run.run import Run
from glassnet.run.training import prepare
from glassnet.tui.sight import Future, Moment, Sight

MOMENT = {field.name for field in fields(Moment)}
USUAL: dict[str, Any] = {"engine": "reference", "seed": 1}


def moment_of(run: Run) -> Moment:
    """Return where a run stands, alone and paused."""
    plan, memory = run.program.plan, run.memory
    future = Future("A", None, "", run.history["loss"], run.history.evaluations, run.commands)
    return Moment(
        step=run.step,
        recorded=run.recorded,
        total_steps=run.program.total_steps,
        steps_per_epoch=plan.steps_per_epoch,
        training_rows=run.training.rows,
        experiment=run.experiment,
        engine=run.engine.name,
        snapshots=run._timeline.snapshots.steps,
        memory=(memory.states + memory.history, memory.states_limit + memory.history_limit),
        futures=(future,),
        active=0,
        best_step=run.progress.best_step,
        stopped=run.stopped,
        playing=False,
        unit="step",
        speed="full speed",
        pace=0.0,
        condition="",
        note="",
    )


def sight_of(run: Run, **changes: Any) -> Sight:
    """Return what there is to see where `run` stands; `changes` are fields of Sight or of Moment.

    A new `moment` takes the changes of its fields, too.
    """
    moment = changes.pop("moment", None) or moment_of(run)
    moment = replace(moment, **{name: changes.pop(name) for name in MOMENT & changes.keys()})
    look = changes.pop("look", None) or run.look()
    return Sight(moment, look, run.table, **changes)


@cache
def xor_run() -> Run:
    """Return four rows, all in each step, two inputs, four hidden units: the first tutorial's."""
    network = Network(Dense(4), Sigmoid(), Dense(1), Sigmoid())
    settings = {"optimizer": SGD(), "batch_size": None, "scaling": "none", "epochs": 40}
    x = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
    run = prepare(
        network, x, np.array([0, 1, 1, 0]), loss=HalfSumOfSquares(), learning_rate=1.0,
        dtype="float64", test=0.0, validation=0.0, **settings, **USUAL,
    )  # fmt: skip
    run.advance(5)
    return run


@cache
def iris_run() -> Run:
    """Return flowers of three kinds by four lengths, in batches of 16, in the third epoch."""
    network = Network(Dense(8), Tanh(), Dense(3))
    run = prepare(network, "iris", batch_size=16, epochs=10, **USUAL)
    run.advance(2 * run.program.plan.steps_per_epoch + 3)
    return run


@cache
def digits_run() -> Run:
    """Return written digits laid flat, ten classes, in batches of 32, after five steps."""
    network = Network(Flatten(), Dense(32), ReLU(), Dense(10))
    run = prepare(network, "digits", batch_size=32, epochs=2, **USUAL)
    run.advance(5)
    return run


@cache
def maps_run() -> Run:
    """Return the same digits through a convolution and pooling, after two steps."""
    network = Network(Conv2D(3, 3), ReLU(), MaxPool(2), Flatten(), Dense(10))
    run = prepare(network, "digits", batch_size=8, epochs=2, **USUAL)
    run.advance(2)
    return run


@cache
def numbers_run() -> Run:
    """Return a number to be told from ten others (diabetes), one row in each step, after two."""
    run = prepare(Network(Dense(3), Tanh(), Dense(1)), "diabetes", batch_size=1, epochs=2, **USUAL)
    run.advance(2)
    return run
