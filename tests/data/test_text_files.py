"""Text files give lines with their ends, packed or not, as often as asked."""

from __future__ import annotations

import gzip

import pytest

from glassnet.data.files import regular_file
from glassnet.data.text_files import text_file

TEXT = "one\ntwo\rthree\r\nfour \u2028 \x85 still four\nfive"
LINES = ["one\n", "two\r", "three\r\n", "four \u2028 \x85 still four\n", "five"]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_only_line_ends_end_lines(tmp_path, zipped, codec):
    r"""Lines end at \n, \r and \r\n, keep their ends, and are the same a second time (T2)."""
    path = tmp_path / "a.txt"
    content = TEXT.encode(codec)
    path.write_bytes(gzip.compress(content) if zipped else content)
    text = text_file(regular_file(path), zipped=zipped)
    for _ in range(2):
        with text.lines() as lines:
            assert list(lines) == LINES


@pytest.mark.parametrize(
    ("count", "characters", "taken", "whole"),
    [(5, 1000, 5, True), (4, 1000, 4, False), (100, 5, 2, False), (100, 1, 1, False)],
)
def test_a_sample_is_bounded_and_says_so(tmp_path, count, characters, taken, whole):
    """The first lines, as many as asked for, and whether there are more."""
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    text = text_file(regular_file(tmp_path / "a.txt"))
    assert text.sample(count, characters) == (LINES[:taken], whole)


def test_the_report_names_format_and_encoding(tmp_path):
    """What a person is told begins with the format, the packing and the encoding."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"a"))
    text = text_file(regular_file(tmp_path / "a.gz"), zipped=True)
    assert text.described("CSV") == {"format": "CSV, packed by gzip", "encoding": "UTF-8"}
    assert text.name == "a.gz"
