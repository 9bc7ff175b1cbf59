"""Where a run stopped being finite: the step, the layer, and what to try."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError
from glassnet.program.batches import Batch, rows_of_step
from glassnet.program.state import State
from glassnet.program.step import Facts, Program, learn, training_context
from glassnet.run.timeline import Timeline

SMALLER = "Scale the inputs and targets, or let the weights start smaller."


def last_finite(timeline: Timeline, start: int, losses: Array) -> int:
    """Return the last step at which all is finite, and let `timeline` stand there.

    Args:
        timeline: It stands after the updates that gave the `losses`.
        start: The step before them, at which all was finite.
        losses: (updates,) the loss of each, before it moved anything.

    """
    finite = np.isfinite(losses)
    end = start + (len(losses) if finite.all() else int(np.argmin(finite)))
    timeline.seek(end)
    if is_finite(timeline.state):
        return end
    good, bad = start, end  # a number that is not finite never becomes so again
    while bad - good > 1:
        middle = (good + bad) // 2
        timeline.seek(middle)
        good, bad = (middle, bad) if is_finite(timeline.state) else (good, middle)
    timeline.seek(good)
    return good


def is_finite(state: State) -> bool:
    """Tell whether every number of `state` is finite: of params, slots and memory."""
    return all(bool(np.isfinite(array).all()) for array in state.flat().values())


def explain(program: Program, training: Batch, state: State) -> DivergedError:
    """Return the error that tells how the step after `state`, which is finite, goes wrong.

    It is made once more, with NumPy, and looked into layer by layer.
    """
    experiment = program.experiment
    step = int(state.step)
    batch = training.take(rows_of_step(experiment, program.rows, step))
    with np.errstate(all="ignore"):
        following, facts = learn(np, program, state, batch, program.dials())
        told = _forward(program, state, batch, facts)
        later = told or _backward(program, facts) or _update(program, following, facts)
    where = later or f"the loss is {float(facts.loss):.3g}, and what follows from it too large."
    # Before the first update no learning rate is at fault for a loss.
    cure = SMALLER if told and step == 0 else _slower(program)
    return DivergedError(f"step {step + 1}: {where} {cure}", step=step + 1)


def _slower(program: Program) -> str:
    """Return how steps can be made smaller."""
    clip = "" if program.experiment.clip_norm else ", or bound the gradients with clip_norm = 1"
    return f"Lower learning_rate (it is {program.experiment.learning_rate:g}){clip}."


def _forward(program: Program, state: State, batch: Batch, facts: Facts) -> str:
    """Return where a number on the way to the loss is not finite, or nothing."""
    if np.isfinite(facts.loss):
        return ""
    begin = f"the loss is {float(facts.loss):g};"
    if not np.isfinite(np.asarray(batch.x)).all():
        return f"{begin} the rows themselves hold numbers that are not finite."
    context = training_context(state, program.dials())
    network = program.experiment.network
    for number, _, y, _ in network.walk(np, state.params, batch.x, context):
        if not np.isfinite(y).all():
            reach = max(map(_largest, _own(state.params, number)), default=0.0)
            weights = f", whose weights reach {reach:.3g}" if reach else ""
            return f"{begin} it began in {_layer(program, number)}{weights}."
    return f"{begin} it began in the loss, on outputs that reach {_largest(facts.prediction):.3g}."


def _backward(program: Program, facts: Facts) -> str:
    """Return the last layer whose gradients are not finite, or nothing."""
    for name, gradient in reversed(facts.gradients.items()):
        if not np.isfinite(gradient).all():
            layer = _layer(program, name.split(".")[0])
            return (
                f"the loss is {float(facts.loss):.3g}, but not all gradients of {layer} are finite."
            )
    return ""


def _update(program: Program, following: State, facts: Facts) -> str:
    """Return the first layer that the update made infinite, or nothing."""
    for full, array in following.flat().items():
        if np.isfinite(array).all():
            continue
        kind, _, name = full.partition("/")
        number, _, own = name.partition(".")
        layer = _layer(program, number)
        if kind == "memory":
            return f"the {own} that {layer} remembers is no longer finite."
        parameter = f"{number}.{own.split('/')[0]}"
        what = "its update is" if kind == "params" else f"what {_optimizer(program)} remembers is"
        reach = _largest(facts.applied[parameter])
        return f"the gradient of {layer} reaches {reach:.3g}, and {what} no longer finite."
    return ""


def _optimizer(program: Program) -> str:
    return type(program.experiment.optimizer).__name__


def _layer(program: Program, number: int | str) -> str:
    return f"layer {number} ({type(program.experiment.network.layers[int(number)]).__name__})"


def _own(params: dict[str, Array], number: int) -> list[Array]:
    return [value for name, value in params.items() if name.startswith(f"{number}.")]


def _largest(array: Array) -> float:
    return float(np.abs(array).max(initial=0.0))
