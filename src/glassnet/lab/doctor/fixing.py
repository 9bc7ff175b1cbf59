"""Mending: proved remedies one after the other, until nothing is found that helps."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import final

from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.catalogue import examine
from glassnet.lab.doctor.diagnosis import proved, verdict
from glassnet.lab.doctor.finding import Diagnosis, Finding
from glassnet.lab.doctor.proof import STARTS, Train, Trial, rerun
from glassnet.program.experiment import Experiment
from glassnet.run.run import Run

MOST = 5


@final
@dataclass(frozen=True)
class Mended:
    """An experiment before and after.

    before, after: What was found in its run, and in that of the mended one.
    applied: The causes whose remedies were applied, each proved on what the one before it left.
    """

    experiment: Experiment
    before: Diagnosis
    after: Diagnosis
    applied: tuple[Finding, ...]


def fix(run: Run, starts: int = STARTS, train: Train = Run.finish) -> Mended:
    """Return the experiment of `run`, which is at its end, with every remedy that is proved.

    Args:
        run: What is ill.
        starts: How many starts a proof takes, from 2 to 10.
        train: How a run goes to its end.

    """
    before = told = _proved(run, starts, train)
    applied: list[Finding] = []
    while len(applied) < MOST:
        helpful = [each for each in told.findings if each.proof is not None]
        if not helpful or helpful[0].remedy is None:
            break
        applied.append(helpful[0])
        run = rerun(run, helpful[0].remedy.after)
        with suppress(DivergedError):  # the next diagnosis begins with that
            train(run)
        told = _proved(run, starts, train)
    return Mended(run.experiment, before, told, tuple(applied))


def _proved(run: Run, starts: int, train: Train) -> Diagnosis:
    case = Case(run)
    return proved(case, verdict(case, tuple(examine(case))), Trial(run, starts, train))
