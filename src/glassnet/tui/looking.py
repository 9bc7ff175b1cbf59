"""Looking inside an update, at a bounded share of the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from glassnet.run.look import Look
from glassnet.run.run import Run

SHARE = 0.04  # of the time, while a run moves


@final
class Looking:
    """What was seen last, and when one may look again.

    Args:
        clock: Seconds that never go back.

    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Have seen nothing."""
        self._clock = clock
        self._seen: tuple[tuple[Run, int, int], Look] | None = None
        self._again = 0.0

    def at(self, run: Run, *, moving: bool) -> Look:
        """Return what is computed inside the update where `run` is; if it moves, perhaps late."""
        here = (run, run.step, len(run.commands))
        if self._seen is None or self._seen[0] != here:
            now = self._clock()
            if self._seen is not None and moving and now < self._again:
                return self._seen[1]
            self._seen = here, run.look()
            after = self._clock()
            self._again = after + (after - now) / SHARE
        return self._seen[1]
