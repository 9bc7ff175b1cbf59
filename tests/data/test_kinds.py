"""The rules that decide a column's kind, at their edges."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data.kinds import Column, Wish, decide
from glassnet.data.source import Block
from glassnet.data.tally import tally
from glassnet.ground.errors import DataError


def decided(cells, target=False, lines=None, **kinds) -> Column:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    seen = tally(Block(0, {"c": column}, lines), "c", 10_000, (), ".")
    return decide("c", seen, Wish(("c",) if target else (), kinds, ()), ".")


def words(different, rows):
    return [f"w{i % different}" for i in range(rows)]


@pytest.mark.parametrize(
    "different, rows, kind",
    [
        (20, 40, "category"),
        (20, 39, "identifier"),
        (21, 60, "text"),
        (21, 419, "text"),
        (21, 420, "category"),
        (2, 3, "boolean"),
        (2, 2, "identifier"),
        (3, 6, "category"),
    ],
)
def test_words_are_a_category_while_they_come_back(different, rows, kind):
    """At most 20 words or one for every 20 rows, each twice on average; two words are boolean."""
    column = decided(words(different, rows))
    assert column.kind == kind
    assert (column.role == "input") == (kind in ("category", "boolean"))


@pytest.mark.parametrize("numbers, refused", [(9, True), (8, False)])
def test_nine_numbers_in_ten_make_a_word_a_mistake(numbers, refused):
    """From 9 numbers in 10 on, a word is told as a mistake; below, the column is words."""
    cells = [str(i % 3) for i in range(numbers)] + ["x"] * (10 - numbers)
    if not refused:
        assert decided(cells).kind == "category"
        return
    with pytest.raises(DataError, match='row 10: "x" is not a number'):
        decided(cells)


@pytest.mark.parametrize(
    "cells, kind",
    [
        ([i % 20 for i in range(40)], "category"),
        ([i % 20 for i in range(39)], "number"),
        ([i % 21 for i in range(420)], "number"),
        ([0.5 * (i % 3) for i in range(30)], "number"),
        ([float(i % 3) for i in range(30)], "category"),
        ([True, False, True], "boolean"),
        (["x"] * 3, "category"),
    ],
)
def test_few_whole_numbers_are_classes(cells, kind):
    """A target of at most 20 whole numbers, each twice on average, is classes."""
    assert decided(cells, target=True).kind == kind


@pytest.mark.parametrize(
    "cells, in_a_file, in_memory",
    [
        (["1", "0", "1", "0"], (0, 1), ("0", "1")),
        (["01", "02", "10", "01", "02", "10"], ("01", "02", "10"), ("01", "02", "10")),
        (["2.0", "1.0", "2.0", "1.0"], (1.0, 2.0), ("1.0", "2.0")),
        (["1.00", "2", "1.00", "2"], ("1.00", "2"), ("1.00", "2")),
        (["7", "07", "8", "8", "7", "8"], (7, 8), (7, 8)),
        ([1, 0, 1, 0], (0, 1), (0, 1)),
    ],
)
def test_digits_that_are_labels_come_back_as_they_were(cells, in_a_file, in_memory):
    """In memory text stays text; in a text file digits are numbers if those are written so."""
    lines = np.arange(2, len(cells) + 2)
    for found, expected in (
        (decided(cells, target=True, lines=lines).categories, in_a_file),
        (decided(cells, target=True).categories, in_memory),
    ):
        assert found == expected
        assert list(map(type, found)) == list(map(type, expected))


def test_what_means_missing_depends_on_the_kind():
    """A dash is missing among numbers, but may be a word; asked for, only an empty cell is."""
    assert decided(["1.5", "-", "None", "2"]).missing == 2
    assert decided(["a", "-", "NA", "a", "-", "a", "b", ""]).categories == ("-", "a", "b")
    assert decided(["a", "-", "NA", "a", ""], c="category").categories == ("-", "a", "NA")


def test_a_target_must_be_numbers_or_categories():
    """Dates and arrays cannot be predicted."""
    with pytest.raises(DataError, match="holds dates"):
        decided(["2024-01-01", "2024-01-02"], target=True)
    block = Block(0, {"c": np.zeros((3, 2, 2))})
    with pytest.raises(DataError, match="holds arrays"):
        decide("c", tally(block, "c", 9, (), "."), Wish(("c",), {}, ()), ".")


def test_every_column_has_a_reason():
    """Whatever a column is, it says why."""
    for cells in (words(3, 9), words(9, 9), ["1", "2.5"], ["1", "1"], [None], ["2024-01-01"]):
        assert len(decided(cells).reason.split()) >= 3
    assert "--kind c=category" in decided(words(21, 60)).reason
