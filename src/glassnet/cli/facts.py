"""What came out of a training, as plain facts: for the screen, for `--json`, for the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, final

import numpy as np

from glassnet.cli.starts import Tried
from glassnet.data.columns import Column, named
from glassnet.data.labels import Label
from glassnet.ground.arrays import Shape, size
from glassnet.nn.brief import brief
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network
from glassnet.program.state import State
from glassnet.run.model import Model
from glassnet.run.run import Run
from glassnet.run.scoring import Report
from glassnet.run.table import Table

WORST = 5


@final
@dataclass(frozen=True, eq=False)
class Outcome:
    """A finished (or stopped) run, how it was judged, and where it was put."""

    run: Run
    model: Model
    report: Report | None
    seconds: float
    model_file: str
    experiment_file: str
    interrupted: bool = False
    starts: Tried | None = None

    @property
    def kept_epoch(self) -> int:
        """The epoch whose weights are the model's."""
        per_epoch = self.run.program.plan.steps_per_epoch
        return int(self.run.best_state.step) // per_epoch


@final
@dataclass(frozen=True)
class LayerFacts:
    """One layer: its number, what it is, what shape it gives, and how many numbers it learns."""

    number: int
    layer: str
    output_shape: Shape
    parameters: int


@final
@dataclass(frozen=True)
class Confusion:
    """`count` of the `of` rows of one class were taken for another, some of them at `places`."""

    truth: Label
    answer: Label
    count: int
    of: int
    places: tuple[int, ...]


@final
@dataclass(frozen=True)
class Miss:
    """One row whose number was missed by much, and of which target."""

    target: str
    place: int
    truth: float
    answer: float


def layers(network: Network, input_shape: Shape) -> list[LayerFacts]:
    """Return the layers of `network` on rows of `input_shape`."""
    return [
        LayerFacts(
            number,
            layer_name(layer),
            output,
            sum(size(p.shape) for p in layer.parameters(shape).values()),
        )
        for number, layer, shape, output in network.shapes(input_shape)
    ]


def layer_name(layer: Layer) -> str:
    """Return the shortest call that makes `layer`, without brackets that hold nothing.

    >>> from glassnet.nn.activations import ReLU
    >>> from glassnet.nn.dense import Dense
    >>> layer_name(Dense(16)), layer_name(Dense(16, bias=False)), layer_name(ReLU())
    ('Dense(16)', 'Dense(16, bias=False)', 'ReLU')
    """
    return brief(layer).removesuffix("()")


def digest(model: Model) -> str:
    """Return a SHA-256 of every bit of the weights: equal for equal runs."""
    state = State(np.zeros((), np.uint32), dict(model.params), {}, dict(model.memory))
    return state.digest()


def place(table: Table, row: int) -> int:
    """Return the line of the file on which row number `row` stands, or its number from 1."""
    return int(row) + 1 if table.rows.lines is None else int(table.rows.lines[row])


def place_word(table: Table) -> str:
    """Return what `place` counts."""
    return "row" if table.rows.lines is None else "line"


def confusions(table: Table, report: Report) -> list[Confusion]:
    """Return the pairs of classes that were mistaken for one another most often."""
    counts = np.array(report.confusion)
    totals = counts.sum(axis=1)
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")[: min(WORST, np.count_nonzero(counts))]
    classes = table.preparation.classes
    found = []
    for i, j in zip(*np.unravel_index(order, counts.shape), strict=True):
        alike = (report.truth == classes[i]) & (report.answer == classes[j])
        rows = report.row_numbers[np.flatnonzero(alike)[:3]]
        places = tuple(place(table, row) for row in rows)
        found.append(Confusion(classes[i], classes[j], int(counts[i, j]), int(totals[i]), places))
    return found


def misses(table: Table, report: Report) -> list[Miss]:
    """Return the rows whose numbers were missed by most, measured in each target's deviation."""
    truth, answer = (np.reshape(a, (len(a), -1)) for a in (report.truth, report.answer))
    deviation = truth.std(axis=0)
    error = np.abs(answer - truth) / np.where(deviation > 0, deviation, 1.0)
    order = np.argsort(-error, axis=None, kind="stable")[: min(WORST, np.count_nonzero(error))]
    names = [target.name for target in table.preparation.targets]
    return [
        Miss(names[k], place(table, report.row_numbers[row]), truth[row, k], answer[row, k])
        for row, k in zip(*np.unravel_index(order, error.shape), strict=True)
    ]


def commonest(run: Run) -> Label:
    """Return the class that occurs most often among the training rows."""
    _, learned = run.table.part(run.table.split.train)
    return run.table.preparation.classes[int(np.bincount(np.asarray(learned, np.int64)).argmax())]


def provenance(run: Run, report: Report | None, *, interrupted: bool) -> dict[str, Any]:
    """Return where a model comes from; nothing in it changes from one run to its repetition."""
    table = run.table
    return {
        **run.model.provenance,
        "rows": split_sizes(table),
        "epochs": run.epoch,
        "stopped": "interrupted" if interrupted else run.stopped,
        "engine": run.engine.name,
        "score": asdict(report.score) if report is not None else None,
        "glassnet": version("glassnet"),
        "numpy": np.__version__,
    }


def split_sizes(table: Table) -> dict[str, int]:
    """Return how many rows each part of the split has."""
    parts = table.split
    return {
        "training": len(parts.train),
        "validation": len(parts.validation),
        "test": len(parts.test),
    }


def document(outcome: Outcome) -> dict[str, Any]:
    """Return everything as one JSON document."""
    run, table, report = outcome.run, outcome.run.table, outcome.report
    return {
        "glassnet": version("glassnet"),
        "data": data(table),
        "network": network(run.experiment.network, table.preparation.input_shape),
        "engine": {"name": run.engine.name, "reason": run.engine.reason},
        "training": {
            "epochs": run.epoch,
            "epochs_asked": run.experiment.epochs,
            "steps": run.step,
            "kept_epoch": outcome.kept_epoch,
            "stopped": run.stopped,
            "interrupted": outcome.interrupted,
            "seconds": round(outcome.seconds, 3),
            "history": [asdict(evaluation) for evaluation in run.history.evaluations],
        },
        "starts": None if outcome.starts is None else outcome.starts.document(),
        "score": None if report is None else {**asdict(report.score), **report.further},
        "wrong": [] if report is None else wrong(table, report),
        "model": outcome.model_file,
        "experiment": outcome.experiment_file,
        "weights_sha256": digest(outcome.model),
    }


def wrong(table: Table, report: Report) -> list[dict[str, Any]]:
    """Return where the model is wrong most, as JSON."""
    found: list[Any] = [
        *(confusions(table, report) if report.confusion is not None else misses(table, report))
    ]
    return [asdict(each) for each in found]


def data(table: Table) -> dict[str, Any]:
    """Return what was understood of a table, as JSON."""
    return {
        "name": table.source.name,
        "rows": len(table.rows),
        "reading": dict(table.source.reading),
        "task": table.preparation.task,
        "columns": [column(each) for each in table.columns],
        "inputs": list(table.preparation.names)[:1000],
        "classes": list(table.preparation.classes),
        "split": split_sizes(table),
        "notes": [*map(str, table.notes), *table.split.notes],
    }


def column(found: Column) -> Mapping[str, Any]:
    """Return one column, as JSON."""
    told = ("name", "kind", "role", "reason", "missing", "low", "high")
    facts = {name: getattr(found, name) for name in told}
    return {**facts, "categories": len(found.categories)}


def network(net: Network, input_shape: Shape) -> dict[str, Any]:
    """Return the layers, as JSON."""
    each = layers(net, input_shape)
    return {
        "input_shape": list(input_shape),
        "layers": [asdict(layer) for layer in each],
        "parameters": sum(layer.parameters for layer in each),
    }


def inputs_by_kind(table: Table) -> dict[str, list[Column]]:
    """Return the input columns, by what they are."""
    found: dict[str, list[Column]] = {}
    for each in named(table.columns, "input"):
        found.setdefault(each.kind, []).append(each)
    return found
