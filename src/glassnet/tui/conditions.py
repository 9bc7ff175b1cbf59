"""Where play stops by itself: conditions, as a person writes them.

Two kinds are apart, because they are checked differently. What the history's columns decide lets
play go on in large portions and then back to the exact step; what only the weights tell is looked
at after every single step, which is slower.
"""

from __future__ import annotations

import bisect
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.layer import Context
from glassnet.run.evaluation import Evaluation
from glassnet.run.run import Run

Relation = Literal["<", ">", "<=", ">="]
Measure = Literal["validation", "score", "accuracy"]
Index: TypeAlias = tuple[int, ...]

HOLDS: dict[str, Callable[[Any, Any], Any]] = {  # NaN stands in none of these relations
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
MOST_ROWS = 1_000  # of the training rows, evenly spaced, are asked whether a unit is dead
RIGHT_WITHIN = 0.1  # standard deviations of the training answers: then a number counts as right


class InHistory(ABC):
    """A condition that the record decides, wherever the run stands by now."""

    @abstractmethod
    def first_hit(self, run: Run, start: int) -> int | None:
        """Return the first recorded step after `start` at which it holds; None if at none.

        It holds at step n if what the n-th update, or the evaluation after it, found fulfills it.
        """

    @abstractmethod
    def __str__(self) -> str:
        """Return the words that `condition_grammar.parse` makes it of."""


class InWeights(ABC):
    """A condition that only the weights tell: to be asked after each step."""

    @abstractmethod
    def holds(self, run: Run) -> bool:
        """Tell whether it holds where `run` stands."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the words that `condition_grammar.parse` makes it of."""


Condition: TypeAlias = InHistory | InWeights


@final
@dataclass(frozen=True)
class LossIs(InHistory):
    """The loss of an update, over its batch, is below or above a number."""

    relation: Relation
    value: float

    def first_hit(self, run: Run, start: int) -> int | None:
        """Look at the losses."""
        return _first(HOLDS[self.relation](run.history["loss"][start:], self.value), start)

    def __str__(self) -> str:
        return f"loss {self.relation} {plain(self.value)}"


@final
@dataclass(frozen=True)
class LossIsNaN(InHistory):
    """The loss of an update stopped being a number, or became infinite."""

    def first_hit(self, run: Run, start: int) -> int | None:
        """Look at the losses; a run that diverges refuses the step and stops there in any case."""
        return _first(~np.isfinite(run.history["loss"][start:]), start)

    def __str__(self) -> str:
        return "loss is nan"


@final
@dataclass(frozen=True)
class EvaluationIs(InHistory):
    """What an epoch's look at the validation rows found is below or above a number.

    "validation" is their loss, "score" their accuracy or R², "accuracy" the score in per cent.
    """

    measure: Measure
    relation: Relation
    value: float

    def first_hit(self, run: Run, start: int) -> int | None:
        """Look at the evaluations."""
        found = run.history.evaluations
        later = found[bisect.bisect_right(found, start, key=operator.attrgetter("step")) :]
        return next((evaluation.step for evaluation in later if self._is_met(evaluation)), None)

    def _is_met(self, found: Evaluation) -> bool:
        value = found.validation_loss if self.measure == "validation" else found.score
        return value is not None and bool(HOLDS[self.relation](value, self.value))

    def __str__(self) -> str:
        if self.measure == "accuracy":
            # Through decimals, so that the number comes back to the last bit.
            return f"accuracy {self.relation} {Decimal(repr(self.value)).scaleb(2).normalize():f} %"
        return f"{self.measure} {self.relation} {plain(self.value)}"


@final
@dataclass(frozen=True)
class AtStep(InHistory):
    """So many updates are made."""

    step: int

    def first_hit(self, run: Run, start: int) -> int | None:
        """Return the step, if it is recorded and still to come."""
        return self.step if start < self.step <= run.recorded else None

    def __str__(self) -> str:
        return f"step = {self.step}"


@final
@dataclass(frozen=True)
class AtEpoch(InHistory):
    """So many passes over the training rows are made."""

    epoch: int

    def first_hit(self, run: Run, start: int) -> int | None:
        """Return the step at the epoch's end, if it is recorded and still to come."""
        step = self.epoch * run.program.plan.steps_per_epoch
        return step if start < step <= run.recorded else None

    def __str__(self) -> str:
        return f"epoch = {self.epoch}"


@final
@dataclass(frozen=True)
class UnitDies(InWeights):
    """A unit puts out exactly 0 for every training row, of at most 1,000.

    Args:
        unit: Its place among the layer's outputs; of a map's, the channel alone means all of it.
        layer: The layer's number, from 0.

    """

    unit: Index
    layer: int

    def holds(self, run: Run) -> bool:
        """Let the rows pass through the network, up to the layer."""
        y = _outputs(run, self.layer)
        return not np.any(y[(..., *self.unit)])  # NaN is not dead: it is worse

    def __str__(self) -> str:
        return f"unit {_places(self.unit)} of layer {self.layer} dies"


@final
@dataclass(frozen=True)
class RowIsRight(InWeights):
    """The row of the table gets its own class as the most probable one.

    A number is right if it is off by at most 0.1 standard deviations of the training answers.
    """

    row: int

    def holds(self, run: Run) -> bool:
        """Predict that one row."""
        x, known = run.table.part(np.array([self.row]))
        prediction = run.predict(x[:])
        targets = run.table.targets
        if targets.task == "classification":
            shares = targets.probabilities(run.experiment.loss, prediction)
            return bool(np.isfinite(shares).all() and shares.argmax() == known[0])
        answers = run.table.known[run.table.split.train].reshape(-1, targets.count)
        error = np.abs(prediction.reshape(-1) - known.reshape(-1))
        return bool((error <= RIGHT_WITHIN * answers.std(axis=0)).all())

    def __str__(self) -> str:
        return f"row {self.row} is right"


@final
@dataclass(frozen=True)
class WeightIs(InWeights):
    """A number that is learned is below or above another.

    Args:
        name: Which of the layer's parameters: "weights", "bias".
        index: Its place in it: (input, unit) in a Dense layer.
        layer: The layer's number, from 0.
        relation: Below or above.
        value: The number.

    """

    name: str
    index: Index
    layer: int
    relation: Relation
    value: float

    def holds(self, run: Run) -> bool:
        """Look at the number."""
        weight = run.state.params[f"{self.layer}.{self.name}"][self.index]
        return bool(HOLDS[self.relation](weight, self.value))

    def __str__(self) -> str:
        name = "weight" if self.name == "weights" else self.name
        where = f"{name} {_places(self.index)} of layer {self.layer}"
        return f"{where} {self.relation} {plain(self.value)}"


def plain(value: float) -> str:
    """Return the shortest text that is read as exactly that number.

    >>> plain(2.0), plain(0.1), plain(-1e-7)
    ('2', '0.1', '-1e-07')
    """
    return repr(float(value)).removesuffix(".0")


def _places(index: Index) -> str:
    return ",".join(map(str, index))


def _first(met: Array, start: int) -> int | None:
    """Return the step after the first update that `met` (updates after `start`,) marks."""
    return start + int(met.argmax()) + 1 if met.any() else None


def _outputs(run: Run, wanted: int) -> Array:
    """Return what layer `wanted` puts out for the training rows (rows, …), of at most 1,000."""
    rows = run.training.rows
    some = np.linspace(0, rows - 1, min(rows, MOST_ROWS)).astype(np.int64)
    x = np.asarray(run.training.take(some).x[:], dtype=run.experiment.dtype)
    context = Context(training=False, memory=run.state.memory)
    with np.errstate(all="ignore"):
        passed = run.experiment.network.walk(np, run.state.params, x, context)
        return next(y for number, _, y, _ in passed if number == wanted)
