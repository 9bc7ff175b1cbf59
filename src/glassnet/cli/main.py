"""`glassnet`: the command, its exit codes, and the one place where errors become a sentence.

0 done · 1 the data, a file or the machine is in the way · 2 what was typed is wrong ·
130 after Ctrl-C · 143 after SIGTERM.

Only Python's own modules are imported before `execute` watches over what happens.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from glassnet.cli.signals import INTERRUPTED, TERMINATED, Terminated, listen
from glassnet.cli.streams import complain, flush, prepare_streams, silence
from glassnet.ground.errors import ExperimentError, GlassnetError, one_line


def main() -> NoReturn:
    """Run the command line on the arguments of the process, and exit."""
    prepare_streams()
    listen()
    sys.exit(execute(sys.argv[1:]))


def execute(words: Sequence[str]) -> int:
    """Run the command line on `words`, and return the exit code."""
    kept = list(words)
    options = kept[: kept.index("--")] if "--" in kept else kept
    debug = "--debug" in options
    if debug:
        kept.remove("--debug")
    return guarded(lambda: _dispatch(kept), debug=debug)


def guarded(command: Callable[[], Any], *, debug: bool = False) -> int:
    """Call `command` and return its exit code; any error becomes one line on stderr."""
    try:
        command()
        flush()
    except SystemExit as ending:  # a signal asked for it, and all is tidied up
        return int(ending.code or 0)
    except KeyboardInterrupt:
        return complain("interrupted.", INTERRUPTED)
    except Terminated:
        return complain("terminated.", TERMINATED)
    except BrokenPipeError:  # the reader has enough
        silence(sys.stdout)
        return 0
    except (GlassnetError, OSError, MemoryError) as error:
        if debug:
            raise
        silence(sys.stdout)
        return complain(*told(error))
    except Exception as error:  # a fault of ours is one line, too
        if debug:
            raise
        silence(sys.stdout)
        what = f"{type(error).__name__}: {one_line(error, 200)}"
        return complain(f"a fault of glassnet itself, {what}; --debug shows where.", 1)
    return 0


def told(error: Exception) -> tuple[str, int]:
    """Return what to say about `error`, and the exit code."""
    if isinstance(error, ExperimentError):
        return "\nglassnet: ".join(error.mistakes), error.exit_code
    if isinstance(error, GlassnetError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        reason = one_line(error.strerror or error).lower()
        if error.filename is None:
            return f"cannot write to standard output: {reason}.", 1
        return f"cannot use {one_line(error.filename, 300)}: {reason}.", 1
    what = one_line(error) or "the machine has no more"
    return f"out of memory: {what}; take fewer rows, or a smaller batch_size or network.", 1


def _dispatch(words: list[str]) -> None:
    """Parse and call; what that needs is imported now, so that its errors are told, too."""
    if words[:1] == ["--version"]:
        from glassnet.cli.version import version  # noqa: PLC0415

        version(words[1:])
        return
    if "watch" in words[:1] or "--watch" in words:
        _spare_threads()
    from glassnet.cli.commands import dispatch  # noqa: PLC0415

    dispatch(words)


def _spare_threads() -> None:
    """Let NumPy compute with one thread, unless a person said otherwise: the dashboard needs one.

    BLAS counts threads when it is loaded, so this comes before anything is imported. Two of them
    wait for each other by spinning, which took a look inside a step ten times as long.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
