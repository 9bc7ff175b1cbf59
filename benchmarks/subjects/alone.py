"""One contender alone in a process: when its first step was made, and its memory at the most.

    python alone.py WORK CONTENDER SECONDS_OF_THE_START

The seconds are those of `time.time()` when the process was asked for. Prints one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
import warnings
from pathlib import Path

from contenders.everyone import ALL
from contenders.works import WORKS

STEPS = 100  # enough for every array to be made
STATUS = Path("/proc/self/status")


def main(work_name: str, kind_name: str, started: str) -> None:
    """Make the first step, then some more, and tell."""
    warnings.simplefilter("ignore")  # of contenders that are stopped when it suits us
    begun = float(started)
    work = next(work for work in WORKS if work.name == work_name)
    module = next(module for module, name, _ in ALL if name == kind_name)
    kind = getattr(importlib.import_module(f"contenders.{module}"), kind_name)
    imported = time.time()
    contender = kind(work)
    _ = contender.losses(1) if contender.judged else contender.turn(1)
    made, cpu = time.time(), time.process_time()
    contender.turn(STEPS)
    told = {"imports": imported - begun, "first step": made - begun, "CPU": cpu}
    print(json.dumps(told | {"peak": peak()}))


def peak() -> float:
    """Return the most megabytes that this process had."""
    if STATUS.exists():  # what getrusage tells here includes the process that forked
        line = next(row for row in STATUS.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
