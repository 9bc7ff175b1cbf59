"""What runs inside the learner's process: the file, the check of it, and the answer as JSON."""

from __future__ import annotations

import builtins
import contextlib
import json
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from glassnet.ground.errors import DataError, GlassnetError, UsageError, one_line
from glassnet.lab.codecheck.deciding import decide
from glassnet.lab.codecheck.namespace import problem_of
from glassnet.lab.codecheck.running import MEMORY
from glassnet.lab.codecheck.verdict import GradientCheck

NAME = "glassnet_checked"  # not "__main__": what stands under that `if` is not run


def main(path: str, answer: str) -> None:
    """Check the file at `path`, and write the verdict, or why there is none, to `answer`."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        told: dict[str, Any] = {"check": checked(path).to_dict()}
    except UsageError as error:
        told = {"error": str(error), "kind": "usage"}
    except (GlassnetError, MemoryError) as error:
        said = str(error) or "it needs more memory than there is; check it on fewer rows."
        told = {"error": said, "kind": "data"}
    Path(answer).write_text(json.dumps(told), encoding="utf-8")


def checked(path: str) -> GradientCheck:
    """Run the file and return the verdict."""
    try:
        source = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    space = executed(path, source)
    return decide(problem_of(space, source))


def executed(path: str, source: str) -> dict[str, Any]:
    """Return the names that the file defines.

    Raises:
        DataError: it is no Python, or raises; with the line.

    """
    module = ModuleType(NAME)
    space: dict[str, Any] = vars(module)
    space |= {"__file__": path, "__builtins__": builtins}
    kept, sys.argv = (sys.argv, sys.path[:]), [path]
    sys.modules[NAME] = module  # dataclasses ask there for the names of their annotations
    sys.path.insert(0, str(Path(path).resolve().parent))
    try:
        exec(compile(source, path, "exec"), space)  # noqa: S102  it is what the person asked to run
    except SyntaxError as error:
        raise DataError(f"line {error.lineno} is no Python: {one_line(error.msg)}.") from None
    except SystemExit:
        pass  # it ended by itself; what it defined until then is there
    except EOFError as error:
        told = f'{where(error, path)}; put input() under if __name__ == "__main__":.'
        raise DataError(told) from None
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001  whatever it raises is the learner's
        raise DataError(where(error, path)) from None
    finally:
        sys.argv, sys.path[:] = kept
        del sys.modules[NAME]
    return space


def where(error: BaseException, path: str) -> str:
    """Return what was raised at which line of the file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    what = f"{type(error).__name__}: {one_line(error, 160)}"
    return f"line {frames[-1].lineno} raises {what}" if frames else f"it raises {what}"
