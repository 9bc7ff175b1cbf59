"""The learning-rate range test: a rate that grows with every update, from many starts at once.

What happens on the way tells from which rate on a network learns, and from which it falls apart
(Smith 2017, "Cyclical learning rates for training neural networks", section 3.3). One start tells
little, and a loss that falls need not mean that anything is learned: outputs that shrink toward the
mean lower it, too. So the loss is that of rows which are not learned from, and a start counts only
if its answers fit their own rows better than they fit each other's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array, Namespace
from glassnet.ground.errors import UsageError, one_line
from glassnet.ground.keys import Purpose, fold, permutation, stream
from glassnet.lab.search.heat import heats
from glassnet.lab.search.rate_range import RateRange, Way
from glassnet.nn.network import Network
from glassnet.nn.schedules import Schedule
from glassnet.run.run import Run
from glassnet.run.training import prepare

LOOKS = 10  # at the loss, while the rate becomes ten times as large
UPDATES = 6  # between two looks
SHUFFLES = 499  # p = 0.002 at the least
MOST_ROWS = 10_000  # that are shuffled
MOST_STARTS = 1_000
OWN = ("starts", "low", "high")
NOT_OWN = {
    "learning_rate": "it is what is asked for; say low and high",
    "schedule": "the rate rises from low to high",
    "epochs": "a test has as many updates as it needs",
    "early_stopping": "every start takes all of its steps",
    "probes": "starts side by side are not looked into",
}


@final
@dataclass(frozen=True)
class RisingRate(Schedule):
    """With every update the rate is multiplied by the same: factor = growth^t."""

    growth: float

    def factor(self, xp: Namespace, step: Array, total_steps: int) -> Array:  # noqa: ARG002  a contract
        """growth^t, by its logarithm."""
        return xp.exp(step * math.log(self.growth))


@final
@dataclass(frozen=True)
class RangeTest:
    """How a range test is made: rates from `low` to `high`, from `starts` random starts."""

    starts: int = 10
    low: float = 1e-6
    high: float = 10.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        starts = self.starts
        if (
            isinstance(starts, bool)
            or not isinstance(starts, int)
            or not 2 <= starts <= MOST_STARTS
        ):
            raise UsageError(
                f"starts must be a whole number from 2 to {MOST_STARTS:,}, got "
                f"{one_line(repr(starts))}."
            )
        ends = (self.low, self.high)
        if not all(isinstance(end, (int, float)) and 1e-30 < end < 1e30 for end in ends) or (
            self.high < 10.0 * self.low
        ):
            raise UsageError(
                "a range test goes from a low rate above 0 to one at least ten times as high, got "
                f"low={one_line(repr(self.low))} and high={one_line(repr(self.high))}."
            )

    @property
    def looks(self) -> int:
        """At how many rates the loss is looked at."""
        return max(LOOKS, math.ceil(LOOKS * math.log10(self.high / self.low)))

    @property
    def growth(self) -> float:
        """What the rate is multiplied by from one update to the next."""
        return float((self.high / self.low) ** (1.0 / (self.looks * UPDATES)))


def learning_rate_range(
    network: Network | None, x: object, y: object = None, **settings: Any
) -> RateRange:
    """Find the rates at which a network learns fastest, and falls apart; or say nobody can.

    Args:
        network: As for `train`; None for the usual one.
        x: The inputs, as for `train`.
        y: The answers, as for `train`.
        settings: `starts` (10), `low` (1e-6) and `high` (10) rate; others as for `train`.

    """
    for name, why in NOT_OWN.items():
        if name in settings:
            told = one_line(repr(settings[name]))
            raise UsageError(f"learning_rate_range() takes no {name}={told}: {why}.")
    test = RangeTest(**{name: settings.pop(name) for name in OWN if name in settings})
    return range_of(lambda: prepare(network, x, y, **settings, early_stopping=None), test)


def range_of(make: Callable[[], Run], test: RangeTest) -> RateRange:
    """Train the design that `make` returns at rates that rise, and see where its loss falls."""
    asked = make()
    updates = test.looks * UPDATES
    experiment = replace(
        asked.experiment,
        learning_rate=test.low,
        schedule=RisingRate(test.growth),
        epochs=math.ceil(updates / asked.program.plan.steps_per_epoch),
        early_stopping=None,
    )
    run = Run(experiment, asked.table)
    rows = run.validation if run.validation.rows else run.training
    seeds = range(experiment.seed, experiment.seed + test.starts)
    heat = heats({0: run}, seeds)[0]
    some = _some(rows.rows, experiment.seed)
    looks, best = [], [(math.inf, np.empty(0))] * test.starts
    for step in range(0, updates + 1, UPDATES):
        heat.advance(step)
        outputs = heat.outputs(rows.x)[0]
        looks.append([_loss(run, each, rows.y) for each in outputs])
        seen = zip(looks[-1], (each[some] for each in outputs), strict=True)
        best = [min(pair, key=itemgetter(0)) for pair in zip(best, seen, strict=True)]
    losses = np.array(looks).T
    rates = test.low * test.growth ** np.arange(0, updates + 1, UPDATES)
    fit = _fit(run, [answers for _, answers in best], rows.y[some])
    ways = tuple(Way.of(rates, curve, fits=fits) for curve, fits in zip(losses, fit, strict=True))
    return RateRange(run, rates, losses, ways, held_out=bool(run.validation.rows))


def _loss(run: Run, output: Array, y: Array) -> float:
    """Return the loss of some outputs; infinite where they are no numbers."""
    if not np.isfinite(output).all():
        return math.inf
    with np.errstate(all="ignore"):
        value = float(run.experiment.loss.value_and_gradient(np, output, y)[0])
    return value if math.isfinite(value) else math.inf


def _some(rows: int, seed: int) -> Array:
    """Return the numbers of the rows that are shuffled: all, or MOST_ROWS drawn by the seed."""
    if rows <= MOST_ROWS:
        return np.arange(rows)
    key = stream(seed, Purpose.RESAMPLE, SHUFFLES)  # the numbers below are those of the orders
    return np.sort(permutation(key, rows)[:MOST_ROWS])


def _fit(run: Run, outputs: Sequence[Array], y: Array) -> list[bool]:
    """Tell of each start whether its answers fit their own rows better than shuffled ones.

    A permutation test (Fisher 1935) of what is put out, where the loss is least, against the rows
    that it is for: at most MOST_ROWS of them, drawn by the seed. All starts see the same orders.
    A start whose loss never was a number put out nothing, and does not fit.
    """
    least = [_loss(run, each, y) if len(each) else math.inf for each in outputs]
    fits = [math.isfinite(loss) for loss in least]
    key = stream(run.experiment.seed, Purpose.RESAMPLE)
    for number in range(SHUFFLES):
        order = permutation(fold(np, key, number), len(y))
        fits = [
            fit and _loss(run, each[order], y) > loss
            for fit, each, loss in zip(fits, outputs, least, strict=True)
        ]
    return fits
