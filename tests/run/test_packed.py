"""Evaluations and progress in few bytes are lists like any other, and take what they say."""

from __future__ import annotations

import math
import threading
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.schedules import Plateau
from glassnet.run.evaluation import EVALUATIONS, Evaluation, packed_evaluations
from glassnet.run.progress import PROGRESS, Progress, packed_progress

NUMBERS = st.floats(allow_nan=False)
COUNTS = st.integers(1, 2**53 + 1)
ITEMS = {
    packed_evaluations: st.builds(
        Evaluation, COUNTS, COUNTS, NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS
    ),
    packed_progress: st.builds(
        Progress,
        NUMBERS,
        st.none() | COUNTS,
        st.integers(0, 2**53 + 1),
        st.none() | st.builds(Plateau.State, NUMBERS, NUMBERS, st.integers(0, 2**53 + 1)),
    ),
}
LISTS = st.sampled_from([*ITEMS]).flatmap(
    lambda packed: st.tuples(st.just(packed), st.lists(ITEMS[packed], max_size=90))
)
PLACES = st.none() | st.integers(-100, 100)


def evaluations(count):
    """Return evaluations of `count` epochs."""
    return [Evaluation(each, each, 1.0 / each, 0.1, 0.5, None) for each in range(1, count + 1)]


@settings(max_examples=60, deadline=None)
@given(LISTS, PLACES, PLACES, st.sampled_from([None, 1, 3, -1, -2]))
def test_it_is_the_list_of_what_was_put_in(given_list, start, stop, stride):
    """To the bit and of the same types: as a whole, by place, by slice and backwards."""
    packed, items = given_list
    found = packed(items)
    assert repr(found) == repr(items)
    assert [*found] == items
    assert items == found == packed(items)
    part = slice(start, stop, stride)
    assert [*found[part]] == items[part]
    assert [*reversed(found)] == items[::-1]
    assert all(found[place] == items[place] for place in range(-len(items), len(items)))
    for beyond in (len(items), -len(items) - 1):
        with pytest.raises(IndexError):
            found[beyond]


def test_other_lists_are_not_equal():
    """Another number, another length, another kind of item; NaN is what it was."""
    given_ones = evaluations(3)
    found = packed_evaluations(given_ones)
    assert found != given_ones[:2]
    assert found != [*given_ones[:2], Evaluation(3, 3, 1.0 / 3, 0.1, 0.5, 0.0)]
    assert found != [1, 2, 3]
    assert found != 3
    assert found != packed_progress([Progress()] * 3)
    lost = packed_evaluations([Evaluation(1, 1, math.nan, 0.1, math.nan)])
    assert lost == lost[:]
    assert lost != [Evaluation(1, 1, math.nan, 0.1)]


def test_a_slice_stays_what_it_was():
    """Whoever holds a part sees neither what is appended to the whole nor to another part."""
    whole = packed_evaluations(evaluations(10))
    first, other = whole[:5], whole[:5]
    whole.extend(evaluations(200))
    other.append(Evaluation(99, 99, 0.0, 0.0))
    assert first == evaluations(5)
    assert whole[5].step == 6
    assert len(whole) == 210


def test_nobody_writes_into_the_rows():
    """They are handed out to be read."""
    with pytest.raises(ValueError, match="read-only"):
        packed_evaluations(evaluations(2)).rows["step"][0] = 7


def test_one_thread_reads_while_another_appends():
    """Each row that counts is whole, while the array behind grows again and again."""
    found = packed_evaluations()
    writer = threading.Thread(target=lambda: found.extend(evaluations(20_000)))
    writer.start()
    while writer.is_alive():
        if len(found):
            last = found[-1]
            assert last == Evaluation(last.step, last.step, 1.0 / last.step, 0.1, 0.5, None)
        steps = [each.step for each in found[::-97]]
        assert steps == sorted(set(steps), reverse=True)
    writer.join()
    assert found == evaluations(20_000)


@pytest.mark.parametrize(
    ("packed", "form", "item"),
    [
        (packed_evaluations, EVALUATIONS, Evaluation(7, 7, 0.1, 0.2, 0.3, 0.4)),
        (packed_progress, PROGRESS, Progress(0.1, 7, 3, Plateau.State(0.5, 0.1, 3))),
    ],
)
@pytest.mark.parametrize("count", [0, 1, 64, 65, 5_000])
def test_it_takes_what_it_says(packed, form, item, count):
    """As the interpreter counts, up to the object around; never more than the limit."""
    tracemalloc.start()
    try:
        found = packed(item for _ in range(count))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) == count
    assert found.memory <= form.limit(count)
    assert abs(taken - found.memory) < 4_000
