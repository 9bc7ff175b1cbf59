"""Arrays, lists and dictionaries become columns; what was given is never changed."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from glassnet.data.sources import open_source
from glassnet.ground.errors import UsageError


def columns(source, rows=65_536):
    """Return each column as one array."""
    blocks = list(source.blocks(rows))
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


@given(
    hnp.arrays(
        hnp.boolean_dtypes()
        | hnp.integer_dtypes(endianness="?")
        | hnp.floating_dtypes(endianness="?"),
        hnp.array_shapes(min_dims=2, max_dims=2),
    ),
    st.sampled_from(["C", "F", "strided", "read-only"]),
    st.integers(1, 5),
)
def test_arrays_of_any_kind_keep_their_numbers(array, layout, rows):
    """Every dtype, byte order and layout gives the same columns and stays untouched (N9)."""
    given_array = {
        "C": array,
        "F": np.asfortranarray(array),
        "strided": np.repeat(array, 2, axis=0)[::2],
        "read-only": array.copy(),
    }[layout]
    given_array.flags.writeable = layout != "read-only"
    before = given_array.tobytes()
    found = columns(open_source(given_array), rows)
    assert list(found) == [f"x{place}" for place in range(array.shape[1])]
    for place, cells in enumerate(found.values()):
        assert cells.dtype.isnative
        np.testing.assert_array_equal(cells, array[:, place].astype(cells.dtype))
    assert given_array.tobytes() == before


def test_what_a_block_shows_cannot_be_written():
    """A block is a window on the user's own numbers, and locked."""
    array = np.zeros((3, 1))
    block = next(open_source(array).blocks())
    with pytest.raises(ValueError, match="read-only"):
        block.cells["x0"][0] = 1


@pytest.mark.parametrize(
    ("given_data", "dtype", "cells"),
    [
        ([1, 2], "int64", [1, 2]),
        ([2**53 + 1, 1], "int64", [2**53 + 1, 1]),
        ([2**70, 1], "object", [2**70, 1]),
        ([True, False], "bool", [True, False]),
        ([1, 2.5, None], "float64", [1.0, 2.5, np.nan]),
        ([1, None], "object", [1, None]),
        (["a", None, float("nan"), "b"], "object", ["a", None, None, "b"]),
        (["1", 2], "object", ["1", 2]),
        ([Decimal("1.5"), 2], "float64", [1.5, 2.0]),
        ([None, None], "object", [None, None]),
        (np.array(["a", "b"]), "object", ["a", "b"]),
        (np.array([1, 2.5], dtype=object), "float64", [1.0, 2.5]),
        (np.array(["2020-01-01", "NaT"], "M8[D]"), "M8[D]", ["2020-01-01", "NaT"]),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), "float64", [1.0, np.nan]),
        (np.ma.array([1, 2], mask=[0, 1]), "object", [1, None]),
        (np.ma.array([1, 2]), "int64", [1, 2]),
    ],
)
def test_each_column_gets_the_plainest_type(given_data, dtype, cells):
    """Numbers become number arrays, words stay objects, and nothing is None, NaN or NaT (N13)."""
    (found,) = columns(open_source(given_data)).values()
    assert found.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(found, np.array(cells, dtype=found.dtype))


def test_rows_may_mix_words_and_numbers():
    """A list of rows keeps a type for each column."""
    found = columns(open_source([["a", 1, 1.5], ["b", 2, None]]))
    assert found["x0"].tolist() == ["a", "b"]
    assert found["x1"].dtype == np.int64
    assert np.isnan(found["x2"][1])


def test_dictionaries_and_records_are_named_columns():
    """Columns come by name from dictionaries and from arrays with fields."""
    assert list(columns(open_source(OrderedDict(b=[1, 2], a=np.zeros((2, 3, 4)))))) == ["b", "a"]
    records = np.array([(1, "x"), (2, "y")], dtype=[("n", "i4"), ("word", "U3")])
    assert columns(open_source(records))["word"].tolist() == ["x", "y"]


def test_images_are_one_column():
    """Arrays of three and more axes are one column of arrays."""
    images = np.arange(24).reshape(2, 3, 4)
    np.testing.assert_array_equal(columns(open_source(images))["x"], images)
    np.testing.assert_array_equal(columns(open_source(images.tolist()))["x"], images)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "0 rows"),
        (np.zeros((0, 3)), "0 rows|0 columns"),
        (np.zeros((3, 0)), "0 columns"),
        ({}, "0 columns"),
        (np.float64(3), "single value, 3.0"),
        (5, "cannot read X, of type int"),
        (None, "of type NoneType"),
        ([[1, 2], [3]], "ragged: row 1 has 1 values, row 0 has 2"),
        ([[[1], [2, 3]]], "no array"),
        ([{"a": 1}], r"holds a dict \(\{'a': 1\}\)"),
        (np.array([1j]), "Complex data not supported"),
        ([1j], "holds a complex"),
        (np.array([b"a"]), r"holds \|S1"),
        (np.array([1], "m8[s]"), "timedelta"),
        ({"a": [1], "b": [1, 2]}, 'column "b" has 2 rows, column "a" has 1'),
        ({"a": np.float64(1)}, 'column "a" is a single value'),
        (scipy.sparse.csr_array(np.eye(2)), "sparse"),
    ],
)
def test_what_is_no_table_is_refused(data, sentence):
    """Every refusal names what was given and what is wanted (N9, N11)."""
    with pytest.raises(UsageError, match=sentence):
        open_source(data)
