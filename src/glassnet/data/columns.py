"""Understanding a table: one reading, after which each column has a kind, a role and a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.data.inputs import missing_cells, refuse
from glassnet.data.kinds import Column, Wish, decide
from glassnet.data.labels import MOST_LABELS
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.data.tally import Tally, join, tally
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, did_you_mean, one_line

__all__ = [
    "Column",
    "drop_missing",
    "drop_missing_targets",
    "named",
    "refuse_missing",
    "understand",
]

KINDS_TO_ASK_FOR = ("number", "category", "boolean", "date", "skip")
MOST_AUTOMATIC = 1_000
# All columns together remember at most this many words: the bound on memory for wide tables.
WORDS_OF_A_TABLE = 300_000
ROW_NUMBER_NAME = re.compile(
    r"(row|sample|record)?[ _.-]*(id|ids|index|idx|nr|no|number|row|rownames|unnamed: *\d+)?",
    re.IGNORECASE,
)


def understand(
    source: Source,
    target: str | Sequence[str] | None = None,
    kinds: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    *,
    drop_missing_targets: bool = False,
) -> tuple[Column, ...]:
    """Read `source` once and decide what each of its columns is.

    Args:
        source: The table.
        target: The column to predict, or several columns of numbers.
        kinds: What the user knows better: number, category, boolean, date, or skip.
        missing: Further words that mean a missing value.
        drop_missing_targets: Accept rows without a target; `drop_missing_targets` removes them.

    Returns:
        One Column for each name of the source, in its order.

    """
    targets = (target,) if isinstance(target, str) else tuple(target or ())
    wish = Wish(targets, dict(kinds or {}), tuple(missing), drop_missing_targets)
    _check(wish, source)
    tallies = _tally(source, wish)
    if not any(seen.rows for seen in tallies.values()):
        raise DataError(f"{source.name} has no rows; there is nothing to learn from.")
    columns = [decide(name, tallies[name], wish, source.decimal) for name in source.names]
    return _with_an_input(columns) if targets else tuple(columns)


def named(columns: Sequence[Column], role: str) -> tuple[Column, ...]:
    """Return the columns of one `role`: "input", "target" or "left out"."""
    return tuple(column for column in columns if column.role == role)


def _check(wish: Wish, source: Source) -> None:
    """Refuse names that are no column and kinds that do not exist."""
    for name in (*wish.targets, *wish.kinds):
        if name not in source.names:
            raise UsageError(
                f'{source.name} has no column "{one_line(name)}".'
                f"{did_you_mean(name, source.names) or _some_of(source.names)}"
            )
    for name, kind in wish.kinds.items():
        if kind not in KINDS_TO_ASK_FOR:
            raise UsageError(
                f'Column "{one_line(name)}" cannot be of kind "{one_line(kind)}"; '
                f"choose {', '.join(KINDS_TO_ASK_FOR)}.{did_you_mean(kind, KINDS_TO_ASK_FOR)}"
            )
        if kind == "skip" and name in wish.targets:
            raise UsageError(f'Column "{one_line(name)}" cannot be both the target and skipped.')


def _some_of(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, 30) for name in names[:8])
    return f" It has {shown}{', …' if len(names) > 8 else ''}."


def _tally(source: Source, wish: Wish) -> dict[str, Tally]:
    """Count every column in one reading; each remembers only as many words as it may need."""
    asked = {*wish.targets, *(name for name, kind in wish.kinds.items() if kind != "skip")}
    share = max(100, min(MOST_AUTOMATIC, WORDS_OF_A_TABLE // max(1, len(source.names))))
    most = {name: MOST_LABELS if name in asked else share for name in source.names}
    tallies = {name: Tally(rows=0) for name in source.names}
    for number, block in enumerate(source.blocks()):
        for name, before in tallies.items():
            limit = 0 if before.words is None else most[name]
            now = tally(block, name, limit, wish.missing, source.decimal)
            tallies[name] = now if number == 0 else join(before, now, most[name])
    return tallies


def _with_an_input(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Take a column that only counts rows as the input after all if there is no other."""
    if named(columns, "input"):
        return tuple(columns)
    counters = [
        column.name
        for column in columns
        if column.kind == "identifier"
        and column.low is not None
        and not ROW_NUMBER_NAME.fullmatch(column.name.strip())
    ]
    if not counters:
        told = " ".join(
            f'"{one_line(column.name, 30)}" was {column.reason}'
            for column in named(columns, "left out")[:5]
        )
        raise DataError(f"There is no column to learn from. {told}".strip())
    reason = "it counts the rows, but it is the only input there is."
    return tuple(
        replace(column, kind="number", role="input", reason=reason)
        if column.name == counters[0]
        else column
        for column in columns
    )


def drop_missing_targets(source: Source, columns: Sequence[Column]) -> Source:
    """Return `source` without the rows in which a target is missing; understand it again after."""
    return _Complete(source, named(columns, "target"))


def drop_missing(source: Source, columns: Sequence[Column]) -> Source:
    """Return `source` without the rows in which any used column is missing, as above."""
    return _Complete(source, (*named(columns, "input"), *named(columns, "target")))


def refuse_missing(source: Source, columns: Sequence[Column]) -> None:
    """Refuse missing values in the columns that are used; the first is named with its place."""
    used = (*named(columns, "input"), *named(columns, "target"))
    lacking = [column for column in used if column.missing]
    for block in source.blocks() if lacking else ():
        found = [(_missing(block, column), column) for column in lacking]
        rows = [(int(missing.argmax()), k) for k, (missing, _) in enumerate(found) if missing.any()]
        if rows:
            missing, column = found[min(rows)[1]]
            count = f"{column.missing:,} of {column.rows:,} rows"
            why = f"means missing, as in {count}, and missing = refuse forbids that"
            refuse(block, column.name, missing, why)


@final
@dataclass(frozen=True)
class _Complete(Source):
    """The rows of a source in which all `needed` stand; they are counted anew, lines stay true."""

    source: Source
    needed: tuple[Column, ...]

    @property
    def name(self) -> str:
        """Return the source's own name."""
        return self.source.name

    @property
    def names(self) -> tuple[str, ...]:
        """Return the source's own names."""
        return self.source.names

    @property
    def reading(self) -> Mapping[str, str]:
        """Return how the source was read, and what was left out of it."""
        names = [one_line(column.name, 30) for column in self.needed if column.missing]
        told = ", ".join(names) if len(names) < 4 else f"{len(names)} columns"
        return (
            {**self.source.reading, "without": f"rows that lack {told}"}
            if told
            else dict(self.source.reading)
        )

    @property
    def decimal(self) -> str:
        """Return the source's own decimal mark."""
        return self.source.decimal

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield what is left of each block."""
        first_row = 0
        for block in self.source.blocks(rows):
            keep = self._keep(block)
            cells = {name: values[keep] for name, values in block.cells.items()}
            kept = Block(first_row, cells, None if block.lines is None else block.lines[keep])
            if len(kept):
                yield kept
                first_row += len(kept)

    def _keep(self, block: Block) -> Array:
        """Return (rows,) true where nothing that is needed is missing."""
        keep = np.ones(len(block), dtype=np.bool_)
        for column in self.needed:
            keep &= ~_missing(block, column)
        return keep


def _missing(block: Block, column: Column) -> Array:
    """Return (rows,) true where the column has no value; an image always has one."""
    if column.kind == "image":
        return np.zeros(len(block), dtype=np.bool_)
    return missing_cells(block.cells[column.name], column.marks)
