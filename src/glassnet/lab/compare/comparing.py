"""Compare designs: many starts of each on the same rows, and a verdict that claims no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, final

from glassnet.ground.atomic import PathName
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare.budgets import Budget, Runs, check_equal, evened
from glassnet.lab.compare.cautions import cautions, require_same_rows
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.crews.choice import check_crew, crew_of
from glassnet.lab.compare.crews.crew import Work
from glassnet.lab.compare.measures import Yardstick, yardstick
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.showing import remember
from glassnet.lab.compare.store import Store
from glassnet.lab.compare.training import Design, Observer, Plan, train_designs
from glassnet.nn.network import Network
from glassnet.run.run import Run
from glassnet.run.training import Reader, prepared, read_table

GROUP = 20  # starts that are added before the next look
NOT_OWN = {
    "early_stopping": "every start takes all of its steps",
    **dict.fromkeys(("starts", "seed"), "all designs have the same; say it beside them"),
    "probes": "starts side by side are not looked into",
    "devices": "starts share one device, side by side",
}
OWN = (
    *("starts", "splits", "seed", "score", "margin", "until_sure", "folder", "equal"),
    *("processes", "backend"),
)


@final
@dataclass(frozen=True)
class Wishes:
    """How designs are compared.

    Args:
        plan: How many starts and splits; with `until_sure` the starts are the most there may be.
        score: By which score; None for what fits.
        margin: Differences within ±margin are no difference; None: equality is never claimed.
        until_sure: Whether to add starts in groups until every pair is decided.
        folder: Where results are kept, and taken from; None for nowhere.
        equal: What is made equal: "steps", "time" or "parameters"; None for what designs ask for.
        processes: How many processes train; None for this one, or for a cluster here one a core.
        backend: Who trains, as `crew_of` takes it; None for processes of this machine.
        chosen: Whether the designs were chosen by the validation rows, as those of a search are.

    """

    plan: Plan = Plan()
    score: str | None = None
    margin: float | None = None
    until_sure: bool = False
    folder: PathName | None = None
    equal: str | None = None
    processes: int | None = None
    backend: str | None = None
    chosen: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        check_equal(self.equal)
        check_crew(self.backend, self.processes)
        margin = self.margin
        if margin is not None and not (
            isinstance(margin, (int, float)) and 0.0 < margin < float("inf")
        ):
            raise UsageError(f"the margin must be a number above 0, got {margin!r}.")
        if self.until_sure and self.plan.splits > 1:
            raise UsageError(
                f"until_sure adds starts on one split of the rows, and splits is "
                f"{self.plan.splits}; leave one of them out."
            )

    @property
    def rules(self) -> Rules:
        """How pairs of designs are judged."""
        return Rules(self.margin, self.until_sure)


def compare(
    designs: Mapping[str, object],
    x: object,
    y: object = None,
    *,
    observe: Observer | None = None,
    **settings: Any,
) -> Comparison:
    """Train many starts of each design on the same rows, and tell which is better, if any.

    Start k of every design has the same seed, so the same rows in the same order. They are judged
    on held-out rows, or where the table is too small to divide by how well it is learned.

    Args:
        designs: By name: a network, or a dict of settings as for `train` (`network` among them).
        x: The inputs, as for `train`.
        y: The answers, as for `train`.
        observe: Called with a design's name, its starts that are done, and how many it will have.
        settings: `starts` (50), `splits` (1), `seed` (0), `score`, `margin` (within which two are
            equal), `until_sure` (add starts until the verdict is clear, `starts` at most),
            `folder` (keep results there, and use what is there), `equal` ("steps", "time" or
            "parameters": no design gets more of it than the others), `processes` (2 train on two
            cores), `backend` ("dask" or "dask://HOST:PORT", "ray": a cluster trains); others as for
            `train`, for all.

    >>> from glassnet.nn.dense import Dense
    >>> both = {"rate 0.01": {"learning_rate": 0.01}, "rate 0.0001": {"learning_rate": 0.0001}}
    >>> usual = {"network": Network(Dense(3)), "epochs": 20, "engine": "reference"}
    >>> found = compare(both, "iris", starts=8, **usual)
    >>> found.pairs[0].verdict
    'first'

    """
    if not isinstance(designs, Mapping):
        raise UsageError(
            'designs must be a dict, such as {"small": network, "large": another}, got '
            f"{type(designs).__name__}."
        )
    own = {name: settings.pop(name) for name in OWN if name in settings}
    plan = Plan(**{name: own.pop(name) for name in ("starts", "splits", "seed") if name in own})
    wishes = Wishes(plan=plan, **own)
    read = cache(partial(read_table, x, y))  # designs that take it alike have it from one reading
    made = [
        Design(str(name), _maker({**settings, **_own(str(name), what)}, read))
        for name, what in designs.items()
    ]
    return compare_designs(made, wishes, observe or _nobody)


def compare_designs(designs: Sequence[Design], wishes: Wishes, observe: Observer) -> Comparison:
    """Train the designs and judge them.

    Raises:
        UsageError: fewer than two designs, or such as are not on the same rows.

    """
    if len(designs) < 2:
        raise UsageError(f"a comparison needs at least two designs, got {len(designs)}.")
    plan = wishes.plan
    splits = range(plan.seed, plan.seed + plan.splits)
    runs = {design.name: [design.make(seed) for seed in splits] for design in designs}
    require_same_rows(runs)
    by = yardstick(runs[designs[0].name][0], wishes.score)
    rules = wishes.rules
    with Store(wishes.folder) as store, crew_of(wishes.backend, wishes.processes) as work:
        runs, budget = budgeted = evened(runs, wishes.equal, store)
        remember(store, runs, (by, plan, rules, budget))
        for starts in range(
            GROUP if wishes.until_sure else plan.starts, plan.starts + GROUP, GROUP
        ):
            so_far = replace(plan, starts=min(starts, plan.starts))
            found = _compared(budgeted, replace(wishes, plan=so_far), by, (store, observe, work))
            if not found.open:
                break
        remember(store, runs, (by, found.plan, rules, budget), found.cautions)
    return found


def _compared(
    budgeted: tuple[Runs, Budget],
    wishes: Wishes,
    by: Yardstick,
    where: tuple[Store, Observer, Work],
) -> Comparison:
    runs, budget = budgeted
    plan, rules = wishes.plan, wishes.rules
    standings = train_designs(runs, plan, by, *where)
    told = cautions(standings, by, plan, rules, budget, chosen=wishes.chosen)
    return Comparison(standings, judge(standings, by, rules), by, plan, rules, told, budget)


def _own(name: str, what: object) -> dict[str, Any]:
    """Return the settings of one design."""
    if isinstance(what, Network):
        return {"network": what}
    if isinstance(what, Mapping):
        return dict(what)
    raise UsageError(
        f"the design {one_line(name)} must be a Network or a dict of settings, got "
        f"{type(what).__name__}."
    )


def _maker(every: dict[str, Any], read: Reader) -> Callable[[int], Run]:
    """Return what makes the run of a design for the seed of a split."""
    for name, why in NOT_OWN.items():
        if name in every:
            raise UsageError(f"compare() takes no {name}={one_line(repr(every[name]))}: {why}.")
    network = every.pop("network", None)
    return lambda seed: prepared(network, read, {**every, "seed": seed, "early_stopping": None})


def _nobody(name: str, done: int, total: int) -> None:
    """Look away."""
