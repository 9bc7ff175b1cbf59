"""Everything computed inside one step, named and shaped, without having been recorded.

A look repeats the step with NumPy from the run's own state before it, layer by layer. On the
reference engine that is what the run computed, to the last bit; on another engine `difference`
tells how far the two are apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError
from glassnet.nn.layer import Layer, Saved, within
from glassnet.program.batches import Batch
from glassnet.program.state import State
from glassnet.program.step import Program, learn, training_context
from glassnet.run.distance import apart


@final
@dataclass(frozen=True, eq=False)
class LayerLook:
    """One layer in one step; every array has the batch first.

    Args:
        number: The layer's place, from 0.
        layer: The layer.
        x: What went in; for an activation the pre-activations z.
        y: What came out.
        dy: δ of the output: dL/dy.
        dx: δ of the input: dL/dx.
        params: The layer's parameters before the update, by name.
        gradients: dL/dp of each, summed over the batch.
        saved: What forward handed to backward.

    """

    number: int
    layer: Layer
    x: Array
    y: Array
    dy: Array
    dx: Array
    params: Mapping[str, Array]
    gradients: Mapping[str, Array]
    saved: Saved

    def gradient_of_row(self, row: int) -> dict[str, Array]:
        """Return what one row of the batch adds to each gradient; the rows add up to `gradients`.

        δ of all other rows is set to 0: a gradient is linear in δ.
        """
        alone = np.zeros_like(self.dy)
        alone[row] = self.dy[row]
        with np.errstate(all="ignore"):
            return self.layer.backward(np, self.params, self.saved, alone)[1]


@final
@dataclass(frozen=True, eq=False)
class RowLayerLook:
    """What one layer did with one row; shapes are those of the batch without its rows.

    Args:
        number: The layer's place, from 0.
        layer: The layer.
        x: What went in.
        y: What came out.
        dy: δ of the output: dL/dy.
        dx: δ of the input: dL/dx.
        gradients: The row's share of dL/dp, by name; those of all rows add up to the batch's.

    """

    number: int
    layer: Layer
    x: Array
    y: Array
    dy: Array
    dx: Array
    gradients: Mapping[str, Array]


@final
@dataclass(frozen=True, eq=False)
class RowLook:
    """One row in one step.

    Args:
        step: The number of updates before it.
        row: The row of the table.
        place: Where in the batch it stood, from 0.
        x: Its inputs, as the network takes them.
        y: Its answer, as the loss takes it.
        layers: Each layer, from the first.
        prediction: What the network put out for it.
        loss: Its loss, before the losses of the batch are reduced to one.

    """

    step: int
    row: int
    place: int
    x: Array
    y: Array
    layers: tuple[RowLayerLook, ...]
    prediction: Array
    loss: float

    def __repr__(self) -> str:
        """Return which row it is, and its loss."""
        return f"<Look at row {self.row} in step {self.step}: loss {self.loss:.6g}>"


@final
@dataclass(frozen=True, eq=False)
class Look:
    """One step from inside.

    Args:
        step: The number of updates before it.
        program: What it ran: the experiment as it was in force.
        rows: The rows of the table it learned from, in its order.
        batch: Their x and y, as the network and the loss take them.
        layers: Each layer, from the first.
        prediction: What the network put out.
        losses: The loss of each row, (batch,), before it is reduced.
        loss: The loss of the step.
        learning_rate: The rate that was applied.
        before: The state before the update.
        after: The state after it.
        gradients: What the optimizer was given of each parameter, after penalties and clipping.
        difference: The largest distance between `after` and the run's own next parameters; 0 on
            the reference engine.

    """

    step: int
    program: Program
    rows: Array
    batch: Batch
    layers: tuple[LayerLook, ...]
    prediction: Array
    losses: Array
    loss: float
    learning_rate: float
    before: State
    after: State
    gradients: Mapping[str, Array]
    difference: float

    def __repr__(self) -> str:
        """Return which step it is, and its loss."""
        return f"<Look at step {self.step}: {len(self.rows)} rows, loss {self.loss:.6g}>"

    def update(self, name: str) -> Array:
        """Return by how much parameter `name` moved."""
        if name not in self.before.params:
            raise UsageError(f"there is no parameter {name!r}: {', '.join(self.before.params)}.")
        with np.errstate(all="ignore"):
            return self.after.params[name] - self.before.params[name]

    def place(self, row: int) -> int:
        """Return where in the batch the table's row number `row` stands."""
        found = np.flatnonzero(self.rows == row)
        if not len(found):
            raise UsageError(
                f"step {self.step} did not learn from row {row}; it saw "
                f"{', '.join(map(str, self.rows[:10]))}{' …' if len(self.rows) > 10 else ''}."
            )
        return int(found[0])

    def row(self, row: int) -> RowLook:
        """Return what the step did with the table's row number `row`."""
        at = self.place(row)
        layers = tuple(
            RowLayerLook(
                each.number, each.layer, each.x[at], each.y[at], each.dy[at], each.dx[at],
                each.gradient_of_row(at),
            )
            for each in self.layers
        )  # fmt: skip
        return RowLook(
            step=self.step,
            row=row,
            place=at,
            x=self.batch.x[at],
            y=self.batch.y[at],
            layers=layers,
            prediction=self.prediction[at],
            loss=float(self.losses[at]),
        )


def look(program: Program, batch: Batch, rows: Array, state: State, following: State) -> Look:
    """Return what update number `state.step` computes; `following` is the run's own result."""
    experiment = program.experiment
    dials = program.dials()
    context = training_context(state, dials)
    with np.errstate(all="ignore"):
        forward = list(experiment.network.walk(np, state.params, batch.x, context))
        prediction = forward[-1][2]
        elements = experiment.loss.elements(np, prediction, batch.y)
        _, slope = experiment.loss.value_and_gradient(np, prediction, batch.y, batch.weights)
        saved = tuple(kept for _, _, _, kept in forward)
        backward = list(experiment.network.walk_back(np, state.params, saved, slope))[::-1]
        after, facts = learn(np, program, state, batch, dials)
    inputs = [batch.x, *(y for _, _, y, _ in forward)]
    deltas = [*(dx for _, dx, _ in backward), slope]
    layers = tuple(
        LayerLook(
            number, layer, inputs[number], y, deltas[number + 1], dx,
            within(state.params, number), found, kept,
        )
        for (number, layer, y, kept), (_, dx, found) in zip(forward, backward, strict=True)
    )  # fmt: skip
    return Look(
        step=int(state.step),
        program=program,
        rows=rows,
        batch=batch,
        layers=layers,
        prediction=prediction,
        losses=elements.reshape(len(rows), -1).sum(axis=1),
        loss=float(facts.loss),
        learning_rate=float(facts.learning_rate),
        before=state,
        after=after,
        gradients=facts.applied,
        difference=max(apart(p, following.params[name]) for name, p in after.params.items()),
    )
