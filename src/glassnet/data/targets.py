"""How what is to be predicted becomes numbers, and how predictions become values again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.data.inputs import missing_cells, read_column, refuse
from glassnet.data.labels import Label, codes
from glassnet.data.scaling import scaled
from glassnet.data.source import Block
from glassnet.ground.arrays import Array


class Target(ABC):
    """What is to be predicted, in one column."""

    name: str

    @abstractmethod
    def encode(self, block: Block, decimal: str) -> Array:
        """Return (rows,) numbers; a missing or foreign value is refused with its place."""


@final
@dataclass(frozen=True)
class ClassTarget(Target):
    """y = k where label k stands."""

    name: str
    marks: tuple[str, ...]
    labels: tuple[Label, ...]

    def encode(self, block: Block, decimal: str) -> Array:
        """Return (rows,) int64 codes."""
        cells = block.cells[self.name]
        refuse(block, self.name, missing_cells(cells, self.marks), "means missing, in a target")
        found = codes(cells, self.labels, decimal)
        refuse(block, self.name, found < 0, f"is none of the {len(self.labels):,} known classes")
        return found


@final
@dataclass(frozen=True)
class NumberTarget(Target):
    """y = (value − center) / scale."""

    name: str
    marks: tuple[str, ...]
    center: float
    scale: float

    def encode(self, block: Block, decimal: str) -> Array:
        """Return (rows,) float64."""
        numbers = read_column(block, self.name, self.marks, decimal, "number")
        refuse(block, self.name, numbers.missing, "means missing, in a target")
        values = scaled(numbers.values, self.center, self.scale)
        refuse(block, self.name, ~np.isfinite(values), "is too far from what training saw")
        return values

    def decode(self, y: Array) -> Array:
        """Return the values that `y` stands for: center + scale·y."""
        return self.center + self.scale * y
