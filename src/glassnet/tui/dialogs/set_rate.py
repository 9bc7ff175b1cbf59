"""Changing the learning rate from here on."""

from __future__ import annotations

from typing import ClassVar, final

from textual.app import ComposeResult
from textual.widgets import Input

from glassnet.ground.errors import UsageError
from glassnet.tui.dialogs.dialog import Dialog, field, told
from glassnet.tui.dialogs.typed import typed_number

LARGEST = 1e38  # as far as float32 reaches


def read_rate(text: str, rate: float) -> float:
    """Return the learning rate that `text` writes, `rate` being the present one."""
    value = typed_number(text, rate, "learning_rate")
    if not 0.0 < value <= LARGEST:
        raise UsageError(f"learning_rate must be a number in (0, 1e38], got {value:g}.")
    return value


@final
class SetRate(Dialog[float]):
    """Which learning rate, from here on? The answer is the base rate.

    Args:
        rate: The present one; a schedule multiplies it.

    """

    heading: ClassVar[str] = "Learning rate"
    verb: ClassVar[str] = "change"

    def __init__(self, rate: float) -> None:
        """Begin with the present rate."""
        super().__init__()
        self._rate = rate

    def body(self) -> ComposeResult:
        """Yield the line to type in."""
        yield field("Rate", f"{self._rate:g}", "rate", hint="0.01, *2 or /10")
        yield told()

    def preview(self) -> str:
        """Tell what becomes of it."""
        value = self.answer()
        now = f"It is {self._rate:g} now"
        if value == self._rate or f"{value:g}" == f"{self._rate:g}":
            return f"{now}; *2 doubles it, /10 takes a tenth."
        times = value / self._rate
        change = f"{times:.3g} times as much" if times > 1 else f"{1 / times:.3g} times less"
        return f"{now}; from this step on {value:g}, {change}."

    def answer(self) -> float:
        """Return the rate."""
        return read_rate(self.query_one("#rate", Input).value, self._rate)
