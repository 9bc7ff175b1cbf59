"""Text files: lines of characters in a proven encoding, packed or not, one after the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import final

from glassnet.data.encoding import Encoding, Opener, find_encoding
from glassnet.data.files import RegularFile


@final
@dataclass(frozen=True)
class TextFile:
    """A regular file of text; `zipped` by gzip or not."""

    file: RegularFile
    zipped: bool
    encoding: Encoding

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @contextmanager
    def lines(self) -> Iterator[Iterator[str]]:
        r"""Open it and yield its lines with their ends, which are \n, \r or \r\n and no others."""
        with _opener(self.file, zipped=self.zipped)() as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding.codec, newline="")

    def sample(self, count: int, characters: int) -> tuple[list[str], bool]:
        """Return its first lines, and whether they are all; the last may end within a record."""
        taken: list[str] = []
        size = 0
        with self.lines() as lines:
            for line in lines:
                if len(taken) >= count or size >= characters:
                    return taken, False
                taken.append(line)
                size += len(line)
        return taken, True

    def described(self, form: str) -> dict[str, str]:
        """Return the first entries of a report on how it was read."""
        packed = f"{form}, packed by gzip" if self.zipped else form
        return {"format": packed, "encoding": self.encoding.spoken}


def text_file(file: RegularFile, encoding: str | None = None, *, zipped: bool = False) -> TextFile:
    """Read `file` once to prove its encoding, the one given or the one it shows."""
    return TextFile(file, zipped, find_encoding(_opener(file, zipped=zipped), file.name, encoding))


def _opener(file: RegularFile, *, zipped: bool) -> Opener:
    return file.reading_unzipped if zipped else file.reading
