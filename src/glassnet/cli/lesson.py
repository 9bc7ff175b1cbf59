"""`glassnet lesson`: five tutorials, run live, with the questions left open, and ten failures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import indent
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from glassnet.cli.cells import Cell, Lesson, find, lessons, run
from glassnet.cli.explained import flag
from glassnet.cli.screen import FAINT, Screen, columns, console, count
from glassnet.cli.streams import say, say_json
from glassnet.ground.errors import UsageError, did_you_mean


def lesson(
    name: Annotated[
        str | None, Parameter(name="NAME", help="A lesson's name or number; none lists them.")
    ] = None,
    /,
    *,
    experiment: Annotated[
        tuple[str, ...],
        Parameter(help="Run this longer experiment of the lesson, too. Repeat it for more."),
    ] = (),
    markdown: Annotated[bool, flag("Print the lesson as a page in Markdown.")] = False,
    pause: Annotated[
        bool, Parameter(help="Wait for Enter between the cells, on a terminal.")
    ] = True,
    json: Annotated[bool, flag("List the lessons as one JSON document.")] = False,
) -> None:
    """Take a lesson, or list them."""
    if name is None:
        _list(json=json)
        return
    chosen = find(name)
    for wanted in experiment:
        if wanted not in chosen.experiments:
            raise UsageError(
                f'lesson {chosen.name} has no experiment "{wanted}".'
                f"{did_you_mean(wanted, chosen.experiments)}"
                f" It has {', '.join(chosen.experiments) or 'none'}."
            )
    cells = run(chosen, frozenset(experiment))
    if markdown:
        say("\n\n".join(page(chosen, cells)))
    else:
        _show(chosen, cells, wait=pause and sys.stdin.isatty() and sys.stdout.isatty())


def page(chosen: Lesson, cells: Iterator[tuple[Cell, str]]) -> Iterator[str]:
    """Yield the parts of the lesson's page: texts, code, and what the code printed."""
    for cell, printed in cells:
        if cell.kind == "text":
            yield cell.source
        elif cell.kind == "experiment" and not printed:
            yield f"*{cell.about}:* `{command(chosen, cell)}`"
        else:
            yield f"```py\n{cell.source}\n```"
        if printed:
            yield f"```text\n{printed.rstrip()}\n```"


def command(chosen: Lesson, cell: Cell) -> str:
    """Return what to type to run an experiment."""
    return f"glassnet lesson {chosen.name} --experiment {cell.name}"


def _list(*, json: bool) -> None:
    known = lessons()
    if json:
        say_json({"lessons": [{"name": each.name, "title": each.title} for each in known]})
        return
    screen = Screen()
    screen.title("Lessons", count(len(known), "lesson"))
    rows = [(f"{number}", each.name, each.title) for number, each in enumerate(known, start=1)]
    for line in columns(rows):
        screen.plain(line)
    screen.blank()
    screen.plain(f"Take one: glassnet lesson {known[0].name if known else 'NAME'}")
    screen.show()


def _show(chosen: Lesson, cells: Iterator[tuple[Cell, str]], *, wait: bool) -> None:
    """Show the cells one after the other, each when it has run."""
    previous = ""
    for cell, printed in cells:
        if wait and cell.kind == "text" and previous:
            _wait()
        on_paper = cell.kind != "text" and printed and not sys.stdout.isatty()
        # In a file the code stays as it is, so that it can be run from there.
        say(_plain(cell, printed) if on_paper else _drawn(_cell(chosen, cell, printed)))
        previous = cell.kind


def _cell(chosen: Lesson, cell: Cell, printed: str) -> RenderableType:
    if cell.kind == "text":
        return Markdown(cell.source)
    if cell.kind == "experiment" and not printed:
        return Text(f"{cell.about}:\n  {command(chosen, cell)}", style=FAINT)
    code = Syntax(
        cell.source, "python", theme="ansi_light", background_color="default", word_wrap=True
    )
    return Group(Padding(code, (0, 0, 1, 2)), Padding(Text(printed.rstrip()), (0, 0, 0, 4)))


def _plain(cell: Cell, printed: str) -> str:
    """Return code and output with nothing wrapped."""
    code, told = indent(cell.source, "  "), indent(printed.rstrip(), "    ")
    return f"{code}\n\n{told}\n"


def _drawn(what: RenderableType) -> str:
    """Return `what` as lines for the terminal at hand, and an empty line after."""
    paper: Console = console()
    with paper.capture() as captured:
        paper.print(what)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _wait() -> None:
    """Wait for Enter; the end of the input is as good."""
    try:
        input("Enter goes on … ")
    except EOFError:
        say("")
