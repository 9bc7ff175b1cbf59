"""What can be searched: ranges and choices, from the words a learner types."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.cli.variations import HOMES
from glassnet.ground.errors import UsageError
from glassnet.lab.search import space
from glassnet.lab.search.space import (
    Choices,
    Range,
    Space,
    dimension,
    doublings,
    label,
    plain_value,
)
from glassnet.nn.adam import Adam


def typed(text):
    """Return the dimension that a text says."""
    return dimension(text, plain_value)


def test_a_range_is_even_in_its_logarithm_where_its_ends_are_far_apart():
    """Ten times, and it says so; a range from 0 has no logarithm."""
    far = typed("learning-rate=0.001..0.1")
    assert far == Range("learning_rate", 0.001, 0.1)
    assert far.logarithmic
    assert str(far) == "learning-rate 0.001 … 0.1 (logarithmic)"
    near = typed("dropout=0..0.5")
    assert not near.logarithmic
    assert str(near) == "dropout 0 … 0.5"


def test_whole_numbers_are_taken_in_doublings():
    """So that designs of one shape meet; the upper end is always among them."""
    assert typed("batch-size=8..64").values == (8, 16, 32, 64)
    assert typed("epochs=10..50").values == (10, 20, 40, 50)
    units = typed("hidden=8..16")
    assert units.values == ((8,), (16,))
    assert units.labels == ("8", "16")
    assert units.ordered


def test_values_are_choices_ordered_where_they_rise():
    """Units may be several layers; words are not more or less than others."""
    assert typed("hidden=8,16-16,none").values == ((8,), (16, 16), ())
    assert typed("weight-decay=0,0.1,1").ordered
    assert not typed("weight-decay=1,0").ordered
    assert not typed("optimizer=sgd,adam").ordered


def test_python_says_the_same_with_values():
    """A pair of numbers is a range, a list are choices, a text is read as if typed."""
    assert space.given("learning_rate", (0.001, 0.1)) == Range("learning_rate", 0.001, 0.1)
    assert space.given("learning-rate", "0.001..0.1") == Range("learning_rate", 0.001, 0.1)
    assert space.given("batch_size", (8, 32)).values == (8, 16, 32)
    both = space.given("optimizer", ["sgd", Adam(beta1=0.8)])
    assert both.labels[0] == "sgd"
    assert both.value(both.labels[1]) == Adam(beta1=0.8)
    assert space.given("hidden", [(8,), (8, 8)]).labels == ("8", "8-8")


def test_everything_that_may_vary_can_be_searched():
    """The names are those of `compare --vary`."""
    assert set(space.NAMES) == set(HOMES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("learning-rate", "NAME=LOW..HIGH or NAME=VALUE,VALUE"),
        ("hiden=8,16", '"hiden" cannot be searched.*Did you mean "hidden"'),
        ("test=0.1..0.2", '"test" cannot be searched'),
        ("learning-rate=0.1..0.001", "from a number of at least 0 to a larger one"),
        ("learning-rate=0.1", "needs from 2 to 1,000 values to choose from, got 0.1"),
        ("learning-rate=x..1", 'learning_rate has no value "x"'),
        ("hidden=8,8", "must have different values, got 8, 8"),
        ("hidden=16..8", "from a whole number of at least 1 to a larger one, got 16 to 8"),
        ("hidden=8-8..16", "from a whole number of at least 1"),
        ("optimizer=sgd..adam", "optimizer has no range, got sgd..adam; list its values"),
    ],
)
def test_what_cannot_be_searched_is_refused(text, told):
    """With what was typed, and what is wanted."""
    with pytest.raises(UsageError, match=told):
        typed(text)


def test_python_is_refused_likewise():
    """What is neither a pair nor a list nor a text has no meaning."""
    with pytest.raises(UsageError, match="a range such as"):
        space.given("learning_rate", 0.1)
    with pytest.raises(UsageError, match="searched twice"):
        Space((typed("l1=0,1"), typed("l1=0,2")))
    with pytest.raises(UsageError, match="say what to search"):
        Space(())


@given(st.text(max_size=30))
def test_hostile_words_are_refused_or_taken_never_worse(text):
    """Whatever is typed, the answer is a dimension or one of our errors on one line."""
    told = "taken"
    try:
        typed(text)
        typed(f"learning_rate={text}")
        typed(f"hidden={text}")
    except UsageError as error:
        told = str(error)
    assert told.isprintable()


@given(st.floats(1e-30, 1e30), st.floats(1e-30, 1e30), st.floats(0.0, 1.0))
def test_what_is_drawn_stays_within_the_ends_and_near(low, high, share):
    """Rounding to three figures moves a number by less than a hundredth, and not out."""
    low, high = sorted((low, high))
    if not low < high:
        return
    wide = Range("learning_rate", low, high)
    drawn = min(max(math.exp((1 - share) * math.log(low) + share * math.log(high)), low), high)
    rounded = wide.rounded(drawn)
    assert low <= rounded <= high
    assert rounded == pytest.approx(drawn, rel=0.01)
    assert wide.rounded(rounded) == rounded


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_doublings_go_from_end_to_end(low, high):
    """Each but the last is twice the one before; the last is at most that."""
    low, high = sorted((low, high + 1))
    if low == high:
        return
    found = doublings(low, high)
    assert (found[0], found[-1]) == (low, high)
    assert all(b == 2 * a for a, b in pairwise(found[:-1]))
    assert found[-2] < high <= 2 * found[-2]


@given(st.lists(st.integers(1, 99), min_size=1, max_size=3).map(tuple))
def test_labels_say_units_as_they_are_typed(units):
    """A label is read back as what it stands for."""
    assert plain_value("hidden", label(units)) == units


def test_a_pick_becomes_its_value():
    """Of a range the number, of choices what the label stands for."""
    both = Space((typed("learning-rate=0.1..0.2"), typed("hidden=4,8")))
    assert both.values({"learning_rate": 0.15, "hidden": "8"}) == {
        "learning_rate": 0.15,
        "hidden": (8,),
    }
    assert isinstance(both.dimensions[1], Choices)
    assert str(both) == "learning-rate 0.1 … 0.2; hidden 4, 8"
