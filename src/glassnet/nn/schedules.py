"""How the learning rate changes over a run: by a plan, or in answer to what happens.

A schedule is a factor on the learning rate for the update number `step`, counted from 0. Field
names say their unit: steps, or fractions of the run. More plans are in `stair_schedules` and
`smooth_schedules`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple, final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers, check_whole_numbers


class Schedule(ABC):
    """The contract of a schedule: a pure function of the step, the same in every engine."""

    @abstractmethod
    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """Return what the learning rate is multiplied by, a 0-d array.

        `step` is a 0-d float array: 0 at the first update, `total_steps` − 1 at the last.
        """


@final
@dataclass(frozen=True)
class ConstantRate(Schedule):
    """The learning rate stays as it is: factor 1."""

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """1."""
        return xp.ones_like(step)


@final
@dataclass(frozen=True)
class Exponential(Schedule):
    """A little less with every update: factor = decay_per_step^t.

    The form of PyTorch's ExponentialLR, stepped once per update.
    """

    decay_per_step: float = 0.999

    def __post_init__(self) -> None:
        """Refuse a decay that grows."""
        check_numbers(self, decay_per_step="(0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """decay^t, by its logarithm: rounded to float32, 0.9999 to the 100,000th is 0.3 % off."""
        return xp.exp(step * math.log(self.decay_per_step))


@final
@dataclass(frozen=True)
class Plateau:
    """Smaller steps when the validation loss no longer falls: an answer, not a plan.

    After more than `patience` losses in a row without improvement the rate is multiplied by
    `decay`, down to `minimum_factor`. An improvement is smaller than the best by more than that
    share of it; NaN and infinity never are one. The run asks after every validation:

        state = plateau.react(state, loss);   learning rate = η · state.factor

    The rules of PyTorch's ReduceLROnPlateau (mode "min", threshold_mode "rel", no cooldown).
    """

    decay: float = 0.5
    patience: int = 10
    minimum_relative_improvement: float = 1e-4
    minimum_factor: float = 0.0

    class State(NamedTuple):
        """What is remembered between validations."""

        factor: float = 1.0
        best: float = math.inf
        waited: int = 0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_numbers(self, decay="(0, 1)", minimum_factor="[0, 1]")
        check_numbers(self, minimum_relative_improvement="[0, 1)")
        check_whole_numbers(self, patience=0)

    def start(self) -> State:
        """Return the state before the first validation."""
        return self.State()

    def react(self, state: State, loss: float) -> State:
        """Return the state after a validation that gave `loss`."""
        reached = math.isfinite(state.best)
        needed = self.minimum_relative_improvement * abs(state.best) if reached else 0.0
        if math.isfinite(loss) and loss < state.best - needed:
            return state._replace(best=float(loss), waited=0)
        if state.waited < self.patience:
            return state._replace(waited=state.waited + 1)
        lower = max(state.factor * self.decay, self.minimum_factor)
        return state._replace(factor=lower, waited=0)
