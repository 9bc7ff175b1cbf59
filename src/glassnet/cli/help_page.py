"""A page of help: what it does, how it is called, then options by group, aligned, without boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cyclopts.help import HelpEntry, HelpPanel
from rich.console import Console, ConsoleOptions
from rich.text import Text

from glassnet.cli.screen import columns

PAGE = 80
LEFT = 24  # cells for an option and its value; a longer one has a line of its own


class HelpPage:
    """How cyclopts draws each part of a page of help."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Draw one group of options or commands."""
        if not panel.entries:
            return
        console.print()
        title = "Options" if panel.title == "Parameters" else panel.title
        console.print(Text(str(title), style="bold"))
        for entry in panel.entries:
            _draw(console, options.max_width, entry)

    def render_usage(self, console: Console, _: ConsoleOptions, usage: Any) -> None:
        """Draw the line that begins with "Usage:"."""
        line = _text(usage).strip().removeprefix("Usage: ")
        console.print(Text("Usage: ", style="bold") + Text(line), soft_wrap=True)
        console.print()

    def render_description(self, console: Console, _: ConsoleOptions, description: Any) -> None:
        """Draw what the command does."""
        console.print(Text(_text(description).strip()))


def _draw(console: Console, room: int, entry: HelpEntry) -> None:
    """Draw an option at the left and its explanation beside it, or below where it is narrow."""
    name = ", ".join(entry.display_labels_with_metavar)
    text = Text(_text(entry.description).strip())
    left = LEFT if room >= 2 * LEFT + 10 else 4
    lines = list(text.wrap(console, room - left - 2)) or [Text("")]
    head = Text(f"  {name}", style="bold" if not name.startswith("-") else "")
    if len(head) > left - 1:
        console.print(head, soft_wrap=True)
    else:
        head.pad_right(left - len(head))
        beside = lines.pop(0)
        beside.rstrip()
        console.print(head + beside, soft_wrap=True)
    for line in lines:
        line.rstrip()
        console.print(Text(" " * left) + line, soft_wrap=True)


def _text(thing: Any) -> str:
    """Return the plain text of what cyclopts hands over."""
    if thing is None:
        return ""
    if hasattr(thing, "primary_renderable"):
        thing = thing.primary_renderable
    return str(getattr(thing, "plain", thing))


def epilogue(examples: Sequence[tuple[str, str]], *notes: str) -> str:
    """Return the end of a page of help: examples, each with what it does, and notes."""
    shown = columns(examples)
    if max(map(len, shown)) > PAGE - 2:
        shown = [line for command, what in examples for line in (f"# {what}", command)]
    lines = ["Examples", *(f"  {line}" for line in shown)]
    return "\n".join([*lines, *(f"\n{note}" for note in notes)])
