"""What is wrong, by which evidence, and what would help: one key applies it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from glassnet.ground.errors import UsageError
from glassnet.lab.doctor.case import HURRIED
from glassnet.lab.doctor.finding import Finding
from glassnet.tui.cures import Cure
from glassnet.tui.dialogs.dialog import Dialog, choices, told

WIDTH = 76
NOTHING = {
    False: "Nothing is wrong, as far as can be seen by looking on.",
    True: "It fails, and none of the causes asked here shows; ask `glassnet doctor`.",
    None: f"Still looking: how it learns is judged from step {HURRIED} on at the earliest, or at "
    "the end of the run.",
}
ASKED = """\
Asked are the rules that need the description, the data, the losses and the weights: now and then \
while the run plays, and once more at its end. What takes long, such as shuffling the answers, is \
left to `glassnet doctor`."""
Prospect = tuple[Finding, Cure | UsageError]


@final
class Evidence(Dialog[Finding]):
    """Which remedy is to be applied? The answer is its finding.

    Args:
        prospects: What was found, the first cause first, each with what applying it does, or why
            it cannot be applied.
        failing: Whether the run fails; None as long as the doctor cannot judge it.

    """

    DEFAULT_CSS = f"Evidence > #dialog {{ width: {WIDTH + 4}; }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "Apply", show=False),
        Binding("pagedown", "leaf(1)", "Further", show=False, priority=True),
        Binding("pageup", "leaf(-1)", "Back", show=False, priority=True),
    ]
    heading: ClassVar[str] = "Doctor"
    verb: ClassVar[str] = "apply"

    def __init__(self, prospects: Sequence[Prospect], *, failing: bool | None = False) -> None:
        """Show the first."""
        super().__init__()
        self._prospects, self._failing = prospects, failing
        self._shown = 0

    def body(self) -> ComposeResult:
        """Yield the causes to choose from if there are several; of one its cure and evidence."""
        if not self._prospects:
            yield Static(f"{NOTHING[self._failing]}\n\n{ASKED}", markup=False)
            return
        if len(self._prospects) > 1:
            yield choices([(each.rule, each.cause) for each, _ in self._prospects])
        yield told()
        yield Static(evidence(self._prospects[0][0]), id="evidence", markup=False)

    def on_mount(self) -> None:
        """Let the arrows choose a cause, or scroll; tell what Enter does."""
        lists = self.query(OptionList)
        if not lists:
            box = self.query_one("#dialog")
            box.can_focus = True
            box.focus()
        self.tell_preview()

    def keys(self) -> str:
        """Return the keys that there is something to do for."""
        if not self._prospects:
            return "[@click=screen.cancel]esc close[/]"
        can_be = isinstance(self._prospects[self._shown][1], Cure)
        close = "[@click=screen.cancel]esc close[/]"
        arrows = "↑↓ choose" if len(self._prospects) > 1 else "↑↓ scroll"
        return f"{Dialog.keys(self) if can_be else close} · {arrows}"

    def preview(self) -> str:
        """Tell what applying does, or why that cannot be."""
        if not self._prospects:
            return ""
        return f"Apply: {self._prospects[self._shown][1]}"

    def answer(self) -> Finding:
        """Return the finding that is shown."""
        if not self._prospects:
            raise UsageError(f"there are {len(self._prospects)} findings, and so nothing to apply.")
        finding, cure = self._prospects[self._shown]
        if isinstance(cure, UsageError):
            raise cure
        return finding

    def action_leaf(self, by: int) -> None:
        """Scroll, while the arrows choose."""
        box = self.query_one("#dialog")
        box.scroll_relative(y=by * max(1, box.size.height - 3), animate=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the evidence of the cause that was chosen."""
        self._shown = event.option_index
        self.query_one("#evidence", Static).update(evidence(self._prospects[self._shown][0]))
        self.query_one("#dialog").border_subtitle = self.keys()
        self.tell_preview()

    def on_option_list_option_selected(self) -> None:
        """Apply."""
        self.action_accept()


def evidence(finding: Finding) -> Text:
    """Return a finding as the doctor prints it, the cause in bold and the labels faint."""
    lines = [Text(line) for line in finding.lines(WIDTH)]
    has_begun = False  # the first line that is no part of the cause
    for line in lines:
        word = line.plain.split(" ", 1)[0]
        has_begun = has_begun or word in LABELS
        line.stylize("dim" if has_begun else "bold", 0, len(word) if has_begun else None)
    return Text("\n").join(lines)


LABELS = ("where", "since", "evidence", "so", "remedy", "proof", "more")
