"""Standard output and error, which may be closed, full, in ASCII or no longer read."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from glassnet.cli import streams
from glassnet.ground.errors import FileError

FULL = Path("/dev/full")


def stdout(encoding: str) -> io.TextIOWrapper:
    """Return a stream as Python makes it for standard output."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", write_through=True)


def ascii_stdout(monkeypatch) -> io.TextIOWrapper:
    """Let standard output be strict ASCII, made safe; what is written to it is in its buffer."""
    stream = stdout("ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stdout("ascii"))
    streams.prepare_streams()
    return stream


def test_what_ascii_lacks_is_drawn_with_its_nearest_character(monkeypatch):
    """Lines, dots and arrows become ASCII of the same width; letters are written out."""
    stream = ascii_stdout(monkeypatch)
    streams.say("a → b ─●─ é")
    assert stream.buffer.getvalue() == b"a > b -*- \\xe9\n"


def test_json_stays_json_in_ascii(monkeypatch):
    """A document is escaped as JSON escapes, so that it is read back the same."""
    stream = ascii_stdout(monkeypatch)
    streams.say_json({"name": "é → 名"})
    assert json.loads(stream.buffer.getvalue()) == {"name": "é → 名"}


def test_data_are_utf8_whatever_the_terminal(monkeypatch):
    """Bytes go out as they are."""
    stream = ascii_stdout(monkeypatch)
    streams.say_bytes("é\n".encode())
    assert stream.buffer.getvalue() == "é\n".encode()


def test_half_a_character_of_a_file_name_is_written_out(monkeypatch):
    """A surrogate, as Python makes of a foreign byte in a name, crashes nothing."""
    stream = ascii_stdout(monkeypatch)
    streams.say("\udcff")
    assert stream.buffer.getvalue() == b"\\udcff\n"


def test_closed_standard_output_is_told(monkeypatch):
    """A result that nobody can get is an error."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(FileError, match="closed"):
        streams.say("x")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
def test_full_standard_output_is_told(monkeypatch):
    """A full disk under standard output is an error, found when it is flushed."""
    with FULL.open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        streams.say("x")
        with pytest.raises(FileError, match="no space left"):
            streams.flush()
        streams.silence(full)


def test_a_message_that_nobody_can_read_is_no_error(monkeypatch):
    """A closed standard error costs nothing but the message."""
    stream = stdout("utf-8")
    stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    assert streams.complain("x", 2) == 2


def test_what_steers_a_terminal_is_written_out():
    """Escapes and bells become text; ends of lines stay."""
    assert streams.printable("a\x1b]0;x\x07\nb\r") == "a\\x1b]0;x\\x07\nb\\r"
