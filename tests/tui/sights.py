"""Small runs, and what the dashboard sees of them, for the tests of its drawings.

The runs are made once and shared: a test looks at them, it does not move them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from glassnet.nn.activations import ReLU, Sigmoid, Tanh
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Layer
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.optimizers import SGD
from glassnet.nn.pooling import MaxPool
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten
from glassnet.run.run import Run
from glassnet.run.training import prepare
from glassnet.tui.operations import operations
from glassnet.tui.sight import Future, Moment, Selection, Sight

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


@cache
def mixed_run() -> Run:
    """Return numbers, dates, words and what is missing, all kinds of layers inside layers."""
    random = np.random.default_rng(3)
    colors = np.array(["red", "green", "樺", "a very long word for a color"])
    weights = [None if k % 9 == 4 else f"{v:.1f}" for k, v in enumerate(random.normal(size=60))]
    columns = {
        "weight\x1b in kg": weights,
        "樺の色": colors[random.integers(0, 4, 60)].tolist(),
        "since": [f"2024-01-{k % 28 + 1:02d}" for k in range(60)],
        "alive": random.choice(["no", "yes"], 60).tolist(),
        "kind": [f"kind {k} of these" for k in random.integers(0, 3, 60)],
    }
    table = {name: np.array(values, dtype=object) for name, values in columns.items()}
    inner = Network(Dense(5), LayerNorm())
    network = Network(
        CategoryEmbedding((5,)), Dense(5), BatchNorm(), Residual(Dense(5), Tanh()), Dropout(0.4),
        inner, ReLU(), Dense(3),
    )  # fmt: skip
    run = prepare(network, table, target="kind", categories="embedding", batch_size=7, epochs=3,
                  **USUAL)  # fmt: skip
    run.advance(9)
    return run


@cache
def many_classes_run() -> Run:
    """Return a thousand classes by words for their inputs, one-hot, in one batch."""
    x = {"word": np.array([f"w{k % 7}" for k in range(2000)], dtype=object)}
    table = {**x, "class": np.array([f"class {k % 1000}" for k in range(2000)], dtype=object)}
    run = prepare(Network(Dense(1000)), table, target="class", batch_size=16, epochs=2, test=0.0,
                  validation=0.0, **USUAL)  # fmt: skip
    run.advance(1)
    return run


@cache
def broken_run() -> Run:
    """Return a run whose weights became infinite: inside there is hardly a number left."""
    settings = {"optimizer": SGD(), "loss": HalfSumOfSquares(), "learning_rate": 1.0}
    x = np.arange(40.0).reshape(20, 2)
    run = prepare(Network(Dense(3), ReLU(), Dense(2)), x, x * 2, batch_size=4, epochs=3,
                  **settings, **USUAL)  # fmt: skip
    for name in ("0.weights", "2.weights"):
        run.state.params[name][...] = np.inf
    return run


RUNS = (
    xor_run,
    iris_run,
    digits_run,
    maps_run,
    numbers_run,
    mixed_run,
    many_classes_run,
    broken_run,
)


@cache
def random_run(seed: int) -> Run:
    """Return a run of a network drawn by lot, on columns of numbers and a target of either kind."""
    random = np.random.default_rng(seed)
    layers: list[Layer] = []
    for _ in range(random.integers(0, 4)):
        units = int(random.integers(1, 12))
        kinds = (Tanh(), ReLU(), Dropout(0.3), LayerNorm(), Residual(Dense(units)))
        layers += [Dense(units), kinds[random.integers(len(kinds))]]
    classes, columns = int(random.integers(1, 6)), int(random.integers(1, 30))
    x = random.normal(size=(40, columns))
    y = np.array([f"c{k % classes}" for k in range(40)]) if classes > 1 else x.sum(axis=1)
    batch_size = int(random.integers(1, 12))
    run = prepare(Network(*layers, Dense(classes)), x, y, batch_size=batch_size, epochs=2, **USUAL)
    run.advance(int(random.integers(0, run.program.total_steps)))
    return run


@st.composite
def many_sights(draw: st.DrawFn) -> Sight:
    """Return whatever there may be to see: any of the runs, anywhere inside a step."""
    seeds = st.integers(0, 99)
    run = draw(st.sampled_from(RUNS).map(lambda make: make()) | seeds.map(random_run))
    look = run.look()
    layer = look.layers[draw(st.integers(0, len(look.layers) - 1))]
    unit = tuple(draw(st.integers(0, length - 1)) for length in layer.y.shape[1:])
    source = draw(st.none() | st.integers(0, 2))
    return sight_of(
        run,
        look=look,
        row=draw(st.integers(0, len(look.rows) - 1)),
        operation=draw(st.none() | st.integers(0, len(operations(len(look.layers))) - 1)),
        selection=Selection(layer.number, unit, source),
    )
