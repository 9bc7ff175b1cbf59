"""Small runs to examine: two half moons, learned in a fifth of a second."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor.case import Case

USUAL = {
    "engine": "reference",
    "learning_rate": 0.02,
    "epochs": 80,
    "early_stopping": None,
    "weight_decay": 0.0,
    "test": 0.0,
    "validation": 0.3,
}


def hidden(units: int = 16, bend: gn.Layer | None = None, **start) -> tuple[gn.Layer, ...]:
    """Return a hidden layer and what bends after it."""
    return gn.Dense(units, **start), bend or gn.ReLU()


@pytest.fixture
def examined() -> Callable[..., Case]:
    """Train to the end, or to infinity, and return the case; `steps` stops it there."""

    def examine(*layers, x="moons", y=None, steps=None, **settings) -> Case:
        network = gn.Network(*layers) if layers else gn.Network(*hidden(), gn.Dense(2))
        run = gn.prepare(network, x, y, **{**USUAL, **settings})
        with suppress(gn.DivergedError):
            run.finish() if steps is None else run.advance(steps)
        return Case(run)

    return examine


@pytest.fixture(scope="session")
def healthy() -> Case:
    """A network that learned the moons."""
    run = gn.train(gn.Network(*hidden(), gn.Dense(2)), "moons", **USUAL)
    return Case(run)


@pytest.fixture(scope="session")
def plane() -> tuple[np.ndarray, np.ndarray]:
    """Two hundred rows of three columns, and a number that is a straight line of them."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    return x, x @ [1.0, -2.0, 0.5] + 0.1 * rng.normal(size=200)
