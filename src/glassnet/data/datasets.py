"""Tables that come with glassnet: real ones, shipped as files, and ones made by a formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import final

import numpy as np

from glassnet.data import made
from glassnet.data.memory import ArraySource
from glassnet.data.numbers import read_numbers
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.data.sources import open_source
from glassnet.ground.arrays import Shape
from glassnet.ground.errors import UsageError, did_you_mean, one_line

UCI = "CC BY 4.0"
# Ten rows of ten whole numbers look like something to measure, but they name digits.
DIGIT = {"digit": "category"}
MOST_ROWS = 10_000_000


@final
@dataclass(frozen=True)
class Dataset:
    """What a person wants to know of a table before loading it.

    A table is shipped in `file`, or made by `make` of (rows, noise, seed), with `noise` as its
    usual noise. `kinds` are what its columns are where that cannot be seen from so few rows.
    `picture` is the name and shape of the image that the file's pixel columns make up.
    """

    name: str
    description: str
    rows: int
    inputs: int
    target: str
    task: str = "classification"
    source: str = "made by a formula"
    licence: str = "MIT"
    file: str = ""
    make: Callable[[int, float, int], made.Columns] | None = None
    noise: float = 0.0
    kinds: Mapping[str, str] = field(default_factory=dict)
    picture: tuple[str, Shape] | None = None


DATASETS = (
    Dataset(
        "iris",
        "Three species of iris, told apart by the size of sepals and petals.",
        rows=150,
        inputs=4,
        target="species",
        source="Fisher 1936",
        licence=UCI,
        file="iris.csv",
    ),
    Dataset(
        "wine",
        "Wines of three cultivars, told apart by chemical analysis.",
        rows=178,
        inputs=13,
        target="cultivar",
        source="Forina et al.; Aeberhard & Forina 1992",
        licence=UCI,
        file="wine.csv",
    ),
    Dataset(
        "breast_cancer",
        "Breast tumors, benign or malignant by the shape of their cells' nuclei.",
        rows=569,
        inputs=30,
        target="diagnosis",
        source="Wolberg et al. 1995",
        licence=UCI,
        file="breast_cancer.csv.gz",
    ),
    Dataset(
        "digits",
        "Handwritten digits 0 to 9, images of 8 × 8 pixels.",
        rows=1797,
        inputs=64,
        target="digit",
        source="Alpaydin & Kaynak 1998",
        licence=UCI,
        file="digits.csv.gz",
        picture=("image", (8, 8)),
    ),
    Dataset(
        "diabetes",
        "How far diabetes went in a year after ten measurements, in their original units.",
        rows=442,
        inputs=10,
        target="progression",
        task="regression",
        source="Efron et al. 2004",
        licence="none stated; published with the paper",
        file="diabetes.csv",
    ),
    Dataset(
        "penguins",
        "Three species of penguin, with words among the columns and values that are missing.",
        rows=344,
        inputs=7,
        target="species",
        source="Gorman et al. 2014; Horst et al. 2020",
        licence="CC0 1.0",
        file="penguins.csv",
    ),
    Dataset(
        "xor",
        "Is exactly one of two bits set? The task no single neuron can do.",
        rows=4,
        inputs=2,
        target="xor",
        make=made.xor,
    ),
    Dataset(
        "captcha",
        "The digits 0 to 9 drawn in 5 × 5 pixels.",
        rows=10,
        inputs=25,
        target="digit",
        make=made.captcha,
        kinds=DIGIT,
    ),
    Dataset(
        "captcha_test",
        "A 3, a 7 and an 8 drawn otherwise, to test what captcha taught.",
        rows=3,
        inputs=25,
        target="digit",
        make=made.captcha_test,
        kinds=DIGIT,
    ),
    Dataset(
        "moons",
        "Two half circles, each reaching into the other.",
        rows=200,
        inputs=2,
        target="class",
        make=made.moons,
        noise=0.1,
    ),
    Dataset(
        "circles",
        "A circle inside a circle.",
        rows=200,
        inputs=2,
        target="class",
        make=made.circles,
        noise=0.05,
    ),
    Dataset(
        "spirals",
        "Two arms of a spiral, wound around each other.",
        rows=200,
        inputs=2,
        target="class",
        make=made.spirals,
        noise=0.02,
    ),
    Dataset(
        "blobs",
        "Three clouds of points, easily parted.",
        rows=150,
        inputs=2,
        target="class",
        make=made.blobs,
        noise=0.5,
    ),
    Dataset(
        "line",
        "A straight line, y = 3x + 5.",
        rows=50,
        inputs=1,
        target="y",
        task="regression",
        make=made.line,
    ),
)


def catalogue() -> tuple[Dataset, ...]:
    """Return every table there is, real ones first."""
    return DATASETS


def find(name: str) -> Dataset:
    """Return the entry of `name`, or say which names there are."""
    known = {entry.name: entry for entry in DATASETS}
    if name not in known:
        raise UsageError(
            f'There is no data set "{one_line(name)}"; there are {", ".join(known)}.'
            f"{did_you_mean(name, known)}"
        )
    return known[name]


def load(name: str, rows: int | None = None, noise: float | None = None, seed: int = 0) -> Source:
    """Return the table called `name`.

    Args:
        name: One of the catalogue's.
        rows: How many rows to make, for a made table; None for as many as the catalogue says.
        noise: How much to blur a made table, at least 0; None for its usual noise.
        seed: Decides every random number of a made table.

    """
    entry = find(name)
    if entry.make is None:
        if rows is not None or noise is not None:
            raise UsageError(f'"{name}" is a real table; only made tables take rows and noise.')
        return _shipped(entry)
    count, blur = (entry.rows if rows is None else rows), (entry.noise if noise is None else noise)
    if not 1 <= count <= MOST_ROWS:
        raise UsageError(f"rows must be from 1 to {MOST_ROWS:,}, got {count}.")
    if not (math.isfinite(blur) and blur >= 0.0):
        raise UsageError(f"noise must be a number of at least 0, got {blur}.")
    return ArraySource(name, entry.make(count, blur, seed))


def _shipped(entry: Dataset) -> Source:
    path = Path(str(resources.files("glassnet.data") / "bundled" / entry.file))
    table = open_source(path, header=True, delimiter="comma", encoding="utf-8", decimal="point")
    return Shipped(entry.name, table, entry.target, entry.picture)


@final
@dataclass(frozen=True)
class Shipped(Source):
    """A table of the package; its pixel columns, if it has any, are one image column."""

    title: str
    table: Source
    target: str
    picture: tuple[str, Shape] | None

    @property
    def name(self) -> str:
        """The data set's name."""
        return self.title

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, with one for all pixels."""
        return self.table.names if self.picture is None else (self.picture[0], self.target)

    @property
    def reading(self) -> Mapping[str, str]:
        """How the file was read."""
        return self.table.reading

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the file's rows, pixels gathered into images of whole numbers."""
        for block in self.table.blocks(rows):
            yield block if self.picture is None else self._with_picture(block, *self.picture)

    def _with_picture(self, block: Block, name: str, shape: Shape) -> Block:
        pixels = [
            read_numbers(cells, ()).values for n, cells in block.cells.items() if n != self.target
        ]
        images = np.stack(pixels, axis=1).astype(np.int64).reshape(-1, *shape)
        return Block(
            block.first_row, {name: images, self.target: block.cells[self.target]}, block.lines
        )
