"""The contract of whoever runs a program: start, advance, tell the state, predict."""

from __future__ import annotations

from abc import ABC, abstractmethod

from glassnet.ground.arrays import Array
from glassnet.program.batches import Batch
from glassnet.program.held_out import HeldOut
from glassnet.program.probes import Probe
from glassnet.program.state import State
from glassnet.program.step import Program

Columns = dict[str, Array]


class Runner(ABC):
    """One program being run, from one state on. All arrays that go in and out are NumPy's."""

    @abstractmethod
    def advance(self, steps: int, learning_rate: float) -> Columns:
        """Make `steps` updates with the base rate `learning_rate`.

        Returns one array (steps,) a column: "loss" (before the update, on the step's rows),
        "learning_rate" (the rate that was applied), and what the probes measure; no column for 0
        steps. Where rows are held out, "held_out/loss" and "held_out/score" are told of the steps
        that end an epoch, after the update, and are NaN elsewhere. A loss that is not finite does
        not raise here; whoever reads the column decides.
        """

    @abstractmethod
    def state(self) -> State:
        """Return the state after the last update."""

    @abstractmethod
    def reset(self, state: State) -> None:
        """Go on from `state`, an earlier or later one."""

    @abstractmethod
    def predict(self, x: Array) -> Array:
        """Return what the network puts out for x (rows, …), not training: (rows, …)."""

    @abstractmethod
    def evaluate(self, rows: Batch) -> tuple[float, Array]:
        """Return the loss on `rows`, and what the network puts out for them, not training."""


class Engine(ABC):
    """Something that can run programs."""

    @abstractmethod
    def start(
        self,
        program: Program,
        data: Batch,
        state: State,
        probes: tuple[Probe, ...] = (),
        held_out: HeldOut | None = None,
    ) -> Runner:
        """Return a runner of `program` on the training rows `data`, from `state` on.

        `probes` are measured in every step; without them nothing is computed for them. By
        `held_out` the network is judged at the end of every epoch.
        """
