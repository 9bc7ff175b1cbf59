"""`gn.diagnose(run)`: why does it not learn, and what would help?"""

from __future__ import annotations

from dataclasses import replace

from glassnet.lab.doctor import proof
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.catalogue import examine
from glassnet.lab.doctor.finding import Diagnosis, Finding, Proof
from glassnet.lab.doctor.proof import STARTS
from glassnet.run.run import Run

NOISY = 0.95  # simple predictors that reach less leave something that nobody may know


def diagnose(run: Run, *, prove: bool = False, starts: int = STARTS) -> Diagnosis:
    """Return what is wrong with a run, the first cause first, or that nothing is.

    Before training the description and the data are looked at; afterwards steps are lived again
    with whatever instruments it takes. The run stays where it is.

    Args:
        run: A run at any step; one that diverged, too.
        prove: Whether to train again with each remedy alone, on the same starts; what does not
            help is withdrawn.
        starts: How many starts a proof takes, from 2 to 10.

    >>> import glassnet as gn
    >>> network = gn.Network(gn.Dense(8), gn.ReLU(), gn.Dense(3))
    >>> run = gn.train(network, "iris", epochs=100, learning_rate=0.01)
    >>> gn.diagnose(run).verdict
    'healthy'

    """
    case = Case(run)
    found = examine(case)
    if not prove or not found:
        return _diagnosis(case, found, [])
    return _diagnosis(case, *proved(run, found, starts))


def proved(run: Run, found: list[Finding], starts: int) -> tuple[list[Finding], list[Finding]]:
    """Return the findings whose remedies help, the most helpful first, and those withdrawn."""
    tried = [proof.prove(run, finding, starts) for finding in found]
    helped = [each for each in tried if each.proof is None or each.proof.helps]
    order = sorted(helped, key=lambda each: -_gain(each.proof))
    return order, [each for each in tried if each.proof is not None and not each.proof.helps]


def _gain(told: Proof | None) -> float:
    """Return how much a remedy helps; what has none to try comes first, as it was found."""
    return float("inf") if told is None else told.before - told.after


def _diagnosis(case: Case, found: list[Finding], withdrawn: list[Finding]) -> Diagnosis:
    if found:
        count = len(found)
        what = "one cause was found" if count == 1 else f"{count} causes were found"
        evidence = case.evidence if case.trained and case.diverged is None else {}
        return Diagnosis("ill", f"{what}.", evidence, tuple(found), tuple(withdrawn))
    if not case.trained:
        told = "nothing is wrong with the description; train it, and ask again."
        return Diagnosis("not trained", told, {})
    return replace(_without_findings(case), withdrawn=tuple(withdrawn))


def _without_findings(case: Case) -> Diagnosis:
    """Return that it is healthy, or that nobody knows better, or that the cause is not known."""
    there = case.reference
    if not case.finished:
        told = "it is still on its way, and nothing is wrong so far."
        return Diagnosis("on its way", told, case.evidence)
    if case.failing:
        told = (
            "it does worse on the rows it learned from than simple predictors on rows they never "
            "saw, and none of the known causes shows."
        )
        return Diagnosis("unexplained", told, case.evidence)
    noisy = there.ceiling < 1.0 or (there.score < NOISY and case.held_out is not None)
    if noisy and not _is_beaten(case):
        told = "what is left to miss, simple predictors miss, too."
        more = {"no more is possible on these rows": there.ceiling}
        if case.held_out is not None:
            more["on rows held out"] = case.held_out[0]
        return Diagnosis("as good as this data allows", told, case.evidence | more)
    return Diagnosis("healthy", "it learned what simple predictors know, or more.", case.evidence)


def _is_beaten(case: Case) -> bool:
    """Tell whether the run is better on rows held out than simple predictors are."""
    there = case.reference
    return case.held_out is not None and case.held_out[0] > there.score + 2.0 * there.deviation
