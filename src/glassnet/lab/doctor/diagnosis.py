"""`gn.diagnose(run)`: why does it not learn, and what would help?"""

from __future__ import annotations

from dataclasses import replace
from math import inf

from glassnet.ground.errors import DataError, FileError, UsageError
from glassnet.lab.doctor.biases import idle_biases
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.catalogue import ASIDE, examine
from glassnet.lab.doctor.finding import Diagnosis, Finding
from glassnet.lab.doctor.proof import STARTS, Trial, can_be_proved
from glassnet.lab.doctor.repeats import repeated_rows
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
    told = verdict(case, tuple(examine(case)))
    return proved(case, told, Trial(run, starts)) if prove else told


def proved(case: Case, told: Diagnosis, trial: Trial) -> Diagnosis:
    """Return what `told` becomes by a trial of its remedies.

    The findings whose remedies help stay, the most helpful first; others are withdrawn, and where
    none is left, another verdict is due. What cannot be tried stays, with a note.
    """
    tried, notes = [], []
    for finding in told.findings:
        try:
            tried.append(trial.prove(finding))
        except (DataError, FileError, UsageError) as error:
            tried.append(finding)
            notes.append(f"The remedy of {finding.rule} cannot be tried, nor proved: {error}")
    helped = [each for each in tried if each.proof is None or each.proof.helps]
    gone = (each for each in tried if each.proof is not None and not each.proof.helps)
    left = verdict(case, tuple(sorted(helped, key=_place)))
    return replace(left, withdrawn=tuple(gone), notes=(*left.notes, *notes))


def _place(finding: Finding) -> float:
    """Return where a finding stands: without remedy, then by how much it helps, then untried."""
    if finding.remedy is None:
        return -inf
    return inf if finding.proof is None else finding.proof.after - finding.proof.before


def verdict(case: Case, findings: tuple[Finding, ...]) -> Diagnosis:
    """Return what `findings`, or that there are none, say of a run."""
    notes = (*repeated_rows(case), *idle_biases(case))
    return replace(_verdict(case, findings), notes=notes)


def _verdict(case: Case, findings: tuple[Finding, ...]) -> Diagnosis:
    if findings and not all(is_question(finding) for finding in findings):
        count = len(findings)
        what = "one cause was found" if count == 1 else f"{count} causes were found"
        evidence = case.evidence if case.trained and case.diverged is None else {}
        return Diagnosis("ill", f"{what}.", evidence, findings)
    if not case.trained:
        told = "nothing is wrong with the description; train it, and ask again."
        return _asking(Diagnosis("not trained", told, {}), findings)
    return _asking(_without_findings(case), findings)


def is_question(finding: Finding) -> bool:
    """Tell whether a finding only asks: it stands aside, is possible, and nothing can prove it."""
    return finding.rule in ASIDE and finding.sure == "possible" and not can_be_proved(finding)


def _asking(told: Diagnosis, findings: tuple[Finding, ...]) -> Diagnosis:
    """Return `told` with findings that are questions."""
    more = " A question is left that only you can answer." if findings else ""
    return replace(told, sentence=told.sentence + more, findings=findings)


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
    noisy = there.score < NOISY and (there.ceiling < 1.0 or case.held_out is not None)
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
