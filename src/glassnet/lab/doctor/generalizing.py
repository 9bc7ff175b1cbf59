"""Learned by heart: what got better on the rows it learned from got worse on the others."""

from __future__ import annotations

import numpy as np

from glassnet.lab.doctor.case import SHORTFALL, Case
from glassnet.lab.doctor.finding import Finding, sparkline
from glassnet.lab.doctor.mending import stop_early

# Times the least validation loss. Prechelt (1998) stops at a rise of a few percent; to call it an
# illness takes more: the model is worse, then, than simple predictors that left the row out.
RISEN = 1.5
LOST = 0.04  # of the score: a loss that rises while the answers stay right is overconfidence
FEWEST = 20  # validation rows, and epochs


def overfitting(case: Case) -> Finding | None:
    """The validation loss fell, then rose for good, while the training loss went on falling."""
    seen = case.run.history.evaluations
    curve = np.array([np.nan if e.validation_loss is None else e.validation_loss for e in seen])
    training = np.array([e.training_loss for e in seen])
    stops = case.experiment.early_stopping is not None
    if stops or len(curve) < FEWEST or not np.isfinite(curve).all() or case.diverged is not None:
        return None
    rows = len(case.table.split.validation)
    best, late = int(curve.argmin()), curve[-max(3, len(curve) // 10) :]
    if rows < FEWEST or best > 0.8 * len(curve) or late.min() < RISEN * curve[best]:
        return None
    if training[-1] > 0.8 * training[best] or not _is_worse(case):
        return None
    if case.failing:  # on the very rows it learned from: nothing was learned by heart
        return None
    scores = np.array([np.nan if e.score is None else e.score for e in seen])
    around = scores[max(0, best - len(late)) : best + len(late)]
    lost = float(around.mean() - scores[-len(late) :].mean())
    if not (lost > LOST or _is_short(case)):
        return None
    return Finding(
        "overfitting",
        f"From epoch {best + 1} on it learns the training rows by heart: on others it gets worse.",
        "likely",
        {
            "least validation loss": float(curve[best]),
            "last validation loss": float(curve[-1]),
            "score lost since": lost,
            "training loss then": float(training[best]),
            "training loss now": float(training[-1]),
        },
        stop_early(case.experiment, "Stop when the validation loss no longer falls."),
        since=seen[best].step,
        picture=f"validation loss {curve[0]:.3g} {sparkline(curve.tolist(), 30)} {curve[-1]:.3g}",
    )


def _is_worse(case: Case) -> bool:
    """Tell whether the rows held out are answered worse than simple predictors answer rows."""
    return case.held_out is not None and case.is_coarse(case.held_out[1])


def _is_short(case: Case) -> bool:
    """Tell whether the score on rows held out is below that of simple predictors, surely."""
    there, found = case.reference, case.held_out
    wide = (there.rows / max(1, len(case.table.split.validation))) ** 0.5
    margin = max(SHORTFALL, 2.0 * there.deviation * wide)
    return found is not None and found[0] < there.score - margin
