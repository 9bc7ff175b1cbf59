"""`glassnet doctor --explain`: the causes that are known, and the page of one."""

from __future__ import annotations

import sys

from rich.markdown import Markdown
from rich.text import Text

from glassnet.cli.screen import HEAD, Screen, columns, console, count
from glassnet.cli.streams import say, say_json
from glassnet.lab.doctor import pages
from glassnet.lab.doctor.catalogue import GROUPS, RULES

WORDS = {
    "data": "The data",
    "design": "The network and its loss",
    "start": "The start",
    "training": "The training",
}


def show_causes(cause: str | None, *, json: bool) -> None:
    """Print the page of a cause; of none, the list of all."""
    if cause is not None:
        _show_page(cause, json=json)
    elif json:
        say_json({"causes": _listed()})
    else:
        _show_list()


def by_group() -> dict[str, list[str]]:
    """Return the names of all causes, by what is at fault."""
    return {
        group: [name for rule in RULES if rule.group == group for name in rule.names]
        for group in GROUPS
    }


def _show_page(cause: str, *, json: bool) -> None:
    """Print a page: drawn on a terminal, as it stands into a file or a pipe."""
    text = pages.page(cause)
    if json:
        say_json({"cause": cause, "title": pages.title(cause), "page": text})
    elif not sys.stdout.isatty():
        say(text.rstrip("\n"))
    else:
        paper = console()
        with paper.capture() as captured:
            paper.print(Markdown(text, code_theme="ansi_light"))
        say("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _listed() -> list[dict[str, str]]:
    return [
        {"cause": name, "group": group, "title": pages.title(name)}
        for group, names in by_group().items()
        for name in names
    ]


def _show_list() -> None:
    screen = Screen()
    found = by_group()
    screen.title("Why a network does not learn", count(sum(map(len, found.values())), "cause"))
    lines = iter(columns([(f"  {e['cause']}", e["title"]) for e in _listed()]))
    for group, names in found.items():
        screen.blank()
        screen.plain(Text(WORDS[group], style=HEAD))
        for _ in names:
            screen.plain(next(lines))
    screen.blank()
    screen.plain("Read about one: glassnet doctor --explain NAME")
    screen.show()
