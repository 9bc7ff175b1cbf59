"""Search for a better design: many are tried on validation rows, the best is measured on others.

Who tries thirty designs and keeps the best has chosen by luck, too: its score among them is too
good. So the best is trained again, from fresh starts, and judged beside the default on rows that no
trial has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare import comparing
from glassnet.lab.compare.training import Design, Plan
from glassnet.lab.search.found import BEST, DEFAULT, Search, best_first
from glassnet.lab.search.space import LAYERS, Choices, Dimension, Range, Space, given
from glassnet.lab.search.trial import Trial
from glassnet.lab.search.trying import Effort, Make, Observer, journals, tried
from glassnet.lab.search.validating import validation
from glassnet.nn.names import find, plain
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.run import automatic
from glassnet.run.run import Run
from glassnet.run.training import prepared, read_table

OWN = ("trials", "starts_each", "starts", "seed", "score", "keep_all", "folder")
NOT_OWN = {
    "early_stopping": "every start takes all of its steps",
    "probes": "starts side by side are not looked into",
    "devices": "starts share one device, side by side",
}
USUAL_HIDDEN = ((16,), (64,), (100,), (64, 64))
USUAL_DECAYS = (0.0, 0.01, 0.1, 1.0)
PLATEAU = plain(Plateau.__name__)


def search(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    space: Mapping[str, object] | None = None,
    observe: Observer | None = None,
    **settings: Any,
) -> Search:
    """Try designs on validation rows, and tell whether the best is better than the default.

    That is told by other rows and from other starts than those it was chosen by; nobody stops
    early.

    Args:
        network: As for `train`; None for the usual one.
        x: The inputs, as for `train`.
        y: The answers, as for `train`.
        space: By the name of a setting of `train` (or hidden, activation, dropout, which make a
            new network): a range (low, high), a list of values, or a text such as "0.001..0.1";
            None for the learning rate, weight decay and, without a network, hidden units.
        observe: Called with what is done, how far it is, and how far it will go.
        settings: `trials` (30), `starts_each` (3, of each trial), `starts` (20, fresh ones in the
            end), `seed` (0), `score`, `keep_all` (give no trial up half-way), `folder` (keep trials
            there, and go on with them); others as for `train`, for all.

    """
    for name, why in NOT_OWN.items():
        if name in settings:
            told = one_line(repr(settings[name]))
            raise UsageError(f"search() takes no {name}={told}: {why}.")
    effort = Effort(**{name: settings.pop(name) for name in OWN if name in settings})
    read = cache(partial(read_table, x, y))  # designs that take it alike have it from one reading

    def make(picked: Mapping[str, Any], seed: int) -> Run:
        every = {**settings, "seed": seed, "early_stopping": None}
        layers = {name: value for name, value in picked.items() if name in LAYERS}
        every |= {name: value for name, value in picked.items() if name not in LAYERS}
        if not layers:
            return prepared(network, read, every)
        return prepared(_network(prepared(None, read, every), layers), read, every)

    if space is None:
        wanted = usual_space(make({}, effort.seed), layers=network is None)
    elif isinstance(space, Mapping):
        wanted = Space(tuple(given(name, what) for name, what in space.items()))
    else:
        raise UsageError(
            'the space must be a dict, such as {"learning_rate": (0.001, 0.1)}, got '
            f"{type(space).__name__}."
        )
    return search_designs(wanted, make, effort, observe or _nobody)


def search_designs(space: Space, make: Make, effort: Effort, observe: Observer) -> Search:
    """Try designs out of `space`, and measure the best beside the default.

    Args:
        space: What designs differ in.
        make: Returns the run of a design: of some settings, and the seed that divides the rows.
        effort: How much is tried.
        observe: Is told how far it is.

    Raises:
        UsageError: the rows cannot be divided so, a rate waits for a plateau, or no trial came to
            an end.
        MissingPackageError: Optuna is not installed.
        FileError: the folder cannot be used.

    """
    journals()
    base = make({}, effort.seed)
    _refuse_plateau(base, space)
    by = validation(base, effort.score)
    if "loss" in space.names and by.score == "loss":
        raise UsageError(
            f"losses of several kinds cannot be compared, and the score is {by.score!r}; choose "
            "another score."
        )
    trials = tried(space, make, effort, (base, by), observe)
    ranked = best_first(trials)
    if not ranked:
        raise UsageError(_fruitless(trials))
    best = space.values(ranked[0].picks)
    designs = [
        Design(BEST, lambda seed: make(best, seed)),
        Design(DEFAULT, lambda seed: make({}, seed)),
    ]
    plan = Plan(effort.starts, 1, effort.seed)
    wishes = comparing.Wishes(plan=plan, score=by.score, folder=effort.folder, chosen=True)
    compared = comparing.compare_designs(designs, wishes, observe)
    return Search(space, trials, by, effort.starts_each, effort.seed, compared)


def usual_space(run: Run, *, layers: bool) -> Space:
    """Return what is searched where nobody says it: rates around that of `run`, and weight decay.

    With `layers` hidden units, too.
    """
    rate = run.experiment.learning_rate
    wanted: list[Dimension] = [
        Range("learning_rate", float(f"{rate / 10:.3g}"), float(f"{30 * rate:.3g}"))
    ]
    if layers:
        wanted.append(given("hidden", list(USUAL_HIDDEN)))
    wanted.append(given("weight_decay", list(USUAL_DECAYS)))
    return Space(tuple(wanted))


def _network(run: Run, layers: dict[str, Any]) -> Network:
    """Return the usual network for the table of `run` with layers as they were picked."""
    preparation = run.table.preparation
    if isinstance(layers.get("activation"), str):
        layers = {**layers, "activation": find("layer", layers["activation"])()}
    return automatic.network(
        preparation.input_shape, preparation.category_counts, preparation.outputs, **layers
    )


def _refuse_plateau(base: Run, space: Space) -> None:
    """Refuse a schedule that nobody would tell what it waits for."""
    wanted = [base.experiment.schedule]
    for each in space.dimensions:
        if each.name == "schedule" and isinstance(each, Choices):
            wanted += each.values
    for told in wanted:
        if isinstance(told, Plateau) or (isinstance(told, str) and plain(told) == PLATEAU):
            raise UsageError(
                f"a search validates nothing on the way, so the schedule {one_line(repr(told))} "
                "would do nothing; choose another."
            )


def _fruitless(trials: tuple[Trial, ...]) -> str:
    first = trials[0].outcome
    none = f"none of {len(trials)} trials came to its end; the first"
    if first.reason:
        return f"{none}: {first.reason.rstrip('.')}."
    was = "was " if first.ending == "given up" else ""
    return f"{none} {was}{first.ending}; lower the learning rate, or search lower ones."


def _nobody(what: str, done: int, total: int) -> None:
    """Look away."""
