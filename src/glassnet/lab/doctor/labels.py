"""The answers: whether the columns know anything of them, and whether one class drowns the rest."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Remedy
from glassnet.lab.doctor.mending import change
from glassnet.lab.doctor.missing_codes import missing_code
from glassnet.lab.doctor.reference import reference, told_apart
from glassnet.lab.doctor.sketches import bars
from glassnet.nn.cross_entropy import CategoricalCrossEntropy

FEWEST_ROWS = 60
ORDINARY = 0.8  # a class with so many of the rows drowns the others
LOST = 0.6  # of their rows
SHUFFLES = 20


def no_signal(case: Case) -> Finding | None:
    """Nothing that is known of a row tells its answer: shuffled labels, or the wrong columns.

    The answers are dealt to the rows anew, twenty times: what simple predictors find in the real
    ones is no more than what they find in those (Good 2005, Permutation tests).
    """
    there = case.reference
    if there.rows < FEWEST_ROWS or there.score > there.base + max(0.1, 4.0 * there.deviation):
        return None
    if case.held_out is not None and case.trained:
        rows = len(case.table.split.validation)
        chance = 2.5 * float(np.sqrt(0.25 / rows)) if case.classes else 0.1
        if case.held_out[0] > there.base + chance:
            return None
    if case.classes and _told_apart_beyond(case, there.base):
        return None  # a class drowns the others: they can be told apart, if each counts the same
    dealt = _dealt(case)
    if there.score > max(dealt) + there.deviation or missing_code(case) is not None:
        return None  # behind a number that means missing, nobody sees what the columns tell
    evidence = {
        "simple predictors on rows left out": there.score,
        "the same, answers dealt anew": float(np.mean(dealt)),
        "for nothing": there.base,
    }
    if case.trained:
        evidence["the run, on rows it learned from"] = case.fit[0]
    if case.trained and case.held_out is not None:
        evidence["the run, on others"] = case.held_out[0]
    return Finding(
        "no-signal",
        "The columns tell nothing about the answers: they may be shuffled against each other, or "
        "be the wrong ones.",
        "likely",
        evidence,
        picture=bars({"real answers": there.score, "dealt anew": float(np.mean(dealt))}),
    )


def drowned_classes(case: Case) -> Finding | None:
    """Most rows of rare classes get the commonest one (Japkowicz & Stephen 2002).

    It is at fault where simple predictors that count each class the same tell rows apart that the
    network does not.
    """
    if not (case.classes and case.trained and case.finished) or case.diverged is not None:
        return None
    counts = np.bincount(case.known, minlength=case.classes)
    share, rare = float(counts.max() / counts.sum()), case.known != counts.argmax()
    if share < ORDINARY or not rare.any():
        return None
    answers = case.answers(case.state, case.x).argmax(axis=1)
    lost = float((answers[rare] == counts.argmax()).mean())
    if lost < LOST or not (case.failing or _told_apart_beyond(case, case.fit[0])):
        return None
    evidence = {"share of the commonest class": share, "rows of others answered so": lost}
    return Finding(
        "drowned-classes",
        f"{share:.0%} of the rows are of one class, and the network answers it to {lost:.0%} of "
        "the others.",
        "possible",
        evidence | case.evidence,
        _weighted(case, counts),
        picture=bars({"the commonest class": share, "others answered so": lost}),
        judged_by="score",
    )


def _told_apart_beyond(case: Case, score: float) -> bool:
    """Tell whether simple predictors that count each class the same surely exceed a score."""
    counts = np.bincount(case.known, minlength=case.classes)
    if len(case.known) < FEWEST_ROWS or counts.max() / counts.sum() < ORDINARY:
        return False
    # Of a balanced accuracy, what chance does is done to the rare rows.
    chance = float(np.sqrt(0.25 / max(1, counts.sum() - counts.max()))) / 2.0
    found = told_apart(case.x, case.known, case.classes)
    return found > score + max(0.1, 2.0 * chance)


def _dealt(case: Case) -> list[float]:
    """Return the scores of simple predictors with the answers dealt to the rows anew."""
    rng = np.random.default_rng(0)
    return [
        reference(case.x, case.known[rng.permutation(len(case.known))], case.classes).score
        for _ in range(SHUFFLES)
    ]


def _weighted(case: Case, counts: Array) -> Remedy | None:
    """Return the remedy that counts rare classes as much as common ones."""
    loss = case.experiment.loss
    if not isinstance(loss, CategoricalCrossEntropy):
        return None
    weights = tuple(
        float(w) for w in np.round(counts.sum() / np.maximum(counts, 1) / len(counts), 3)
    )
    return change(
        case.experiment,
        "Let each class count the same.",
        loss=CategoricalCrossEntropy(class_weights=weights),
    )
