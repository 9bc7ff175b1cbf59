"""A run lived again from its first step, and held against what was recorded and kept of it."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.run.distance import states_apart
from glassnet.run.history import History
from glassnet.run.timeline import Timeline


class Replay(NamedTuple):
    """What a replay found.

    Args:
        steps: So many updates were made again.
        loss_difference: The largest distance between a loss and the recorded one.
        loss_step: The number of the first update whose loss differs, or 0.
        states: So many kept states were compared, by their digests.
        state_difference: The largest distance between two numbers of those that differ.
        state_step: The updates before the first state that differs, or 0.

    """

    steps: int
    loss_difference: float
    loss_step: int
    states: int
    state_difference: float
    state_step: int

    @property
    def exact(self) -> bool:
        """Whether nothing differs."""
        return not self.loss_step and not self.state_step

    def __str__(self) -> str:
        """Return it in a sentence.

        >>> print(Replay(1200, 0.0, 0, 9, 0.0, 0))
        1,200 steps made again give the same losses and 9 states, to the last bit.
        """
        told = f"{self.steps:,} steps made again give"
        if self.exact:
            return f"{told} the same losses and {self.states:,} states, to the last bit."
        parts = []
        if self.loss_step:
            size = f"losses that differ by up to {self.loss_difference:.2g}"
            parts.append(f"{size}, first at step {self.loss_step:,}")
        if self.state_step:
            size = f"states that differ by up to {self.state_difference:.2g}"
            parts.append(f"{size}, first after step {self.state_step:,}")
        return f"{told} {', and '.join(parts)}."


def replay(timeline: Timeline, history: History) -> Replay:
    """Make all steps of `history` again, commands included; `timeline` stays where it is."""
    again = timeline.beginning()
    loss, loss_step, state, state_step = 0.0, 0, 0.0, 0  # the largest difference, the first one
    kept = [step for step in timeline.snapshots.steps if step <= history.steps]
    for stop in dict.fromkeys([*kept, history.steps]):
        columns = again.advance(stop - again.step)
        if columns:
            size, first = history.difference(stop, columns["loss"])
            loss, loss_step = max(loss, size), loss_step or first
        if stop in kept:
            there = timeline.snapshots.nearest(stop)
            if again.state.digest() != there.digest():
                state = max(state, states_apart(again.state, there))
                state_step = state_step or stop
    return Replay(history.steps, loss, loss_step, len(kept), state, state_step)
