"""scikit-learn's MLPClassifier.

Correctness is told by `partial_fit`, batch by batch, on the very rows of everybody's steps. Time is
that of `fit` with `warm_start`: it checks its input once a call and not once a batch, so it is the
faster way; it shuffles for itself.

Sigmoid outputs with squared errors it does not have; there it does binary cross-entropy, whose
step costs the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from contenders.work import Contender, Work, cycle
from sklearn.neural_network import MLPClassifier

NEVER = 10**9


class ScikitLearn(Contender):
    """An MLPClassifier with the work's settings, and without its penalty."""

    name = "scikit-learn"

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether all layers are Dense."""
        return not work.maps

    def __init__(self, work: Work) -> None:
        """Take the first weights: after a first fit, which makes the arrays."""
        squares = work.loss == "half squares"
        self.work = replace(work, loss="binary cross-entropy") if squares else work
        self.remark = ", binary cross-entropy" if squares else ""
        # Its loss is the mean over rows, also where ours is the sum.
        self._scale = 1 if work.loss == "cross-entropy" else work.batch_size
        self._model = MLPClassifier(
            hidden_layer_sizes=work.sizes[1:-1],
            activation="relu" if work.hidden == "relu" else "logistic",
            solver=work.optimizer.lower(),
            alpha=0.0,
            batch_size=work.batch_size,
            learning_rate_init=work.learning_rate * self._scale,
            momentum=0.0,
            nesterovs_momentum=False,
            n_iter_no_change=NEVER,
            random_state=0,
        )
        self._prepare()

    def _prepare(self) -> None:
        """Put the first weights in the place of its own, and forget the first step's moments."""
        first, outputs = self.work.steps[0], self.work.sizes[-1]
        self._y = self.work.y if outputs > 1 else self.work.classes
        classes = np.arange(max(2, outputs))
        self._model.partial_fit(self.work.x[first], self._y[first], classes=classes)
        pairs = self.work.weights()
        self._model.coefs_ = [w for w, _ in pairs]
        self._model.intercepts_ = [b for _, b in pairs]
        del self._model._optimizer  # noqa: SLF001  it makes another, for the arrays that are there now

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return [self._learn(rows) for rows in cycle(self.work.steps, 0, steps)]

    def _learn(self, rows: Any) -> float:
        self._model.partial_fit(self.work.x[rows], self._y[rows])
        return float(self._model.loss_) * self._scale

    def turn(self, steps: int) -> int:
        """Make whole epochs."""
        per_epoch = self.work.program.plan.steps_per_epoch
        epochs = max(1, round(steps / per_epoch))
        self._model.set_params(max_iter=epochs, warm_start=True)
        self._model.fit(self.work.x, self._y)
        return epochs * per_epoch
