"""What becomes of a gradient before the optimizer sees it: penalties and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.expression import Expression, call, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index
from glassnet.lab.explain.updates import Moment, slots_at
from glassnet.nn import gradients as around
from glassnet.nn.adam import AdamW
from glassnet.run.look import Look


@final
@dataclass(frozen=True, eq=False)
class Push:
    """What one weight is told in one step, before the optimizer.

    Args:
        found: dL/dw, summed over the rows.
        l1: What the penalty on |w| adds.
        l2: What the penalty on w² adds.
        limit: Beyond which the sum of the three is cut; None for never.
        factor: By which the long gradient of all weights together is shortened; 1 for not at all.

    """

    found: float
    l1: float
    l2: float
    limit: float | None
    factor: float

    @property
    def penalized(self) -> float:
        """dL/dw with the penalties."""
        return self.found + self.l1 + self.l2

    @property
    def cut(self) -> float:
        """What the limit takes away."""
        if self.limit is None:
            return 0.0
        return min(max(self.penalized, -self.limit), self.limit) - self.penalized

    @property
    def untouched(self) -> bool:
        """Whether the optimizer gets dL/dw as it is."""
        return not (self.l1 or self.l2 or self.cut) and self.factor == 1.0


def push(look: Look, full: str, index: Index) -> Push:
    """Return what the weight at `index` of parameter `full` is told in the step of `look`."""
    experiment = look.program.experiment
    weight = float(look.before.params[full][index])
    penalized = full in look.program.decaying
    return Push(
        found=float(found(look)[full][index]),
        l1=experiment.l1 * float(np.sign(weight)) if penalized else 0.0,
        l2=experiment.l2 * weight if penalized else 0.0,
        limit=experiment.clip_value,
        factor=_shortening(look),
    )


def found(look: Look) -> dict[str, Array]:
    """Return dL/dp of every parameter by its full name, before penalties and limits."""
    return {
        f"{layer.number}.{name}": gradient
        for layer in look.layers
        for name, gradient in layer.gradients.items()
    }


def push_lines(look: Look, full: str, index: Index, symbol: str) -> list[Line]:
    """Return how dL/dw becomes the g that the optimizer gets; nothing where it is the same."""
    told = push(look, full, index)
    if told.untouched:
        return []
    experiment = look.program.experiment
    formula, worked = f"∂L/∂{symbol}", _sum_of(told)
    if told.l1:
        formula += f" + {experiment.l1:g}·sign({symbol})"
    if told.l2:
        formula += f" + {experiment.l2:g}·{symbol}"
    note = ""
    if told.cut:
        end = "max" if told.penalized < 0 else "min"
        worked = call(end, number(told.penalized + told.cut), worked)
        note = f"It is cut to ±{told.limit:g}."
    if told.factor != 1.0:
        formula, worked = f"c·({formula})", number(told.factor) * worked
        note += " c shortens the gradient of all weights together to the norm that is allowed."
    applied = float(look.gradients[full][index])
    return [Line("g", formula, worked, applied, note=note.strip())]


def moment(look: Look, full: str, index: Index, symbol: str) -> Moment:
    """Return what the optimizer does with one weight."""
    experiment = look.program.experiment
    decays = [experiment.weight_decay if full in look.program.decaying else 0.0]
    if isinstance(experiment.optimizer, AdamW):
        decays.append(experiment.optimizer.weight_decay)
    rate = look.learning_rate
    return Moment(
        symbol=symbol,
        optimizer=experiment.optimizer,
        rate=rate,
        count=look.step + 1,
        gradient=float(look.gradients[full][index]),
        decay=_together(decays, rate),
        before=float(look.before.params[full][index]),
        after=float(look.after.params[full][index]),
        old=slots_at(look.before.slots[full], index),
        new=slots_at(look.after.slots[full], index),
    )


def _together(decays: list[float], rate: float) -> float:
    """Return the one λ that shrinks a weight as several do, one after the other."""
    some = [decay for decay in decays if decay]
    if len(some) < 2:
        return sum(some)
    return (1.0 - float(np.prod([1.0 - rate * decay for decay in some]))) / rate


def _sum_of(told: Push) -> Expression:
    worked: Expression = number(told.found)
    for part in (told.l1, told.l2):
        worked = worked + number(part) if part else worked
    return worked


def _shortening(look: Look) -> float:
    """Return the factor that bounds the norm of all gradients together."""
    experiment = look.program.experiment
    if experiment.clip_norm is None:
        return 1.0
    every = dict(found(look))
    for name in look.program.decaying:
        every[name] = around.add_l1(np, every[name], look.before.params[name], experiment.l1)
        every[name] = around.add_l2(np, every[name], look.before.params[name], experiment.l2)
    if experiment.clip_value is not None:
        every = around.clip_by_value(np, every, experiment.clip_value)
    return min(1.0, experiment.clip_norm / (float(around.global_norm(np, every)) + 1e-6))
