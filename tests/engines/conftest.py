"""A small problem that every engine can run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.state import State
from glassnet.program.step import Program


class Problem:
    """Ten rows of a 3-4-2 network in batches of four, as an engine takes them."""

    def __init__(self, **changes: Any) -> None:
        """Draw the rows; `changes` are fields of the experiment."""
        network = Network(Dense(4), Tanh(), Dense(2))
        usual = {"network": network, "batch_size": 4, "epochs": 5, "dtype": "float64", "seed": 1}
        experiment = Experiment(loss=MSE(), **(usual | changes))
        self.program = Program(experiment, 10, (3,))
        rng = np.random.default_rng(0)
        x, y = rng.normal(size=(10, 3)), rng.normal(size=(10, 2))
        self.batch = Batch(x.astype(experiment.dtype), y.astype(experiment.dtype))

    @property
    def state(self) -> State:
        """The state before the first update."""
        return layout.initial_state(self.program.experiment, (3,))

    def start(self, engine: Any, **changes: Any) -> Any:
        """Return a runner of `engine` at the first state."""
        return engine.start(self.program, self.batch, self.state, **changes)


@pytest.fixture(scope="session")
def problem() -> Callable[..., Problem]:
    """Return what makes the problem."""
    return Problem
