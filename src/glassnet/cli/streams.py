"""Standard output and error, which may be closed, full, in ASCII, or no longer read.

Texts go out in the stream's encoding, with the nearest plain character for what it lacks. Data go
out as UTF-8, exactly.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from glassnet.ground.documents import plain
from glassnet.ground.errors import FileError

CLOSED = "cannot write to standard output: it is closed."
# What our own screens draw with, and what stands for it where there is ASCII only; each is one
# character wide, so that columns stay aligned.
PLAIN = {
    **dict(zip("─━│·•…→×−±²≤≥≈“”’●○", '--|..,>x-~2<>~""\'*o', strict=True)),
    **dict(zip("▁▂▃▄▅▆▇█", "_.,-=+*#", strict=True)),
    **dict(zip("┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬", "+" * 9 + "=|" + "+" * 9, strict=True)),
    **dict(zip("▶⋮↑↓╱░▒▓", ">:^v/.:%", strict=True)),
}


def prepare_streams() -> None:
    """Make the three streams safe to use, whatever they are.

    A closed one is opened on nothing, or else the next file that is opened would take its number,
    and a message would go into that file.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None and name != "stdout":  # a result must not get lost unseen
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    codecs.register_error("glassnet", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="glassnet")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Return the nearest plain characters for what cannot be encoded; an error handler."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    plainer = (PLAIN.get(c) or c.encode("ascii", "backslashreplace").decode() for c in text)
    return "".join(plainer), error.end


def say(text: str) -> None:
    """Print `text` on standard output.

    Raises:
        FileError: standard output is closed or full.

    """
    with _writing() as stream:
        stream.write(text + "\n")


def say_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document on standard output; numbers that are not finite become null."""
    text = json.dumps(plain(document), ensure_ascii=not _holds_unicode(), indent=2)
    say(text)


def say_bytes(data: bytes) -> None:
    """Write `data` to standard output, as they are."""
    with _writing() as stream:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()


def printable(text: str) -> str:
    r"""Return `text` with all that could steer a terminal written out; ends of lines stay.

    >>> printable("a" + chr(27) + "[2J\n")
    'a\\x1b[2J\n'
    """
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def flush() -> None:
    """Send on what is still held back, so that a full disk is noticed now."""
    if sys.stdout is not None:
        with _writing() as stream:
            stream.flush()


def complain(sentence: str, code: int) -> int:
    """Print `sentence` on standard error, if there is one, and return `code`."""
    note(sentence)
    return code


def note(sentence: str) -> None:
    """Print a line for a person on standard error; if nobody can read it, so be it."""
    with contextlib.suppress(OSError, ValueError):
        print(f"glassnet: {sentence}", file=sys.stderr, flush=True)
        return
    silence(sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Point `stream` at nothing, so that closing it at exit cannot fail."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _writing() -> Iterator[TextIO]:
    """Yield standard output; what goes wrong with it is told by its name."""
    if sys.stdout is None:
        raise FileError(CLOSED)
    try:
        yield sys.stdout
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"cannot write to standard output: {str(reason).lower()}.") from error


def _holds_unicode() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return codecs.lookup(encoding).name.startswith("utf")
