"""Training that can be watched and stopped: some steps, a look at the clock, some more.

The first Ctrl-C (or SIGTERM, or SIGHUP) asks to stop: the steps at hand are finished, and the best
weights so far are the model. The second ends the program at once. Cutting the way into parts does
not change where it leads.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, final

from glassnet.cli.progress import Watch
from glassnet.run.run import Run

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
SECONDS_A_PART = 0.2
FIRST_PART = 16  # steps


@final
class Stop:
    """Whether a signal asked to stop, and with which exit code; listens while it is entered."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.exit_code = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        """Listen to the signals that nobody told the program to ignore (as nohup does)."""
        if threading.current_thread() is threading.main_thread():
            for name in SIGNALS:
                number = getattr(signal, name, None)
                if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        """Return whether to stop."""
        return bool(self.exit_code)

    def _hear(self, number: int, _: FrameType | None) -> None:
        """Remember the first; leave at the second, whatever is being done."""
        if self.exit_code:
            raise KeyboardInterrupt
        self.exit_code = 128 + number


def learn(run: Run, watch: Watch, stop: Stop, clock: Callable[[], float] = time.monotonic) -> None:
    """Train to the end, or until `stop` is asked for, and let `watch` see it.

    Args:
        run: Where to begin.
        watch: Is shown the run after each part.
        stop: Is looked at after each part.
        clock: Seconds that never go back.

    Raises:
        DivergedError: the loss stopped being finite.

    """
    part = FIRST_PART
    while not run.done and not stop:
        before = clock()
        left = _to_end_of_epoch(run)
        if left > part:
            run.advance(part)
        else:
            run.advance_epoch()
        watch.see(run, clock())
        part = next_part(min(part, left), clock() - before)


def next_part(steps: int, seconds: float) -> int:
    """Return how many steps take about SECONDS_A_PART, after `steps` took so many `seconds`.

    >>> next_part(16, 0.8), next_part(16, 0.0001), next_part(1, 60.0)
    (4, 160, 1)
    """
    wanted = steps * SECONDS_A_PART / max(seconds, 1e-9)
    return max(1, int(min(wanted, 10 * steps)))


def _to_end_of_epoch(run: Run) -> int:
    per_epoch = run.program.plan.steps_per_epoch
    return per_epoch - run.step % per_epoch
