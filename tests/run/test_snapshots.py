"""Snapshots: the nearest one is found, whatever was kept and cut, within the bound of memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from glassnet.program.state import State
from glassnet.run.snapshots import DEPTH, Snapshots

STEPS = st.integers(0, 4_000)


def state_at(step, numbers=1, mark=0.0):
    """Return a state of `numbers` float64 numbers, which hold `mark`."""
    return State(np.asarray(step, np.uint32), {"w": np.full(numbers, mark)}, {"w": {}}, {})


def size_of(state):
    """Return the bytes of a state."""
    return sum(array.nbytes for array in state.flat().values())


class AnyAccess(RuleBasedStateMachine):
    """Keep, look up, cut and copy in any order, beside a dict of all that was ever kept."""

    @initialize(base=st.sampled_from([1, 8, 64]), room=st.integers(1, 4) | st.integers(5, 80))
    def begin(self, base, room):
        """Start with the first state and room for some more."""
        self.marks = 0
        self.kept = {0: state_at(0)}
        self.room = room
        self.snapshots = Snapshots(base, self.kept[0], room * size_of(self.kept[0]))

    @rule(step=STEPS)
    def keep(self, step):
        """Keep a state of its own look, perhaps in place of one at the same step."""
        self.marks += 1
        self.kept[step] = state_at(step, mark=float(self.marks))
        self.snapshots.keep(self.kept[step])

    @rule(times=st.integers(1, 40))
    def go_on(self, times):
        """Keep states where they belong, one after the other."""
        for _ in range(times):
            self.keep(self.snapshots.next_stop(self.snapshots.steps[-1]))

    @rule(step=STEPS)
    def cut(self, step):
        """Forget what comes after a step."""
        self.snapshots.cut(step)
        self.kept = {at: state for at, state in self.kept.items() if at <= step}

    @rule(step=STEPS)
    def copy(self, step):
        """A copy has what came up to a step, and changes nothing in what it was made of."""
        copied, before = self.snapshots.copy(step), self.snapshots.steps
        assert copied.nearest(step) is self.snapshots.nearest(step)
        copied.cut(0)
        assert self.snapshots.steps == before

    @precondition(lambda self: hasattr(self, "snapshots"))
    @rule(step=STEPS)
    def look_up(self, step):
        """What is found is the last of those that are there, and what was kept there last."""
        found = self.snapshots.nearest(step)
        at = int(found.step)
        assert at == max(each for each in self.snapshots.steps if each <= step)
        assert found is self.kept[at]

    @invariant()
    def bounded(self):
        """The first state stays, steps are in order, and memory is bounded."""
        if hasattr(self, "snapshots"):
            steps = self.snapshots.steps
            assert steps[0] == 0
            assert list(steps) == sorted(set(steps))
            assert len(self.snapshots) == len(steps) <= max(2, self.room)


AnyAccess.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
test_any_access = AnyAccess.TestCase


@settings(max_examples=10)
@given(st.integers(1, 3_000), st.sampled_from([1, 4, 64]))
def test_replays_stay_short_for_their_age(steps, base):
    """Going back by n steps replays about 2 n / depth of them at most."""
    snapshots = Snapshots(base, state_at(0))
    for number in range(1, steps + 1):
        snapshots.keep(state_at(number * base))
    end = steps * base
    assert len(snapshots) <= 1 + DEPTH * (steps.bit_length() + 1)
    for back in {0, 1, base, end // 3, end // 2, end}:
        replayed = end - back - int(snapshots.nearest(end - back).step)
        assert replayed <= max(base, 2 * (back + base) / DEPTH + base)


def test_states_that_grow_are_counted_as_they_are():
    """After a change to an optimizer that remembers more, fewer states fit into the same memory."""
    snapshots = Snapshots(1, state_at(0, 10), 128 * size_of(state_at(0, 10)))
    for step in range(1, 10):
        snapshots.keep(state_at(step, 10))
    before = len(snapshots)
    for step in range(10, 100):
        snapshots.keep(state_at(step, 100))
    assert snapshots.memory <= snapshots.memory_limit
    assert snapshots.steps[0] == 0
    assert snapshots.steps[-1] == 99
    assert len(snapshots) < before
    assert snapshots.memory == sum(size_of(snapshots.nearest(step)) for step in snapshots.steps)


@pytest.mark.parametrize("step, stop", [(0, 64), (63, 64), (64, 128)])
def test_the_next_stop_is_a_multiple_of_the_base(step, stop):
    """A snapshot belongs at the first multiple of the base after a step."""
    assert Snapshots(64, state_at(0)).next_stop(step) == stop


def test_the_limit_leaves_room_for_two_states():
    """The first and the last are kept even where memory has room for less."""
    one = size_of(state_at(0))
    assert Snapshots(1, state_at(0), 10 * one).limit == 10 * one
    tight = Snapshots(1, state_at(0), 1)
    for step in range(1, 9):
        tight.keep(state_at(step))
        assert tight.memory <= tight.limit == 2 * one
