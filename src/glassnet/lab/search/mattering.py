"""Which settings mattered among the trials that were made: what is beyond luck, and only that.

Trials are put in groups by a setting (its values, or thirds of a range), and ranked by how good
they were at the first look at which some are given up, so that all are in. H of Kruskal & Wallis
(1952) over n − 1 is the share of the differences in rank that lies between the groups. How often
shuffled ranks do as well tells whether that is luck; all settings are corrected for together (Holm
1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.keys import Purpose, permutations, stream, threefry
from glassnet.lab.compare.paired import holm
from glassnet.lab.search.halving import RUNGS
from glassnet.lab.search.space import Choices, Dimension, Space
from glassnet.lab.search.trial import Trial

FEWEST = 12  # trials, below which nothing is said
SHUFFLES = 2_000
ALPHA = 0.05
PARTS = 3  # of a range


@final
@dataclass(frozen=True)
class Mattering:
    """How much a setting mattered: the share of the differences in rank, and its corrected p."""

    name: str
    share: float
    p: float

    @property
    def shown(self) -> bool:
        """Whether it is beyond luck."""
        return self.p <= ALPHA


def mattering(trials: Sequence[Trial], space: Space, seed: int) -> tuple[Mattering, ...]:
    """Return how much each setting mattered, the most first; nothing of few trials."""
    looked = [trial for trial in trials if len(trial.outcome.curve) > RUNGS[0]]
    if len(looked) < FEWEST:
        return ()
    ranks = ranked(np.array([trial.outcome.curve[RUNGS[0]] for trial in looked]))
    key = stream(seed, Purpose.RESAMPLE)
    numbers = np.arange(SHUFFLES, dtype=np.uint32)
    orders = permutations(np.stack(threefry(key, np.zeros_like(numbers), numbers)), len(ranks))
    shares, ps = [], []
    for one in space.dimensions:
        groups = _groups(one, looked)
        share = float(between(ranks, groups))
        luck = between(ranks[orders], groups)
        shares.append(share)
        ps.append((1.0 + float((luck >= share - 1e-12).sum())) / (1.0 + SHUFFLES))
    found = zip(space.names, shares, holm(ps), strict=True)
    return tuple(sorted((Mattering(*each) for each in found), key=lambda one: -one.share))


def ranked(values: Array) -> Array:
    """Return the ranks of the values, equal ones sharing theirs.

    >>> ranked(np.array([5.0, 1.0, 5.0])).tolist()
    [1.5, 0.0, 1.5]
    """
    below = (values[:, None] > values).sum(axis=1)
    alike = (values[:, None] == values).sum(axis=1)
    return np.asarray(below + (alike - 1) / 2.0)


def between(ranks: Array, groups: Array) -> Array:
    """Return the share of the ranks' variance that lies between the groups: H / (n − 1).

    Args:
        ranks: (…, n), of any number of orders.
        groups: The group of each place, (n,).

    """
    apart = ranks - ranks.mean(axis=-1, keepdims=True)
    total = (apart**2).sum(axis=-1)
    member = groups[:, None] == np.unique(groups)
    within = ((apart @ member) ** 2 / member.sum(axis=0)).sum(axis=-1)
    return within / np.where(total > 0.0, total, 1.0)


def _groups(one: Dimension, trials: Sequence[Trial]) -> Array:
    """Return the number of each trial's group."""
    picks = [trial.picks[one.name] for trial in trials]
    if isinstance(one, Choices):
        return np.array([one.labels.index(str(pick)) for pick in picks])
    order = ranked(np.array(picks, dtype=np.float64))
    return np.minimum(order * PARTS / len(picks), PARTS - 1).astype(np.int64)
