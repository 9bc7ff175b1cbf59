"""A learner's file, run as a program of its own, with a time limit; what it prints is unheard."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from glassnet.ground.errors import DataError, FileError, GlassnetError, UsageError, one_line
from glassnet.lab.codecheck.verdict import GradientCheck, from_dict

MEMORY = 4 * 2**30  # bytes of address space
CALL = "import sys; from glassnet.lab.codecheck.inside import main; main(*sys.argv[1:])"


def check_file(path: str, seconds: float = 60.0) -> GradientCheck:
    """Run the file at `path`, and return the verdict on the gradients in it.

    Raises:
        UsageError: it does not hold what is needed; the sentence says what to add.
        DataError: it raises, or does not end in time.
        FileError: it cannot be read.

    """
    shown = one_line(path, 200)
    if not Path(path).is_file():
        what = "is a folder" if Path(path).is_dir() else "is not there"
        raise FileError(f"cannot read {shown}: it {what}; name a Python file.")
    with tempfile.TemporaryDirectory(prefix="glassnet-check-") as folder:
        answer = Path(folder) / "answer.json"
        code = _run([sys.executable, "-c", CALL, path, str(answer)], seconds, shown)
        try:
            told = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise DataError(_ended(shown, code)) from None
    return _answered(told, shown)


def _run(words: list[str], seconds: float, shown: str) -> int:
    """Run a program to its end, and return its exit code; what it prints is thrown away."""
    process = subprocess.Popen(  # noqa: S603  it is what the person asked to run
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise DataError(
            f"{shown} did not end within {seconds:g} s; put its training under "
            'if __name__ == "__main__":, or give it longer with --timeout.'
        ) from None
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program, and all that it started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _ended(shown: str, code: int) -> str:
    """Return what to say of a program that left no answer."""
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return f"{shown} was ended by {name}; did it take too much memory? Check it on fewer rows."
    return f"{shown} ended with exit code {code} before its gradients could be looked at."


def _answered(told: Any, shown: str) -> GradientCheck:
    if "check" in told:
        return from_dict(told["check"])
    kind: type[GlassnetError] = UsageError if told["kind"] == "usage" else DataError
    raise kind(f"{shown}: {told['error']}")
