"""A program in C for one tiny network, compiled when it is needed: a limit for the tiny works."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
from contenders.work import Contender, Work

SOURCE = Path(__file__).with_name("tiny.c")
COMPILER = shutil.which("cc")
# Not -ffast-math itself: its start-up code lets the whole process take tiny numbers for zero.
FAST = ("-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-ffinite-math-only",
        "-fassociative-math", "-freciprocal-math")  # fmt: skip
OPTIONS = ("-O3", "-march=native", *FAST, "-shared", "-fPIC")


class CProgram(Contender):
    """`tiny.c` for the work's sizes; as many steps as are wanted in one call."""

    name = "C"

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether it was written for it."""
        return (work.hidden, work.loss, work.optimizer) == ("sigmoid", "half squares", "SGD")

    def __init__(self, work: Work) -> None:
        """Compile, and hand over the first weights."""
        self.work = work
        self._library = compiled(work)
        self._x, self._y = np.ascontiguousarray(work.x), np.ascontiguousarray(work.y)
        self._order = np.concatenate(work.steps).astype(ctypes.c_long)
        flat = np.concatenate([part.ravel() for pair in work.weights() for part in pair])
        self._library.start(pointer(flat), ctypes.c_double(work.learning_rate))

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        losses = np.zeros(steps)
        self._library.learn(
            pointer(self._x),
            pointer(self._y),
            pointer(self._order),
            ctypes.c_long(len(self._order)),
            ctypes.c_long(steps),
            pointer(losses),
        )
        return losses.tolist()

    def turn(self, steps: int) -> int:
        """Make steps in one call."""
        self.losses(steps)
        return steps


def compiled(work: Work) -> ctypes.CDLL:
    """Return `tiny.c`, compiled for the sizes of `work`."""
    layers = [
        f"DO({place},{place + 1},{fan_in},{units})"
        for place, (fan_in, units) in enumerate(pairwise(work.sizes))
    ]
    told = {
        "LAYERS(DO)": " ".join(layers),
        "BACK(DO)": " ".join(reversed(layers)),
        "OUT": len(layers),
        "INPUTS": work.sizes[0],
        "OUTPUTS": work.sizes[-1],
        "BATCH": work.batch_size,
    }
    defined = [f"-D{name}={value}" for name, value in told.items()]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "tiny.so"
        subprocess.run([COMPILER, *OPTIONS, *defined, SOURCE, "-o", made, "-lm"], check=True)
        return ctypes.CDLL(str(made))


def pointer(array: np.ndarray) -> ctypes.c_void_p:
    """Return where the numbers of `array` are."""
    return ctypes.c_void_p(array.ctypes.data)
