"""What keys and questions need of the dashboard: whoever has this can be controlled by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from glassnet.tui.dialogs.dialog import Dialog
from glassnet.tui.panels import Widget
from glassnet.tui.plots import Plots
from glassnet.tui.sight import Selection, Sight
from glassnet.tui.trainer import Trainer

Answer = TypeVar("Answer")


class Desk(Protocol):
    """The dashboard as its controls see it."""

    trainer: Trainer
    plots: Plots
    sight: Sight | None

    @property
    def chosen(self) -> str:
        """The panel that is seen in any case."""

    @property
    def network_room(self) -> tuple[int, int]:
        """The width and height in which units are drawn."""

    def panel(self, name: str) -> Widget:
        """Return a panel by its name."""

    def choose(self, name: str) -> None:
        """Let a panel be seen in any case."""

    def select(self, selection: Selection | None) -> None:
        """Look closely at something."""

    def draw(self) -> None:
        """Draw everything anew."""

    def ask(self, dialog: Dialog[Answer], then: Callable[[Answer], object]) -> None:
        """Open a dialog; `then` is told its answer, unless it is left without one."""

    def ask_when_still(self, question: str) -> None:
        """Pause; ask when what is seen is where the run stands."""

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Say something for a moment."""

    def picture(self) -> str:
        """Return the screen as an SVG."""

    def change_theme(self) -> None:
        """Be light if it is dark, dark if it is light."""

    def ring(self) -> None:
        """Say that nothing can be done."""

    def leave(self) -> None:
        """End."""
