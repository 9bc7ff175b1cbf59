"""The proof of a diagnosis on the command line: made unasked where it is quick, and stopped alone.

How long it takes is known before: its updates, at most, times the seconds that one of the run took.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import final

from glassnet.cli.learning import learn
from glassnet.cli.progress import Silence
from glassnet.cli.screen import count
from glassnet.cli.signals import Stop
from glassnet.cli.streams import note
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.catalogue import examine
from glassnet.lab.doctor.diagnosis import proved, verdict
from glassnet.lab.doctor.finding import Diagnosis
from glassnet.lab.doctor.fixing import Mended, fix
from glassnet.lab.doctor.proof import Trial, can_be_proved, updates
from glassnet.run.run import Run

SECONDS = 20  # a proof that nobody asked for takes no longer
TRIED = 0.2  # seconds that are trained to know how long an update takes


@final
@dataclass(frozen=True)
class Asked:
    """What was asked for: prove is None where nobody said."""

    prove: bool | None = None
    fix: bool = False
    starts: int = 5


@final
class StoppedError(Exception):
    """Somebody asked to stop while a proof was on its way."""


def examined(run: Run, asked: Asked, stop: Stop, pace: float) -> tuple[Diagnosis, Mended | None]:
    """Return the diagnosis of a run, proved if that is wanted or quick, and what was mended.

    Args:
        run: At its end, or where it stands.
        asked: What was asked for.
        stop: Ends a proof; what was found before stays.
        pace: Seconds that an update takes, 0 if nobody knows.

    """
    case = Case(run)
    told = verdict(case, tuple(examine(case)))
    tries = sum(map(can_be_proved, told.findings))
    if not tries or (asked.prove is False and not asked.fix):
        return told, Mended(run.first_experiment, told, told, ()) if asked.fix else None
    seconds = updates(run, told.findings, asked.starts) * (pace or measured(run))
    if asked.prove is None and not asked.fix and seconds > SECONDS:
        long = f"that could take {_told(seconds)}, and unasked it takes {SECONDS} s at most"
        return _with_note(told, f"Not proved: {long}. Ask for it with --prove."), None
    note(
        f"trying {count(tries, 'remedy', 'remedies')} on {asked.starts} starts, "
        f"{_told(seconds)} at most{' a round' if asked.fix else ''}; Ctrl-C keeps what was found."
    )
    train = until(stop)
    try:
        if asked.fix:
            mended = fix(run, asked.starts, train)
            return mended.before, mended
        return proved(case, told, Trial(run, asked.starts, train)), None
    except StoppedError:
        return _with_note(told, "The proof was stopped: nothing of this is proved."), None


def until(stop: Stop) -> Callable[[Run], None]:
    """Return how a run is trained to its end, unless somebody asks to stop."""

    def train(run: Run) -> None:
        learn(run, Silence(), stop)
        if stop:
            raise StoppedError

    return train


def measured(run: Run) -> float:
    """Return the seconds that an update of a run takes, from its first ones made again."""
    again = Run(run.first_experiment, run.table)
    steps = min(10, again.program.total_steps)
    start = time.perf_counter()
    with suppress(DivergedError):  # what was done until then tells
        again.advance(1)  # the first one may be compiled
        start = time.perf_counter()
        while again.step < again.program.total_steps and time.perf_counter() - start < TRIED:
            again.advance(min(steps, again.program.total_steps - again.step))
    return (time.perf_counter() - start) / max(1, again.step - 1)


def _with_note(told: Diagnosis, words: str) -> Diagnosis:
    return replace(told, notes=(*told.notes, words))


def _told(seconds: float) -> str:
    """Return seconds as they are said.

    >>> _told(0.3), _told(12.4), _told(170.0)
    ('1 s', '13 s', '3 min')
    """
    return f"{int(seconds) + 1} s" if seconds < 100 else f"{round(seconds / 60)} min"
