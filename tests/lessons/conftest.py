"""A lesson is run once, with its experiments made small, and each test reads what it printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from glassnet.cli.cells import Lesson, find, run

TUTORIALS = Path(__file__).parents[1] / "golden" / "tutorials.json"
WIDTH = 80

# For each experiment, what to write instead of what, so that it is small.
Smaller = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Taken:
    """What a lesson's cells printed, what each experiment did, and the names they defined."""

    printed: str
    experiments: Mapping[str, str]
    names: dict[str, Any]

    def line(self, beginning: str) -> str:
        """Return the one printed line that begins so, its blanks made single."""
        lines = [" ".join(line.split()) for line in self.printed.splitlines()]
        (found,) = [line for line in lines if line.startswith(beginning)]
        return found


def small(name: str, smaller: Smaller) -> Lesson:
    """Return a lesson with all of its experiments made small."""
    lesson = find(name)
    assert lesson.experiments.keys() == smaller.keys()
    cells = []
    for cell in lesson.cells:
        source = cell.source
        for before, after in smaller.get(cell.name, {}).items():
            assert before in source, f"experiment {cell.name} no longer holds {before!r}"
            source = source.replace(before, after)
        cells.append(replace(cell, source=source))
    return replace(lesson, cells=tuple(cells))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Return the reference figures of all tutorials."""
    return json.loads(TUTORIALS.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def printed() -> Callable[[str, Smaller], str]:
    """Return the function that runs a lesson and returns all it printed; every cell must."""

    def run_small(name: str, smaller: Smaller) -> str:
        outputs = []
        for cell, output in run(small(name, smaller), frozenset(smaller)):
            assert bool(output) == (cell.kind != "text"), f"cell at line {cell.line}"
            outputs.append(output)
        return "".join(outputs)

    return run_small


@pytest.fixture(scope="session")
def take() -> Callable[[str, Smaller], Taken]:
    """Return the function that runs a lesson and keeps what it printed and defined."""

    def run_small(name: str, smaller: Smaller) -> Taken:
        names: dict[str, Any] = {}
        ran = list(run(small(name, smaller), frozenset(smaller), names))
        wide = [line for _, text in ran for line in text.splitlines() if len(line) > WIDTH]
        assert not wide, f"printed lines are longer than {WIDTH} characters: {wide}"
        return Taken(
            printed="".join(text for cell, text in ran if cell.kind == "code"),
            experiments={cell.name: text for cell, text in ran if cell.kind == "experiment"},
            names=names,
        )

    return run_small
