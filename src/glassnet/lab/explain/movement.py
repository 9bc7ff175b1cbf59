"""Why did this weight move? Which rows pushed it, how hard, and what else had a hand in it.

The gradient of a step is the sum of its rows' gradients, and every optimizer moves a weight by
factor·gradient + memory (see `updates.pace`). So each row's part of the move is the step's own
factor times the row's gradient. With SGD the rows' parts alone make the move. With a rule that
remembers, what it remembers of earlier gradients is a line of its own; so are penalties, decay,
limits and weights set by hand. Adam's factor comes from all rows together: a row alone would have
had another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean
from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.expression import Expression, number, total
from glassnet.lab.explain.gradients import moment, push
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import LETTERS, Index, symbol
from glassnet.lab.explain.updates import pace
from glassnet.run.commands import SetWeight
from glassnet.run.look import Look
from glassnet.run.run import Run

MEMORY = "what the optimizer remembers of earlier gradients"
L1, L2 = "the penalty on |w|", "the penalty on w²"
DECAY, LIMIT = "weight decay", "the limit on gradients"
NEGLIGIBLE = 1e-12  # of the move: a cause so small is not worth a line
BY_HAND, ROUNDING = "set by hand", "rounding"


@final
@dataclass(frozen=True)
class RowShare:
    """By how much one row of the table moved the weight, and in how many steps."""

    row: int
    share: float
    steps: int


@final
@dataclass(frozen=True)
class Movement:
    """How one weight moved from one step to another, and why.

    `rows`, the largest first, and `causes` add up to `moved`; among the causes is what rounding
    leaves.
    """

    parameter: str
    index: Index
    from_step: int
    to_step: int
    before: float
    after: float
    rows: tuple[RowShare, ...]
    causes: Mapping[str, float]

    @property
    def moved(self) -> float:
        """The weight after, less the weight before."""
        return self.after - self.before

    def blackboard(self, rows: int = 8) -> Blackboard:
        """Return the reasons as lines, of the rows the `rows` that moved it most."""
        layer = self.parameter.partition(".")[0]
        steps = f"from step {self.from_step:,} to step {self.to_step:,}"
        title = f"Why {self._symbol} of layer {layer} moved {steps}"
        found = [
            Line(f"row {part.row}", "", number(part.share), part.share, section="Rows",
                 note=f"in {part.steps} steps" if part.steps > 1 else "")
            for part in self.rows[:rows]
        ]  # fmt: skip
        least = NEGLIGIBLE * abs(self.moved)
        told = {cause: amount for cause, amount in self.causes.items() if abs(amount) > least}
        found += [
            Line(cause, "", number(amount), amount, section="Beside the rows")
            for cause, amount in told.items()
        ]
        parts: list[Expression] = [number(part.share) for part in self.rows[:rows]]
        rest = self.rows[rows:]
        if rest:
            parts.append(number(sum(part.share for part in rest), f"{len(rest):,} further rows"))
        parts += [number(amount) for amount in told.values()]
        delta = f"Δ{self._symbol}"
        formula = "the rows and what is beside them"
        found += [
            Line(delta, formula, total(parts), self.moved, section="Together"),
            Line(
                f"{self._symbol}′", f"{self._symbol} + {delta}",
                number(self.before) + number(self.moved), self.after, section="Together",
            ),
        ]  # fmt: skip
        return Blackboard(title, tuple(found))

    @property
    def _symbol(self) -> str:
        name = self.parameter.rpartition(".")[2]
        return symbol(LETTERS.get(name, name), self.index)


def why_moved(
    run: Run, layer: int, index: int | Index, from_step: int, to_step: int, name: str = "weights"
) -> Movement:
    """Return which rows moved a weight, by how much, and what else did.

    Every step in between is looked at once more; that costs as much as training through them.

    Args:
        run: The run; it stays where it is.
        layer: The layer's number.
        index: The place of the weight: (input, unit) in a Dense layer.
        from_step: The number of updates before the first step that counts.
        to_step: The number of updates after the last.
        name: Which of the layer's parameters: "weights", "bias", ….

    Raises:
        UsageError: a weight or steps that are not there.

    """
    full = f"{layer}.{name}"
    place = index if isinstance(index, tuple) else (index,)
    _check(run, full, place, from_step, to_step)
    by_row: defaultdict[int, list[float]] = defaultdict(list)
    causes = dict.fromkeys((MEMORY, L1, L2, DECAY, LIMIT, BY_HAND, ROUNDING), 0.0)
    hands = {c.step for c in run.commands if isinstance(c.command, SetWeight)}
    before = after = float("nan")
    for step in range(from_step, to_step):
        look = run.look(step)
        now = float(look.before.params[full][place])
        if step == from_step:
            before = now
        elif step in hands:
            causes[BY_HAND] += now - after
        _of_step(look, full, place, by_row, causes)
        after = float(look.after.params[full][place])
    rows = [RowShare(row, float(np.sum(parts)), len(parts)) for row, parts in by_row.items()]
    rows.sort(key=lambda part: -abs(part.share))
    told = sum(part.share for part in rows) + sum(causes.values())
    causes[ROUNDING] = (after - before) - told
    return Movement(full, place, from_step, to_step, before, after, tuple(rows), causes)


def _of_step(
    look: Look, full: str, index: Index, by_row: Mapping[int, list[float]], causes: dict[str, float]
) -> None:
    """Add what one step did to the lists."""
    told, walk = push(look, full, index), pace(moment(look, full, index, ""))
    factor = walk.factor * told.factor
    parts = _shares(look, full, index)
    for row, part in zip(look.rows.tolist(), parts.tolist(), strict=True):
        by_row[row].append(factor * part)
    causes[MEMORY] += walk.memory
    causes[DECAY] += walk.decay
    causes[L1] += factor * told.l1
    causes[L2] += factor * told.l2
    causes[LIMIT] += factor * told.cut


def _shares(look: Look, full: str, index: Index) -> Array:
    """Return what each row of the batch adds to the gradient, (batch,)."""
    number_, _, name = full.partition(".")
    layer = look.layers[int(number_)]
    return chapter(layer.layer).shares(layer, name, index)


def _check(run: Run, full: str, index: Index, from_step: int, to_step: int) -> None:
    """Refuse a weight or steps that are not there."""
    if not 0 <= from_step < to_step <= run.recorded:
        raise UsageError(
            f"the run made the steps 0 … {run.recorded}, got from {from_step} to {to_step}."
        )
    params = run.state.params
    if full not in params:
        raise UsageError(
            f"there is no parameter {full}.{did_you_mean(full, params)}"
            f" The network has {', '.join(params)}."
        )
    shape = params[full].shape
    if len(index) != len(shape) or any(not 0 <= i < n for i, n in zip(index, shape, strict=True)):
        raise UsageError(f"{full} has the shape {shape}, got the index {index}.")
