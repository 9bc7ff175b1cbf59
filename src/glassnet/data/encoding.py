"""In which encoding a text is written, proved over the whole of it before any cell is read.

UTF-8, UTF-16 and UTF-32 are certain (by their mark, or because every byte fits). Windows-1252 is
taken only where every sign of it is right, and told; the rest is refused by line and byte.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, final

from glassnet.ground.errors import DataError, UsageError, did_you_mean, one_line

CHUNK = 2**20
LONGEST_LINE = 2**26

MARKS = {  # The longer mark first: UTF-32's begins with UTF-16's.
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8 with a byte-order mark"),
    codecs.BOM_UTF32_LE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF32_BE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}
KNOWN = ("utf-8", "utf-16", "cp1252", "latin-1", "shift_jis", "cp1251", "gb18030", "euc-kr")

# Windows-1252 as people write it: in a run of bytes at most one sign, then a letter not behind a
# digit, or two letters beside a plain one. No letter stands before 0x80 to 0xBF, which is the shape
# of UTF-8, and "ÿ" is a broken byte more often than a letter.
SIGN = rb"[\x80\x85\x91-\x97\x99\xa0\xa1\xa3\xa7\xa9-\xab\xae\xb0-\xb5\xb7\xba-\xbf\xd7]"
LETTER = rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xfe]"
RUN = re.compile(rb"[\x80-\xff]+")
WESTERN_RUN = re.compile(
    SIGN
    + rb"?(?:(?<![0-9])"
    + LETTER
    + rb"|(?<=[A-Za-z])"
    + LETTER * 2
    + rb"|"
    + LETTER * 2
    + rb"(?=[A-Za-z]))?(?![\x80-\xff])"
)
NEVER_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d\x00-\x08\x0e-\x1a\x7f]")

Opener = Callable[[], AbstractContextManager[BinaryIO]]


@final
@dataclass(frozen=True)
class Encoding:
    """A codec of Python and how a report calls it."""

    codec: str
    spoken: str


@final
@dataclass(frozen=True)
class Fault:
    """The first byte that does not fit an encoding."""

    line: int
    byte: int


def find_encoding(opener: Opener, name: str, wanted: str | None = None) -> Encoding:
    """Return the encoding of the file called `name`, proved by reading it once, or raise."""
    with opener() as stream:
        head = stream.read(4)
    marked = next((found for mark, found in MARKS.items() if head.startswith(mark)), None)
    encoding = Encoding(*(marked or ("utf-8-sig", "UTF-8")))
    if wanted is not None:
        encoding = _wanted(wanted)
    with opener() as stream:
        fault = first_fault(stream, encoding.codec, name)
    if fault is None:
        return encoding
    if wanted is None and marked is None and _is_western(opener):
        return Encoding("cp1252", "Windows-1252 (a guess: it is not UTF-8)")
    raise DataError(
        f"{name}, line {fault.line}: byte 0x{fault.byte:02X} is not {encoding.spoken}; "
        "mend it, or name the file's encoding, such as shift_jis or cp1252."
    )


def first_fault(stream: BinaryIO, codec: str, name: str) -> Fault | None:
    """Decode all of `stream`; return what does not fit. NUL and endless lines raise DataError."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line, length, after_return = 1, 0, False
    chunk = b"start"
    while chunk:
        chunk = stream.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(codec, "ignore")
            return Fault(line + _ends(before, after_return=after_return), error.object[error.start])
        except UnicodeError:
            return Fault(line, chunk[0] if chunk else 0)
        if "\0" in text:
            before = text[: text.index("\0")]
            _refuse_nul(name, line + _ends(before, after_return=after_return))
        line += _ends(text, after_return=after_return)
        after_return = text.endswith("\r") if text else after_return
        last = max(text.rfind("\n"), text.rfind("\r"))
        length = length + len(text) if last < 0 else len(text) - last
        if length > LONGEST_LINE:
            raise DataError(f"{name}, line {line} is longer than {LONGEST_LINE:,} characters.")
    return None


def _ends(text: str, *, after_return: bool) -> int:
    r"""Count the line ends \n, \r and \r\n in `text`, which may follow a \r."""
    continued = after_return and text.startswith("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n") - continued


def _refuse_nul(name: str, line: int) -> None:
    raise DataError(
        f"{name}, line {line} holds a NUL byte, which no text has; if it is UTF-16 without its "
        "mark, give the encoding utf-16-le, else write it as text again."
    )


def _wanted(name: str) -> Encoding:
    """Return the encoding a person asked for by `name`."""
    try:
        b"text".decode(name, "ignore")
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise UsageError(
            f'there is no text encoding "{one_line(name)}"; '
            f"known are {', '.join(KNOWN)} and more.{did_you_mean(name, KNOWN)}"
        ) from None
    return Encoding("utf-8-sig" if codec == "utf-8" else codec, codec.upper())


def _is_western(opener: Opener) -> bool:
    """Tell whether Windows-1252 is plausible: at least nine of ten runs look like its text."""
    runs = plausible = 0
    with opener() as stream:
        while chunk := stream.read(CHUNK):
            if NEVER_WESTERN.search(chunk):
                return False
            for run in RUN.finditer(chunk):
                runs += 1
                plausible += WESTERN_RUN.match(chunk, run.start()) is not None
    return plausible >= 0.9 * runs
