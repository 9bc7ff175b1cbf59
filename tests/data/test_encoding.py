"""The encoding of a text: proved, or plausible and told, or refused by line and byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, UsageError


def cells(path, **options):
    (block,) = open_source(path, **options).blocks()
    return {name: column.tolist() for name, column in block.cells.items()}


@pytest.mark.parametrize(
    ("codec", "spoken"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte-order mark"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252 (a guess: it is not UTF-8)"),
        ("latin-1", "Windows-1252 (a guess: it is not UTF-8)"),
    ],
)
def test_encodings_are_found_and_told(tmp_path, codec, spoken):
    """The same words come out of every encoding, and the report names it (T3)."""
    path = tmp_path / "a.csv"
    path.write_bytes("name,größe\nJosé,1.5\nÅsa,2\nl'été à Rome,3\n".encode(codec))
    assert cells(path) == {
        "name": ["José", "Åsa", "l'été à Rome"],
        "größe": ["1.5", "2", "3"],
    }
    assert open_source(path).reading["encoding"] == spoken


@pytest.mark.parametrize("codec", ["shift_jis", "euc-jp", "gb18030", "euc-kr", "cp1251", "koi8-r"])
def test_foreign_encodings_are_refused_until_named(tmp_path, codec):
    """Words of another alphabet are never taken for Windows-1252; named, they are right."""
    header, cell = ("город", "Москва") if codec in ("cp1251", "koi8-r") else ("都市", "東京")
    path = tmp_path / "a.csv"
    path.write_bytes(f"{header},n\n{cell},1\n".encode(codec))
    with pytest.raises(DataError, match=r"a\.csv, line 1: byte 0x[0-9A-F]{2} is not UTF-8"):
        open_source(path)
    assert cells(path, encoding=codec) == {header: [cell], "n": ["1"]}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 200), st.sampled_from([0xFF, 0xC3, 0x80, 0xBF, 0xE2]), st.booleans())
def test_one_broken_byte_is_placed(tmp_path_factory, row, byte, umlauts):
    """A byte that no encoding explains is named with its line, never shown as another sign."""
    path = tmp_path_factory.mktemp("broken") / "a.csv"
    lines = ["n,word", *(f"{number},{'größer' if umlauts else 'large'}" for number in range(201))]
    data = [line.encode() for line in lines]
    data[row + 1] = data[row + 1].replace(b",", bytes([byte]) + b"7,")
    path.write_bytes(b"\r\n".join(data))
    if byte == 0xFF or umlauts:
        with pytest.raises(DataError, match=rf"line {row + 2}: byte 0x{byte:02X} is not UTF-8"):
            open_source(path)
    else:
        try:
            words = cells(path)["n"]
        except DataError as error:
            assert f"line {row + 2}: byte 0x{byte:02X}" in str(error)  # noqa: PT017 - some bytes are words
        else:
            assert words[row] == f"{row}{bytes([byte]).decode('cp1252')}7"


def test_a_broken_byte_is_placed_beyond_the_first_chunk(tmp_path):
    """Lines are counted over the whole file, whatever their ends."""
    path = tmp_path / "a.csv"
    rows = [b"number,word"] + [b"%d,x" % number for number in range(400_000)]
    rows[300_001] = b"1,\xff"
    for end in (b"\n", b"\r", b"\r\n"):
        path.write_bytes(end.join(rows))
        with pytest.raises(DataError, match="line 300002: byte 0xFF"):
            open_source(path)


@pytest.mark.parametrize("data", [b"a,b\n1,2\n3,\0\n", "a,b\n1,2\n3,\0\n".encode("utf-16")])
def test_nul_is_refused_with_its_line(tmp_path, data):
    """A NUL character is no text, in any encoding."""
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(DataError, match="line 3 holds a NUL byte"):
        open_source(tmp_path / "a.csv")


def test_utf16_without_its_mark_is_explained(tmp_path):
    """The sentence names the encoding to try, and with it the file is read."""
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,2\n".encode("utf-16-le"))
    with pytest.raises(DataError, match="utf-16-le"):
        open_source(path)
    assert cells(path, encoding="utf-16-le") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("name", ["utf-9", "hex", "rot13", "zip", "", "a\0b"])
def test_unknown_encodings_are_usage_errors(tmp_path, name):
    """A name that is no text encoding is refused before anything is read."""
    (tmp_path / "a.csv").write_text("a\n1\n")
    with pytest.raises(UsageError, match="no text encoding"):
        open_source(tmp_path / "a.csv", encoding=name)


def test_a_given_encoding_must_hold(tmp_path):
    """The encoding that was asked for is proved like any other."""
    (tmp_path / "a.csv").write_bytes("a\nx\né\n".encode())
    with pytest.raises(DataError, match=re.escape("line 3: byte 0xC3 is not ASCII")):
        open_source(tmp_path / "a.csv", encoding="ascii")
