"""Equal budgets, where they are asked for: of updates, of time, or of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import final

from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.lab.compare import paces, sizes
from glassnet.lab.compare.store import Store
from glassnet.nn.network import Network
from glassnet.run.run import Run

EQUAL = ("steps", "time", "parameters")
Runs = dict[str, list[Run]]  # of each design, for each split


@final
@dataclass(frozen=True)
class Budget:
    """What was made equal ("steps", "time", "parameters" or nothing), and how, in sentences."""

    equal: str | None = None
    told: tuple[str, ...] = ()

    @property
    def tells_of(self) -> str:
        """Of which number of the designs `told` tells already."""
        return {None: "", "parameters": "parameters"}.get(self.equal, "updates")


def check_equal(equal: object) -> None:
    """Refuse what cannot be made equal."""
    if equal is not None and equal not in EQUAL:
        raise UsageError(
            f"equal must be one of {', '.join(EQUAL)}, got {one_line(repr(equal))}."
            f"{did_you_mean(str(equal), EQUAL)}"
        )


def evened(runs: Runs, equal: str | None, store: Store) -> tuple[Runs, Budget]:
    """Return the designs' runs with an equal budget, and what was done to them.

    No design gets more than it asks for: all get what the least demanding asks.
    """
    if equal == "steps":
        return _equal_steps(runs)
    if equal == "time":
        return _equal_time(runs, store)
    if equal == "parameters":
        return _equal_parameters(runs)
    return runs, Budget()


def _equal_steps(runs: Runs) -> tuple[Runs, Budget]:
    asked = {name: each[0].program.total_steps for name, each in runs.items()}
    fewest = min(asked.values())
    made = _cut(runs, dict.fromkeys(runs, float(fewest)))
    steps = {name: each[0].program.total_steps for name, each in made.items()}
    if len(set(steps.values())) > 1:
        told = (
            f"equal steps, in whole epochs: {_listed(steps)} updates; {fewest:,}, the fewest that "
            "a design asks for, are no whole number of epochs of each."
        )
    else:
        cut = {name: count for name, count in asked.items() if count > fewest}
        more = f"; asked for were {_listed(cut)}" if cut else ", as they ask for"
        told = f"equal steps: every design makes {fewest:,} updates{more}."
    return made, Budget("steps", (told,))


def _equal_time(runs: Runs, store: Store) -> tuple[Runs, Budget]:
    pace = paces.paces({name: each[0] for name, each in runs.items()}, store)
    asked = {name: each[0].program.total_steps for name, each in runs.items()}
    costs = {name: pace[name] * asked[name] for name in runs}
    fastest = min(costs, key=costs.__getitem__)
    made = _cut(runs, {name: costs[fastest] / pace[name] for name in runs})
    steps = {name: each[0].program.total_steps for name, each in made.items()}
    each = ", ".join(f"{one_line(name, 40)} {1e6 * pace[name]:.3g}" for name in runs)
    told = (
        f"equal time: {costs[fastest]:.3g} s of CPU time a start, what {one_line(fastest, 40)} "
        f"takes for its {asked[fastest]:,} updates; the others make as many as fit into it: "
        f"{_listed(steps)}."
    )
    how = (
        f"microseconds of an update: {each}; measured on this machine by short runs of "
        f"{paces.BESIDE} starts side by side, in turns, the least of {paces.ROUNDS} rounds."
    )
    return made, Budget("time", (told, how))


def _equal_parameters(runs: Runs) -> tuple[Runs, Budget]:
    first = {name: each[0] for name, each in runs.items()}
    given = {name: run.experiment.network for name, run in first.items()}
    shapes = {name: run.table.preparation.input_shape for name, run in first.items()}
    scaled = sizes.as_large(given, shapes)
    made = {
        name: [
            run
            if scaled[name] == run.experiment.network
            else Run(replace(run.experiment, network=scaled[name]), run.table)
            for run in each
        ]
        for name, each in runs.items()
    }
    _refuse_alike(made, runs)
    changed = [
        f"{one_line(name, 40)} has hidden layers of {_shape(scaled[name])} in place of "
        f"{_shape(given[name])} ({sizes.parameters(scaled[name], shapes[name]):,} parameters)"
        for name in runs
        if scaled[name] != given[name]
    ]
    least = min(sizes.parameters(given[name], shapes[name]) for name in runs)
    more = "; ".join(changed) or "all designs have them"
    return made, Budget(
        "parameters", (f"equal parameters: {least:,}, as the smallest design has: {more}.",)
    )


def _refuse_alike(made: Runs, given: Runs) -> None:
    """Refuse designs that were different, and are one and the same when they are as large."""
    for one, other in combinations(made, 2):
        alike, before = (
            runs[one][0].experiment == runs[other][0].experiment for runs in (made, given)
        )
        if alike and not before:
            raise UsageError(
                f"at equal parameters {one_line(one, 60)} and {one_line(other, 60)} are one and "
                "the same design; leave equal parameters out, or compare other shapes."
            )


def _cut(runs: Runs, steps: Mapping[str, float]) -> Runs:
    """Return the runs with as many whole epochs as fit into so many steps, one at least."""
    made = {}
    for name, each in runs.items():
        # What is whole but for rounding is whole.
        epochs = int(steps[name] * (1.0 + 1e-9) / each[0].program.plan.steps_per_epoch)
        epochs = max(min(1, each[0].experiment.epochs), min(epochs, each[0].experiment.epochs))
        made[name] = [paces.shortened(run, epochs) for run in each]
    return made


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{one_line(name, 40)} {count:,}" for name, count in counts.items())


def _shape(network: Network) -> str:
    return "-".join(map(str, sizes.hidden(network)))
