"""The header of the safetensors layout."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from safetensors import SafetensorError, deserialize

from glassnet.ground.errors import DataError, UsageError
from glassnet.run.tensor_header import DTYPES, parse_header, places_for, render_header

SHAPES = arrays_of.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
ARRAYS = st.builds(np.zeros, SHAPES, st.sampled_from(list(DTYPES.values())))
SEVERAL = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), ARRAYS, max_size=6)


def test_places_cover_the_data_once():
    """Wide numbers stand before narrow ones, and every array begins where it is aligned."""
    given_arrays = {
        "a": np.zeros(3, np.uint8),
        "b": np.zeros((2, 2)),
        "c": np.zeros((), np.float32),
        "d": np.zeros((0, 5)),
        "e": np.zeros(1),
    }
    places = places_for(given_arrays)
    assert list(places) == list("abcde")
    found = {name: (place.begin, place.end) for name, place in places.items()}
    assert found == {"a": (44, 47), "b": (0, 32), "c": (40, 44), "d": (32, 32), "e": (32, 40)}


@given(SEVERAL, st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab")))
@settings(max_examples=60)
def test_what_is_rendered_is_parsed(several, metadata):
    """Places and texts come back in their order, and the data begin at a multiple of 8."""
    places = places_for(several)
    text = render_header(places, metadata)
    assert len(text) % 8 == 0
    assert text.startswith(b"{")
    size = max((place.end for place in places.values()), default=0)
    found, texts = parse_header(text, size)
    assert list(found.items()) == list(places.items())
    assert list(texts.items()) == list(metadata.items())


def entry(**changes):
    """Return a sound entry for 24 bytes, with changes; None leaves a field out."""
    fields = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24], **changes}
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ({"a": entry(dtype="F4")}, "has dtype F4, not one of F64"),
        ({"a": entry(dtype="BF16")}, "has dtype BF16"),
        ({"a": entry(dtype=["F32"])}, "has dtype ['F32']"),
        ({"a": entry(dtype="f32")}, "has dtype f32"),
        ({"a": entry(shape=[2, -3])}, "impossible shape [2, -3]"),
        ({"a": entry(shape=[-2, -3])}, "impossible shape"),
        ({"a": entry(shape=[6.0])}, "impossible shape [6.0]"),
        ({"a": entry(shape=["6"])}, "impossible shape"),
        ({"a": entry(shape=[True, 6])}, "impossible shape [True, 6]"),
        ({"a": entry(shape=6)}, "impossible shape 6"),
        ({"a": entry(shape={"6": 6})}, "impossible shape"),
        ({"a": entry(shape=[1] * 65 + [6])}, "impossible shape"),
        ({"a": entry(shape=[2**62, 0])}, "impossible shape"),
        ({"a": entry(shape=[2**32, 2**32, 6])}, "impossible shape"),
        ({"a": entry(shape=[10**12])}, "needs 4,000,000,000,000 bytes for F32"),
        ({"a": entry(shape=[2, 4])}, "needs 32 bytes for F32 [2, 4], its offsets give 24"),
        ({"a": entry(data_offsets=[24, 0])}, "impossible data_offsets [24, 0]"),
        ({"a": entry(data_offsets=[-24, 0])}, "impossible data_offsets"),
        ({"a": entry(data_offsets=[0, 24.0])}, "impossible data_offsets"),
        ({"a": entry(data_offsets=[False, 24])}, "impossible data_offsets"),
        ({"a": entry(data_offsets=[0, 24, 24])}, "impossible data_offsets"),
        ({"a": entry(data_offsets=[0, 2**64])}, "impossible data_offsets"),
        ({"a": entry(data_offsets="0")}, "impossible data_offsets"),
        ({"a": entry(shape=None)}, "must have dtype, shape, data_offsets"),
        ({"a": entry(more=1)}, "must have dtype, shape, data_offsets"),
        ({"a": []}, "must have dtype, shape, data_offsets, got []"),
        ({"a": None}, "must have dtype, shape, data_offsets, got None"),
        ({"a": entry(data_offsets=[4, 28])}, "begins at byte 4 and leaves a hole before byte 0"),
        ({"a": entry(), "b": entry()}, "begins at byte 0 and overlaps byte 24"),
        ({"a": entry(), "b": entry(data_offsets=[12, 36])}, "overlaps byte 24"),
        ({"a": entry(), "b": entry(shape=[0], data_offsets=[8, 8])}, "overlaps byte 24"),
        ({"a": entry(), "b": entry(shape=[0], data_offsets=[32, 32])}, "leaves a hole"),
        ({"a": entry(), "b": entry(data_offsets=[24, 48])}, "need 48 bytes, and 24 are there"),
        ({"a": entry(shape=[5], data_offsets=[0, 20])}, "need 20 bytes, and 24 are there"),
        ({}, "need 0 bytes, and 24 are there: something was added"),
        ({"__metadata__": {"a": 1}, "a": entry()}, "must be texts by name"),
        ({"__metadata__": ["a"], "a": entry()}, "must be texts by name"),
        ({"__metadata__": None, "a": entry()}, "must be texts by name"),
        ([entry()], "must be names and places"),
    ],
)
def test_an_impossible_header_is_refused(header, fact):
    """Every number of the header must be possible, and together they cover the data once."""
    with pytest.raises(DataError) as caught:
        parse_header(json.dumps(header).encode(), 24)
    assert fact in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_damaged_header_says_what_is_wrong_with_its_text():
    """What the JSON reader refuses is told as the header's damage."""
    with pytest.raises(DataError, match='its header is damaged: it names "a" twice'):
        parse_header(rb'{"a": 1, "\u0061": 1}', 24)


def test_texts_that_cannot_be_stored_are_refused():
    """Half a character, and more text than a reader would take, are refused before writing."""
    with pytest.raises(UsageError, match="cannot be stored"):
        render_header({}, {"a": "\ud800"})
    with pytest.raises(UsageError, match="over 33,554,432"):
        render_header({}, {"a": "x" * 2**25})


def test_what_passes_here_passes_there():
    """The reference reader, a stranger's code, takes every damaged header that ours takes."""
    chance = random.Random(7)  # noqa: S311
    sound = render_header(
        places_for({"a": np.zeros((2, 3)), "b": np.zeros(4, np.int16), "c": np.zeros(0)}),
        {"text": "value"},
    )
    taken = 0
    for _ in range(3000):
        text = bytearray(sound)
        for _ in range(chance.randint(1, 2)):
            text[chance.randrange(1, len(text))] = chance.choice(b'0123456789,:[]{}" abFIU')
        try:
            places, _ = parse_header(bytes(text), 56)
        except DataError:
            continue
        taken += 1
        try:
            theirs = dict(deserialize(len(text).to_bytes(8, "little") + text + bytes(56)))
        except SafetensorError as error:
            pytest.fail(f"{bytes(text)} is taken here and refused there: {error}")
        assert {name: list(place.shape) for name, place in places.items()} == {
            name: found["shape"] for name, found in theirs.items()
        }
    assert taken > 100
