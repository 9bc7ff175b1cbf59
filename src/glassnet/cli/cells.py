"""A lesson is a Python file cut into cells: text for the reader, code that runs, experiments.

    # %% [text]
    # What a cell of text says, as Markdown.

    # %%
    print("what a cell of code does")

    # %% [experiment] starts: XOR from 100 random starts, about 20 seconds
    print("what runs only when it is asked for by its name")

The file is an ordinary program, too: run by Python it does all of it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, final

from glassnet.ground.errors import UsageError, did_you_mean

MARK = re.compile(r"^# %%(?: \[(?P<kind>text|experiment)\])?(?: (?P<name>\w+): (?P<about>.*))?$")
Kind = Literal["text", "code", "experiment"]


@final
@dataclass(frozen=True)
class Cell:
    """A piece of a lesson; `line` is where its source begins in the file, from 1."""

    kind: Kind
    source: str
    line: int
    name: str = ""
    about: str = ""


@final
@dataclass(frozen=True)
class Lesson:
    """A lesson by its name, with its title and its cells."""

    name: str
    path: Path
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        """The first line of the first text."""
        return self.cells[0].source.splitlines()[0].lstrip("# ")

    @property
    def experiments(self) -> dict[str, Cell]:
        """The cells that run only when they are asked for."""
        return {cell.name: cell for cell in self.cells if cell.kind == "experiment"}


def folder() -> Path:
    """Return where the lessons are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parents[1] / "lessons"


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons, in the order of their files' numbers."""
    numbered = folder().glob("[0-9]*_*.py")
    return tuple(map(read, sorted(numbered, key=lambda path: int(path.name.partition("_")[0]))))


def find(name: str) -> Lesson:
    """Return the lesson called `name`, or the one of that number."""
    known = {lesson.name: lesson for lesson in lessons()}
    numbered = {str(number): lesson for number, lesson in enumerate(known.values(), start=1)}
    if name in known or name in numbered:
        return known.get(name) or numbered[name]
    raise UsageError(
        f'there is no lesson "{name}".{did_you_mean(name, known)} There are {", ".join(known)}.'
    )


def read(path: Path) -> Lesson:
    """Return the lesson in the file `path`, whose name is `3_lines.py` for lesson `lines`."""
    cells: list[Cell] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if MARK.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = MARK.match(lines[start])
        body = lines[start + 1 : end]
        kind = (found["kind"] if found else None) or "code"
        if kind == "text":
            body = [line.removeprefix("#").removeprefix(" ") for line in body]
        source = "\n".join(body).strip("\n")
        name, about = (found["name"] or "", found["about"] or "") if found else ("", "")
        cells.append(Cell(kind, source, start + 2, name, about))  # type: ignore[arg-type]
    return Lesson(path.stem.partition("_")[2], path, tuple(cells))


def run(
    lesson: Lesson,
    experiments: frozenset[str] = frozenset(),
    names: dict[str, Any] | None = None,
) -> Iterator[tuple[Cell, str]]:
    """Yield each cell and what it printed; experiments that were not asked for print nothing.

    What the cells define goes into `names`, for who wants to go on from there.
    """
    names = {} if names is None else names
    names["__name__"] = f"lesson {lesson.name}"
    names["__file__"] = str(lesson.path)
    for cell in lesson.cells:
        wanted = cell.kind == "code" or cell.name in experiments
        yield cell, _printed(cell, lesson, names) if wanted and cell.kind != "text" else ""


def _printed(cell: Cell, lesson: Lesson, names: dict[str, Any]) -> str:
    """Run the cell among `names` and return what it printed."""
    tree = ast.parse(cell.source, filename=str(lesson.path))
    ast.increment_lineno(tree, cell.line - 1)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, str(lesson.path), "exec"), names)  # noqa: S102  our own file
    return out.getvalue()
