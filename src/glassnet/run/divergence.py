"""Where a run stopped being finite: the step, the layer, and what to try."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError
from glassnet.nn.layer import Context
from glassnet.program.batches import Batch, rows_of_step
from glassnet.program.state import State
from glassnet.program.step import Program


def explain(program: Program, training: Batch, state: State, loss: float) -> DivergedError:
    """Return the error that tells how the loss of the next step came to be `loss`.

    The step is looked at once more, with NumPy, layer by layer; `state` is the one before it.
    """
    experiment = program.experiment
    step = int(state.step)
    batch = training.take(rows_of_step(experiment, program.rows, step))
    remedy = (
        f"Lower learning_rate (it is {experiment.learning_rate:g}), or bound the gradients with "
        f"clip_norm = 1."
    )
    return DivergedError(
        f"step {step + 1}: the loss is {loss}; {_origin(program, state, batch.x)} {remedy}",
        step=step + 1,
    )


def _origin(program: Program, state: State, x: Array) -> str:
    """Return the first place where a number is not finite, as half a sentence."""
    if not np.isfinite(x).all():
        return "the rows themselves hold numbers that are not finite."
    context = Context(training=False, memory=state.memory)
    network = program.experiment.network
    with np.errstate(all="ignore"):
        for number, layer, y, _ in network.walk(np, state.params, x, context):
            largest = float(np.abs(y).max())
            if np.isfinite(largest):
                continue
            own = [value for name, value in state.params.items() if name.startswith(f"{number}.")]
            where = f"it began in layer {number} ({type(layer).__name__})"
            if any(not np.isfinite(value).all() for value in own):
                return f"{where}, whose weights the update before had made infinite."
            heaviest = max((float(np.abs(value).max()) for value in own), default=0.0)
            reach = f", whose weights reach {heaviest:.3g}" if own else ""
            return f"{where}{reach}."
    return f"it began in the loss, on outputs that reach {largest:.3g}."
