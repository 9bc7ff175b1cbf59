"""What is to be learned, and networks that learn it: the healthy twins of the clinic.

Every problem is a pair of arrays, standardized. The tuned half is what thresholds were chosen on;
the other was not looked at until they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import glassnet as gn
from glassnet.ground.arrays import Array

TUNED = ("xor", "moons", "iris", "breast_cancer", "digits", "diabetes", "wave")
UNTOUCHED = ("captcha", "circles", "spirals", "wine", "penguins", "blobs", "surface", "line")
WAYS = ("adam", "sgd", "momentum")
UNITS = {"digits": 32, "spirals": 32, "xor": 8}
STEPS = {"spirals": 4000, "wave": 3000, "surface": 3000, "xor": 2000, "digits": 1500}


@dataclass(frozen=True)
class Patient:
    """All that a run is made of, so that a fault is a change of it.

    x, y: The table; classes are words.
    hidden: The hidden layers, without the last Dense.
    outputs: What the last layer gives.
    """

    x: Array
    y: Array
    hidden: tuple[gn.Layer, ...]
    outputs: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    tail: tuple[gn.Layer, ...] = ()
    last: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_classes(self) -> bool:
        """Whether classes are to be told apart."""
        return self.y.dtype.kind == "U"

    def prepare(self, seed: int) -> gn.Run:
        """Return the run of one start."""
        network = gn.Network(*self.hidden, gn.Dense(self.outputs, **self.last), *self.tail)
        return gn.prepare(network, self.x, self.y, **{**self.settings, "seed": seed})


def arrays(name: str) -> tuple[Array, Array]:
    """Return inputs and answers of a problem, shuffled once and for all."""
    rng = np.random.default_rng(7)
    if name in ("wave", "surface"):
        x = rng.uniform(-1.0, 1.0, (240, 1 + (name == "surface")))
        clean = np.sin(5.0 * x[:, 0]) * (x[:, 1] if name == "surface" else 1.0)
        y = clean + 0.05 * rng.normal(size=len(x))
        return x / x.std(axis=0), y / y.std()
    table = gn.prepare(None, name, test=0.0, validation=0.0).table
    x = np.asarray(table.rows.x, np.float64).reshape(len(table.rows.x), -1)
    y = np.asarray(table.known)
    order = rng.permutation(len(x))
    if table.targets.task == "classification":
        return x[order], np.array([f"class {code}" for code in y])[order]
    return x[order], y[order, 0]


def twin(name: str, way: str) -> Patient:
    """Return the healthy network of a problem, learning in one of three ways."""
    x, y = arrays(name)
    classes = len(np.unique(y)) if y.dtype.kind == "U" else 0
    tiny = len(x) < 40
    rows = len(x) if tiny else round(len(x) * 0.7)
    size = len(x) if tiny else 32
    units = UNITS.get(name, 16)
    bend = gn.Tanh() if way == "sgd" else gn.ReLU()
    body = (gn.Dense(units), bend) * (2 if name in ("spirals", "wave", "surface") else 1)
    settings = {
        "batch_size": size,
        "epochs": max(10, STEPS.get(name, 1000) // -(-rows // size)),
        "early_stopping": None,
        "weight_decay": 0.0,
        "test": 0.0,
        "validation": 0.0 if tiny else 0.3,
        "scaling": "none",
        "engine": "reference",
        **WAY[way],
    }
    return Patient(x, y, body, classes or 1, settings)


WAY: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": gn.Adam(), "learning_rate": 0.01},
    "sgd": {"optimizer": gn.SGD(), "learning_rate": 0.3},
    "momentum": {"optimizer": gn.Momentum(0.9), "learning_rate": 0.03},
}
