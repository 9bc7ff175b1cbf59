"""Comparisons of made-up scores, and small ones that are trained."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from glassnet.lab.compare.comparing import compare
from glassnet.lab.compare.measures import Measured, Yardstick
from glassnet.lab.compare.training import Standing
from glassnet.nn.activations import Sigmoid
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Uniform
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.run.training import prepare

XOR_ROWS = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
XOR = {
    "y": [0.0, 1.0, 1.0, 0.0],
    "kinds": {"target": "number"},
    "loss": HalfSumOfSquares(),
    "optimizer": SGD(),
    "learning_rate": 1.0,
    "batch_size": None,
    "scaling": "none",
    "dtype": "float64",
    "engine": "reference",
}
ERROR = Yardstick("error", "held-out", 100, "classification", solvable=False)
RMSE = Yardstick("rmse", "held-out", 100, "regression", solvable=False)
LOSS = Yardstick("loss", "training", 8, "regression", solvable=True)


def shape(units):
    """Return a network of sigmoids with one hidden layer."""
    even = Uniform(-2.0, 2.0)
    return Network(Dense(units, weights=even), Sigmoid(), Dense(1, weights=even), Sigmoid())


@pytest.fixture(scope="session")
def line():
    """The run of a small table of 40 rows, before its first step."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    return prepare(Network(Dense(1)), x, 2.0 * x[:, 0], engine="reference", epochs=3)


@pytest.fixture(scope="session")
def standing(line):
    """A function that makes a design's standing out of scores (splits, starts)."""

    def make(name, scores, failed=None, score="error"):
        scores = np.atleast_2d(np.asarray(scores, dtype=float))
        failed = np.isinf(scores) if failed is None else np.atleast_2d(failed)
        rows = tuple(
            tuple(
                Measured({score: float(v)}, bool(f), bool(np.isinf(v)), (1.0, 0.5, 0.25))
                for v, f in zip(values, fails, strict=True)
            )
            for values, fails in zip(scores, failed, strict=True)
        )
        return Standing(name, line, rows, 0.5, (0, 10, 20))

    return make


@pytest.fixture(scope="session")
def yardsticks():
    """The three kinds of scores."""
    return SimpleNamespace(error=ERROR, rmse=RMSE, loss=LOSS)


@pytest.fixture(scope="session")
def xor():
    """A function that compares networks of one hidden layer on the four rows of XOR."""

    def make(*units, **changes):
        settings = {**XOR, "starts": 8, "epochs": 300, **changes}
        y = settings.pop("y")
        return compare({f"2-{n}-1": shape(n) for n in units}, XOR_ROWS, y, **settings)

    return make


@pytest.fixture(scope="session")
def solved(xor):
    """One and four hidden units on XOR, which one unit cannot learn."""
    return xor(1, 4, starts=8, epochs=400, learning_rate=5.0)
