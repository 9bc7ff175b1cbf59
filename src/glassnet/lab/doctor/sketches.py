"""Evidence as a picture of one to five lines of text: a histogram, bars beside one another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.finding import sparkline

CELLS = 24  # of a bar
BINS = 30


def histogram(name: str, values: Array) -> str:
    """Return how often numbers lie where, between the least and the greatest of them.

    The height of a block is the root of the count: what is rare stays to be seen.

    >>> histogram("age", np.array([1.0, 1.0, 1.0, 1.0, 2.0, 4.0]))
    'age 1 █▁▁▁▁▁▁▁▁▁▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▅ 4'
    """
    finite = np.asarray(values, dtype=np.float64).ravel()
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return ""
    low, high = float(finite.min()), float(finite.max())
    if not np.isfinite(high - low) or high - low <= 1e-12 * max(abs(low), abs(high)):
        return f"{name} {low:.3g}, all of them"
    counts, _ = np.histogram((finite - low) / (high - low), bins=BINS, range=(0.0, 1.0))
    return f"{name} {low:.3g} {sparkline(np.sqrt(counts).tolist())} {high:.3g}"


def bars(shares: Mapping[str, float]) -> str:
    """Return numbers from 0 to 1 as bars below one another, longer ones cut.

    >>> print(bars({"straight": 0.5, "bent": 1.0}))
    straight   ████████████············ 0.5
    bent       ████████████████████████ 1
    """
    wide = max(map(len, shares), default=0)
    return "\n".join(
        f"{name:<{wide}}   {_bar(share)} {share:.3g}" for name, share in shares.items()
    )


def _bar(share: float) -> str:
    filled = round(CELLS * min(max(share, 0.0), 1.0)) if np.isfinite(share) else 0
    return "█" * filled + "·" * (CELLS - filled)
