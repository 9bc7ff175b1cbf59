"""Shares of runs that are not independent: those of one problem go together.

Wilson's interval (1927) takes every run for itself. Runs of one problem resemble each other, so
beside it stands the interval of a bootstrap that draws whole problems (the pairs cluster
bootstrap: Cameron, Gelbach & Miller 2008, who also show that with few clusters, as here, it is
still somewhat too narrow).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from measuring.telling import share

from glassnet.ground import keys
from glassnet.nn.intervals import Interval, bootstrap_interval

RESAMPLES = 1000
Seen = Sequence[tuple[str, bool]]  # the problem, and whether it was right


def by_problem(seen: Seen) -> Interval:
    """Return where a share lies, problems drawn again and again; (0, 1) for fewer than two.

    >>> by_problem([("a", True), ("a", True), ("b", False), ("b", False)])
    Interval(low=0.0, high=1.0)
    >>> by_problem([("a", True), ("a", False)])
    Interval(low=0.0, high=1.0)
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for problem, right in seen:
        counts[problem][0] += right
        counts[problem][1] += 1
    if len(counts) < 2:
        return Interval(0.0, 1.0)
    drawn = np.array(list(counts.values()), dtype=np.float64)
    return bootstrap_interval(
        drawn, lambda rows: float(rows[:, 0].sum() / rows[:, 1].sum()), keys.seed_key(0), RESAMPLES
    )


def clustered(what: str, seen: Seen, aim: str = "") -> dict[str, Any]:
    """Return a share as a row, with both intervals, and of how many problems."""
    low, high = by_problem(seen)
    *told, (_, aimed) = share(what, [right for _, right in seen], aim).items()
    return dict(told) | {
        "problems drawn": f"{low:.1%} to {high:.1%}",
        "problems": len({problem for problem, _ in seen}),
        "aim": aimed,
    }
