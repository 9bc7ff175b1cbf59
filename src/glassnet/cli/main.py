"""`glassnet`: the command, its exit codes, and the one place where errors become a sentence.

0 done · 1 the data, a file or the machine is in the way · 2 what was typed is wrong ·
130 after Ctrl-C · 143 after SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NoReturn

from cyclopts import App, CycloptsError

from glassnet.ground.errors import GlassnetError, one_line

SUMMARY = "A neural network you can see through: train it, look inside, take it away."
EXAMPLES = """
Examples:

    glassnet train penguins --target species      train on a bundled table
    glassnet train sales.csv --target price       train on your own
    glassnet predict penguins.glassnet new.csv    use what was learned
"""


class Terminated(BaseException):
    """SIGTERM, made an exception so that what is open is closed on the way out."""


def app() -> App:
    """Return the command line; what each command needs is imported when it is called."""
    from glassnet.cli.version import version_text  # noqa: PLC0415

    commands = App(
        name="glassnet",
        help=SUMMARY,
        help_epilogue=EXAMPLES,
        version=version_text,
        help_format="plaintext",
    )
    commands.command("glassnet.cli.train:train", name="train")
    commands.command("glassnet.cli.predict:predict", name="predict")
    commands.command("glassnet.cli.show:show", name="show")
    commands.command("glassnet.cli.datasets:datasets", name="datasets")
    return commands


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line on `arguments` (default: those of the process) and exit."""
    signal.signal(signal.SIGTERM, _terminate)
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    sys.exit(guarded(lambda: _dispatch([w for w in words if w != "--debug"]), debug=debug))


def guarded(command: Callable[[], Any], *, debug: bool = False) -> int:
    """Call `command` and return its exit code; any error becomes one line on stderr."""
    try:
        command()
        sys.stdout.flush()
    except GlassnetError as error:
        if debug:
            raise
        return _say(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _say("interrupted.", 130)
    except Terminated:
        return _say("terminated.", 143)
    except BrokenPipeError:
        _silence(sys.stdout)
        return 0
    except MemoryError as error:
        return _say(f"out of memory: {one_line(error) or 'the machine has no more'}.", 1)
    except OSError as error:
        if debug:
            raise
        _silence(sys.stdout)
        return _say(
            f"{one_line(error.strerror or error)}: {one_line(error.filename or 'output')}", 1
        )
    return 0


def _dispatch(words: list[str]) -> None:
    """Parse and call, with what cannot be parsed as an error of ours."""
    try:
        app()(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        raise _Typed(" ".join(str(error).split())) from None


class _Typed(GlassnetError):
    """What was typed cannot be parsed."""

    exit_code = 2


def _say(sentence: str, code: int) -> int:
    """Print `sentence` on stderr, if there is one, and return `code`."""
    try:
        print(f"glassnet: {sentence}", file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)
    return code


def _silence(stream: Any) -> None:
    """Point `stream` at nothing, so that closing it at exit cannot fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated
