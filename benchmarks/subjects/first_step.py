"""How long it takes from the command to the first step, and how much memory a work needs.

Each contender is alone in a process of its own: first without any compiled program on disk, then
with what the first one left there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from contenders.work import Work

CHILD = Path(__file__).with_name("alone.py")
# JAX with autodiff keeps nothing on disk, unless it is told to; neither does Keras on it.
CACHES = ("XDG_CACHE_HOME", "TORCHINDUCTOR_CACHE_DIR")
COMMAND = "glassnet train iris --engine xla --epochs 1 --seed 0"


def measure(work: Work, kinds: list[Any], count: int) -> list[dict[str, Any]]:
    """Return a row for each of `kinds`, of the medians of `count` processes."""
    rows = []
    for kind in (kind for kind in kinds if kind.can(work)):
        with tempfile.TemporaryDirectory() as folder:
            told = [alone(work, kind.__name__, folder) for _ in range(count + 1)]
        cold, warm = told[0], {key: np.median([one[key] for one in told[1:]]) for key in told[0]}
        rows.append(
            {
                "who": kind.name,
                "cold, s": cold["first step"],
                "warm, s": float(warm["first step"]),
                "of which imports, s": float(warm["imports"]),
                "warm, CPU s": float(warm["CPU"]),
                "peak memory, MB": float(warm["peak"]),
            }
        )
    return rows


def alone(work: Work, kind: str, folder: str) -> dict[str, float]:
    """Return what a process tells of itself that makes the first steps of `work`."""
    paths = os.pathsep.join([str(CHILD.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, **dict.fromkeys(CACHES, folder)}
    command = [sys.executable, str(CHILD), work.name, kind, repr(time.time())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def command(count: int) -> list[dict[str, Any]]:
    """Return how long a whole `glassnet train` of one epoch takes, from Enter to the prompt."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **dict.fromkeys(CACHES, folder)}
        models = (f" --output {folder}/{number}.glassnet" for number in range(count + 1))
        seconds = [ended(COMMAND + model, environment) for model in models]
        jax = [ended("", environment) for _ in range(count)]
    return [
        {
            "command": COMMAND,
            "cold, s": seconds[0],
            "warm, s": float(np.median(seconds[1:])),
            "of which Python and import jax, s": float(np.median(jax)),
        }
    ]


def ended(line: str, environment: dict[str, str]) -> float:
    """Return the seconds until glassnet has obeyed `line`; of `import jax` if there is none."""
    words = ["-m", *line.split()] if line else ["-c", "import jax"]
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=True)
    return time.perf_counter() - start
