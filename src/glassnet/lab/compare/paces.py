"""What an update of a design costs here: the CPU time of short runs of every design, in turns.

CPU time is that of this process and all of its threads, so what other programs do meanwhile is not
counted. In turns, so that a machine that slows down does so for all; the least of several rounds,
as whatever disturbs a run makes it longer, never shorter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from glassnet.lab.compare.store import Store, work
from glassnet.run.run import Run
from glassnet.run.starts import start_all

SECONDS = 0.2  # of CPU time that the updates of a short run take, at least
ROUNDS = 3
BESIDE = 20  # starts side by side in a short run, however many there will be
MOST_DOUBLINGS = 24

Clock = Callable[[], float]


def paces(
    runs: Mapping[str, Run], store: Store, clock: Clock = time.process_time
) -> dict[str, float]:
    """Return the seconds of CPU time that an update of one start costs, by the design's name.

    What the store has is taken, so that a comparison that goes on has the same budgets; the others
    are measured now, and kept.
    """
    labels = {name: work(run) for name, run in runs.items()}
    known = {name: store.pace(label) for name, label in labels.items()}
    missing = {name: run for name, run in runs.items() if known[name] is None}
    for name, seconds in measured(missing, clock).items():
        known[name] = store.keep_pace(labels[name], seconds)
    return {name: seconds for name, seconds in known.items() if seconds is not None}


def measured(runs: Mapping[str, Run], clock: Clock) -> dict[str, float]:
    """Return the seconds of each design's update of one start, measured in turns.

    What a run without a single update takes is none of theirs.
    """
    short = {name: _long_enough(run, clock) for name, run in runs.items()}
    rounds = [
        {name: tuple(_seconds(one, clock) for one in both) for name, both in short.items()}
        for _ in range(ROUNDS)
    ]
    found = {}
    for name, (_, run) in short.items():
        without, whole = (min(turn[name][which] for turn in rounds) for which in (0, 1))
        # A clock may be too coarse for so little; no update is for nothing.
        found[name] = max(whole - without, 1e-9) / (run.program.total_steps * BESIDE)
    return found


def shortened(run: Run, epochs: int) -> Run:
    """Return the run before its first step, with so many epochs; itself if it has them."""
    if epochs == run.experiment.epochs:
        return run
    return Run(replace(run.experiment, epochs=epochs), run.table)


def _long_enough(run: Run, clock: Clock) -> tuple[Run, Run]:
    """Return the run without an update, and one whose updates take `SECONDS`; both are compiled.

    It may be longer than the run itself: an update costs what it costs.
    """
    without, one = shortened(run, 0), shortened(run, 1)
    for each in (without, one):
        _seconds(each, clock)
    least = _seconds(without, clock)
    for doubling in range(MOST_DOUBLINGS):
        one = shortened(run, 2**doubling)
        if _seconds(one, clock) - least >= SECONDS:
            break
    return without, one


def _seconds(run: Run, clock: Clock) -> float:
    """Return the seconds of CPU time that `BESIDE` starts of `run` take."""
    begun = clock()
    start_all(run, range(BESIDE))
    return clock() - begun
