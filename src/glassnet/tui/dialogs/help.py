"""Every key, in groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, final

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from glassnet.tui.dialogs.dialog import Dialog

Groups = Mapping[str, Sequence[tuple[str, str]]]


def key_table(groups: Groups) -> Text:
    """Return the groups one below the other: each key, and what it does beside it."""
    width = max((cell_len(key) for keys in groups.values() for key, _ in keys), default=0)
    lines: list[Text] = []
    for name, keys in groups.items():
        lines += [Text(""), Text(name, "bold")] if lines else [Text(name, "bold")]
        for key, what in keys:
            line = Text.assemble("  ", key, " " * (width - cell_len(key) + 2), (what, "dim"))
            lines.append(line)
    return Text("\n").join(lines)


@final
class Help(Dialog[None]):
    """All keys; there is nothing to answer.

    Args:
        groups: What belongs together, by its name: pairs of keys and what they do.

    """

    heading: ClassVar[str] = "Keys"

    def __init__(self, groups: Groups) -> None:
        """Show these."""
        super().__init__()
        self._groups = groups

    def body(self) -> ComposeResult:
        """Yield the table."""
        yield Static(key_table(self._groups))

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        box = self.query_one("#dialog")
        box.can_focus = True
        box.focus()

    def keys(self) -> str:
        """Return how to scroll and to leave."""
        return "↑↓ scroll · [@click=screen.cancel]esc close[/]"

    def answer(self) -> None:
        """Return nothing: it is read."""
