"""The training data of the smallest networks, one example a line: `In; 1; 1; Expected; 0`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import final

import numpy as np

from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.data.text_files import TextFile
from glassnet.ground.errors import DataError, one_line

FIRST_LINE = re.compile(r"\s*In\s*;[^;]+(;[^;]+)*;\s*Expected\s*;[^;]+(;[^;]+)*\s*")
Example = tuple[int, list[str | None]]


@final
@dataclass(frozen=True, eq=False)
class SeedSource(Source):
    """Lines of `inputs` numbers behind the word In and `outputs` behind the word Expected."""

    text: TextFile
    inputs: int
    outputs: int

    @property
    def name(self) -> str:
        """The file's name."""
        return self.text.name

    @property
    def names(self) -> tuple[str, ...]:
        """in 1, in 2, …, expected; or expected 1, expected 2, … if there are several."""
        several = [f"expected {number}" for number in range(1, self.outputs + 1)]
        expected = several if self.outputs > 1 else ["expected"]
        return (*(f"in {number}" for number in range(1, self.inputs + 1)), *expected)

    @property
    def reading(self) -> Mapping[str, str]:
        """The format and the encoding."""
        return self.text.described("lines of In; …; Expected; …")

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        """Yield the examples, at most `rows` at a time."""
        with self.text.lines() as lines:
            examples = self._examples(lines)
            first_row = 0
            while batch := list(islice(examples, max(1, rows))):
                table = np.array([cells for _, cells in batch], dtype=object)
                columns = {name: table[:, place] for place, name in enumerate(self.names)}
                yield Block(first_row, columns, np.array([line for line, _ in batch]))
                first_row += len(batch)

    def _examples(self, lines: Iterator[str]) -> Iterator[Example]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            inputs, outputs = parse(line)
            if (len(inputs), len(outputs)) != (self.inputs, self.outputs):
                raise DataError(
                    f'{self.name}, line {number}: "{one_line(line.strip(), 40)}" should hold '
                    f"In; {self.inputs} numbers; Expected; {self.outputs}, as the first line does."
                )
            yield number, [cell or None for cell in (*inputs, *outputs)]


def parse(line: str) -> tuple[list[str], list[str]]:
    """Return the cells behind In and those behind Expected; none if the line is another.

    >>> parse("In; 1; 0; Expected; 1")
    (['1', '0'], ['1'])
    """
    words = [word.strip() for word in line.split(";")]
    if words[0] != "In" or words.count("Expected") != 1:
        return [], []
    middle = words.index("Expected")
    return words[1:middle], words[middle + 1 :]


def read_seed(text: TextFile) -> SeedSource | None:
    """Return the examples in `text`, or None if its first line is not of this format."""
    lines, _ = text.sample(100, 2**16)
    first = next((line for line in lines if line.strip()), "")
    if not FIRST_LINE.fullmatch(first):
        return None
    inputs, outputs = parse(first)
    return SeedSource(text, len(inputs), len(outputs)) if inputs and outputs else None
