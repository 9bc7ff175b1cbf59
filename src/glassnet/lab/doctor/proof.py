"""Does the remedy help? The run again with that one change, on the same starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from math import sqrt
from typing import final

import numpy as np

from glassnet.ground.errors import DivergedError, UsageError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Proof
from glassnet.nn.intervals import Interval
from glassnet.program.batches import plan
from glassnet.program.experiment import Experiment
from glassnet.run.run import Run
from glassnet.run.table import Table
from glassnet.run.training import repeat

Judged = tuple[float, float]  # score and error
Train = Callable[[Run], object]  # takes a run to its end

STARTS = 5
WORST = 10.0  # the error of a start that ended at infinity; −log 1e-4 is 9.2
# The 97.5 % points of Student's t with 1, 2, … degrees of freedom (Student 1908).
T_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


@final
class Trial:
    """The starts of an ill run, trained once, against which each remedy is tried.

    Args:
        run: What is ill.
        starts: How many: 2 to 10.
        train: How a run goes to its end.

    """

    def __init__(self, run: Run, starts: int = STARTS, train: Train = Run.finish) -> None:
        """Train nothing yet."""
        if not 2 <= starts <= len(T_975) + 1:
            raise UsageError(f"starts must be from 2 to {len(T_975) + 1}, got {starts}.")
        self.run, self.train = run, train
        self.seeds = [run.experiment.seed + number for number in range(starts)]

    def prove(self, finding: Finding) -> Finding:
        """Return `finding` with its proof; where no re-run can tell, as it is."""
        if finding.remedy is None or not can_be_proved(finding):
            return finding
        mended = finding.remedy.after
        ends = self.before, self._ends(mended, rerun(self.run, mended).table)
        pair = [[_miss(each, finding.judged_by) for each in side] for side in ends]
        low, high = paired(*pair)
        before, after = (float(np.mean(side)) for side in pair)
        measure = self._measure(finding.judged_by)
        return replace(finding, proof=Proof(len(self.seeds), measure, before, after, low, high))

    @cached_property
    def before(self) -> list[Judged]:
        """How the starts end as they are."""
        return self._ends(self.run.experiment, self.run.table)

    def _ends(self, experiment: Experiment, table: Table) -> list[Judged]:
        return [judged(replace(experiment, seed=seed), table, self.train) for seed in self.seeds]

    def _measure(self, judged_by: str) -> str:
        """Return in words what is compared."""
        classes = self.run.table.targets.task == "classification"
        score = "1 − balanced accuracy" if classes else "1 − R²"
        where = "validation rows" if _judges(self.run.table) else "training rows"
        return f"{score if judged_by == 'score' else 'error'} on the {where}"


def prove(run: Run, finding: Finding, starts: int = STARTS) -> Finding:
    """Return `finding` with its proof; without a remedy, or where no re-run can tell, as it is."""
    return Trial(run, starts).prove(finding)


def can_be_proved(finding: Finding) -> bool:
    """Tell whether there is a remedy to try, and a re-run can tell whether it helps."""
    return finding.remedy is not None and bool(finding.judged_by)


def updates(run: Run, findings: Iterable[Finding], starts: int = STARTS) -> float:
    """Return how many updates a proof takes at most, each as large as this run's.

    A larger batch counts for as many as it is larger; a smaller one is no less work.
    """
    remedies = [f.remedy.after for f in findings if f.remedy is not None and can_be_proved(f)]
    own = run.program.plan
    total = float(run.recorded if run.done else run.program.total_steps)
    for after in remedies:
        cut = plan(after, own.rows)
        larger = max(1.0, cut.batch_size / own.batch_size)
        total += after.epochs * cut.steps_per_epoch * larger
    return starts * total if remedies else 0.0


def _miss(end: Judged, judged_by: str) -> float:
    """Return what an end is short of: its error, or what its score lacks to 1."""
    score, error = end
    return 1.0 - score if judged_by == "score" else error


def paired(before: Sequence[float], after: Sequence[float]) -> Interval:
    """Return where the mean of before − after lies: d̄ ± t s / √n, s the deviation of the pairs.

    Source: Student (1908).

    >>> [round(end, 3) for end in paired([3.0, 4.0, 5.0], [1.0, 2.0, 3.5])]
    [1.116, 2.55]
    """
    differences = np.subtract(before, after)
    count = len(differences)
    reach = T_975[count - 2] * float(differences.std(ddof=1)) / sqrt(count)
    middle = float(differences.mean())
    return Interval(middle - reach, middle + reach)


def judged(experiment: Experiment, table: Table, train: Train = Run.finish) -> Judged:
    """Return score and error of a run at its end: mean −log p of the right class, or 1 − R²."""
    run = Run(experiment, table)
    try:
        train(run)
    except DivergedError:
        return 0.0, WORST
    rows = table.split.validation if _judges(table) else table.split.train
    case = Case(run)
    score, error = case.judged(case.state, rows)
    return score, min(WORST, error)


def _judges(table: Table) -> bool:
    """Tell whether there are validation rows enough to judge by."""
    return len(table.split.validation) >= 20


def rerun(run: Run, after: Experiment) -> Run:
    """Return the run of `after` on the data of `run`, whose rows are divided alike."""
    if after.data == run.experiment.data:
        return Run(after, run.table)
    return repeat(after, run.table.source)
