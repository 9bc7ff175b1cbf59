"""One design that was tried, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, final

from glassnet.lab.search.space import Picks

Ending = Literal["done", "given up", "diverged", "refused"]
POINTS = 8  # of a learning curve: after each eighth of the updates


@final
@dataclass(frozen=True)
class Outcome:
    """What came of a trial.

    Args:
        ending: "done"; "given up" half-way, since others did better; "diverged", a start's answers
            being no numbers any more; or "refused", for a setting does not fit.
        curve: What it is ordered by, lower is better, after each eighth of its updates.
        scores: The score of each start, when it was last looked at.
        reason: Why it was refused, or nothing.

    """

    ending: Ending
    curve: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()
    reason: str = ""

    @property
    def value(self) -> float:
        """What it is ordered by at its end; infinite where it has not come to one."""
        return self.curve[-1] if self.ending == "done" else float("inf")

    @property
    def score(self) -> float:
        """The mean score of its starts, when they were last looked at."""
        return sum(self.scores) / len(self.scores) if self.scores else float("nan")


@final
@dataclass(frozen=True)
class Trial:
    """A design by its number from 0: what was picked for it, and what came of it."""

    number: int
    picks: Picks
    outcome: Outcome


def outcome_to_plain(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON can hold it."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(outcome).items()}


def outcome_from_plain(plain: dict[str, Any]) -> Outcome:
    """Return the outcome that `outcome_to_plain` told."""
    curve, scores = (tuple(map(float, plain[name])) for name in ("curve", "scores"))
    return Outcome(plain["ending"], curve, scores, str(plain["reason"]))
