"""A model file stays whole when the program is killed."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np

from glassnet.run.store import load_model_file, save_model_file

# Saves over argv[1] and dies at call number argv[2], as kill -9 would.
VICTIM = """
import os, sys
import numpy as np
from glassnet.run.store import save_model_file
number, count = int(sys.argv[2]), 0
def mortal(call):
    def counted(*given, **named):
        global count
        count += 1
        if count == number:
            os._exit(9)
        return call(*given, **named)
    return counted
for name in ("open", "write", "fsync", "close", "replace", "unlink"):
    setattr(os, name, mortal(getattr(os, name)))
save_model_file(sys.argv[1], {"step": 2}, {"a": np.full(9, 2.0), "b": np.full(9, 2.0)})
"""


def test_killed_at_every_call(tmp_path):
    """Whichever call of a save is the last, the old or the new model loads, and no litter stays."""
    path = tmp_path / "model"
    old = {"a": np.zeros(4)}
    steps = []
    for number in itertools.count(1):
        save_model_file(path, {"step": 1}, old)
        died = subprocess.run([sys.executable, "-c", VICTIM, path, str(number)], check=False)
        description, arrays = load_model_file(path)
        steps.append(description["step"])
        assert len(arrays) == steps[-1]
        save_model_file(path, {"step": 1}, old)
        assert list(tmp_path.iterdir()) == [path]
        if died.returncode == 0:
            break
        assert died.returncode == 9
    assert set(steps) == {1, 2}
    assert steps == sorted(steps)
