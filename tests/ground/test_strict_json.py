"""JSON that is not trusted."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DataError
from glassnet.ground.strict_json import BRACKET_LIMIT, DEPTH_LIMIT, parse_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 3]))
@settings(max_examples=150)
def test_honest_json_is_read(value, escaped, indent):
    """Whatever Python writes as JSON is read as the same value, as text and as bytes."""
    text = json.dumps(value, ensure_ascii=escaped, indent=indent)
    for content in (text, text.encode()):
        found = parse_json(content)
        assert found == value
        assert json.dumps(found) == json.dumps(value)  # kinds, signs and the order of names too


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ('{"a": 1, "a": 1}', 'it names "a" twice'),
        (r'{"a": 1, "\u0061": 2}', 'it names "a" twice'),
        (r'[{"b": {"x\n": 1, "x\n": 2}}]', r'it names "x\n" twice'),
        ("[NaN]", "it holds NaN, which is no number"),
        ('{"a": -Infinity}', "it holds -Infinity, which is no number"),
        ("Infinity", "it holds Infinity"),
        ("[1e999]", "it holds 1e999, which is too large"),
        ("9" * 50_000, "it holds a number of 50,000 characters"),
        ("0." + "9" * 50_000, "it holds a number of 50,002 characters"),
        (r'"\ud800"', r"it holds \ud800, half a character"),
        (r'{"\uDFFF": 1}', r"it holds \udfff, half a character"),
        ("", "it is not JSON"),
        ('{"a": 1} x', "it is not JSON"),
        ('{"a": 1}\0', "it is not JSON"),
        ("{'a': 1}", "it is not JSON"),
        ('{"a": 1,}', "it is not JSON"),
        ('{"a": 01}', "it is not JSON"),
        ('"\n"', "it is not JSON"),
        ('\ufeff{"a": 1}', "it is not JSON"),
        ('{"a": "', "it is not JSON"),
        ("]" * 100, "it is not JSON"),
        ('"' + r"\"" * 200_000, "it is not JSON"),
        (b"\xff\xfe{\0}\0", "it is not UTF-8 text: byte 1"),
        (b'{"\xe9": 1}', "it is not UTF-8 text: byte 3"),
        (b'"\xed\xa0\x80"', "it is not UTF-8 text"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "it nests 100,000 deep, more than 64"),
        ("[" * 100_000, "it nests 100,000 deep"),
        ("[" + "[]," * BRACKET_LIMIT + "[]]", "brackets"),
    ],
)
def test_what_has_no_one_meaning_is_refused(text, fact):
    """Doubled names, numbers that are none, depth, length and broken text are told as a fact."""
    with pytest.raises(DataError) as caught:
        parse_json(text)
    assert fact in str(caught.value)
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()


def test_the_limit_of_depth():
    """Nesting may go to the limit and not one deeper; brackets within texts are no nesting."""
    assert parse_json("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT)
    with pytest.raises(DataError, match="nests"):
        parse_json("[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1))
    for inside in ("[" * 1000, '"[' * 1000, "\\[\\" * 1000, "]}" * 1000):
        assert parse_json(json.dumps([inside, {inside: inside}])) == [inside, {inside: inside}]


def test_whole_surrogate_pairs_are_characters():
    """An escaped pair, which is one character, passes."""
    assert parse_json(r'"\ud83d\ude00"') == "😀"


def test_the_sign_of_zero_and_long_numbers_are_kept():
    """A negative zero keeps its sign, and a number of twenty digits every digit."""
    zero, big = parse_json("[-0.0, 18446744073709551615]")
    assert math.copysign(1, zero) == -1
    assert big == 2**64 - 1
