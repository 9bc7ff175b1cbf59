"""Going to a step of the run, called by its number or by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, final

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.tui.dialogs.dialog import Dialog, choices, field, told


@final
@dataclass(frozen=True)
class Journey:
    """Where one stands in a run, and how far it goes.

    Args:
        step: The number of updates made up to here.
        recorded: The number of updates in the history.
        total: The number of updates if nothing stops the run early.
        steps_per_epoch: The number of updates in one pass.
        best: The step of the best evaluation, if there is one.

    """

    step: int
    recorded: int
    total: int
    steps_per_epoch: int
    best: int | None = None

    @property
    def last(self) -> int:
        """The number of the last step that one can stand at."""
        return max(self.total, self.recorded)

    @property
    def places(self) -> dict[str, tuple[int, str]]:
        """What has a name: its step, and what it is."""
        found = {"start": (0, "before the first update")}
        if self.best is not None:
            found["best"] = (self.best, "the best on validation rows")
        found["end"] = (self.recorded, "as far as it is trained")
        found["finish"] = (self.last, "the last update of all")
        return found

    def read(self, text: str) -> int:
        """Return the step that `text` calls: 500, +100, epoch 3, 50 %, or a place with a name.

        Raises:
            UsageError: it calls none, or one that the run does not come to.

        """
        words = re.sub(r"(?<=\d)[,_](?=\d{3})", "", text.replace("−", "-").strip().lower())
        if words in self.places:
            return self.places[words][0]
        found = re.fullmatch(r"(step |epoch )? ?([+-]?)(\d{1,15})( ?%)?", words)
        if found is None or (found[4] and (found[1] or found[2])):
            raise UsageError(
                f'there is no step "{one_line(text.strip(), 40)}".'
                f"{did_you_mean(words, self.places)} "
                "Give a number, or epoch 3, +100, 50 %, start, end."
            )
        step = self._counted(int(found[3]), found[1] == "epoch ", found[4] is not None)
        step = {"+": self.step + step, "-": self.step - step}.get(found[2], step)
        if not 0 <= step <= self.last:
            raise UsageError(
                f"the run has the steps 0 … {self.last:,} (epochs 0 … "
                f"{self.last // self.steps_per_epoch:,}), got step {step:,}."
            )
        return step

    def told(self, step: int) -> str:
        """Return in words where `step` is, and what it takes to stand there."""
        epoch, inside = divmod(step, self.steps_per_epoch)
        where = f"Step {step:,}, epoch {epoch:,}" + (f" and {inside:,} updates" if inside else "")
        if step > self.recorded:
            return f"{where}: trains {step - self.recorded:,} updates more."
        return f"{where}: you are there." if step == self.step else f"{where}: recorded."

    def _counted(self, number: int, epochs: bool, per_cent: bool) -> int:
        if per_cent:
            return self.last * number // 100
        return number * self.steps_per_epoch if epochs else number


@final
class GoTo(Dialog[int]):
    """To which step? The answer is its number.

    Args:
        step: The number of updates made up to here.
        recorded: The number of updates in the history.
        total: The number of updates if nothing stops the run early.
        steps_per_epoch: The number of updates in one pass.
        best: The step of the best evaluation, if there is one.

    """

    heading: ClassVar[str] = "Go to"
    verb: ClassVar[str] = "go"

    def __init__(
        self, step: int, recorded: int, total: int, steps_per_epoch: int, best: int | None = None
    ) -> None:
        """Stand at `step`."""
        super().__init__()
        self._journey = Journey(step, recorded, total, steps_per_epoch, best)

    def body(self) -> ComposeResult:
        """Yield the line to type in, and the places with a name."""
        yield field("Step", "", "step", hint="500, epoch 3, +100, 50 %")
        yield told()
        named = self._journey.places.items()
        yield choices([(name, f"step {step:,}, {what}") for name, (step, what) in named])

    def preview(self) -> str:
        """Tell where that is."""
        text = self.query_one("#step", Input).value
        step = self._journey.read(text) if text.strip() else self._journey.step
        return self._journey.told(step)

    def answer(self) -> int:
        """Return the step."""
        return self._journey.read(self.query_one("#step", Input).value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the place that was chosen."""
        line = self.query_one("#step", Input)
        line.value = list(self._journey.places)[event.option_index]
        line.focus()
