"""The doctor's visits to the runs of a stage, at a bounded share of the time.

What simple predictors make of the data takes longest and is the same for all of them: a thread of
its own finds it out, beside the training.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import final

from glassnet.ground.beside import beside
from glassnet.ground.errors import DivergedError, one_line
from glassnet.lab.doctor.case import HURRIED, Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.live import Rounds
from glassnet.lab.doctor.reference import Reference
from glassnet.run.run import Run

SHARE = 0.03  # of the time, while a run moves
LATER = 0.05  # seconds until one asks again for what a visit needs


@final
class Attendance:
    """Who is visited, what was found, and when the next visit may be.

    `seconds` tells how long the visits took so far, `longest` how long one of them did.

    Args:
        clock: Seconds that never go back.
        tell: Told, in a sentence, if a fault of the doctor's own ends the visits to a run: it never
            ends the training.

    """

    def __init__(self, clock: Callable[[], float], tell: Callable[[str], object]) -> None:
        """Have visited nobody."""
        self.seconds, self.longest = 0.0, 0.0
        self._clock, self._tell = clock, tell
        self._given_up: set[Run] = set()
        self._judged: set[Run] = set()
        self._rounds: dict[Run, Rounds] = {}
        self._errors: dict[Run, tuple[DivergedError, int, int]] = {}
        self._reference: Future[Reference] | None = None
        self._again = 0.0

    def findings(self, run: Run) -> tuple[Finding, ...]:
        """Return what is wrong with a run, as far as is known; the same object while it is so."""
        return self._rounds[run].findings if run in self._rounds else ()

    def is_failing(self, run: Run) -> bool | None:
        """Tell whether a run failed at the last visit; None if that was too early to judge it."""
        return self._rounds[run].failing if run in self._judged else None

    def hear(self, run: Run, error: DivergedError) -> None:
        """Be told that a run stopped being finite where it stands."""
        self._errors[run] = error, run.recorded, len(run.commands)

    def look_in(self, run: Run, *, moving: bool) -> float | None:
        """Visit a run if it is time; return after how many seconds to come again, if soon.

        Args:
            run: It is not moved.
            moving: Whether it is on its way, which a visit holds up.

        """
        rounds = self._rounds.setdefault(run, Rounds(run, self._simple))
        error, before = self._error(run), self._clock()
        early = moving and before < self._again
        if early or run in self._given_up or not rounds.is_due(error):
            return None
        try:
            is_done = rounds.visit(error)
        except Exception as fault:  # noqa: BLE001  whatever it is, the training goes on
            self._given_up.add(run)
            self._tell(f"The doctor gives up on this run: {one_line(repr(fault), 100)}.")
            return None
        if is_done and (error or run.done or run.recorded >= HURRIED):
            self._judged.add(run)
        taken = self._clock() - before
        self.seconds, self.longest = self.seconds + taken, max(self.longest, taken)
        self._again = before + taken / SHARE
        return 0.0 if is_done else LATER

    def _error(self, run: Run) -> DivergedError | None:
        """Return how a run stopped being finite, if it still stands there as it did then."""
        error, *where = self._errors.get(run, (None, 0, 0))
        return error if where == [run.recorded, len(run.commands)] else None

    def _simple(self, case: Case) -> Reference | None:
        """Return what simple predictors do, once that is known."""
        if self._reference is None:
            self._reference = beside(lambda: case.reference, "simple predictors")
        return self._reference.result() if self._reference.done() else None
