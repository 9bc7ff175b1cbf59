"""Training that can be watched and stopped: some steps, a look at the clock, some more.

The first Ctrl-C (or SIGTERM, or SIGHUP) asks to stop: the steps at hand are finished, and the best
weights so far are the model. The second ends the program at once. Cutting the way into parts does
not change where it leads.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from glassnet.cli.progress import Watch
from glassnet.cli.signals import Stop
from glassnet.cli.streams import note
from glassnet.engines.machines import Machines
from glassnet.run.parts import FIRST_PART, next_part
from glassnet.run.run import Run


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
    while not run.done:
        part = agreed(run.engine.machines, part, stop)
        if stop:
            return
        before, begun = clock(), run.step
        run.advance_part(part)
        watch.see(run, clock())
        part = next_part(run.step - begun, clock() - before)


def agreed(machines: Machines, part: int, stop: Stop) -> int:
    """Return how far all hosts go next: as far as host 0 would; all stop where one is to.

    Every host must make the same steps, and each has a clock and a person of its own.
    """
    if machines.hosts == 1:
        return part
    from glassnet.engines.xla_hosts import gathered  # noqa: PLC0415  JAX is optional

    said = gathered(machines, (part, stop.exit_code))
    codes = said[:, 1]
    if codes.any():
        first = int((codes > 0).argmax())
        stop.exit_code = int(codes[first])
        name = signal.Signals(stop.exit_code - 128).name
        note(f"host {first} was asked to stop ({name}), and all stop with it.")
    return int(said[0, 0])
