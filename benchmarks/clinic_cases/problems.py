"""What is to be learned, and networks that learn it: the healthy twins of the clinic.

Every problem is a pair of arrays, standardized. The tuned half is what thresholds were chosen on;
the other was not looked at until they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

import glassnet as gn
from glassnet.ground.arrays import Array

LOOKED_AT = "xor moons iris breast_cancer digits diabetes wave saddle friedman images"
NOT_LOOKED_AT = (
    "captcha circles spirals wine penguins blobs surface line ripple peak parity stripes"
)
TUNED, UNTOUCHED = tuple(LOOKED_AT.split()), tuple(NOT_LOOKED_AT.split())
WAYS = ("adam", "sgd", "momentum")
UNITS = {"digits": 32, "spirals": 32, "xor": 8, "parity": 16}
STEPS = {
    "spirals": 4000,
    "xor": 2000,
    "parity": 2000,
    "digits": 1500,
    "images": 500,
} | dict.fromkeys(("wave", "surface", "ripple"), 3000)
DEEPER = ("spirals", "wave", "surface", "ripple", "saddle")
IMAGES = ("images", "stripes")


@dataclass(frozen=True)
class Patient:
    """All that a run is made of, so that a fault is a change of it.

    x, y: The table; classes are words.
    hidden: The hidden layers, without the last Dense.
    outputs: What the last layer gives.
    fresh: Rows to judge it by, where those of its table hide the harm; else there are none.
    """

    x: Array
    y: Array
    hidden: tuple[gn.Layer, ...]
    outputs: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    tail: tuple[gn.Layer, ...] = ()
    last: Mapping[str, Any] = field(default_factory=dict)
    fresh: tuple[Array, Array] | None = None

    @property
    def is_classes(self) -> bool:
        """Whether classes are to be told apart."""
        return self.y.dtype.kind == "U"

    @property
    def layers(self) -> tuple[gn.Layer, ...]:
        """All layers, in their order."""
        return (*self.hidden, gn.Dense(self.outputs, **self.last), *self.tail)

    def prepare(self, seed: int) -> gn.Run:
        """Return the run of one start."""
        settings = {**self.settings, "seed": seed}
        return gn.prepare(gn.Network(*self.layers), self.x, self.y, **settings)


@cache
def arrays(name: str) -> tuple[Array, Array]:
    """Return inputs and answers of a problem, shuffled once and for all."""
    rng = np.random.default_rng(7)
    if name in MADE:
        x, clean = MADE[name](rng)
        y = clean + 0.05 * clean.std() * rng.normal(size=len(x))
        return (x - x.mean(axis=0)) / x.std(axis=0), (y - y.mean()) / y.std()
    if name == "parity":
        x = np.array([[bits >> place & 1 for place in range(3)] for bits in range(8)], np.float64)
        return 2.0 * x - 1.0, np.array([f"class {odd:.0f}" for odd in x.sum(axis=1) % 2])
    if name == "stripes":
        return stripes(rng)
    source = {"images": "digits"}.get(name, name)
    table = gn.prepare(None, source, test=0.0, validation=0.0).table
    x = np.asarray(table.rows.x, np.float64).reshape(len(table.rows.x), -1)
    y = np.asarray(table.known)
    if name == "images":  # columns that are constant would be left out, and images have corners
        x, y = x[:600] + 0.01 * rng.normal(size=(600, x.shape[1])), y[:600]
    order = rng.permutation(len(x))
    if table.targets.task == "classification":
        return x[order], np.array([f"class {code}" for code in y])[order]
    return x[order], y[order, 0]


Random = np.random.Generator


def _wave(rng: Random) -> tuple[Array, Array]:
    x = rng.uniform(-1.0, 1.0, (240, 1))
    return x, np.sin(5.0 * x[:, 0])


def _surface(rng: Random) -> tuple[Array, Array]:
    x = rng.uniform(-1.0, 1.0, (240, 2))
    return x, np.sin(5.0 * x[:, 0]) * x[:, 1]


def _saddle(rng: Random) -> tuple[Array, Array]:
    x = rng.uniform(-1.0, 1.0, (240, 2))
    return x, x[:, 0] * x[:, 1]


def _ripple(rng: Random) -> tuple[Array, Array]:
    x = rng.uniform(-1.0, 1.0, (300, 2))
    return x, np.cos(4.0 * np.hypot(x[:, 0], x[:, 1]))


def _peak(rng: Random) -> tuple[Array, Array]:
    x = rng.uniform(-1.0, 1.0, (300, 3))
    return x, np.exp(-2.0 * (x**2).sum(axis=1))


def _friedman(rng: Random) -> tuple[Array, Array]:
    """Friedman (1991), equation 61, with one idle column."""
    x = rng.uniform(size=(400, 6))
    bent = 10.0 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20.0 * (x[:, 2] - 0.5) ** 2
    return x, bent + 10.0 * x[:, 3] + 5.0 * x[:, 4]


MADE = {
    "wave": _wave,
    "surface": _surface,
    "saddle": _saddle,
    "ripple": _ripple,
    "peak": _peak,
    "friedman": _friedman,
}


def stripes(rng: Random) -> tuple[Array, Array]:
    """Return images of 8 by 8 that hold noise and one stripe: across, upright, or aslant."""
    kinds = rng.integers(0, 3, 300)
    x = 0.7 * rng.normal(size=(300, 8, 8))
    for image, kind in zip(x, kinds, strict=True):
        place = int(rng.integers(2, 6))
        stripe = (image[place], image[:, place], np.einsum("ii->i", image))[kind]
        stripe += 2.0
    flat = x.reshape(300, 64)
    return (flat - flat.mean(axis=0)) / flat.std(axis=0), np.array([f"class {k}" for k in kinds])


def twin(name: str, way: str) -> Patient:
    """Return the healthy network of a problem, learning in one of three ways."""
    x, y = arrays(name)
    classes = len(np.unique(y)) if y.dtype.kind == "U" else 0
    tiny = len(x) < 40
    rows = len(x) if tiny else round(len(x) * 0.7)
    size = len(x) if tiny else 32
    units = UNITS.get(name, 16)
    bend = gn.Tanh() if way == "sgd" else gn.ReLU()
    body: tuple[gn.Layer, ...] = (gn.Dense(units), bend) * (2 if name in DEEPER else 1)
    if name in IMAGES:
        body = (gn.Reshape((8, 8, 1)), gn.Conv2D(4, 3), bend, gn.Flatten(), *body)
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
