"""One learning step on the blackboard: a row's way forward, its loss, the error's way back."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.lab.explain import gradients
from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.chapters import chapter
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.losses import Verdict, loss_lines, slope_lines
from glassnet.lab.explain.row import line_of, output_names, row_lines, row_of
from glassnet.lab.explain.sight import LETTERS, Index, Sight, slope, symbol
from glassnet.lab.explain.tour import (
    Detail,
    backward_lines,
    chosen,
    forward_lines,
    important_outputs,
    sights,
)
from glassnet.lab.explain.updates import update_lines
from glassnet.nn.layer import Context
from glassnet.program.step import training_context
from glassnet.run.look import LayerLook, Look
from glassnet.run.run import Run
from glassnet.run.table import Table


def explain_step(
    run: Run, step: int | None = None, sample: int = 0, detail: Detail | None = None
) -> Blackboard:
    """Return the arithmetic of the update that follows `step` (of the present one by default).

    Args:
        run: The run; it stays where it is.
        step: The number of updates before it.
        sample: The row of the batch that is followed, from 0.
        detail: One layer or unit alone, and how much is written out; the whole way by default.

    Raises:
        UsageError: a step, sample, layer or unit that is not there.

    """
    return explain_look(run.look(step), run.table, sample, detail)


def explain_look(
    look: Look, table: Table, sample: int = 0, detail: Detail | None = None
) -> Blackboard:
    """Return the arithmetic of the update that `look` looks into, as `explain_step` does.

    Args:
        look: Everything inside the update.
        table: The data that the run learns from.
        sample: The row of the batch that is followed, from 0.
        detail: One layer or unit alone, and how much is written out; the whole way by default.

    Raises:
        UsageError: a sample, layer or unit that is not there.

    """
    detail = detail or Detail()
    if not 0 <= sample < len(look.rows):
        raise UsageError(
            f"the batch of step {look.step} has {len(look.rows)} rows, counted from 0; "
            f"got sample {sample}."
        )
    return Blackboard(_title(table, look, sample), tuple(_lines(table, look, sample, detail)))


def _lines(table: Table, look: Look, sample: int, detail: Detail) -> list[Line]:
    """Return all lines, from the table's row to the weights' new values."""
    seen = sights(look.layers, training(look), sample, detail.terms)
    detail.check(seen)
    names = output_names(table.preparation)
    units = chosen(seen, detail, important_outputs(seen, detail.units, learned=True))
    verdict = Verdict(
        look.program.experiment.loss, look.prediction, look.batch, sample, seen[-1].after,
        names if len(names) == seen[-1].y.shape[-1] else (), detail.terms,
    )  # fmt: skip

    def error_of(unit: Index) -> list[Line]:
        return slope_lines(verdict, unit[-1], float(seen[-1].dy[unit]))

    def weights(sight: Sight, name: str, index: Index) -> list[Line]:
        return weight_lines(look, sight, name, index)

    found = []
    if not detail.layer:
        found += _entering(table, look, sample, seen, detail)
    found += forward_lines(seen, units, detail, names)
    if detail.layer is None:
        told = loss_lines(verdict, look.losses, look.loss)
        found += [
            replace(line, section="Loss", shapes=_target(table, look, sample)) for line in told
        ]
    return found + backward_lines(seen, units, detail, error_of, weights)


def training(look: Look) -> Context:
    """Return what the layers knew in this step: their random key, their memory."""
    return training_context(look.before, look.program.dials())


def weight_lines(look: Look, sight: Sight, name: str, index: Index) -> list[Line]:
    """Return one weight's gradient, of the row and of the batch, and its move."""
    return gradient_lines(look, sight, name, index) + move_lines(look, sight, name, index)


def gradient_lines(look: Look, sight: Sight, name: str, index: Index) -> list[Line]:
    """Return one weight's gradient, of the row and of the batch."""
    told, full = chapter(sight.look.layer), f"{sight.place}.{name}"
    weight = symbol(LETTERS.get(name, name), index)
    formula, worked = told.share(sight, name, index)
    own = float(_of_row(sight.look, sight.row)[name][index])
    of_row = f"∂Lᵣ/∂{weight}"
    rule = type(look.program.experiment.optimizer).__name__
    alone = len(look.rows) == 1
    rows = "the row's slope" if alone else "this row's part, all rows together,"
    title = f"How {weight} learns: {rows} and the step ({rule})."
    whole = float(sight.look.gradients[name][index])
    untouched = gradients.push(look, full, index).untouched
    g = f"g = {slope(weight)}" if untouched else slope(weight)
    found = [Line(g if alone else of_row, formula, worked, own, title)]
    if not alone:
        parts = sight.amounts(told.shares(sight.look, name, index))
        found.append(Line(g, f"Σᵣ {of_row}", parts, whole))
    return found


def move_lines(look: Look, sight: Sight, name: str, index: Index) -> list[Line]:
    """Return what penalties, limits and the optimizer make of one weight's gradient."""
    full, weight = f"{sight.place}.{name}", symbol(LETTERS.get(name, name), index)
    found = gradients.push_lines(look, full, index, weight)
    return found + update_lines(gradients.moment(look, full, index, weight))


@lru_cache(maxsize=1)
def _of_row(look: LayerLook, row: int) -> dict[str, Array]:
    """Return what a row adds to a layer's gradients: asked for once for each of its weights."""
    return look.gradient_of_row(row)


def _entering(
    table: Table, look: Look, sample: int, seen: list[Sight], detail: Detail
) -> list[Line]:
    """Return what the columns of the table's row became."""
    units = chosen(seen, replace(detail, units=detail.terms, layer=None, unit=None),
                   important_outputs(seen, detail.units, learned=True))  # fmt: skip
    source = table.source
    block = row_of(source, int(look.rows[sample]))
    told = row_lines(table.preparation, block, source.decimal, seen[0].x, units[0])
    shapes = f"{len(units[0])} of {seen[0].x.size:,} inputs told"
    shapes = "" if len(units[0]) == seen[0].x.size else shapes
    return [replace(line, section="The row", shapes=shapes) for line in told]


def _target(table: Table, look: Look, sample: int) -> str:
    """Return what the row's target is, in the table's words."""
    known = table.known[int(look.rows[sample])]
    names = output_names(table.preparation)
    if table.preparation.task == "classification":
        return f"y: {names[int(known)]}"
    return "y = " + ", ".join(f"{float(value):.4g}" for value in np.atleast_1d(known))


def _title(table: Table, look: Look, sample: int) -> str:
    row = int(look.rows[sample])
    return (
        f"Step {look.step:,} on {table.source.name}: row {row:,}{line_of(table.rows.lines, row)}, "
        f"sample {sample} in a batch of {len(look.rows):,}"
    )
