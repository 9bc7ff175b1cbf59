"""Fitting a preparation: two readings of the training rows, and of no other row.

The first finds ranges and categories, the second means and deviations (`scaling.py`); the result
has the same bits however the table is cut into blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, final

import numpy as np

from glassnet.data.columns import Column, named
from glassnet.data.inputs import (
    BooleanInput,
    CategoryInput,
    CodeInput,
    ImageInput,
    Input,
    NumberInput,
    missing_cells,
    read_column,
)
from glassnet.data.labels import codes
from glassnet.data.preparation import Preparation
from glassnet.data.scaling import Extent, Moments, center_and_scale
from glassnet.data.source import Block, Source
from glassnet.data.targets import ClassTarget, NumberTarget, Target
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, did_you_mean

CATEGORIES = ("one-hot", "embedding")
SCALINGS = ("standardize", "range", "none")


@final
@dataclass(frozen=True)
class Fit:
    """What the training rows of one column hold; `counts` (labels,) only for labels."""

    missing: int = 0
    extent: Extent = field(default_factory=Extent)
    moments: Moments = field(default_factory=lambda: Moments(Extent()))
    counts: Array | None = None


def fit(
    columns: Sequence[Column],
    source: Source,
    rows: Array | None = None,
    categories: str = "one-hot",
    scaling: str = "standardize",
) -> Preparation:
    """Fit the preparation of `columns` on the training rows of `source`.

    Args:
        columns: What `understand` found.
        source: The table.
        rows: The training rows: their numbers, from 0, or a mask over all rows; None for all.
        categories: "one-hot", or "embedding" for codes at the end of each row.
        scaling: "standardize" (mean 0, deviation 1), "range" (from 0 to 1) or "none". Targets that
            are numbers are standardized by the first two, and left alone by "none".

    """
    for option, value, known in (
        ("categories", categories, CATEGORIES),
        ("scaling", scaling, SCALINGS),
    ):
        if value not in known:
            raise UsageError(
                f'{option} must be one of {", ".join(known)}, got "{value}".'
                f"{did_you_mean(value, known)}"
            )
    used = (*named(columns, "input"), *named(columns, "target"))
    mask = _mask(rows, columns[0].rows if columns else 0)
    fits = _measure(used, source, mask)
    inputs = [_input(c, fits[c.name], categories, scaling) for c in named(columns, "input")]
    coded = [column for column in inputs if isinstance(column, CodeInput)]
    others = [column for column in inputs if not isinstance(column, CodeInput)]
    targets = tuple(_target(c, fits[c.name], scaling) for c in named(columns, "target"))
    return Preparation((*others, *coded), targets)


def _mask(rows: Array | None, total: int) -> Array:
    """Return (total,) true at the training rows."""
    if rows is None:
        return np.ones(total, dtype=np.bool_)
    rows = np.asarray(rows)
    if rows.dtype == np.bool_:
        if len(rows) != total:
            raise UsageError(f"The mask of training rows has {len(rows):,} rows, not {total:,}.")
        mask = rows
    else:
        if len(rows) and not 0 <= rows.min() <= rows.max() < total:
            raise UsageError(f"Training rows must be in 0 … {total - 1}, got up to {rows.max()}.")
        mask = np.zeros(total, dtype=np.bool_)
        mask[rows.astype(np.int64)] = True
    if not mask.any():
        raise DataError(f"None of the {total:,} rows is for training; there is nothing to fit.")
    return mask


def _measure(columns: Sequence[Column], source: Source, mask: Array) -> Mapping[str, Fit]:
    """Read the training rows twice."""
    fits = {column.name: Fit() for column in columns}
    for block in _training_blocks(source, mask):
        for column in columns:
            fits[column.name] = _first(column, fits[column.name], block, source.decimal)
    fits = {name: replace(f, moments=Moments(f.extent)) for name, f in fits.items()}
    measured = [column for column in columns if column.kind in VALUES]
    for block in _training_blocks(source, mask) if measured else ():
        for column in measured:
            values = VALUES[column.kind](column, block, source.decimal)
            before = fits[column.name]
            moments = before.moments.over(values[np.isfinite(values)])
            fits[column.name] = replace(before, moments=moments)
    return fits


def _training_blocks(source: Source, mask: Array) -> Iterator[Block]:
    rows = 0
    for block in source.blocks():
        rows += len(block)
        keep = mask[block.first_row : block.first_row + len(block)]
        if len(keep) != len(block):
            raise DataError(f"{source.name} changed while it was read: it has more rows now.")
        if keep.any():
            cells = {name: values[keep] for name, values in block.cells.items()}
            lines = None if block.lines is None else block.lines[keep]
            yield Block(block.first_row, cells, lines)
    if rows != len(mask):
        raise DataError(f"{source.name} changed while it was read: it has fewer rows now.")


def _first(column: Column, before: Fit, block: Block, decimal: str) -> Fit:
    """Add the range or the labels of one block."""
    if column.kind in VALUES:
        values = VALUES[column.kind](column, block, decimal)
        finite = values[np.isfinite(values)]
        missing = before.missing + len(values) - len(finite)
        return replace(before, missing=missing, extent=before.extent.over(finite))
    cells = block.cells[column.name]
    missing = missing_cells(cells, column.marks)
    found = codes(cells[~missing], column.categories, decimal)
    counts = np.bincount(found[found >= 0], minlength=len(column.categories))
    total = counts if before.counts is None else before.counts + counts
    return replace(before, missing=before.missing + int(missing.sum()), counts=total)


def _numbers_of(column: Column, block: Block, decimal: str) -> Array:
    return read_column(block, column.name, column.marks, decimal, column.kind).values


def _pixels_of(column: Column, block: Block, decimal: str) -> Array:  # noqa: ARG001
    return np.asarray(block.cells[column.name], dtype=np.float64).reshape(-1)


VALUES: Mapping[str, Callable[[Column, Block, str], Array]] = {
    "number": _numbers_of,
    "date": _numbers_of,
    "image": _pixels_of,
}


def _input(column: Column, found: Fit, categories: str, scaling: str) -> Input:
    """Describe what is done with one input."""
    name, marks, tells_missing = column.name, column.marks, found.missing > 0
    if column.kind in ("number", "date"):
        center, scale = center_and_scale(found.moments, scaling)
        fill = found.moments.mean
        return NumberInput(name, marks, center, scale, fill, tells_missing, column.kind)
    if column.kind == "image":
        return ImageInput(name, column.shape, *_image_scale(found, scaling))
    counts: Any = found.counts
    if column.kind == "boolean":
        share = float(counts[-1] / max(1, counts.sum()))
        return BooleanInput(name, marks, column.categories, share, tells_missing)
    labels = tuple(label for label, n in zip(column.categories, counts, strict=True) if n)
    if categories == "embedding":
        return CodeInput(name, marks, labels)
    return CategoryInput(name, marks, labels, tells_missing)


def _image_scale(found: Fit, scaling: str) -> tuple[float, float]:
    """Return 0 and the brightest value for whole numbers up to 255, else as for any number."""
    extent = found.extent
    if scaling == "standardize" and extent.whole and extent.low >= 0 and extent.high <= 255:
        return 0.0, extent.high or 1.0
    return center_and_scale(found.moments, scaling)


def _target(column: Column, found: Fit, scaling: str) -> Target:
    """Describe what is predicted: classes of the whole table, or numbers.

    Numbers are standardized, or left as they are where nothing is scaled.
    """
    if column.kind == "number":
        wanted = "none" if scaling == "none" else "standardize"
        center, scale = center_and_scale(found.moments, wanted)
        return NumberTarget(column.name, column.marks, center, scale)
    return ClassTarget(column.name, column.marks, column.categories)
