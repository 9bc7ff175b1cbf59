"""The trials of a search: picked in groups, trained side by side, kept as they end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, final

from glassnet.ground.atomic import PathName
from glassnet.ground.errors import MissingPackageError, UsageError, one_line
from glassnet.lab.compare.cautions import require_same_rows
from glassnet.lab.compare.store import work
from glassnet.lab.compare.training import APART, Plan
from glassnet.lab.search.halving import Rules, race
from glassnet.lab.search.space import Picks, Space
from glassnet.lab.search.trial import Outcome, Trial
from glassnet.lab.search.validating import Validation
from glassnet.run.run import Run

if TYPE_CHECKING:
    from glassnet.lab.search.journal import Journal

GROUP = 8  # trials that are picked, and trained, together
MOST_TRIALS = 10_000
MOST_STARTS = 1_000

Make = Callable[[Mapping[str, Any], int], Run]  # from settings and the seed of the split
Observer = Callable[[str, int, int], None]  # what is done, how far it is, how far it goes


@final
@dataclass(frozen=True)
class Effort:
    """How much is tried.

    Args:
        trials: How many designs.
        starts_each: The random starts of each of them.
        starts: Fresh starts of the best and of the default, in the end.
        seed: What picks, starts and the division of the rows follow from.
        score: By which score; None for what fits.
        keep_all: Whether every trial is trained to its end.
        folder: Where trials are kept, and gone on with; None for nowhere.

    """

    trials: int = 30
    starts_each: int = 3
    starts: int = 20
    seed: int = 0
    score: str | None = None
    keep_all: bool = False
    folder: PathName | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name, most in (("trials", MOST_TRIALS), ("starts_each", MOST_STARTS)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                raise UsageError(
                    f"{name} must be a whole number from 1 to {most:,}, got "
                    f"{one_line(repr(value))}."
                )
        Plan(self.starts, 1, self.seed)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the starts of each trial; none is among those of the end."""
        return tuple(range(self.seed + APART, self.seed + APART + self.starts_each))


def journals() -> Any:
    """Return where trials are kept, a module that needs Optuna; or say how to install that."""
    try:
        from glassnet.lab.search import journal  # noqa: PLC0415  Optuna is optional, and slow
    except ImportError as error:
        raise MissingPackageError(
            f'a search needs Optuna ({one_line(error)}): pip install "glassnet[sweep]".'
        ) from None
    return journal


def tried(
    space: Space, make: Make, effort: Effort, known: tuple[Run, Validation], observe: Observer
) -> tuple[Trial, ...]:
    """Return all trials: those that are kept already, and those that are made now.

    Args:
        space: What they are picked from.
        make: Makes the run of a design.
        effort: How many there are.
        known: The run of the default design, and the score.
        observe: Is told how far it is.

    """
    base, by = known
    rules = Rules(by, effort.seeds, prune=not effort.keep_all)
    name = _name(space, base, effort, by)
    with journals().opened(effort.folder, name, space, effort.seed) as journal:
        for first in range(0, effort.trials, GROUP):
            numbers = range(first, min(first + GROUP, effort.trials))
            observe("trials", first, effort.trials)
            ended = {trial.number for trial in journal.trials()}
            if not ended.issuperset(numbers):
                _go(journal, numbers, rules, lambda picks: _run(space, make, picks, base))
        observe("trials", effort.trials, effort.trials)
        return tuple(journal.trials()[: effort.trials])


def _go(
    journal: Journal, numbers: range, rules: Rules, run_of: Callable[[Picks], Run | str]
) -> None:
    """Pick a group of trials, train them, and keep what came of them.

    One that was stopped half-way is done again as a whole: the same picks, beside the same others.
    """
    made = {number: run_of(journal.pick(number)) for number in numbers}
    before = [one.outcome.curve for one in journal.trials() if one.number < numbers.start]
    runs = {number: run for number, run in made.items() if isinstance(run, Run)}
    found = race(runs, before, rules)
    for number, run in made.items():
        journal.tell(
            number, Outcome("refused", reason=run) if isinstance(run, str) else found[number]
        )


def _run(space: Space, make: Make, picks: Picks, base: Run) -> Run | str:
    """Return the run of a trial before its first update, or why there is none."""
    try:
        run = make(space.values(picks), base.experiment.seed)
    except UsageError as error:
        return one_line(error, 300)
    require_same_rows({"the default": [base], "a trial": [run]})
    return run


def _name(space: Space, base: Run, effort: Effort, by: Validation) -> str:
    """Return a name for everything that trials depend on, but for their number."""
    told = {
        "work": work(base),
        "space": [repr(one) for one in space.dimensions],
        "by": repr(by),
        "effort": repr(replace(effort, trials=1, starts=2, folder=None)),
        "versions": [version("optuna"), GROUP],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
