"""Small runs for the tests of this floor: a few rows, tiny networks, snapshots close together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from glassnet.data.memory import read_memory
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, Experiment
from glassnet.program.probes import Probe
from glassnet.run import timeline
from glassnet.run.run import Run
from glassnet.run.table import Table, read

ROWS = 17


@lru_cache
def table(task: str = "regression", rows: int = ROWS, **choices: float) -> Table:
    """Return a table of three numbers and a target that follows from them."""
    random = np.random.default_rng(7)
    x = random.normal(size=(rows, 3))
    value = x @ [1.0, -2.0, 0.5] + 0.3 * random.normal(size=rows)
    target = value if task == "regression" else np.array(["no", "yes"])[(value > 0).astype(int)]
    columns = {**{f"x{k}": x[:, k] for k in range(3)}, "target": target}
    return read(DataChoices(target=("target",), **choices), read_memory(columns), 0, "float32")


def small_run(
    task: str = "regression",
    rows: int = ROWS,
    validation: float = 0.3,
    probes: tuple[Probe, ...] = (),
    **settings: Any,
) -> Run:
    """Return a run on such a table; `settings` are fields of its experiment."""
    usual = {
        "network": Network(Dense(4), Tanh(), Dense(1)),
        "loss": MSE(),
        "batch_size": 4,
        "learning_rate": 0.01,
        "epochs": 12,
        "engine": "reference",
    }
    experiment = Experiment(**{**usual, **settings})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "BASES", (4, 4))
        return Run(experiment, table(task, rows, validation=validation), probes)


@pytest.fixture(scope="session")
def made() -> Callable[..., Run]:
    """A function that makes small runs."""
    return small_run
