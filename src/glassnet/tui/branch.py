"""One of a run's futures, and where one stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.run.run import Run
from glassnet.tui.operations import operations
from glassnet.tui.place import Place, Way

NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@final
@dataclass
class Branch:
    """A run that is one of the futures, where it left its elder, and where one stands in it.

    `beyond` tells that early stopping has had its say, and one trains on.
    """

    run: Run
    name: str = NAMES[0]
    forked_at: int | None = None
    changes: str = ""
    place: Place = Place()
    beyond: bool = False

    @property
    def way(self) -> Way:
        """How far the run goes, and how it is divided."""
        program = self.run.program
        inside = len(operations(len(program.experiment.network.layers)))
        return Way(program.plan, self.run.last_step, inside)

    @property
    def is_at_end(self) -> bool:
        """Whether one cannot, or need not, train on."""
        return self.run.step >= self.way.steps or (self.run.done and not self.beyond)

    @property
    def beginning(self) -> str:
        """Where it left its elder, and what is different since, in a sentence."""
        told = f": {self.changes}" if self.changes else ""
        return f"Future {self.name} begins at step {self.forked_at or 0:,}{told}."

    @property
    def ending(self) -> str:
        """Why it is at its end, in a sentence."""
        if self.run.stopped and not self.beyond:
            return f"Finished: {self.run.stopped}. Space trains on."
        return f"Finished: all {self.run.experiment.epochs:,} epochs are made."


def name_of(number: int) -> str:
    """Return what future `number` is called, from 0.

    >>> name_of(0), name_of(25), name_of(26), name_of(53)
    ('A', 'Z', 'A2', 'B3')
    """
    turn, letter = divmod(number, len(NAMES))
    return f"{NAMES[letter]}{turn + 1 if turn else ''}"
