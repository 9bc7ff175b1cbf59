"""A table on its way into a run: understood, split, prepared on training rows only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from glassnet.data import datasets
from glassnet.data.assembly import Rows, assemble, require_learnable, target_codes
from glassnet.data.columns import Column, drop_missing, refuse_missing, understand
from glassnet.data.fitting import fit
from glassnet.data.inputs import Note
from glassnet.data.preparation import Preparation
from glassnet.data.source import Source
from glassnet.data.sources import open_source
from glassnet.data.splits import Split, split
from glassnet.ground.arrays import Array
from glassnet.ground.errors import FileError, UsageError, did_you_mean
from glassnet.program.batches import Batch, Chosen
from glassnet.program.experiment import DataChoices, Experiment
from glassnet.program.targets import Targets

FEWEST_ROWS_TO_DIVIDE = 20
READING = ("delimiter", "encoding", "decimal", "header")


@final
@dataclass(frozen=True, eq=False)
class Table:
    """Everything a run needs to know of its data.

    Args:
        source: Where the rows come from.
        columns: What each column was found to be.
        preparation: Fitted on the training rows.
        split: Which rows train, validate and test.
        rows: All rows, prepared.

    """

    source: Source
    columns: tuple[Column, ...]
    preparation: Preparation
    split: Split
    rows: Rows

    @property
    def targets(self) -> Targets:
        """What is predicted."""
        return Targets(self.preparation.task, self.preparation.outputs)

    @property
    def known(self) -> Array:
        """The answers of all rows: (rows,) class codes, or (rows, k) scaled numbers."""
        return np.asarray(self.rows.y)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was noticed while preparing the rows."""
        return self.rows.notes

    def part(self, rows: Array) -> tuple[Array | Chosen, Array]:
        """Return x and y of the rows numbered `rows`; a large x is fetched when it is asked for."""
        x = self.rows.x
        chosen = Chosen(x, rows) if isinstance(x, np.memmap) else x[rows]
        return chosen, self.known[rows]

    def batch(self, experiment: Experiment, rows: Array) -> Batch:
        """Return the rows numbered `rows` as the network and the loss take them."""
        x, known = self.part(rows)
        outputs = experiment.network.output_shape(self.preparation.input_shape)[0]
        return Batch(x, self.targets.encode(experiment.loss, known, outputs, experiment.dtype))


def find(name: str, **reading: Any) -> Source:
    """Return the bundled data set or the file called `name`; `reading` says how text is read."""
    bundled = [entry.name for entry in datasets.catalogue()]
    if name in bundled:
        return datasets.load(name)
    try:
        return open_source(name, **reading)
    except FileError as error:
        meant = did_you_mean(name, bundled)
        if not meant or Path(name).name != name or Path(name).exists():
            raise
        raise FileError(f"{error}{meant} That table is bundled.") from error


def open_table(choices: DataChoices) -> Source:
    """Return the bundled data set or the file that `choices` names, read as they say."""
    options = {name: getattr(choices, name) for name in READING}
    given = {name: value for name, value in options.items() if value is not None}
    if given and choices.source in {entry.name for entry in datasets.catalogue()}:
        raise UsageError(f"{', '.join(given)}: {choices.source} is a bundled table; leave it out.")
    return find(choices.source, **given)


def read(choices: DataChoices, source: Source, seed: int, dtype: str) -> Table:
    """Understand, split and prepare `source`; `seed` divides the rows where no `split_seed` does.

    Raises:
        UsageError: a column that is not there.
        DataError: what the table holds is in the way; the sentence says where.

    """
    entry = {entry.name: entry for entry in datasets.catalogue()}.get(source.name)
    if not choices.target:
        if entry is None:
            raise UsageError(
                f"say which column of {source.name} to predict: {', '.join(source.names[-8:])}."
            )
        choices = replace(choices, target=(entry.target,))
    if entry is not None and not choices.kinds:
        choices = replace(choices, kinds=tuple(entry.kinds.items()))
    source, columns = _understood(choices, source)
    codes = target_codes(source, columns)
    divides = seed if choices.split_seed is None else choices.split_seed
    parts = _divided(choices, columns[0].rows, codes, divides)
    preparation = fit(columns, source, parts.train, choices.categories, choices.scaling)
    rows = assemble(source, preparation, dtype)
    require_learnable(rows, preparation)
    return Table(source, columns, preparation, parts, rows)


def _divided(choices: DataChoices, rows: int, codes: Array | None, seed: int) -> Split:
    """Return which rows train, validate and test.

    Where nobody asked for other shares than the usual ones, a tiny table is not divided: each of
    its rows is one of a kind, and two or three tell nothing about a network.
    """
    usual = (choices.test, choices.validation) == (DataChoices.test, DataChoices.validation)
    if usual and rows < FEWEST_ROWS_TO_DIVIDE:
        nothing = np.zeros(0, dtype=np.int64)
        told = (
            f"{rows} rows are too few to hold any out: all of them train, so nothing tells how "
            f"good the network is on others; give --test a share such as 0.25 to hold some out."
        )
        return Split(np.arange(rows), nothing, nothing, (told,))
    return split(
        rows if codes is None else codes,
        test=choices.test,
        validation=choices.validation * (1.0 - choices.test),
        seed=seed,
    )


def _understood(choices: DataChoices, source: Source) -> tuple[Source, tuple[Column, ...]]:
    """Return the columns, and the source without the rows that are to be dropped."""
    drop = choices.missing == "drop"
    wishes = (choices.target, dict(choices.kinds), choices.missing_words)
    columns = understand(source, *wishes, drop_missing_targets=drop)
    if choices.missing == "refuse":
        refuse_missing(source, columns)
    if drop and any(column.missing for column in columns if column.role != "left out"):
        source = drop_missing(source, columns)
        columns = understand(source, *wishes)
    return source, columns
