"""What a picture is drawn of: a network with its weights, and the rows that it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from glassnet.data.assembly import Rows, assemble
from glassnet.data.source import Source
from glassnet.data.sources import open_source
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, one_line
from glassnet.lab.explain.row import input_names, line_of, output_names
from glassnet.lab.explain.sight import walk_inside
from glassnet.nn.layer import Context
from glassnet.program.experiment import Experiment
from glassnet.run import table
from glassnet.run.look import LayerLook, Look
from glassnet.run.model import Model
from glassnet.run.run import Run
from glassnet.run.table import Table
from glassnet.run.training import repeat

MOST_ROWS = 1_000  # that a histogram is drawn of


@final
@dataclass(frozen=True, eq=False)
class Sample:
    """Rows that a network is shown.

    Args:
        x: The rows as it takes them.
        y: The encoded answers, (rows,) class codes or (rows, k) numbers; None where unknown.
        told: Which rows they are, in words: "the 30 test rows of iris".

    """

    x: Array
    y: Array | None
    told: str


@final
@dataclass(frozen=True, eq=False)
class Subject:
    """A model, or a run at a step, and what can be drawn of it.

    Args:
        model: The network with its weights.
        name: What it is called: "the model of species", "the run at step 120".
        run: The run, if it is one.
        look: The update that follows the step; None of a model.
        data: The rows that were named; None for those that the model's own table holds out.

    """

    model: Model
    name: str
    run: Run | None = None
    look: Look | None = None
    data: object = None

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the inputs and the outputs stand for."""
        return input_names(self.model.preparation), output_names(self.model.preparation)

    @cached_property
    def sample(self) -> Sample:
        """The rows: those of `data`, or else those that were held out, or else all."""
        if self.data is not None:
            source = _source(self.data)
            rows = _assembled(self.model, source)
            _require_rows(rows, source)
            return Sample(rows.x, rows.y, f"the {len(rows):,} rows of {one_line(source.name, 60)}")
        found = self._table()
        held_out = found.split.test
        chosen = held_out if len(held_out) else np.arange(len(found.rows))
        kind = "test " if len(held_out) else ""
        told = f"the {len(chosen):,} {kind}rows of {one_line(found.source.name, 60)}"
        return Sample(found.rows.x[chosen], found.known[chosen], told)

    def row(self, row: int) -> tuple[Array, str]:
        """Return one row as the network takes it, (1, …), and what it is called."""
        source = self._table().source if self.data is None else _source(self.data)
        rows = self._table().rows if self.data is None else _assembled(self.model, source)
        if not 0 <= row < len(rows):
            raise UsageError(
                f"there is no row {row}; rows are counted from 0, and {one_line(source.name, 60)} "
                f"has {len(rows):,}."
            )
        told = f"row {row:,} of {one_line(source.name, 60)}{line_of(rows.lines, row)}, answer "
        found = rows.x[row : row + 1]
        told += self._words(self.model.answer(self.model.forward(found)))
        if rows.y is not None:
            told += f", truth {self._words(self.model.preparation.inverse_target(rows.y[[row]]))}"
        return found, told

    def _words(self, answer: Array) -> str:
        """Return an answer as the table writes it."""
        if self.model.preparation.task == "classification":
            return one_line(answer[0], 40)
        return ", ".join(f"{value:.4g}" for value in np.ravel(answer))

    def outputs(self, x: Array) -> list[Array]:
        """Return what each layer puts out for rows x (rows, …)."""
        return [look.y for look in self._layers(x)]

    @property
    def layers(self) -> tuple[Sequence[LayerLook], str]:
        """The layers as they compute, and for which rows: the step's batch, or the sample."""
        if self.look is not None:
            return self.look.layers, f"the batch of step {self.look.step:,}"
        sample = self.sample
        told = sample.told
        if len(sample.x) > MOST_ROWS:
            told = f"the first {MOST_ROWS:,} of {told}"
        y = None if sample.y is None else sample.y[:MOST_ROWS]
        return self._layers(np.asarray(sample.x[:MOST_ROWS]), y), told

    def _layers(self, x: Array, known: Array | None = None) -> list[LayerLook]:
        model = self.model
        network, loss = model.experiment.network, model.experiment.loss
        context, slope = Context(training=False, memory=model.memory), None
        if known is not None:
            prediction = model.forward(x)
            y = model.targets.encode(loss, known, prediction.shape[1], model.experiment.dtype)
            with np.errstate(all="ignore"):
                _, slope = loss.value_and_gradient(np, prediction, y)
        return list(walk_inside(network, model.params, x, context, slope))

    def _table(self) -> Table:
        """Return the table that was learned from, which must be what it was."""
        if self.run is not None:
            return self.run.table
        experiment = self.model.experiment
        if experiment.data is None or not experiment.data.source:
            raise UsageError(f"{self.name} learned from arrays; name DATA, the rows to draw.")
        source = table.open_table(experiment.data)
        found = table.read(experiment.data, source, experiment.seed, experiment.dtype)
        if found.preparation.to_json() != self.model.preparation.to_json():
            raise DataError(
                f"{one_line(source.name, 200)} is not what {self.name} learned from any more; name "
                "DATA, the rows to draw."
            )
        return found


def subject(thing: Model | Run | Experiment, step: int | None, data: object) -> Subject:
    """Return what is drawn of a model, a run or an experiment.

    Raises:
        UsageError: none of these, a step that is not there, or a step of a model.

    """
    run = repeat(thing) if isinstance(thing, Experiment) else thing
    if isinstance(run, Model):
        answer = ", ".join(one_line(target.name, 40) for target in run.preparation.targets)
        if step is not None:
            raise UsageError(f"step {step} is of a run, and a model has none; leave it out.")
        return Subject(run, f"the model of {answer}", data=data)
    if not isinstance(run, Run):
        given = one_line(type(run).__name__)
        raise UsageError(f"what is drawn is a model, a run or an experiment, got a {given}.")
    look = run.look(step)
    found = Model(run.experiment, run.table.preparation, look.before.params, look.before.memory)
    return Subject(found, f"the run at step {look.step:,}", run, look, data)


def _source(data: object) -> Source:
    if isinstance(data, Source):
        return data
    return table.find(data) if isinstance(data, str) else open_source(data)


def _assembled(model: Model, source: Source) -> Rows:
    """Return the rows as the network takes them, with their answers where all are known."""
    dtype = model.experiment.dtype
    try:
        return assemble(source, model.preparation, dtype)
    except DataError:  # an answer that is missing, or none of the classes
        return assemble(source, model.preparation, dtype, with_target=False)


def _require_rows(rows: Rows, source: Source) -> None:
    if not len(rows):
        raise DataError(f"{one_line(source.name, 200)} has no rows to draw.")
