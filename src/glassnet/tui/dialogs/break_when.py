"""Where play is to stop by itself."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias, final

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from glassnet.tui.condition_grammar import Facts, examples, parse
from glassnet.tui.conditions import Condition, InHistory
from glassnet.tui.dialogs.dialog import Dialog, choices, field, told

Wish: TypeAlias = Condition | Literal["none"]


@final
class BreakWhen(Dialog[Wish]):
    """When does play stop by itself? The answer is a condition, or "none" for none any more.

    Args:
        facts: What a condition can speak of.
        condition: The present one, in words; empty if there is none.

    """

    heading: ClassVar[str] = "Stop when"
    verb: ClassVar[str] = "set"

    def __init__(self, facts: Facts, condition: str = "") -> None:
        """Begin with the present condition."""
        super().__init__()
        self._facts, self._first = facts, condition
        self._examples = (*examples(facts), ("none", "play on to the end"))

    def body(self) -> ComposeResult:
        """Yield the line to type in, and examples to choose from."""
        yield field("Condition", self._first, "condition", hint="loss < 0.01")
        yield told()
        yield choices(list(self._examples))

    def preview(self) -> str:
        """Tell how it is looked for."""
        if not self._text():
            return "Choose one below and change its numbers, or type."
        wish = self.answer()
        if wish == "none":
            return "Play goes on to the end."
        if isinstance(wish, InHistory):
            return "Found in the record: play keeps its speed."
        return "Asked after every step: play is slower."

    def answer(self) -> Wish:
        """Return the condition."""
        text = self._text()
        return "none" if text.lower() == "none" else parse(text, self._facts)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the example that was chosen into the line."""
        line = self.query_one("#condition", Input)
        line.select_on_focus = False
        line.value = self._examples[event.option_index][0]
        line.focus()
        line.cursor_position = len(line.value)

    def _text(self) -> str:
        return self.query_one("#condition", Input).value.strip()
