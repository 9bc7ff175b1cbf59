"""How far to train until the next look at the clock."""

from __future__ import annotations

SECONDS_A_PART = 0.2
FIRST_PART = 16  # steps


def next_part(steps: int, seconds: float) -> int:
    """Return how many steps take about SECONDS_A_PART, after `steps` took so many `seconds`.

    >>> next_part(16, 0.8), next_part(16, 0.0001), next_part(1, 60.0)
    (4, 160, 1)
    """
    wanted = steps * SECONDS_A_PART / max(seconds, 1e-9)
    return max(1, int(min(wanted, 10 * steps)))
