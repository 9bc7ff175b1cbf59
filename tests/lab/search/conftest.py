"""Searches that are small and quick, on a table whose answer is a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.lab.search.found import Search
from glassnet.lab.search.searching import search
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

X = np.linspace(-1.0, 1.0, 60)[:, None]
Y = 2.0 * X[:, 0]
RATES = {"learning_rate": (1e-4, 0.1), "batch_size": [8, 16]}
QUICK = {"trials": 10, "starts_each": 2, "starts": 6, "epochs": 8, "engine": "reference"}


@pytest.fixture
def searched() -> Callable[..., Search]:
    """A function that searches a rate and a batch for a line, or what else is wished."""
    pytest.importorskip("optuna")

    def call(x: object = X, y: object = Y, **settings: Any) -> Search:
        network = Network(Dense(1))
        return search(network, x, y, **{"space": RATES, "optimizer": "sgd", **QUICK, **settings})

    return call


@pytest.fixture(scope="session")
def found() -> Search:
    """One search, done once: a rate, with words that could be dangerous nowhere."""
    pytest.importorskip("optuna")
    return search(Network(Dense(1)), X, Y, space=RATES, optimizer="sgd", **QUICK)
