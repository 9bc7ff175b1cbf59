"""Keras on JAX, with `fit`.

Correctness is told by `train_on_batch`, on the very rows of everybody's steps. Time is that of
`fit`, which is the faster way; it shuffles for itself.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("KERAS_HOME", tempfile.mkdtemp())  # it writes its settings there

import keras
from contenders.work import Contender, Work, cycle

OPTIMIZERS = {"Adam": keras.optimizers.Adam, "SGD": keras.optimizers.SGD}


class KerasOnJax(Contender):
    """A Sequential of Dense layers, compiled without metrics."""

    name = "Keras on JAX"

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether it has the precision, which it takes for a whole process."""
        return work.dtype == "float32"

    def __init__(self, work: Work) -> None:
        """Take the first weights."""
        self.work = work
        self._model = keras.Sequential([keras.Input(work.input_shape), *layers(work)])
        self._model.set_weights([array for pair in work.weights() for array in pair])
        rate, settings = work.learning_rate, {"epsilon": 1e-8} if work.optimizer == "Adam" else {}
        self._model.compile(
            optimizer=OPTIMIZERS[work.optimizer](rate, **settings),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return [self._learn(rows) for rows in cycle(self.work.steps, 0, steps)]

    def _learn(self, rows: Any) -> float:
        self._model.reset_metrics()  # or it would tell the mean of all losses so far
        return float(self._model.train_on_batch(self.work.x[rows], self.work.y[rows]))

    def turn(self, steps: int) -> int:
        """Make whole epochs."""
        per_epoch = self.work.program.plan.steps_per_epoch
        epochs = max(1, round(steps / per_epoch))
        x, y, size = self.work.x, self.work.y, self.work.batch_size
        self._model.fit(x, y, batch_size=size, epochs=epochs, verbose=0)
        return epochs * per_epoch


def layers(work: Work) -> list[Any]:
    """Return the layers of `work`, the last one giving logits."""
    made: list[Any] = []
    for filters in work.maps:
        made += [keras.layers.Conv2D(filters, 3, activation="relu"), keras.layers.MaxPooling2D(2)]
    if work.maps:
        made.append(keras.layers.Flatten())
    made += [keras.layers.Dense(units, activation=work.hidden) for units in work.sizes[1:-1]]
    return [*made, keras.layers.Dense(work.sizes[-1])]
