"""How a text table is written is found from its first lines, or asked for."""

from __future__ import annotations

import pytest

from glassnet.data.dialect import Dialect, TextOptions, detect, find_decimal, has_header, split
from glassnet.ground.errors import DataError, UsageError


def found(text: str, **options) -> Dialect:
    return detect(text.splitlines(keepends=True), "a.csv", TextOptions(**options), whole=True)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("name;place\nAnn;Rome, Italy\nBob;Bonn, Germany\n", ";"),
        ('a,b\n"1;2","3;4"\n', ","),
        ("  1   2.5  a\n 10 3.5  b\n", " "),
        ("1 2 3\n4 5\n6 7 8\n", " "),
        ("the quick fox\nthe lazy dog\n", ","),
        ("a\n1\n2\n", ","),
        ("a,b,c\n1,2\n3,4,5,6\n", ","),
    ],
)
def test_delimiters(text, delimiter):
    """The mark that parts most rows evenly and leaves numbers is the delimiter (T4)."""
    assert found(text).delimiter == delimiter


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ("a,b\n1,2", True),
        ("5.1,setosa\n4.9,setosa", False),
        ("1,2\n3,4", False),
        ("name,city\nAnn,Rome", True),
        ("p,x,p\np,x,p\ne,x,p", False),
        (",0,1,2\n0,0.5,0.1,0.2", True),
        ("0,1,2\n0.5,0.1,0.2", True),
        ("0,1,2\n3,4,5", False),
        ("country,2019,2020\nItaly,1,2", True),
        ("0,1\n1,0", False),
        ("id,,x\n1,2,3", True),
        ("1,2", False),
    ],
)
def test_headers(rows, header):
    """Words above numbers are names; so are numbers that count; a row of data is not."""
    assert has_header(split(rows.splitlines(), ",")) is header


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,5", "2"], ","),
        (["0,125"], ","),
        (["1.234,5"], ","),
        (["1234,567", "1.234"], ","),
        (["1.5", "2"], "."),
        (["1,234.5", "1,234"], "."),
        (["1,234,567", "1,234"], "."),
        (["1,5", "0.5"], "."),
        (["12"], "."),
        (["1,234", "1,5"], ","),
    ],
)
def test_decimal_marks(cells, mark):
    """A decimal comma needs proof and no proof of a decimal point."""
    assert find_decimal([[cell] for cell in cells], "a.csv", ";") == mark


def test_thousands_are_never_guessed():
    """1,234 alone may be two numbers: the sentence shows both and asks (T4)."""
    with pytest.raises(DataError, match=r'row 2, column 2: "1,234" may be 1234 or 1\.234; say'):
        found("a;b\n1;2\n3;1,234\n")
    assert found("a;b\n1;2\n3;1,234\n", decimal="comma").decimal == ","
    assert found("a;b\n1;2\n3;1,234\n", decimal="point").decimal == "."


def test_what_is_given_is_taken():
    """Options override what detection would say."""
    assert found("1,2\n3,4\n", header=True).header
    assert not found("a,b\n1,2\n", header=False).header
    assert found("a,b;c\n", delimiter="semicolon").delimiter == ";"
    assert found("a,b\tc\n", delimiter="\\t").delimiter == "\t"


def test_a_spreadsheet_announcement_is_heeded():
    """A first line "sep=;" names the delimiter and is no row."""
    assert found("sep=;\na;b\n1;2\n") == Dialect(";", skipped=1)


@pytest.mark.parametrize(
    ("option", "hint"),
    [({"delimiter": "semikolon"}, 'Did you mean "semicolon"'), ({"decimal": ";"}, "point, comma")],
)
def test_unknown_marks_are_usage_errors(option, hint):
    """A delimiter or decimal mark that does not exist is refused with those that do."""
    with pytest.raises(UsageError, match=hint):
        TextOptions(**option)
