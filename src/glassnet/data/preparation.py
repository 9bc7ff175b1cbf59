"""The preparation: how every table becomes the arrays a network takes, as part of the model.

It is fitted on training rows only (`fitting.py`) and never changes: the same row gives the same
numbers in training, in testing and in every prediction, in whatever order its columns stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, final

import numpy as np

from glassnet.data.inputs import (
    BooleanInput,
    CategoryInput,
    CodeInput,
    ImageInput,
    Input,
    Note,
    NumberInput,
    add_notes,
)
from glassnet.data.labels import Label, as_array
from glassnet.data.matrix import NumberColumns, number_columns
from glassnet.data.records import (
    damaged,
    from_record,
    list_of,
    refuse_other_names,
    table_of,
    to_record,
)
from glassnet.data.source import Block
from glassnet.data.targets import ClassTarget, NumberTarget, Target
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, UsageError, did_you_mean, one_line

INPUTS = (NumberInput, BooleanInput, CategoryInput, CodeInput, ImageInput)
TARGETS = (ClassTarget, NumberTarget)


@final
@dataclass(frozen=True, eq=False)
class Prepared:
    """Rows as a network takes them.

    `x` (rows, *input_shape) float64; `y` (rows,) int64 class codes, (rows, k) float64 numbers, or
    None; `notes` tell of unknown and missing values.
    """

    x: Array
    y: Array | None
    notes: tuple[Note, ...] = ()


@final
@dataclass(frozen=True)
class Preparation:
    """What is done with each column, inputs in the order of the network's inputs.

    A single image keeps its shape (height, width, channels); anything else becomes one flat row,
    in which the codes of categories, if there are any, come last (`category_counts`).
    """

    inputs: tuple[Input, ...]
    targets: tuple[Target, ...] = ()

    @property
    def task(self) -> Literal["classification", "regression"]:
        """Return "classification" or "regression"."""
        is_class = any(isinstance(target, ClassTarget) for target in self.targets)
        return "classification" if is_class else "regression"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the name of every prepared input, as many as the network's inputs."""
        return tuple(name for column in self.inputs for name in column.names)

    @cached_property
    def input_shape(self) -> Shape:
        """Return the shape of one row of x."""
        alone = self.inputs[0]
        if len(self.inputs) == 1 and isinstance(alone, ImageInput) and len(alone.shape) > 1:
            return (*alone.shape, 1) if len(alone.shape) == 2 else alone.shape
        return (len(self.names),)

    @property
    def classes(self) -> tuple[Label, ...]:
        """Return the labels in the order of their codes; none for regression."""
        return next((t.labels for t in self.targets if isinstance(t, ClassTarget)), ())

    @property
    def outputs(self) -> int:
        """Return how many outputs the network needs: one for each class or target."""
        return len(self.classes) or len(self.targets)

    @cached_property
    def short(self) -> NumberColumns | None:
        """Return how plain arrays are prepared without a look at each column, if they can be."""
        return number_columns(self.inputs)

    @property
    def category_counts(self) -> tuple[int, ...]:
        """Return how many codes each of the last inputs has; empty without embeddings."""
        return tuple(c.count for c in self.inputs if isinstance(c, CodeInput))

    def transform(self, block: Block, decimal: str = ".", *, with_target: bool = True) -> Prepared:
        """Prepare the rows of `block`; columns the model does not know are ignored.

        Args:
            block: Rows of any table that has the model's columns, in any order.
            decimal: The decimal mark of its text cells.
            with_target: Whether to prepare the targets too, if the block holds them.

        """
        self.require(block.cells)
        encoded = [column.encode(block, decimal) for column in self.inputs]
        shape = (len(block), *self.input_shape)
        flat = [e.values.reshape(len(block), -1) if len(block) else e.values for e in encoded]
        x = np.concat(flat, axis=1).reshape(shape) if len(block) else np.zeros(shape)
        y = self._targets_of(block, decimal) if with_target else None
        return Prepared(x, y, add_notes(note for e in encoded for note in e.notes))

    def require(self, names: Iterable[str]) -> None:
        """Refuse a table that lacks columns the model needs."""
        present = tuple(names)
        absent = [column.name for column in self.inputs if column.name not in present]
        if present == ("x",) and len(absent) > 1:
            raise DataError(
                f"The model takes rows of {len(self.inputs)} columns, and a single column came, "
                f'"{present[0]}"; one row alone is given as [row].'
            )
        if absent:
            told = ", ".join(
                f'"{one_line(name, 40)}"{did_you_mean(name, present)}' for name in absent[:5]
            )
            more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            columns = "a column" if len(absent) == 1 else f"{len(absent)} columns"
            raise DataError(f"The table lacks {columns} the model learned from: {told}{more}")

    def inverse_target(self, y: Array) -> Array:
        """Return what `y` stands for, in the table's own terms.

        Args:
            y: (rows,) class codes, or (rows, k) standardized numbers.

        Returns:
            (rows,) the classes' exact labels, or (rows, k) float64 in the targets' own units.

        """
        if not self.targets:
            raise UsageError(
                f"A preparation of {len(self.inputs)} inputs and no target cannot undo a target; "
                "fit it on columns with one."
            )
        if self.task == "classification":
            return as_array(self.classes)[np.asarray(y, dtype=np.int64)]
        columns = [t for t in self.targets if isinstance(t, NumberTarget)]
        values = np.asarray(y, dtype=np.float64).reshape(-1, len(columns))
        return np.stack([t.decode(values[:, k]) for k, t in enumerate(columns)], axis=1)

    def to_json(self) -> dict[str, Any]:
        """Return the preparation as JSON values."""
        return {
            "inputs": [to_record(column) for column in self.inputs],
            "targets": [to_record(target) for target in self.targets],
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Preparation:
        """Return the preparation that `record` describes; a FileError says what is wrong."""
        table = table_of(record, "preparation")
        refuse_other_names(table, ("inputs", "targets"), "preparation")
        inputs = tuple(
            from_record(item, INPUTS, f"inputs[{place}]")
            for place, item in enumerate(list_of(table["inputs"], "inputs"))
        )
        targets = tuple(
            from_record(item, TARGETS, f"targets[{place}]")
            for place, item in enumerate(list_of(table["targets"], "targets"))
        )
        _refuse_misfits(inputs, targets)
        return cls(inputs, targets)

    def _targets_of(self, block: Block, decimal: str) -> Array | None:
        if not self.targets or any(t.name not in block.cells for t in self.targets):
            return None
        encoded = [target.encode(block, decimal) for target in self.targets]
        return encoded[0] if self.classes else np.stack(encoded, axis=1)


def _refuse_misfits(inputs: tuple[Any, ...], targets: tuple[Any, ...]) -> None:
    """Refuse a description whose parts are right and whose whole is not."""
    names = [item.name for item in (*inputs, *targets)]
    if not inputs or len(set(names)) != len(names):
        raise damaged("preparation", "must have inputs, and each column once", names)
    if len(targets) > 1 and any(isinstance(target, ClassTarget) for target in targets):
        raise damaged("targets", "must be one class or numbers only", len(targets))
    coded = [isinstance(column, CodeInput) for column in inputs]
    if coded != sorted(coded):
        raise damaged("inputs", "must have their codes last", coded)
    for item in (*inputs, *targets):
        if isinstance(item, BooleanInput | ClassTarget) and not item.labels:
            raise damaged(item.name, "must have labels", item.labels)
    for column in inputs:
        if isinstance(column, NumberInput) and column.reads not in ("number", "date"):
            raise damaged("inputs", 'can read "number" or "date"', column.reads)
