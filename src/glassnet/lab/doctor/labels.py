"""The answers: whether the columns know anything of them, and whether one class drowns the rest."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Remedy
from glassnet.lab.doctor.mending import change
from glassnet.lab.doctor.reference import reference
from glassnet.lab.doctor.sketches import bars
from glassnet.nn.cross_entropy import CategoricalCrossEntropy

FEWEST_ROWS = 60
ORDINARY = 0.8  # a class with so many of the rows drowns the others
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
    dealt = _dealt(case)
    if there.score > max(dealt) + there.deviation:
        return None
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
    """All rows get the commonest class (Japkowicz & Stephen 2002)."""
    if not case.classes or not case.failing or case.diverged is not None:
        return None
    counts = np.bincount(case.known, minlength=case.classes)
    share = float(counts.max() / counts.sum())
    answers = case.answers(case.state, case.x).argmax(axis=1)
    same = float((answers == counts.argmax()).mean())
    if share < ORDINARY or same < 0.99:
        return None
    return Finding(
        "drowned-classes",
        f"{share:.0%} of the rows are of one class, and the network answers it to every row.",
        "possible",
        {"share of the commonest class": share, "rows answered so": same} | case.evidence,
        _weighted(case, counts),
        picture=bars({"the commonest class": share, "answered": same}),
        judged_by="score",
    )


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
