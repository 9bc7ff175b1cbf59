"""A model's answers as CSV or JSON: the table's own labels and units, one row for one row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any, final

import numpy as np

from glassnet.cli.progress import score
from glassnet.cli.screen import count
from glassnet.data.assembly import Rows
from glassnet.data.labels import Label
from glassnet.ground.arrays import Array
from glassnet.ground.documents import plain
from glassnet.nn.metrics import accuracy, r2
from glassnet.run.model import Model

DIGITS = {"float32": ".9g", "float64": ".17g"}  # as many as bring the same number back


@final
@dataclass(frozen=True, eq=False)
class Answers:
    """What a model says about some rows.

    `predictions` (rows,) labels, or (rows, k) numbers of `targets`; `probabilities` (rows, classes)
    or None; `judgment` is a sentence on how right they are, or empty where nobody knows.
    """

    targets: tuple[str, ...]
    classes: tuple[Label, ...]
    predictions: Array
    probabilities: Array | None
    dtype: str
    judgment: str = ""
    score: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()

    def as_csv(self) -> bytes:
        """Return a header and a line for each row, UTF-8."""
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        shares = () if self.probabilities is None else self.classes
        writer.writerow([*self.targets, *(f"P({label})" for label in shares)])
        writer.writerows(self._lines())
        return text.getvalue().encode("utf-8", "surrogateescape")

    def as_json(self) -> bytes:
        """Return one document, UTF-8."""
        document = {
            "targets": self.targets,
            "classes": self.classes,
            "rows": len(self.predictions),
            "predictions": self._rounded(self.predictions),
            "probabilities": self._rounded(self.probabilities),
            "score": self.score,
            "notes": self.notes,
        }
        return f"{json.dumps(plain(document), indent=2)}\n".encode()

    def _lines(self) -> Iterator[list[Any]]:
        for row in range(len(self.predictions)):
            found = np.atleast_1d(self.predictions[row]).tolist()
            cells = [self._cell(value) for value in found]
            if self.probabilities is not None:
                cells += [self._cell(share) for share in self.probabilities[row].tolist()]
            yield cells

    def _cell(self, value: Any) -> Any:
        return format(value, DIGITS[self.dtype]) if isinstance(value, float) else value

    def _rounded(self, values: Array | None) -> Any:
        """Return an array as lists, its floats with the digits they are worth."""
        if values is None or values.dtype.kind != "f":
            return None if values is None else values.tolist()
        shown = [float(self._cell(value)) for value in values.ravel().tolist()]
        return np.reshape(shown, values.shape).tolist()


def answer(model: Model, rows: Rows, *, probabilities: bool) -> Answers:
    """Return what `model` says about prepared rows, and how right it is where that is known."""
    prediction = model.forward(rows.x)
    found = model.answer(prediction)
    shares = (
        model.targets.probabilities(model.experiment.loss, prediction) if probabilities else None
    )
    judged = _judge(model, rows, found)
    known = count(len(rows), "row")
    return Answers(
        targets=tuple(target.name for target in model.preparation.targets),
        classes=model.classes,
        predictions=found,
        probabilities=shares,
        dtype=model.experiment.dtype,
        judgment="" if judged is None else f"{judged[0]} {score(*judged)} on the {known}.",
        score=None if judged is None else {"name": judged[0], "value": judged[1]},
        notes=tuple(map(str, rows.notes)),
    )


def _judge(model: Model, rows: Rows, found: Array) -> tuple[str, float] | None:
    """Return the score's name and value, if the table held the answers."""
    if rows.y is None or not len(rows):
        return None
    truth = model.preparation.inverse_target(rows.y)
    if model.preparation.task == "classification":
        right = np.array([a == b for a, b in zip(truth, found, strict=True)])
        return "accuracy", accuracy(np.ones(len(right), np.int64), right.astype(np.int64))
    value = r2(truth, found.reshape(truth.shape))
    return ("R²", value) if np.isfinite(value) else None
