"""Learning rates that change without a jump; a run that outlasts its plan keeps the last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.ranges import check_numbers, check_whole_numbers
from glassnet.nn.schedules import Schedule


def progress(xp: Namespace, step: Array, begin: float, end: float) -> Array:
    """Return how far `step` is from `begin` to `end`, from 0 to 1; all of it where end ≤ begin."""
    if end <= begin:
        return xp.ones_like(step)
    return xp.clip((step - begin) / (end - begin), 0.0, 1.0)


def half_cosine(xp: Namespace, first: float, last: float, part: Array) -> Array:
    """Return last + (first − last) ½ (1 + cos π·part): slow, fast, slow."""
    return last + (first - last) * 0.5 * (1.0 + xp.cos(math.pi * part))


@final
@dataclass(frozen=True)
class Polynomial(Schedule):
    """Down to `final` by a power; by default a straight line.

    factor = final + (1 − final) (1 − t / T)^power. The form of PyTorch's PolynomialLR.
    """

    power: float = 1.0
    final: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_numbers(self, power="(0, inf)", final="[0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """final + (1 − final) (1 − t / T)^power."""
        left = 1.0 - progress(xp, step, 0, total_steps)
        return self.final + (1.0 - self.final) * left**self.power


@final
@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a wave down to `final`: large steps while it is far, small ones to settle.

    factor = final + (1 − final) ½ (1 + cos π t / T).
    Source: Loshchilov & Hutter (2017), without restarts; PyTorch's CosineAnnealingLR.
    """

    final: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an end above the beginning."""
        check_numbers(self, final="[0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """final + (1 − final) ½ (1 + cos π t / T)."""
        return half_cosine(xp, 1.0, self.final, progress(xp, step, 0, total_steps))


@final
@dataclass(frozen=True)
class WarmupCosine(Schedule):
    """Up a straight line for the first `warmup_fraction` of the run, then half a wave down.

    In the warm-up of w steps the factor is (t + 1) / w: the first update moves, too.
    Source: Goyal et al. (2017) for the warm-up.
    """

    warmup_fraction: float = 0.05
    final: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_numbers(self, warmup_fraction="[0, 1)", final="[0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """(t + 1) / w, then the half wave over the rest."""
        warmup = round(self.warmup_fraction * total_steps)
        down = half_cosine(xp, 1.0, self.final, progress(xp, step, warmup, total_steps))
        return xp.where(step < warmup, (step + 1.0) / max(warmup, 1), down)


@final
@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """Half waves, each beginning anew at 1: a jolt may lead to a better valley.

    The first lasts `period_steps`, each next one `multiplier` times as long. The one in which the
    planned run ends is the last; what goes on after it stays at `final`.
    Source: Loshchilov & Hutter (2017); PyTorch's CosineAnnealingWarmRestarts.
    """

    period_steps: int = 1000
    multiplier: int = 1
    final: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_whole_numbers(self, period_steps=1, multiplier=1)
        check_numbers(self, final="[0, 1]")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """final + (1 − final) ½ (1 + cos π t / Tᵢ), with t counted from the last restart."""
        if self.multiplier == 1:
            turns = step / self.period_steps
            over = turns >= math.ceil(total_steps / self.period_steps)
            part = xp.where(over, xp.ones_like(step), turns - xp.floor(turns))
            return half_cosine(xp, 1.0, self.final, part)
        begin, length = 0, self.period_steps
        part = progress(xp, step, begin, length)
        while (begin := begin + length) < total_steps:  # as many periods as the run is long
            length *= self.multiplier
            part = xp.where(step < begin, part, progress(xp, step, begin, begin + length))
        return half_cosine(xp, 1.0, self.final, part)


@final
@dataclass(frozen=True)
class OneCycle(Schedule):
    """Once up and once down, further down than it began: η is the peak.

    From 1 / start_divisor up to 1 over the first `peak_fraction` of the run, then down to
    1 / (start_divisor · final_divisor), both by half a wave.
    Source: Smith & Topin (2019), in the two-phase form of PyTorch's OneCycleLR.
    """

    peak_fraction: float = 0.3
    start_divisor: float = 25.0
    final_divisor: float = 1e4

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_numbers(self, peak_fraction="[0, 1]", start_divisor="[1, inf)")
        check_numbers(self, final_divisor="[1, inf)")

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:
        """Up to the peak, then down; the last step of the run has the smallest factor."""
        peak, last = max(self.peak_fraction * total_steps - 1.0, 0.0), total_steps - 1.0
        start = 1.0 / self.start_divisor
        up = half_cosine(xp, start, 1.0, progress(xp, step, 0, peak))
        down = half_cosine(xp, 1.0, start / self.final_divisor, progress(xp, step, peak, last))
        return xp.where(step <= peak, up, down)
