"""How much memory the past of a run takes, and how much it may take at most."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.run.epochs import Epochs
from glassnet.run.history import History
from glassnet.run.timeline import Timeline


class Memory(NamedTuple):
    """Bytes that a run keeps so that one can go back in it.

    `states` and `history` are what is taken now; `states_limit` and `history_limit` what they
    never go beyond. The limit of the history grows with the steps of the experiment, 16 bytes for
    each number that is recorded in a step, and with its epochs, 196 bytes for what each came to;
    that of the states does not. `kept` are the steps whose states are kept; any other is computed
    from the one before it.
    """

    states: int
    states_limit: int
    history: int
    history_limit: int
    kept: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return both beside their limits, in words.

        >>> print(Memory(2_400_000, 268_000_000, 16_384, 16_384))
        states 2.4 MB of at most 268 MB, history 16.4 kB of at most 16.4 kB
        """
        return (
            f"states {in_units(self.states)} of at most {in_units(self.states_limit)}, "
            f"history {in_units(self.history)} of at most {in_units(self.history_limit)}"
        )


def memory_of(timeline: Timeline, history: History, epochs: Epochs, last_step: int) -> Memory:
    """Return what the past of a run takes, and what it may take when it reaches `last_step`."""
    states, ends = timeline.snapshots, last_step // timeline.program.plan.steps_per_epoch
    taken, most = history.memory + epochs.memory, history.limit(last_step, ends)
    return Memory(states.memory, states.limit, taken, most + epochs.limit(ends), states.steps)


def in_units(count: int) -> str:
    """Return a `count` of bytes in the unit that suits it.

    >>> in_units(812), in_units(268_435_456)
    ('812 B', '268 MB')
    """
    size, units = float(count), ["B", "kB", "MB", "GB"]
    while size >= 999.5 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.3g} {units[0]}"
