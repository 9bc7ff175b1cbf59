"""What holds learning back: penalties, clipping, rows in their order."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change
from glassnet.program.batches import orders
from glassnet.program.probes import GradientNorm

SHRUNK = 0.7  # of their size at the start: data that teach let weights grow
CUT = 5.0  # times the limit
ALWAYS = 0.9  # of the steps
ORDERED = 0.5  # of the answers' variance lies between batches; by chance it is about 1 / size


def strong_penalty(case: Case) -> Finding | None:
    """Weights are pulled to 0 harder than the data pull them away (Krogh & Hertz 1992).

    Where they rest the two pulls cancel: ∂L/∂w = −λ w.
    """
    experiment = case.experiment
    names = [n for n in ("weight_decay", "l2", "l1") if getattr(experiment, n)]
    if not names or not (case.trained and case.failing) or case.diverged is not None:
        return None
    kept = _kept(case)
    if kept > SHRUNK:
        return None
    name = max(names, key=lambda each: _pull(case, each))
    strength = float(getattr(experiment, name))
    return Finding(
        "strong-penalty",
        f"{name} = {strength:g} pulls the weights to 0 harder than the data pull them away.",
        "likely",
        {"size of the weights over that at the start": kept, name: strength} | case.evidence,
        change(experiment, "Leave it out.", **{name: 0.0}),
        picture=case.picture,
    )


def tight_clipping(case: Case) -> Finding | None:
    """A limit that cuts every gradient makes every step equally short (Pascanu et al. 2013)."""
    experiment = case.experiment
    limits = [n for n in ("clip_norm", "clip_value") if getattr(experiment, n) is not None]
    if not limits or not (case.trained and case.failing) or case.diverged is not None:
        return None
    if not (case.still_falling or case.moved < 1.0):
        return None
    for name in limits:
        over = _over(case, name)
        if float((over > 1.0).mean()) > ALWAYS and float(np.median(over)) > CUT:
            return Finding(
                "tight-clipping",
                f"{name} = {getattr(experiment, name):g} cuts nearly every gradient, to a fraction "
                "of its length.",
                "likely",
                {
                    "share of steps that are cut": float((over > 1.0).mean()),
                    "gradient over the limit, median": float(np.median(over)),
                }
                | case.evidence,
                change(experiment, "Leave it out.", **{name: None}),
                picture=case.picture,
            )
    return None


def unshuffled(case: Case) -> Finding | None:
    """Rows in the order of their answers: each batch teaches what the next one unteaches.

    The share of the answers' variance that lies between batches: 1 where each has one answer.
    """
    experiment = case.experiment
    if experiment.shuffle or (case.trained and not case.falls_short):
        return None
    plan = case.run.program.plan
    if plan.steps_per_epoch < 2:
        return None
    share = _between(case)
    if share < max(ORDERED, 3.0 / plan.batch_size):
        return None
    return Finding(
        "unshuffled",
        "The rows come in the order of their answers and are not shuffled, so that each batch "
        "teaches what the next one unteaches.",
        "likely",
        {"share of the answers' variance between batches": share}
        | (case.evidence if case.trained else {}),
        change(experiment, "Shuffle the rows in each epoch.", shuffle=True),
        picture=case.picture,
    )


def _kept(case: Case) -> float:
    """Return the size of the weights that decay, over that at the start."""
    names = case.run.program.decaying
    first, last = case.first_state.params, case.run.state.params
    sizes = [sum(float((p[n] ** 2).sum()) for n in names) for p in (first, last)]
    return float(np.sqrt(sizes[1] / sizes[0])) if sizes[0] else 1.0


def _pull(case: Case, name: str) -> float:
    """Return how hard a penalty pulls in one step, roughly: decay goes past the optimizer."""
    strength = float(getattr(case.experiment, name))
    return strength * case.experiment.learning_rate if name == "weight_decay" else strength


def _over(case: Case, name: str) -> Array:
    """Return the gradient's length over the limit, in some recorded steps."""
    limit = float(getattr(case.experiment, name))
    if name == "clip_value":
        look = case.last_look
        found = [np.abs(g).max() for layer in look.layers for g in layer.gradients.values()]
        return np.asarray([max(found, default=0.0) / limit])
    start = max(0, case.run.recorded - 100)
    told = case.run.measure(GradientNorm(), start=start)
    squares = [np.asarray(v) ** 2 for n, v in told.items() if n.startswith("gradient_norm/")]
    over: Array = np.sqrt(np.sum(squares, axis=0)) / limit
    return over


def _between(case: Case) -> float:
    """Return the share of the answers' variance that lies between the batches of an epoch."""
    plan = case.run.program.plan
    order = orders(case.experiment, plan.rows, 0, 1)[0]
    known = np.asarray(case.table.part(case.table.split.train[order])[1])
    wanted = np.eye(case.classes)[known] if case.classes else np.asarray(known, np.float64)
    means = [
        part.mean(axis=0)
        for part in np.split(wanted, range(plan.batch_size, plan.rows, plan.batch_size))
    ]
    whole = float(wanted.var(axis=0).sum())
    return float(np.var(means, axis=0).sum()) / whole if whole else 0.0
