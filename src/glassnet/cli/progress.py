"""How far a run is: two lines that change in a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from glassnet.cli.screen import FAINT, number
from glassnet.cli.streams import note
from glassnet.run.evaluation import Evaluation
from glassnet.run.run import Run

SECONDS_BETWEEN_LINES = 5.0
BAR = 24


@final
@dataclass(frozen=True)
class Moment:
    """Where a run is, in numbers: `pace` in steps a second, `left` in seconds, 0 if unknown."""

    epoch: int
    epochs: int
    share: float
    pace: float
    left: float
    latest: Evaluation | None
    best_epoch: int | None
    score_name: str


def now_and_then(seconds: float, *, quiet: bool) -> Callable[[str], None]:
    """Return who says a sentence on standard error, if for `seconds` nobody said one."""
    said = time.monotonic()

    def tell(sentence: str) -> None:
        nonlocal said
        now = time.monotonic()
        if not quiet and now - said > seconds:
            note(sentence)
            said = now

    return tell


class Watch(ABC):
    """Whoever is shown a run from time to time."""

    @abstractmethod
    def see(self, run: Run, now: float) -> None:
        """Look at the run; `now` is in seconds, and never goes back."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(  # noqa: B027  not every watch has something to put away
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """End."""


@final
class Silence(Watch):
    """Nobody watches."""

    def see(self, run: Run, now: float) -> None:
        """Look away."""


@final
class Lines(Watch):
    """A line on standard error, now and then."""

    def __init__(self, seconds: float = SECONDS_BETWEEN_LINES) -> None:
        """Wait at least so many `seconds` between lines."""
        self._seconds = seconds
        self._clock = Clock()
        self._next: float | None = None

    def see(self, run: Run, now: float) -> None:
        """Print where the run is, if it is time."""
        moment = self._clock.moment(run, now)
        if self._next is None:
            self._next = now + self._seconds
        elif now >= self._next:
            self._next = now + self._seconds
            note(", ".join(facts(moment)))


@final
class Display(Watch):
    """Two lines at the foot of a terminal that show where the run is, and then disappear."""

    def __init__(self) -> None:
        """Draw on standard error."""
        self._clock = Clock()
        self._text = Text("")
        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._live = Live(
            get_renderable=lambda: self._text,
            console=console,
            refresh_per_second=10,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        """Take the lines."""
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Give the lines back."""
        self._live.stop()

    def see(self, run: Run, now: float) -> None:
        """Draw anew."""
        self._text = drawn(self._clock.moment(run, now), self._live.console.width)


@final
class Clock:
    """Makes a Moment of a run and the time."""

    def __init__(self) -> None:
        """Start with the first look, for what comes before it (compiling) tells no pace."""
        self._start: tuple[float, int] | None = None

    def moment(self, run: Run, now: float) -> Moment:
        """Return where the run is."""
        if self._start is None:
            self._start = (now, run.step)
        seconds, steps = now - self._start[0], run.step - self._start[1]
        pace = steps / seconds if seconds > 0 else 0.0
        total = run.program.total_steps
        best = run.progress.best_step
        return Moment(
            epoch=run.epoch,
            epochs=run.experiment.epochs,
            share=run.step / total if total else 1.0,
            pace=pace,
            left=(total - run.step) / pace if pace else 0.0,
            latest=run.history.evaluations[-1] if run.history.evaluations else None,
            best_epoch=None if best is None else best // run.program.plan.steps_per_epoch,
            score_name="accuracy" if run.table.targets.task == "classification" else "R²",
        )


def watch(*, quiet: bool) -> Watch:
    """Return who watches: a display in a terminal, lines in a pipe or a file, or nobody."""
    if quiet:
        return Silence()
    terminal = sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")
    return Display() if terminal else Lines()


def facts(moment: Moment) -> list[str]:
    """Return what there is to say, in words."""
    told = [f"epoch {moment.epoch:,} of {moment.epochs:,}"]
    if moment.pace:
        told += [f"{moment.pace:,.0f} steps/s", f"{duration(moment.left)} left at most"]
    return told + losses(moment)


def losses(moment: Moment) -> list[str]:
    """Return the latest evaluation in words."""
    latest = moment.latest
    if latest is None:
        return []
    told = [f"loss {number(latest.training_loss)}"]
    if latest.validation_loss is not None and latest.score is not None:
        told += [
            f"validation {number(latest.validation_loss)}",
            f"{moment.score_name} {score(moment.score_name, latest.score)}",
        ]
    if moment.best_epoch is not None:
        told.append(f"best epoch {moment.best_epoch:,}")
    return told


def drawn(moment: Moment, room: int) -> Text:
    """Return the two lines of a display, cut to the terminal's width."""
    full = round(BAR * min(1.0, moment.share))
    bar = Text("━" * full, style="green") + Text("─" * (BAR - full), style=FAINT)
    place, *pace = facts(moment)[: 3 if moment.pace else 1]
    first = Text(f"{place}  ") + bar + Text("".join(f"  {fact}" for fact in pace))
    second = Text("  ".join(losses(moment)))
    for line in (first, second):
        line.truncate(max(1, room - 1))
    return Text("\n").join([first, second])


def score(name: str, value: float) -> str:
    """Return a score as it is written: a share in percent, R² as a number.

    >>> score("accuracy", 0.98551), score("R²", 0.34717)
    ('98.6 %', '0.347')
    """
    return f"{value:.3f}" if name == "R²" else f"{100.0 * value:.1f} %"


def duration(seconds: float) -> str:
    """Return `seconds` as a person says them.

    >>> duration(0.42), duration(11), duration(754), duration(3723)
    ('0.4 s', '11 s', '12:34', '1:02:03')
    """
    if seconds < 59.5:
        return f"{max(0.0, seconds):.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    whole = max(0, round(min(seconds, 1e9)))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
