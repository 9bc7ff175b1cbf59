"""A prediction on the blackboard: what a model makes of one row, and how it comes to its answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.data.source import Block, Source
from glassnet.data.sources import open_source
from glassnet.data.targets import NumberTarget
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, one_line
from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.expression import Expression, call, number, total
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.losses import Verdict, loss_lines, slope_lines
from glassnet.lab.explain.norms import exponentials
from glassnet.lab.explain.row import line_of, output_names, row_lines, row_of
from glassnet.lab.explain.sight import Index, Sight, symbol, walk_inside
from glassnet.lab.explain.tour import (
    Detail,
    backward_lines,
    chosen,
    forward_lines,
    important_outputs,
    sights,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.layer import Context
from glassnet.program.batches import Batch
from glassnet.run.model import Model
from glassnet.run.table import find


def explain_prediction(
    model: Model, data: object, row: int = 0, detail: Detail | None = None
) -> Blackboard:
    """Return the arithmetic of the model's answer to one row.

    Where the row holds the target, too, its loss is told and how the error goes back.

    Args:
        model: The model.
        data: A file's name, arrays, a data frame or an open source.
        row: Which row of it, from 0.
        detail: One layer or unit alone, and how much is written out; the whole way by default.

    Raises:
        UsageError: a row, layer or unit that is not there.
        DataError: what the row holds is in the way.

    """
    detail = detail or Detail()
    source = _source(data)
    model.preparation.require(source.names)
    block = row_of(source, row)
    prepared = model.preparation.transform(block, source.decimal, with_target=False)
    x = prepared.x.astype(model.experiment.dtype)
    known = _target(model, block, source.decimal)
    seen, verdict = _walk(model, x, known, detail)
    detail.check(seen)
    outputs = important_outputs(seen, detail.units, learned=known is not None)
    found = []
    if not detail.layer:
        entering = chosen(seen, Detail(units=detail.terms), outputs)[0]
        told = row_lines(model.preparation, block, source.decimal, seen[0].x, entering)
        found += [replace(line, section="The row") for line in told]
    units = chosen(seen, detail, outputs)
    found += forward_lines(seen, units, detail, verdict.names)
    if detail.layer is None:
        found += _answer_lines(model, verdict, outputs)
    if known is not None:
        found += _lesson(seen, units, detail, verdict)
    title = f"Row {row:,} of {one_line(source.name, 60)}{line_of(block.lines)}: "
    return Blackboard(title + _said(model, x, known), tuple(found))


def _source(data: object) -> Source:
    if isinstance(data, Source):
        return data
    return find(data) if isinstance(data, str) else open_source(data)


def _walk(
    model: Model, x: Array, known: Array | None, detail: Detail
) -> tuple[list[Sight], Verdict]:
    """Return the layers as the row goes through them, and the loss where the answer is known."""
    context = Context(training=False, memory=model.memory)
    network, loss = model.experiment.network, model.experiment.loss
    prediction = model.forward(x)
    batch = Batch(x, np.zeros(1, dtype=np.int32))
    slope = None
    if known is not None:
        y = model.targets.encode(loss, known, prediction.shape[1], model.experiment.dtype)
        batch = Batch(x, y)
        with np.errstate(all="ignore"):
            _, slope = loss.value_and_gradient(np, prediction, y)
    looks = walk_inside(network, model.params, x, context, slope)
    seen = sights(looks, context, 0, detail.terms)
    names = output_names(model.preparation)
    names = names if len(names) == prediction.shape[1] else ()
    return seen, Verdict(loss, prediction, batch, 0, seen[-1].after, names, detail.terms)


def _lesson(
    seen: list[Sight], units: list[list[Index]], detail: Detail, verdict: Verdict
) -> list[Line]:
    """Return the loss against the known answer, and the error's way back; no weight moves."""
    losses = np.asarray(verdict.loss.elements(np, verdict.prediction, verdict.batch.y))
    whole, _ = verdict.loss.value_and_gradient(np, verdict.prediction, verdict.batch.y)

    def error_of(unit: Index) -> list[Line]:
        return slope_lines(verdict, unit[-1], float(seen[-1].dy[unit]))

    found = []
    if detail.layer is None:
        told = loss_lines(verdict, losses.reshape(1, -1).sum(axis=1), float(whole))
        found += [replace(line, section="Loss, against the answer in the table") for line in told]
    return found + backward_lines(seen, units, detail, error_of, lambda *_: [])


def _target(model: Model, block: Block, decimal: str) -> Array | None:
    """Return the row's target as the model encodes it; None where the row holds none it knows."""
    try:
        return model.preparation.transform(block, decimal, with_target=True).y
    except DataError:
        return None


def _answer_lines(model: Model, verdict: Verdict, outputs: list[Index]) -> list[Line]:
    """Return what the outputs mean: probabilities of classes, or numbers in their own units."""
    if model.preparation.task == "regression":
        told = [_number_line(model, verdict, unit[-1]) for unit in outputs]
    else:
        told = _probability_lines(model, verdict, [unit[-1] for unit in outputs])
    return [replace(line, section="The answer") for line in told]


def _number_line(model: Model, verdict: Verdict, k: int) -> Line:
    target = model.preparation.targets[k]
    assert isinstance(target, NumberTarget)  # noqa: S101  a regression has no other
    worked: Expression = number(verdict.p[k])
    if (target.center, target.scale) != (0.0, 1.0):
        worked = number(target.center) + number(target.scale) * worked
    value = float(target.decode(verdict.p[k]))
    title = f"{one_line(target.name, 60)}, in its own units:"
    return Line(symbol("answer", (k,)), f"center + scale·{verdict.out(k)}", worked, value, title)


def _probability_lines(model: Model, verdict: Verdict, outputs: list[int]) -> list[Line]:
    shares = model.targets.probabilities(verdict.loss, verdict.prediction)[0]
    classes = output_names(model.preparation)
    if len(verdict.p) == 1:
        z = number(verdict.p[0])
        logits = isinstance(verdict.loss, BinaryCrossEntropy)
        worked: Expression = call("σ", z) if logits else z
        formula = f"σ({verdict.out(0)})" if logits else verdict.out(0)
        note = f"the probability of {classes[1]}"
        return [Line("p", formula, worked, float(shares[1]), note=note)]
    if not isinstance(verdict.loss, CategoricalCrossEntropy):
        return [
            Line(
                symbol("p", (k,)),
                "",
                number(shares[k]),
                float(shares[k]),
                note=f"the probability of {classes[k]}",
            )
            for k in outputs
        ]
    below = total(exponentials(verdict.terms, verdict.p))
    top = number(float(verdict.p.max()))
    formula = f"e^({{}} − m) / Σⱼ e^({verdict.letter}ⱼ − m)"
    return [
        Line(
            symbol("p", (k,)), formula.format(verdict.out(k)),
            call("exp", number(verdict.p[k]) - top) / below, float(shares[k]),
            note=f"the probability of {classes[k]}",
        )
        for k in outputs
    ]  # fmt: skip


def _said(model: Model, x: Array, known: Array | None) -> str:
    """Return the answer to the row and, where the table holds it, the true one beside it."""
    names = ", ".join(one_line(target.name, 40) for target in model.preparation.targets)
    said = f"{names} = {_words(model, model.answer(model.forward(x)))}"
    if known is None:
        return said
    return f"{said} (true: {_words(model, model.preparation.inverse_target(known))})"


def _words(model: Model, answer: Array) -> str:
    """Return the answer to one row as the table writes it."""
    if model.preparation.task == "classification":
        return one_line(answer[0], 60)
    return ", ".join(f"{value:.4g}" for value in np.ravel(answer))
