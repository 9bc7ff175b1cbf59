"""What to be careful about: what a comparison cannot tell, and what would make it unfair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare.budgets import Budget
from glassnet.lab.compare.measures import Yardstick, fitting, yardstick
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.training import Plan, Standing
from glassnet.nn.brief import brief
from glassnet.run.run import Run

FEWEST_STARTS = 6  # below, not even all starts on one side are beyond luck: 2^(1−5) > 5 %
FEW_STARTS = 20  # below, Student's interval of skewed differences is short of what it promises
AS_ASKED = Budget()
COARSE_ROWS = 50  # below, one row more is 2 % more


def require_same_rows(runs: dict[str, list[Run]]) -> None:
    """Refuse designs that do not learn and are not judged by the same rows."""
    (first_name, first), *others = runs.items()
    for name, each in others:
        for one, other in zip(first, each, strict=True):
            if not _same_rows(one, other):
                raise UsageError(
                    f"{one_line(first_name)} and {one_line(name)} are not on the same rows, so "
                    "nothing can be said of them: give both the same table, target, test and "
                    "validation."
                )


def _same_rows(one: Run, other: Run) -> bool:
    names = [[target.name for target in run.table.preparation.targets] for run in (one, other)]
    parts = [(run.table.split.train, run.table.split.test) for run in (one, other)]
    same = names[0] == names[1] and all(map(np.array_equal, *parts))
    return same and one.table.preparation.task == other.table.preparation.task


def cautions(
    standings: Sequence[Standing],
    by: Yardstick,
    plan: Plan,
    rules: Rules,
    budget: Budget = AS_ASKED,
    *,
    chosen: bool = False,
) -> tuple[str, ...]:
    """Return what to be careful about, each in a sentence.

    Designs that were `chosen` by the validation rows have used those, and seen no held-out ones.
    """
    return (
        *_about_rows(by, plan),
        *(() if chosen else _about_choosing(standings, by)),
        *_about_scores(standings, by, rules),
        *_about_budgets(standings, budget),
        *_about_luck(plan, rules),
    )


def _about_rows(by: Yardstick, plan: Plan) -> Iterator[str]:
    if by.rows == "training":
        yield (
            f"the table's {by.count:,} rows are all learned from, none is held out: the scores "
            "tell how well it is learned by heart, and nothing of other rows."
        )
    elif by.count < COARSE_ROWS and by.score == "error":
        yield f"{by.count:,} rows are held out: one row more or less is {100 / by.count:.2g} %."
    if by.rows == "held-out" and plan.splits == 1:
        yield (
            "all starts share one division of the rows: what is found holds for these held-out "
            "rows, and another division may say otherwise; several splits tell."
        )


def _about_choosing(standings: Sequence[Standing], by: Yardstick) -> Iterator[str]:
    validation = standings[0].run.table.split.validation
    if len(validation):
        yield (
            f"{len(validation):,} validation rows are left out: nobody stops early here, "
            "every start takes all of its steps."
        )
    if by.rows == "held-out":
        yield (
            "if any of these designs was chosen by the same held-out rows before, its score is "
            "too good; choose by other rows."
        )


def _about_scores(standings: Sequence[Standing], by: Yardstick, rules: Rules) -> Iterator[str]:
    """Yield what the other scores say: who tries several and tells of one chooses by luck."""
    usual = yardstick(standings[0].run, None)
    if by.score != usual.score:
        yield (
            f"compared is {by.name}, where {usual.name} is usual: a score that was chosen for what "
            "it says proves nothing."
        )
    known = set.intersection(*(set(one.starts[0][0].scores) for one in standings))
    others = [replace(by, score=name) for name in fitting(by.task) if name in known - {by.score}]
    told = judge(standings, by, rules) if others else ()
    for other in others:
        for one, again in zip(
            told, judge(standings, other, Rules(peeking=rules.peeking)), strict=True
        ):
            if {one.verdict, again.verdict} == {"first", "second"}:
                better, worse = (one.first, one.second)[:: 1 if again.verdict == "first" else -1]
                yield (
                    f"by {other.name} it is the other way round: {one_line(better, 40)} is better "
                    f"than {one_line(worse, 40)}."
                )


def _about_budgets(standings: Sequence[Standing], budget: Budget) -> Iterator[str]:
    for what, values in (
        ("parameters", {one.name: one.parameters for one in standings}),
        ("updates", {one.name: one.run.program.total_steps for one in standings}),
        ("rows for an update", {one.name: one.run.program.plan.batch_size for one in standings}),
    ):
        if len(set(values.values())) > 1 and what != budget.tells_of:
            told = ", ".join(f"{one_line(name, 40)} {value:,}" for name, value in values.items())
            yield f"the designs do not have the same number of {what}: {told}."
    experiments = [one.run.experiment for one in standings]
    for what, kinds in (
        ("dtype", [one.dtype for one in experiments]),
        ("loss", [brief(one.loss) for one in experiments]),
    ):
        if len(set(kinds)) > 1:
            yield f"the designs do not have the same {what}: {', '.join(kinds)}."
    rates = {one.learning_rate for one in experiments}
    if len({brief(one.optimizer) for one in experiments}) > 1 and len(rates) == 1:
        yield (
            f"optimizers are compared at one learning rate, {rates.pop():g}, which may suit one of "
            "them and not another; give each a rate that suits it."
        )


def _about_luck(plan: Plan, rules: Rules) -> Iterator[str]:
    if plan.splits == 1 and plan.starts < FEWEST_STARTS:
        yield (
            f"{plan.starts} starts can decide nothing: that all fall on one side is luck in more "
            f"than 5 % of cases; {FEWEST_STARTS} is the least."
        )
    elif plan.starts < FEW_STARTS and not rules.peeking:
        yield (
            f"{plan.starts} starts are few: if a rare one lies far from the others, the intervals "
            f"are too narrow; take {FEW_STARTS} or more."
        )
    if rules.peeking:
        yield (
            "starts were added until the intervals decided; the intervals are wider than usual, so "
            "that they hold however often one looks."
        )
