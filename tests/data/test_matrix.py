"""An array of numbers is prepared at once, to the bit as its columns would be one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from glassnet.data.assembly import assemble
from glassnet.data.inputs import BooleanInput, NumberInput
from glassnet.data.matrix import number_columns
from glassnet.data.preparation import Preparation
from glassnet.data.sources import open_source

SCALES = st.one_of(
    st.just((0.0, 1.0)),
    st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)),
)


def number(place, center=0.5, scale=2.0, **different):
    """Return an input that is a number, called as column `place` of an array is."""
    told = {"marks": (), "fill": 0.0, "tells_missing": False} | different
    return NumberInput(f"x{place}", center=center, scale=scale, **told)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.dtype(">f8")]),
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=5),
    ),
    st.data(),
)
def test_the_short_way_gives_the_bits_of_the_long_way(x, data):
    """For all numbers, scales and types it takes; what it does not take, it says so."""
    pairs = data.draw(st.lists(SCALES, min_size=x.shape[1], max_size=x.shape[1]))
    preparation = Preparation(tuple(number(i, *pair) for i, pair in enumerate(pairs)))
    dtype = data.draw(st.sampled_from(["float32", "float64"]))
    short = preparation.short
    found = None if short is None else short.prepare(x, dtype)
    if found is not None:
        long = assemble(open_source(x), preparation, dtype, with_target=False)
        np.testing.assert_array_equal(found.view(np.uint8), long.x.view(np.uint8))
        assert not long.notes
        assert found.dtype == dtype
        assert not np.shares_memory(found, x)
    elif short is not None:
        with np.errstate(over="ignore"):
            assert not np.isfinite(x.astype(dtype)).all() or np.abs(x.astype(float)).max() > 1e30


def test_plain_numbers_go_the_short_way():
    """Scaled, not scaled, and whole numbers: the way is really taken."""
    x = np.array([[1.5, 2.0], [0.0, -3.0]])
    for array in (x, x.astype(np.float32), x.astype(np.int8)):
        for pair in ((0.0, 1.0), (0.5, 2.0)):
            short = number_columns([number(0, *pair), number(1, *pair)])
            wanted = (array.astype(float) - pair[0]) / pair[1]
            np.testing.assert_array_equal(short.prepare(array, "float64"), wanted)


@pytest.mark.parametrize(
    "data",
    [
        [[1.0, 2.0]],
        np.zeros((1, 3)),
        np.zeros(2),
        np.zeros((0, 2)),
        np.array([["1", "2"]]),
        np.array([[1, 2]], dtype=object),
        np.ma.masked_array(np.zeros((1, 2))),
        np.array([[1.0, np.nan]]),
        np.array([[1.0, np.inf]]),
        np.array([[1.0, 1e300]]),
    ],
    ids=str,
)
def test_everything_else_goes_the_long_way(data):
    """Lists, texts, other shapes, masks, and numbers that are missing or too far away."""
    assert number_columns([number(0), number(1)]).prepare(data, "float32") is None


def test_other_inputs_have_no_short_way():
    """Names that no array has, dates, columns that say what is missing, kinds but numbers."""
    yes = BooleanInput("x0", (), (False, True), 0.5, tells_missing=False)
    named = NumberInput("age", (), 0.0, 1.0, 0.0, tells_missing=False)
    for inputs in (
        [yes],
        [named],
        [number(1), number(0)],
        [number(0, tells_missing=True)],
        [number(0, reads="date")],
        [number(0, 0.0, 1.0), number(1, 0.5, 2.0)],
    ):
        assert number_columns(inputs) is None
