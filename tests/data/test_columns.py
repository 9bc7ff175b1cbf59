"""What understanding a table finds, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.columns import drop_missing_targets, understand
from glassnet.data.memory import ArraySource
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.errors import DataError, UsageError


@dataclass(frozen=True)
class Written(Source):
    """Text columns as a file would give them, in blocks of `cut` rows, the first on line 2."""

    columns: dict
    cut: int = BLOCK_ROWS
    mark: str = "."

    @property
    def name(self):
        return "table.csv"

    @property
    def names(self):
        return tuple(self.columns)

    @property
    def reading(self):
        return {"format": "CSV"}

    @property
    def decimal(self):
        return self.mark

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        total = len(next(iter(self.columns.values())))
        for first in range(0, total, min(rows, self.cut)):
            part = slice(first, first + min(rows, self.cut))
            cells = {name: text(*cells[part]) for name, cells in self.columns.items()}
            yield Block(first, cells, np.arange(first, first + len(cells[self.names[0]])) + 2)


def text(*cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def only(cells, **options):
    """Understand one column beside a plain one."""
    other = [str(i * i) for i in range(len(cells))]
    return understand(Written({"c": list(cells), "other": other}), **options)[0]


@pytest.mark.parametrize(
    "cells, kind, role",
    [
        (["1", "2.5", "NA", "-3e2"], "number", "input"),
        (["3", "1", "3", "1", "2"], "number", "input"),
        (["yes", "no", "yes", ""], "boolean", "input"),
        (["red", "green", "blue"] * 3, "category", "input"),
        (["2024-01-01", "", "2024-02-01T10:00"], "date", "input"),
        (["1", "2", "3", "4"], "identifier", "left out"),
        (["0", "1", "2", "3"], "identifier", "left out"),
        (["a1", "b2", "c3", "d4"], "identifier", "left out"),
        (["a nice day", "it rained all day", "so so", "we stayed in"], "text", "left out"),
        (["5", "5.0", "5"], "constant", "left out"),
        (["x", "x", "NA"], "constant", "left out"),
        (["", "NA", "?"], "constant", "left out"),
    ],
)
def test_kind_and_role_of_a_column(cells, kind, role):
    """Each column gets the kind a person would give it, with a reason where it is left out."""
    column = only(cells)
    assert (column.kind, column.role) == (kind, role)
    assert column.reason.startswith("left out:") == (role == "left out")


def test_typed_columns_have_the_kind_of_their_type():
    """Typed arrays are understood as what they are: truth values, dates, images, numbers."""
    source = ArraySource(
        "arrays",
        {
            "truth": np.array([True, False, True, True]),
            "when": np.array(["2024-01-01", "NaT", "2024-01-03", "2024-01-03"], "datetime64[D]"),
            "image": np.arange(16).reshape(4, 2, 2),
            "half": np.array([1, 2, 3.5, np.nan], dtype=np.float16),
            "mixed": text(1, "2", 1, "2"),
        },
    )
    columns = {column.name: column for column in understand(source)}
    kinds = {name: column.kind for name, column in columns.items()}
    assert kinds == {
        "truth": "boolean", "when": "date", "image": "image", "half": "number", "mixed": "number",
    }  # fmt: skip
    assert columns["truth"].categories == (False, True)
    assert columns["image"].shape == (2, 2)
    assert (columns["half"].low, columns["half"].high, columns["half"].missing) == (1.0, 3.5, 1)


def test_counts_categories_and_bounds():
    """A column tells its rows, what is missing, its labels in order, and how often each occurs."""
    column = only(["b10", "b9", "NA", "b10", "b9", "b9", "a"])
    assert (column.categories, column.counts) == (("a", "b9", "b10"), (1, 3, 2))
    assert (column.rows, column.missing) == (7, 1)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["1", "2", "x", "NA", "", "2024-01-01", "yes", "-"]),
        min_size=2,
        max_size=25,
    ),
    st.integers(1, 9),
)
def test_block_size_changes_nothing(cells, cut):
    """Reading in blocks of any size understands the same, or refuses with the same sentence."""

    def outcome(rows):
        try:
            return understand(
                Written({"c": cells, "n": [str(i % 7) for i in range(len(cells))]}, rows)
            )
        except DataError as error:
            return str(error)

    assert outcome(cut) == outcome(1000)


def test_a_word_far_down_a_numeric_column_is_told_with_its_line():
    """A word in row 30,001 of numbers is refused, with line, column, word and both cures."""
    cells = [str(i % 100 + 0.5) for i in range(30_100)]
    cells[30_000] = "oops"
    with pytest.raises(DataError, match=r'"c", line 30002: "oops" is not a number') as caught:
        only(cells)
    assert '--missing-word "oops"' in str(caught.value)
    assert "--kind c=category" in str(caught.value)
    assert only(cells, missing=("oops",)).kind == "number"
    assert only(cells, kinds={"c": "category"}).kind == "category"


def test_an_infinity_is_told_with_its_line():
    """inf, and a number too large for a float, are refused with line and column."""
    for word in ("inf", "-Infinity", "1e400"):
        with pytest.raises(DataError, match=rf'"c", line 4: "{word}" is infinite'):
            only(["1", "2", word])
    with pytest.raises(DataError, match=r"row 2"):
        understand(ArraySource("a", {"c": np.array([1.0, np.inf])}))


def test_targets_are_classes_or_numbers():
    """Words and few whole numbers that come back are classes; other numbers are numbers."""
    n = {"n": ["3", "1", "4", "1", "5", "9"]}

    def target(*cells, **options):
        return understand(Written({**n, "y": list(cells)}), "y", **options)[1]

    few = target("0", "1", "1.0", "00", "1", "0")
    assert (few.kind, few.role, few.categories) == ("category", "target", (0, 1))
    assert target("0", "1", "2", "3", "4", "5").kind == "number"
    assert target("0.5", "1", "0.5", "1", "1", "1").kind == "number"
    assert target("a", "b", "c", "d", "e", "f").categories == tuple("abcdef")
    assert target("0", "1", "0", "1", "0", "1", kinds={"y": "number"}).kind == "number"
    assert target("007", "7", "7", "7", "7", "7", kinds={"y": "category"}).categories == (
        "007",
        "7",
    )
    assert target("NA", "b", "NA", "b", "b", "c", kinds={"y": "category"}).missing == 0


def test_a_missing_target_is_told_and_can_be_dropped():
    """Rows without a target are refused with the first line and the cure; the cure works."""
    source = Written({"n": ["3", "1", "4", "1", "5"], "y": ["a", "NA", "b", "", "a"]}, cut=2)
    with pytest.raises(DataError, match="missing in 2 of 5 rows, first in line 3") as caught:
        understand(source, "y")
    assert "--missing drop" in str(caught.value)
    kept = drop_missing_targets(source, understand(source, "y", drop_missing_targets=True))
    blocks = list(kept.blocks())
    assert [b.first_row for b in blocks] == [0, 1, 2]
    assert np.concat([b.lines for b in blocks]).tolist() == [2, 4, 6]
    assert understand(kept, "y")[1].counts == (2, 1)


def test_names_and_kinds_that_do_not_exist_are_usage_errors():
    """A misspelled column or kind is refused with the nearest right one."""
    source = Written({"age": ["1", "2", "4"], "city": ["a", "b", "a"]})
    with pytest.raises(UsageError, match='Did you mean "age"'):
        understand(source, "aeg")
    with pytest.raises(UsageError, match='Did you mean "city"'):
        understand(source, "age", {"ctiy": "category"})
    with pytest.raises(UsageError, match='Did you mean "category"'):
        understand(source, "age", {"city": "catgory"})
    with pytest.raises(UsageError, match="Several targets"):
        understand(source, ["age", "city"])
    with pytest.raises(UsageError, match="both the target and skipped"):
        understand(source, "age", {"age": "skip"})


def test_the_user_knows_better():
    """A kind that is asked for holds, also where the rules would have decided otherwise."""
    assert only(["1", "2", "3", "4"], kinds={"c": "number"}).role == "input"
    assert only(["12", "12", "7"], kinds={"c": "category"}).categories == ("7", "12")
    skipped = only(["1.5", "2", "9"], kinds={"c": "skip"})
    assert skipped.role == "left out"
    with pytest.raises(DataError, match="3 different values"):
        only(["a", "b", "c"], kinds={"c": "boolean"})
    with pytest.raises(DataError, match="is not a date"):
        only(["2024-01-01", "soon", "2024-01-02"], kinds={"c": "date"})


def test_the_only_input_is_taken_even_if_it_counts_rows():
    """A column 0, 1, 2, … is an input if there is no other, unless its name says row number."""
    ys = ["1.5", "2", "2.5", "3"]
    assert understand(Written({"x": list("0123"), "y": ys}), "y")[0].role == "input"
    with pytest.raises(DataError, match="no column to learn from"):
        understand(Written({"id": list("0123"), "y": ys}), "y")


def test_memory_is_bounded_by_letting_words_go():
    """A column of more different words than categories may have keeps none of them."""
    column = only([f"word{i % 5000}" for i in range(20_000)])
    assert (column.kind, column.role, column.categories) == ("text", "left out", ())
    with pytest.raises(DataError, match="more than 10,000 different words"):
        only([f"w{i % 10_001}" for i in range(20_002)], kinds={"c": "category"})


def test_foreign_types_and_empty_tables_are_refused():
    """Bytes, complex numbers and tables without rows are refused in a sentence."""
    with pytest.raises(DataError, match="a bytes"):
        understand(ArraySource("a", {"c": text(b"x", b"y")}))
    with pytest.raises(DataError, match="complex128"):
        understand(ArraySource("a", {"c": np.array([1j])}))
    with pytest.raises(DataError, match="no rows"):
        understand(Written({"c": []}))
    with pytest.raises(DataError, match="holds a NaN or an infinity in 1 cells, first in row 2"):
        understand(ArraySource("a", {"i": np.array([[[1.0]], [[np.nan]]])}))


def test_decimal_comma_tables_are_numbers():
    """A column of decimal commas is a number where the source says so."""
    columns = understand(Written({"c": ["1,5", "2,25", "1.000,5"]}, mark=","))
    assert (columns[0].low, columns[0].high) == (1.5, 1000.5)
