"""States kept along the way, so that any step can be reached again by a short replay.

Snapshots are dense near the present and sparse in the past. A snapshot at step s stands on a
stride, the largest base·2ᴸ that divides s; it is kept while its age is below `depth` strides. So
going back by n steps replays about n / depth of them at most, and n steps keep only about
depth·log₂(n / base) snapshots. Where even these are more than memory holds, those are let go whose
neighbors are near.
"""

from __future__ import annotations

import bisect
from typing import final

from glassnet.program.state import State

DEPTH = 16
MEMORY_LIMIT = 256 << 20  # bytes


@final
class Snapshots:
    """States by step, within a bound of memory.

    Args:
        base: Steps between two snapshots near the present.
        first: The state before the first update, which is always kept.
        memory_limit: Bytes that all snapshots together may take; the first and the last are kept
            in any case.

    """

    def __init__(self, base: int, first: State, memory_limit: int = MEMORY_LIMIT) -> None:
        """Start with the first state."""
        self.base = base
        self.memory_limit = memory_limit
        self._largest = 0
        self._steps: list[int] = [int(first.step)]
        self._states: dict[int, State] = {}
        self._sizes: dict[int, int] = {}  # in bytes; front ends ask for their sum at every frame
        self._hold(first)

    def __len__(self) -> int:
        """Return how many states are kept."""
        return len(self._steps)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the states that are kept."""
        return tuple(self._steps)

    @property
    def memory(self) -> int:
        """The bytes that the states take."""
        return sum(self._sizes.values())

    @property
    def limit(self) -> int:
        """The bytes that they take at most: two states are kept in any case."""
        return max(self.memory_limit, 2 * self._largest)

    @property
    def most(self) -> int:
        """How many states memory has room for."""
        return max(2, self.memory_limit // max(1, self._largest))

    @property
    def depth(self) -> int:
        """How many strides a snapshot is kept."""
        # 32 strides: a run would need base·2³² steps to want more.
        return min(DEPTH, max(1, self.most // 32))

    def next_stop(self, step: int) -> int:
        """Return the first step after `step` at which a snapshot belongs."""
        return (step // self.base + 1) * self.base

    def keep(self, state: State) -> None:
        """Keep `state`, and let go of those that are too old for their stride."""
        step = int(state.step)
        if step not in self._states:
            bisect.insort(self._steps, step)
        self._hold(state)
        newest, depth = self._steps[-1], self.depth
        for old in self._steps[1:]:
            if old != step and newest - old >= depth * self._stride(old):
                self._drop(old)
        self._steps = [kept for kept in self._steps if kept in self._states]
        while len(self._steps) > self.most:
            self._let_go()

    def _let_go(self) -> None:
        """Forget the state that is missed least: with near neighbors, and old."""
        newest = self._steps[-1]
        neighbors = zip(self._steps, self._steps[1:], self._steps[2:], strict=False)
        _, least = min(((after - before) / (newest - old), old) for before, old, after in neighbors)
        self._steps.remove(least)
        self._drop(least)

    def _hold(self, state: State) -> None:
        step = int(state.step)
        self._states[step], self._sizes[step] = state, _bytes(state)
        self._largest = max(self._largest, self._sizes[step])

    def _drop(self, step: int) -> None:
        del self._states[step], self._sizes[step]

    def nearest(self, step: int) -> State:
        """Return the last state at or before `step`."""
        return self._states[self._steps[bisect.bisect_right(self._steps, step) - 1]]

    def cut(self, step: int) -> None:
        """Forget the states after `step`."""
        for late in self._steps[bisect.bisect_right(self._steps, step) :]:
            self._drop(late)
        self._steps = [kept for kept in self._steps if kept <= step]

    def copy(self, step: int) -> Snapshots:
        """Return snapshots of their own, without those after `step`."""
        other = Snapshots(self.base, self._states[self._steps[0]], self.memory_limit)
        for kept in self._steps:
            if kept <= step:
                other.keep(self._states[kept])
        return other

    def _stride(self, step: int) -> int:
        """Return the largest base·2ᴸ that divides `step`; states off the base count as stride 1."""
        if step % self.base:
            return 1
        multiple = step // self.base
        return self.base << ((multiple & -multiple).bit_length() - 1)


def _bytes(state: State) -> int:
    return sum(int(array.nbytes) for array in state.flat().values())
