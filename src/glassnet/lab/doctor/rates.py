"""Too fast: steps that overshoot, until the loss swings, sticks or is no number any more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding, Remedy
from glassnet.lab.doctor.mending import change
from glassnet.lab.doctor.pace import BATCH, continued, usual_rate
from glassnet.nn.optimizers import Momentum, Nesterov
from glassnet.program.state import State

USUAL = 1.5  # times the usual rate is usual, too
FASTER = 5.0  # times the usual: below, a rate is at fault only if the loss is no number
JUMP = 3.0  # times the first loss
LEAP = 0.1  # of itself in one update: a hundred times the usual thousandth
REBOUND = 2.0  # times the best tenth of the run
ALL = 0.9  # of the units of a layer
CALM = 0.7  # what is left of the error where a tenth of the rate helps
TRIAL = 200  # updates
TINY = 4  # rows in a batch: its gradient's error is in proportion to 1 / √rows


def rate_too_high(case: Case) -> Finding | None:
    """The rate is above what the curvature bears: η > 2 / λ (LeCun et al. 1998, section 4)."""
    if not case.trained and case.diverged is None:
        return None
    if not case.falls_short:
        return None
    experiment = case.experiment
    times = experiment.learning_rate / usual_rate(experiment.optimizer)
    told = {"times the usual rate": times}
    signs = list(_signs(case, told)) if times * _smaller(case) >= FASTER or case.diverged else []
    if not signs:
        return None
    name, cause, remedy = _named(case, times)
    return Finding(
        name,
        f"{cause}: {signs[0]}.",
        "certain" if case.diverged is not None and times >= FASTER else "likely",
        told | (case.evidence if case.diverged is None else {}),
        remedy,
        since=_since(case),
        picture=case.picture,
        chain=tuple(signs[1:]),
    )


def _named(case: Case, times: float) -> tuple[str, str, Remedy]:
    """Return which of three is at fault for steps that are too long: momentum, batch or rate."""
    experiment, optimizer = case.experiment, case.experiment.optimizer
    given, plan = experiment.learning_rate, case.run.program.plan
    if isinstance(optimizer, (Momentum, Nesterov)) and optimizer.momentum > 0.95:
        added = f"{1 / (1 - optimizer.momentum):.0f} steps"
        cause = f"A momentum of {optimizer.momentum:g} adds up {added}, too many for the rate "
        calmer = replace(optimizer, momentum=0.9)
        remedy = change(experiment, "Take a momentum of 0.9.", optimizer=calmer)
        return "momentum-too-high", f"{cause}{given:g}", remedy
    if _smaller(case) > 1.0 and times <= USUAL:
        rows = "one row" if plan.batch_size == 1 else f"{plan.batch_size} rows"
        cause = f"Batches of {rows} are too small for the rate {given:g}, itself no more than usual"
        remedy = change(experiment, f"Take batches of {BATCH}.", batch_size=BATCH)
        return "batch-too-small", cause, remedy
    rate = _lower(case)
    cause = f"The learning rate {given:g} is too high"
    return "rate-too-high", cause, change(experiment, f"Take {rate:g}.", learning_rate=rate)


def _smaller(case: Case) -> float:
    """Return how many times smaller than usual tiny batches are; 1 where they are not.

    A rate that is fit for 32 rows is so many times too high for one (Goyal et al. 2017).
    """
    plan = case.run.program.plan
    tiny = plan.batch_size <= TINY and plan.rows >= 2 * BATCH
    return BATCH / plan.batch_size if tiny else 1.0


def _signs(case: Case, told: dict[str, float]) -> list[str]:
    """Return what shows that steps are too long, in words; put the numbers into `told`."""
    found = []
    if case.diverged is not None:
        told["steps until infinity"] = case.run.recorded
        found.append(f"the loss is no number any more ({_first_words(case.diverged)})")
    losses = _smooth(case.losses[np.isfinite(case.losses)], round(_smaller(case)))
    if len(losses) > 1:
        first = max(float(losses[0]), 1e-12)
        told["greatest loss over the first"] = float(losses.max()) / first
        if losses.max() > JUMP * first:
            found.append("the loss jumps up")
        ratio = told["share of itself that a weight moves in an early step"] = case.early_ratio
        if ratio > LEAP:
            found.append("single steps turn the weights over")
        parts = [float(part.mean()) for part in np.array_split(losses, min(10, len(losses)))]
        back = told["last tenth of the losses over the best"] = parts[-1] / max(min(parts), 1e-12)
        if back > REBOUND:
            found.append("the loss came down and rose again")
    # Who shows it already need not be trained again.
    if not found and case.failing and case.diverged is None and not case.live:
        left = told["error left after some steps at a tenth of the rate"] = _calmed(case)
        if left < CALM:
            found.append("a tenth of it, from the end on, brings the error down at once")
    dead = _dead(case, case.run.state)
    killed = dead > ALL and case.early_ratio > LEAP / 3.0 and _dead(case, case.first_state) < 0.5
    if dead > 0.5 and (found or killed):
        told["share of dead ReLU units"] = dead
        found.append(f"{dead:.0%} of the ReLU units died of it")
    return found


def _calmed(case: Case) -> float:
    """Return the share of the error that is left after some updates at a tenth of the rate."""
    run, before = case.run, case.judged(case.run.state, case.rows)[1]
    steps = min(TRIAL, max(20, run.recorded // 5))
    calmer = continued(case, steps, run.experiment.learning_rate / 10.0)
    after = case.judged(calmer, case.rows)[1]
    return after / before if before > 0.0 and np.isfinite(after) else 1.0


def _smooth(losses: Array, window: int) -> Array:
    """Return the means of so many losses in a row: those of single rows jump of themselves."""
    if window < 2 or len(losses) < 2 * window:
        return losses
    return np.convolve(losses, np.ones(window) / window, mode="valid")


def _dead(case: Case, state: State) -> float:
    """Return the largest share of ReLU units of a layer that are 0 for every row."""
    shares = [
        float((y == 0.0).all(axis=0).mean())
        for layer, _, y in case.outputs(state)
        if type(layer).__name__ == "ReLU"
    ]
    return max(shares, default=0.0)


def _lower(case: Case) -> float:
    """Return a rate that should do: the usual one, or a tenth where this one is not above it."""
    given, usual = case.experiment.learning_rate, usual_rate(case.experiment.optimizer)
    return usual if given > USUAL * usual else given / 10.0


def _since(case: Case) -> int | None:
    """Return the step before which the loss first was above where it began, by far."""
    losses = case.losses
    above = np.flatnonzero(losses > JUMP * losses[0]) if len(losses) else losses
    if len(above):
        return int(above[0])
    return case.run.recorded if case.diverged is not None else None


def _first_words(error: DivergedError) -> str:
    return str(error).split(". ")[0].split(";")[0]
