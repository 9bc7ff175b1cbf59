"""Descriptions as JSON: what goes out comes back, and nothing else comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.inputs import ImageInput, NumberInput
from glassnet.data.records import from_record, to_record
from glassnet.ground.errors import FileError

ITEMS = st.one_of(
    st.builds(
        NumberInput,
        st.text(),
        st.lists(st.text()).map(tuple),
        st.floats(allow_nan=False, allow_infinity=False),
        st.floats(min_value=0, exclude_min=True, allow_infinity=False),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
    ),
    st.builds(
        ImageInput,
        st.text(),
        st.lists(st.integers(1, 9), min_size=1, max_size=4).map(tuple),
        st.floats(-9, 9),
        st.floats(0.1, 9),
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(ITEMS)
def test_a_record_comes_back(item):
    """Every item is equal to what its JSON text describes."""
    record = json.loads(json.dumps(to_record(item), allow_nan=False))
    assert from_record(record, (NumberInput, ImageInput), "inputs[0]") == item


@settings(deadline=None, max_examples=200)
@given(JSON, st.sampled_from(["is", "name", "marks", "center", "scale", "fill", "reads"]))
def test_anything_else_is_refused_in_a_sentence(value, name):
    """Any JSON in the place of a field is taken if it fits or refused as damaged, never else."""
    record = to_record(NumberInput("a", ("",), 0.0, 1.0, 0.0, tells_missing=False)) | {name: value}
    for hostile in (value, record):
        item = told = None
        try:
            item = from_record(hostile, (NumberInput,), "inputs[0]")
        except FileError as error:
            told = str(error)
        assert isinstance(item, NumberInput) or "damaged: inputs[0]" in told


def test_errors_say_where():
    """The place and the value of the mistake are named."""
    record = to_record(ImageInput("a", (2,), 0.0, 1.0)) | {"shape": [2, -1]}
    with pytest.raises(FileError, match=r"inputs\[3\]\.shape must be a shape .* got \(2, -1\)"):
        from_record(record, (ImageInput,), "inputs[3]")
