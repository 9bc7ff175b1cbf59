"""`glassnet datasets`: the tables that come along, with what each is good for."""

from __future__ import annotations

from typing import Annotated, Any

from rich.text import Text

from glassnet.cli.explained import flag
from glassnet.cli.screen import FAINT, Screen, columns, count
from glassnet.cli.streams import say_json
from glassnet.data.datasets import Dataset, catalogue

TOLD = ("name", "rows", "inputs", "target", "task", "description", "source", "licence")


def datasets(
    *, json: Annotated[bool, flag("Say everything as one JSON document.")] = False
) -> None:
    """List the tables that come with glassnet."""
    entries = catalogue()
    if json:
        say_json({"datasets": [told(entry) for entry in entries]})
        return
    screen = Screen()
    screen.title("Tables that come with glassnet", count(len(entries), "table"))
    heads = ("name", "rows", "inputs", "target", "task")
    facts = [(e.name, f"{e.rows:,}", f"{e.inputs}", e.target, e.task) for e in entries]
    head, *lines = columns([heads, *facts], right=(1, 2))
    screen.plain(Text(head, style=FAINT))
    for entry, line in zip(entries, lines, strict=True):
        screen.plain(line)
        about = f"{entry.description} {entry.source}; {entry.licence}."
        screen.indented(Text(about, style=FAINT))
    screen.blank()
    screen.plain("Use one by its name: glassnet train iris")
    screen.show()


def told(entry: Dataset) -> dict[str, Any]:
    """Return what a program wants to know of an entry."""
    return {name: getattr(entry, name) for name in TOLD}
