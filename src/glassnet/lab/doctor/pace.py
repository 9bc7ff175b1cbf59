"""Too slow: a run that ends on its way, and which of its settings is farthest from the usual.

How far a run gets is, roughly, its rate times its updates; the updates are its epochs times the
batches in one. Whoever is too slow lacks most where the logarithm of usual / given is largest.
"""

from __future__ import annotations

from dataclasses import replace
from math import log10

import numpy as np

from glassnet.lab.doctor.case import HURRIED, Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change
from glassnet.nn.adaptive import Adadelta, Adagrad
from glassnet.nn.optimizers import SGD, Momentum, Nesterov, Optimizer
from glassnet.nn.schedules import ConstantRate, Plateau
from glassnet.program.state import State

# Kingma & Ba (2015) for Adam's 0.001; 0.1 for plain descent on standardized data, as LeCun et al.
# (1998) reason: the curvature of such a layer is of the order of 1.
ADAPTIVE, PLAIN, ADAGRAD, ADADELTA = 1e-3, 0.1, 1e-2, 1.0
UPDATES = 1_000
EPOCHS = 30
BATCH = 32
MATTERS = 0.4  # decades
SETTLED = 0.1  # of its start: who moved less has hardly begun
SPENT = 0.2
STEEP, FURTHER = 0.05, 300  # a tenth of the run still brought so much; updates to see what more do
WORTH, REMAINS = 0.05, 0.75  # by how much the error has to fall, and to which share


def too_slow(case: Case) -> Finding | None:
    """The loss was still falling, or the weights had hardly moved: name the setting at fault."""
    if not case.trained or case.diverged is not None or not case.finished:
        return None
    if not (_is_slow(case) if case.failing else _promises(case)):
        return None
    lacks = shortfalls(case)
    name = max(lacks, key=lambda each: lacks[each])
    if lacks[name] < MATTERS:
        return None if not case.still_falling else _named(case, "too-few-epochs", lacks)
    return _named(case, name, lacks)


def schedule_too_short(case: Case) -> Finding | None:
    """A schedule that takes the rate away long before the end (Smith 2017 warns of it)."""
    schedule = case.experiment.schedule
    if isinstance(schedule, (ConstantRate, Plateau)) or not (case.trained and case.failing):
        return None
    rates = case.run.history["learning_rate"]
    spent = float(rates.mean() / max(rates.max(), 1e-30))
    if spent > SPENT or not case.finished:
        return None
    low = np.flatnonzero(rates > 0.01 * rates.max())
    return Finding(
        "schedule-too-short",
        f"{type(schedule).__name__} takes the learning rate away after {int(low[-1]) + 1:,} of "
        f"{len(rates):,} steps.",
        "likely",
        {"mean rate over the largest": spent, "last rate": float(rates[-1])} | case.evidence,
        change(case.experiment, "Keep the rate.", schedule=ConstantRate()),
        since=int(low[-1]) + 1,
        picture=case.picture,
    )


def usual_rate(optimizer: Optimizer) -> float:
    """Return the learning rate that is usual with `optimizer` on standardized data.

    >>> from glassnet.nn.adam import Adam
    >>> usual_rate(Adam()), usual_rate(SGD())
    (0.001, 0.1)
    """
    if isinstance(optimizer, (Momentum, Nesterov)):
        # A steady gradient adds up to 1 / (1 − μ) of itself: Polyak (1964).
        return float(PLAIN * (1.0 - optimizer.momentum))
    rates = {SGD: PLAIN, Adagrad: ADAGRAD, Adadelta: ADADELTA}
    return rates.get(type(optimizer), ADAPTIVE)


def shortfalls(case: Case) -> dict[str, float]:
    """Return by how many decades rate, epochs and updates in an epoch lie below the usual."""
    experiment, plan = case.experiment, case.run.program.plan
    rate = log10(usual_rate(experiment.optimizer) / experiment.learning_rate)
    updates = log10(UPDATES / max(1, case.run.recorded))
    epochs = log10(EPOCHS / max(1, experiment.epochs))
    batch = log10(plan.batch_size / min(BATCH, max(2, plan.rows // 4)))
    missing = max(0.0, updates)
    return {
        "rate-too-low": rate,
        "too-few-epochs": min(missing, max(epochs, missing - max(0.0, batch))),
        "batch-too-large": min(missing, batch),
    }


def continued(case: Case, steps: int, rate: float) -> State:
    """Return the state after `steps` more updates at another rate; the run is not moved."""
    run = case.run
    longer = replace(run.experiment, learning_rate=rate, epochs=10**6, early_stopping=None)
    program = replace(run.program, experiment=longer)
    runner = run.engine.engine.start(program, run.training, run.state)
    runner.advance(steps, rate)
    return runner.state()


def _is_slow(case: Case) -> bool:
    """Tell whether a run that fails ended on its way, or has hardly begun."""
    return case.still_falling or case.moved < SETTLED or case.run.recorded < HURRIED


def _promises(case: Case) -> bool:
    """Tell whether so many updates again bring the error down by far, on rows held out if any.

    So it ended on its way, however much it knows already.
    """
    run, experiment = case.run, case.experiment
    if case.live or case.falling < STEEP or min(case.fit[1], _now(case)) < WORTH:
        return False
    hurried = run.program.total_steps == run.recorded < UPDATES
    if not hurried or not isinstance(experiment.schedule, ConstantRate):
        return False
    state = continued(case, min(run.recorded, FURTHER), experiment.learning_rate)
    rows = case.rows if case.held_out is None else case.table.split.validation[:2000]
    after = case.judged(state, rows)[1]
    return after < min(REMAINS * _now(case), _now(case) - WORTH)


def _now(case: Case) -> float:
    return (case.held_out or case.fit)[1]


def _named(case: Case, name: str, lacks: dict[str, float]) -> Finding:
    experiment, plan = case.experiment, case.run.program.plan
    if name == "rate-too-low":
        rate = usual_rate(experiment.optimizer)
        cause = f"The learning rate {experiment.learning_rate:g} is too low"
        remedy = change(experiment, f"Take {rate:g}.", learning_rate=rate)
    elif name == "batch-too-large":
        size = min(BATCH, max(2, plan.rows // 4))
        cause = f"Batches of {plan.batch_size:,} rows make {plan.steps_per_epoch} updates an epoch"
        remedy = change(experiment, f"Take batches of {size}.", batch_size=size)
    else:
        wanted = max(EPOCHS, 4 * experiment.epochs, -(-2 * UPDATES // plan.steps_per_epoch))
        cause = f"{experiment.epochs} epochs are too few"
        remedy = change(experiment, f"Train for {wanted:,}.", epochs=wanted)
    told = {
        "steps": case.run.recorded,
        "last fall of the loss": case.falling,
        "way of the weights": case.moved,
        "decades below the usual": lacks[name],
    }
    return Finding(
        name,
        f"{cause}: the run ended on its way.",
        "likely" if lacks[name] >= 2 * MATTERS else "possible",
        told | case.evidence,
        remedy,
        picture=case.picture,
    )
