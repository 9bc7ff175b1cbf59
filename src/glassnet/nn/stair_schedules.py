"""Learning rates that fall in stairs: long stretches of one rate, then a sudden drop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.errors import UsageError, one_line
from glassnet.ground.ranges import check_numbers, check_whole_numbers
from glassnet.nn.schedules import Schedule


@final
@dataclass(frozen=True)
class StepDecay(Schedule):
    """Even stairs: every `every_steps` updates the rate is multiplied by `decay` once more.

    factor = decay^⌊t / every⌋. The form of PyTorch's StepLR.
    """

    every_steps: int = 1000
    decay: float = 0.1

    def __post_init__(self) -> None:
        """Refuse stairs without depth, and stairs that lead up."""
        check_whole_numbers(self, every_steps=1)
        check_numbers(self, decay="(0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """decay^⌊t / every⌋."""
        return self.decay ** xp.floor(step / self.every_steps)


@final
@dataclass(frozen=True)
class MultiStep(Schedule):
    """Stairs where you want them: at each of `at_steps` the rate is multiplied by `decay`.

    The form of PyTorch's MultiStepLR.
    """

    at_steps: tuple[int, ...] = (1000, 2000)
    decay: float = 0.1

    def __post_init__(self) -> None:
        """Refuse steps that are no whole numbers in ascending order."""
        check_numbers(self, decay="(0, 1]")
        steps = tuple(self.at_steps) if isinstance(self.at_steps, Iterable) else ()
        whole = all(isinstance(step, int) and not isinstance(step, bool) for step in steps)
        if not steps or not whole or sorted({0, *steps}) != [0, *steps]:
            raise UsageError(
                "MultiStep: at_steps must be ascending whole numbers ≥ 1, "
                f"got {one_line(repr(self.at_steps))}."
            )
        object.__setattr__(self, "at_steps", steps)

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """decay^(how many of the steps have come)."""
        stairs = xp.zeros_like(step)
        for milestone in self.at_steps:
            stairs = stairs + xp.astype(step >= milestone, step.dtype)
        return self.decay**stairs
