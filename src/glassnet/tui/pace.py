"""How fast a run moves, and how far it goes between two looks at the keys."""

from __future__ import annotations

import math
from typing import final

SECONDS_A_PORTION = 1 / 60


@final
class Pace:
    """Steps a second, and steps in a portion, from how long the portions took.

    steps_a_second: That were made lately; 0 while it stands.
    portion: The steps of the next portion.
    """

    def __init__(self) -> None:
        """Stand."""
        self.steps_a_second, self.portion = 0.0, 1

    def begin(self) -> None:
        """Feel one's way: nobody knows how long a step takes here."""
        self.portion = 1

    def stand(self) -> None:
        """Make no steps."""
        self.steps_a_second = 0.0

    def learn(self, steps: int, seconds: float, units_a_second: float = math.inf) -> None:
        """Be told of a portion of so many steps; let the next one take about its time.

        Args:
            steps: That were made.
            seconds: That they took.
            units_a_second: How often so many steps are made at most.

        """
        pace = steps / seconds
        if math.isfinite(units_a_second):
            pace = min(pace, steps * units_a_second)
        before = self.steps_a_second
        self.steps_a_second = 0.7 * before + 0.3 * pace if before else pace
        wanted = steps * SECONDS_A_PORTION / seconds
        self.portion = max(1, int(min(wanted, 4 * self.portion)))
