"""CSV is read exactly, or refused with the line: never silently wrong."""

from __future__ import annotations

import csv
import gzip
import io
import math
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError


@pytest.fixture
def write(tmp_path):
    """Write a file and open it as a source."""

    def opened(text, name="a.csv", **options):
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(data)
        return open_source(tmp_path / name, **options)

    return opened


def table(source, rows=65_536):
    """Return all rows as lists, and their lines."""
    blocks = list(source.blocks(rows))
    assert [block.first_row for block in blocks] == [
        sum(map(len, blocks[:number])) for number in range(len(blocks))
    ]
    cells = [
        list(row)
        for block in blocks
        for row in zip(*(block.cells[name] for name in source.names), strict=True)
    ]
    return cells, [int(line) for block in blocks for line in block.lines]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b,c\n1,2,3\n4,5\n", "line 3: 2 of 3 fields"),
        ("a,b\n1,2\n3,4,5\n", "line 3: 3 of 2 fields"),
        ("a,b\n1,2,3\n4,5,6\n", "line 2: 3 of 2 fields"),
        ("Report\n\na,b\n1,2\n3,4\n", "line 3: 2 of 1 fields"),
        ('a,b\n1,"x\n2,y\n', 'line 2: the quote that opens here ("x'),
        ('a,b\n"1\n2",3\n4,"x\n5,6\n', 'line 4: the quote that opens here ("x'),
        ('a,b\n1,"x\n2,y\n3,"z"\n', "line 2: behind the quoted cell"),
        ('a,b\n1,"x"y\n', "line 2: behind the quoted cell"),
        ('a,b\n1,"x\\"y"\n', "line 2: behind the quoted cell"),
        ('"a,b\n1,2\n', "line 1: the quote that opens here"),
        ("", "is empty"),
        ("\n \n\t\n", "is empty"),
        ("\ufeff", "is empty"),
    ],
)
def test_broken_tables_are_placed(write, text, sentence):
    """Ragged rows, open quotes and missing rows end in one sentence with the line (T1)."""
    with pytest.raises(DataError) as refused:
        table(write(text))
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("a.csv")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["a,b\n", "\n\na,b\n\n", "a,b"])
def test_a_header_alone_is_a_table_without_rows(write, text):
    """There is nothing to learn from it, but a model can be asked about no rows (T8)."""
    source = write(text)
    assert source.names == ("a", "b")
    assert list(source.blocks()) == []


@pytest.mark.parametrize(
    ("text", "names", "cells", "lines"),
    [
        ("\ufeffa,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]], [2]),
        ("a,b\r1,2\r3,4\r", ["a", "b"], [["1", "2"], ["3", "4"]], [2, 3]),
        ("\n\na,b\n\n1,2\n \n3,4\n\n", ["a", "b"], [["1", "2"], ["3", "4"]], [5, 7]),
        ('a,b\n"x\ny",1\nz,2\n', ["a", "b"], [["x\ny", "1"], ["z", "2"]], [2, 4]),
        ('a,b\r\n"x\r\ny",1\r\nz,2', ["a", "b"], [["x\r\ny", "1"], ["z", "2"]], [2, 4]),
        (
            "a,b\nx\u2028y,\x85\nv\x0bw\x0c,\x1c2\n",
            ["a", "b"],
            [["x\u2028y", "\x85"], ["v\x0bw\x0c", "\x1c2"]],
            [2, 3],
        ),
        ('a,b\n1,\n,\n"",2\n', ["a", "b"], [["1", None], [None, None], [None, "2"]], [2, 3, 4]),
        ('a,b\n 1 ,\t2\n" x ", "y "\n', ["a", "b"], [["1", "2"], [" x ", "y "]], [2, 3]),
        ('a,b\n"q ""x"" ",5" pipe \n', ["a", "b"], [['q "x" ', '5" pipe']], [2]),
        ('a\n""\n\nx\n', ["a"], [[None], ["x"]], [2, 4]),
        (
            "=1+1,<b>,\x1b[31m,'; DROP\n@SUM(A1),<script>,\x1b]0;x\x07,--\n",
            ["=1+1", "<b>", "\x1b[31m", "'; DROP"],
            [["@SUM(A1)", "<script>", "\x1b]0;x\x07", "--"]],
            [2],
        ),
        (
            "x,,x,__class__, y \n1,2,3,4,5\n",
            ["x", "column 2", "x (2)", "__class__", "y"],
            [list("12345")],
            [2],
        ),
        ("1,2\n3,4\n", ["column 1", "column 2"], [["1", "2"], ["3", "4"]], [1, 2]),
        ("a b\n1  2\n 3\t4 \n", ["a", "b"], [["1", "2"], ["3", "4"]], [2, 3]),
        ("sep=;\na;b\n1;2\n", ["a", "b"], [["1", "2"]], [3]),
    ],
)
def test_odd_tables_are_read_exactly(write, text, names, cells, lines):
    """Marks, line ends, blank lines, quotes and hostile cells: text everywhere (T2, T5, T12)."""
    source = write(text)
    assert list(source.names) == names
    assert table(source) == (cells, lines)


def test_the_report_says_how_it_was_read(write):
    """Format, encoding, delimiter, header and decimal mark are told in words."""
    assert write("a;b\n1,5;2\n").reading == {
        "format": "CSV",
        "encoding": "UTF-8",
        "delimiter": "semicolon",
        "header": "first line",
        "decimal": "comma",
    }
    assert write("a;b\n1,5;2\n").decimal == ","
    assert write("a\n1\n").reading["delimiter"] == "none (one column)"
    assert "column 2 repeats" in write("x,x\n1,2\n").reading["renamed"]


def test_gzip_is_read_under_its_name(write):
    """The packed table holds the same cells."""
    packed = write(gzip.compress(b"a,b\n1,2\n"), "a.csv.gz")
    assert table(packed) == ([["1", "2"]], [2])
    assert packed.reading["format"] == "CSV, packed by gzip"


ALPHABET = st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"])
CELLS = st.text(ALPHABET, max_size=6) | st.sampled_from([" x ", '"', "1,5", "a\nb", "a\r\nb", ";"])


@settings(max_examples=150)
@given(
    data=st.data(),
    delimiter=st.sampled_from(["comma", "semicolon", "tab", "pipe"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    rows=st.integers(1, 4),
)
def test_what_csv_writes_is_what_is_read(tmp_path_factory, data, delimiter, end, codec, rows):
    """Any cells in any dialect and encoding come back the same, in blocks of any size."""
    mark = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}[delimiter]
    width = data.draw(st.integers(1, 4))
    content = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1))
    path = tmp_path_factory.mktemp("trip") / "a.csv"
    with path.open("w", newline="", encoding=codec) as file:
        writer = csv.writer(file, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL)
        writer.writerow([f"c{place}" for place in range(width)])
        writer.writerows(content)
    source = open_source(path, delimiter=delimiter, header=True, decimal="point")
    assert table(source, rows)[0] == [[cell or None for cell in row] for row in content]


@settings(max_examples=100)
@given(
    content=st.lists(
        st.tuples(st.floats(), st.integers(), st.sampled_from(["red", "green, dark", 'a "b"'])),
        min_size=1,
    ),
    mark=st.sampled_from([",", ";", "\t", "|"]),
)
def test_numbers_and_dialect_survive(tmp_path_factory, content, mark):
    """Detection finds the dialect of what csv writes, and numbers are the same to the bit (N8)."""
    path = tmp_path_factory.mktemp("numbers") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerows([("x", "n", "word"), *((repr(x), n, word) for x, n, word in content)])
    source = open_source(path)
    cells, _ = table(source)
    assert source.names == ("x", "n", "word")
    for (x, n, word), row in zip(content, cells, strict=True):
        assert (math.isnan(x) and row[0] == "nan") or float(row[0]).hex() == x.hex()
        assert [int(row[1]), row[2]] == [n, word]


def test_lines_of_records_are_those_of_the_file(write):
    """Each row knows the line it begins on, beside blank lines and quoted line ends."""
    text = "a,b\n" + "".join(f'\n"{number}\n\n",x\n' for number in range(500))
    cells, lines = table(write(text), rows=7)
    written = text.split("\n")
    assert all(written[line - 1] == f'"{row}' for row, line in enumerate(lines))
    assert len(cells) == 500


def test_large_cells_lines_and_names(write):
    """A cell of 200 kB, a line of 120 kB, 3,000 columns and a name of 70,000 letters load (T9)."""
    assert table(write("a,b\n1," + "x" * 200_000 + "\n"))[0][0][1] == "x" * 200_000
    assert table(write('a,b\n1,"' + "x\n" * 100_000 + '"\n'))[0][0][1] == "x\n" * 100_000
    wide = ",".join(f"column{number}" for number in range(3000))
    row = ",".join("1" * 40 for _ in range(3000))
    source = write(f"{wide}\n{row}\n{row}\n")
    assert len(row) > 120_000
    assert len(source.names) == 3000
    assert len(table(source)[0]) == 2
    assert write("n" * 70_000 + ",b\n1,2\n").names[0] == "n" * 70_000


def test_a_word_far_below_is_read_as_written(write):
    """Whatever stands in row 30,001 is a cell like the others (T6)."""
    source = write("a\n" + "1\n" * 30_000 + "oops\n")
    cells, lines = table(source, rows=1000)
    assert cells[30_000] == ["oops"]
    assert lines[30_000] == 30_002


def test_a_block_of_wide_rows_is_small(write):
    """However many rows are asked for, a block holds a bounded number of cells."""
    header = ",".join(f"c{number}" for number in range(1000))
    source = write(header + "\n" + (",".join(["1"] * 1000) + "\n") * 600)
    assert max(len(block) for block in source.blocks(10**9)) == 2**18 // 1000


def test_memory_stays_far_below_the_file(write):
    """20 MB are read in a few, because only a block is held at a time (T9)."""
    text = io.StringIO()
    for number in range(60_000):
        text.write(f"{number},{number / 7:.12f},{number / 3:.12f},{'word ' * 60}\n")
    source = write("a,b,c,d\n" + text.getvalue())
    size = len(text.getvalue())
    del text
    assert size > 19_000_000
    tracemalloc.start()
    rows = sum(len(block) for block in source.blocks(1000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 60_000
    assert peak < size / 5
