"""Every way glassnet says no, and the sentence that goes with it.

* GlassnetError
  x UsageError         what was typed is wrong: an option, an argument, an experiment (exit code 2)
    + ShapeError       layers, parameters or arrays whose shapes do not fit
    + ExperimentError  several mistakes in one description, all told at once
  x DataError          what the data holds is in the way (exit code 1)
  x FileError          a file is missing, damaged, foreign or cannot be written (exit code 1)
    + NewerFormatError a newer glassnet wrote the file
  x DivergedError      a loss or gradient stopped being finite (exit code 1)
  x HostError          a host that learns with others is alone, or was told other work (exit code 1)
  x MissingPackageError  an optional package is wanted and not installed (exit code 1)

A message has one form: what was wrong, where, the value, what was wanted, what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class GlassnetError(Exception):
    """Something glassnet explains in one sentence; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(GlassnetError, ValueError):
    """What was typed is wrong: an argument, an option, a field of an experiment."""

    exit_code = 2


class ShapeError(UsageError):
    """Shapes that do not fit one another, found before any arithmetic."""


class ExperimentError(UsageError):
    """Every mistake of one description, one line each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        """Join the `mistakes`, one line each; they stay available as a tuple."""
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class DataError(GlassnetError, ValueError):
    """What the data holds is in the way: a ragged row, a NaN, a single class."""


class FileError(GlassnetError, OSError):
    """A file is missing, damaged, of a foreign format, or cannot be written."""

    def __str__(self) -> str:
        """Return the sentence alone, without OSError's number and brackets."""
        return str(self.args[0]) if self.args else ""


class NewerFormatError(FileError):
    """A newer glassnet wrote the file: it is whole, and this one cannot read it."""


class DivergedError(GlassnetError, ArithmeticError):
    """A loss or gradient stopped being finite; `step` is the first such step."""

    def __init__(self, message: str, step: int) -> None:
        """Keep the sentence and the `step` (counted from 1) at which it began."""
        super().__init__(message)
        self.step = step


class HostError(GlassnetError, ConnectionError):
    """Hosts that learn together cannot: one is gone, cannot be reached, or was told other work."""


class MissingPackageError(GlassnetError, ImportError):
    """An optional package is wanted and not installed."""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return ` Did you mean "…"?` for the nearest of `words`, or an empty string.

    >>> did_you_mean("rleu", ["relu", "tanh"])
    ' Did you mean "relu"?'
    >>> did_you_mean("zzz", ["relu", "tanh"])
    ''
    """
    by_folded = {candidate.casefold(): candidate for candidate in words}
    near = difflib.get_close_matches(str(word).casefold(), by_folded, n=1, cutoff=0.6)
    return f' Did you mean "{by_folded[near[0]]}"?' if near else ""


def one_line(value: object, limit: int = 80) -> str:
    r"""Return `value` as one printable line of at most `limit` characters, fit for a message.

    >>> print(one_line("two" + chr(10) + "lines"))
    two\nlines
    """
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(value)[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"
