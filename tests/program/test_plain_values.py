"""What fits a field's type, and the sentence when it does not."""

from __future__ import annotations

import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError

from glassnet.ground.errors import ExperimentError, UsageError
from glassnet.program.plain_values import Mistakes, convert, shown, wanted

TYPES = [
    bool,
    int,
    float,
    str,
    int | None,
    Literal["valid", "same"],
    tuple[int, int],
    int | tuple[int, int],
    tuple[float, ...],
    tuple[tuple[str, str], ...],
    Literal["a"] | float | None,
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64) + 1, 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5).filter(lambda text: text != "none")
    | st.sampled_from(["valid", "same", "a"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def no_class(contract, data, path):
    """Refuse every class: these types have none."""
    raise AssertionError(contract)


@pytest.mark.parametrize("hint", TYPES, ids=str)
@given(value=VALUES)
def test_types_are_those_of_pydantic_when_it_is_strict(hint, value):
    """What strict pydantic takes of JSON is taken, with the same result, and nothing else."""
    single = hint == tuple[float, ...] and not isinstance(value, list)
    try:
        expected = TypeAdapter(hint, config=ConfigDict(strict=True)).validate_json(_json(value))
    except ValidationError:
        # One value may stand for a list of one; that is our own addition.
        if single and isinstance(value, (int, float)) and not isinstance(value, bool):
            expected = (float(value),)
        else:
            with pytest.raises(ExperimentError):
                convert(hint, value, "x", no_class)
            return
    found = convert(hint, value, "x", no_class)
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


def _json(value):
    return TypeAdapter(object).dump_json(value)


@pytest.mark.parametrize(
    ("hint", "value", "sentence"),
    [
        (int, "16", 'x must be a whole number, got "16".'),
        (int, True, "x must be a whole number, got true."),
        (int, 16.0, "x must be a whole number, got 16.0."),
        (float, "0.1", 'x must be a number, got "0.1".'),
        (float, math.nan, "x must be a finite number, got nan."),
        (int, 10**100, "x must be a number of at most 64 bits, got a number of 333 bits."),
        (str, "a" * 1001, "x must be a text of at most 1,000 characters, got "),
        (bool, 1, "x must be true or false, got 1."),
        (Literal["valid", "same"], "some", 'got "some". Did you mean "same"?'),
        (int | tuple[int, int], [1], "x must be a whole number or 2 whole numbers, got a list of"),
        (int | None, {}, 'x must be a whole number or "none", got a table.'),
        (tuple[int, int], [1, "a"], 'x[1] must be a whole number, got "a".'),
    ],
)
def test_the_sentence_says_what_was_wanted_and_what_came(hint, value, sentence):
    """The message has the path, what is wanted, and the value as the file writes it."""
    with pytest.raises(ExperimentError) as caught:
        convert(hint, value, "x", no_class)
    assert sentence in str(caught.value)


def test_none_is_a_word_where_nothing_may_stand():
    """A file without a null says "none" where a field may be None, and nowhere else."""
    assert convert(int | None, "none", "x", no_class) is None
    assert convert(int | None, None, "x", no_class) is None
    assert convert(str | None, "none", "x", no_class) == "none"
    with pytest.raises(ExperimentError, match="a whole number"):
        convert(int, "none", "x", no_class)


def test_pairs_may_be_a_table():
    """A table is the list of its keys and values, where pairs are wanted."""
    assert convert(tuple[tuple[str, str], ...], {"a": "b"}, "x", no_class) == (("a", "b"),)


def test_a_class_is_made_by_the_caller():
    """Where a field's type is a class, the caller builds it and gets data and path."""
    asked = []
    convert(ValueError | None, {"a": 1}, "x.y", lambda *arguments: asked.append(arguments))
    assert asked == [(ValueError, {"a": 1}, "x.y")]


def test_every_mistake_of_a_list_is_told():
    """A list is read to its end."""
    with pytest.raises(ExperimentError) as caught:
        convert(tuple[int, ...], [1, "a", 2, 3.5], "x", no_class)
    assert [mistake.split(" ")[0] for mistake in caught.value.mistakes] == ["x[1]", "x[3]"]


def test_mistakes_gather_and_then_refuse():
    """Mistakes keeps what is told, lets other errors pass, and raises all of it once."""
    mistakes = Mistakes()
    assert mistakes.attempt(int, "3") == 3
    mistakes.refuse()
    assert mistakes.attempt(convert, int, "a", "x", no_class) is None
    assert mistakes.attempt(convert, int, "b", "y", no_class) is None
    with pytest.raises(ExperimentError) as caught:
        mistakes.refuse()
    assert len(caught.value.mistakes) == 2
    with pytest.raises(UsageError, match="other"):
        mistakes.attempt(_other)


def _other():
    raise UsageError("other")


@given(value=VALUES | st.text())
def test_what_is_shown_is_one_short_line(value):
    """Whatever a value is, it is shown in one printable line."""
    assert shown(value).isprintable()
    assert len(shown(value)) <= 90


def test_what_is_wanted_is_said_in_words():
    """Each type has its words."""
    assert wanted(tuple[float, ...]) == "a list of numbers"
    assert wanted(tuple[int, int] | None) == '2 whole numbers or "none"'
    assert wanted(str | None) == "a text"
    assert wanted(Literal["a", "b", "c"]) == '"a", "b" or "c"'
