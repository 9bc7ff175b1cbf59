"""What all dialogs share: a box, its keys, and one line that tells a mistake and stays open."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from glassnet.ground.errors import GlassnetError
from glassnet.tui.dialogs.style import STYLE

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A question: Enter answers it, Escape leaves it (the answer is None then).

    Who fills it in says `body`, `answer` and, for what is told while one types, `preview`.
    """

    DEFAULT_CSS = STYLE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("enter", "accept", "Accept", show=False),
        Binding("ctrl+a", "select_all", "Select all", show=False, priority=True),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]
    heading: ClassVar[str] = ""
    verb: ClassVar[str] = "accept"  # what Enter does

    def compose(self) -> ComposeResult:
        """Put the body into the box."""
        with VerticalScroll(id="dialog", can_focus=False) as box:
            box.border_title = self.heading
            box.border_subtitle = self.keys()
            yield from self.body()

    def on_mount(self) -> None:
        """Tell what the first answer would be."""
        self.tell_preview()

    def body(self) -> ComposeResult:
        """Yield what stands in the box, `told()` among it."""
        raise NotImplementedError

    def answer(self) -> Result:
        """Return the answer as it stands; a GlassnetError is told, and the dialog stays."""
        raise NotImplementedError

    def preview(self) -> str:
        """Return what the answer would do, in words; a GlassnetError is nothing to tell yet."""
        return ""

    def keys(self) -> str:
        """Return the keys for the lower edge; each can be clicked."""
        return f"[@click=screen.accept]enter {self.verb}[/] · [@click=screen.cancel]esc cancel[/]"

    def tell(self, text: str | Text, *, mistake: bool = False) -> None:
        """Show a sentence where `told()` stands."""
        for place in self.query("#told").results(Static):
            place.update(text)
            place.set_class(mistake, "mistake")
            if mistake:
                self.call_after_refresh(place.scroll_visible, animate=False)

    def tell_preview(self) -> None:
        """Show what the answer would do."""
        try:
            self.tell(self.preview())
        except GlassnetError:
            self.tell("")

    def action_accept(self) -> None:
        """Answer, or tell why not."""
        try:
            found = self.answer()
        except GlassnetError as error:
            self.tell(str(error), mistake=True)
        else:
            self.dismiss(found)

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_select_all(self) -> None:
        """Select the line that one types in, so that the next letter takes its place."""
        if isinstance(self.focused, Input):
            self.focused.select_all()

    def on_input_changed(self) -> None:
        """Tell what the answer would do now."""
        self.tell_preview()

    def on_input_submitted(self) -> None:
        """Answer."""
        self.action_accept()


def told() -> Static:
    """Return the place where a dialog tells what the answer would do, or what is wrong with it."""
    return Static(id="told", markup=False)


def field(label: str, value: str, name: str, hint: str = "") -> Horizontal:
    """Return a line to type in, called `name`, with its label before it."""
    line = Input(value, placeholder=hint, id=name, compact=True, select_on_focus=True)
    return Horizontal(Label(label, markup=False), line, classes="field")


def choices(words: list[tuple[str, str]]) -> OptionList:
    """Return a list of words to choose from, each with its meaning beside it."""
    width = max((len(word) for word, _ in words), default=0)
    lines = [
        Text.assemble(word.ljust(width), ("  " + meaning, "dim"), no_wrap=True, overflow="ellipsis")
        for word, meaning in words
    ]
    return OptionList(*map(Option, lines), id="choices", compact=True, markup=False)
