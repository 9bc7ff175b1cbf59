"""Does the remedy help? The run again with that one change, on the same starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from glassnet.ground.errors import DivergedError, UsageError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Proof
from glassnet.nn.intervals import Interval
from glassnet.program.experiment import Experiment
from glassnet.run.run import Run
from glassnet.run.table import Table
from glassnet.run.training import repeat

STARTS = 5
WORST = 10.0  # the error of a start that ended at infinity; −log 1e-4 is 9.2
# The 97.5 % points of Student's t with 1, 2, … degrees of freedom (Student 1908).
T_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


def prove(run: Run, finding: Finding, starts: int = STARTS) -> Finding:
    """Return `finding` with its proof; without a remedy as it is.

    Args:
        run: What is ill.
        finding: Whose remedy is to be tried.
        starts: How many: 2 to 10.

    """
    if not 2 <= starts <= len(T_975) + 1:
        raise UsageError(f"starts must be from 2 to {len(T_975) + 1}, got {starts}.")
    if finding.remedy is None:
        return finding
    seeds = [run.experiment.seed + number for number in range(starts)]
    other = rerun(run, finding.remedy.after).table
    before = [error(run.experiment, run.table, seed) for seed in seeds]
    after = [error(finding.remedy.after, other, seed) for seed in seeds]
    low, high = paired(before, after)
    where = "validation rows" if _judges(run.table) else "training rows"
    measure = f"error on the {where}"
    means = float(np.mean(before)), float(np.mean(after))
    return replace(finding, proof=Proof(starts, measure, *means, low, high))


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


def error(experiment: Experiment, table: Table, seed: int) -> float:
    """Return the error of one start at its end: mean −log p of the right class, or 1 − R²."""
    run = Run(replace(experiment, seed=seed), table)
    try:
        run.finish()
    except DivergedError:
        return WORST
    rows = table.split.validation if _judges(table) else table.split.train
    case = Case(run)
    return min(WORST, case.judged(case.state, rows)[1])


def _judges(table: Table) -> bool:
    """Tell whether there are validation rows enough to judge by."""
    return len(table.split.validation) >= 20


def rerun(run: Run, after: Experiment) -> Run:
    """Return the run of `after` on the data of `run`, whose rows are divided alike."""
    if after.data == run.experiment.data:
        return Run(after, run.table)
    return repeat(after, run.table.source)
