"""One learning step, the heart of it all: forward, loss, backward, clip, update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.nn import gradients
from glassnet.nn.layer import Context, Saved
from glassnet.nn.schedules import ConstantRate, Plateau
from glassnet.program import batches, layout
from glassnet.program.batches import Batch, Chosen
from glassnet.program.experiment import Experiment
from glassnet.program.state import Flat, State

SHRINKING = ("l1", "l2", "weight_decay")  # what makes weights smaller, each with its strength
BLOCK_ROWS = 8_192  # that go forward at a time, so that memory stays bounded


@dataclass(frozen=True)
class Program:
    """An experiment on data of a known size: all that a step needs beside its state and its rows.

    Hashable, so that an engine can keep what it compiled for it.
    """

    experiment: Experiment
    rows: int
    input_shape: Shape

    @cached_property
    def plan(self) -> batches.Plan:
        """How an epoch is cut into batches."""
        return batches.plan(self.experiment, self.rows)

    @cached_property
    def total_steps(self) -> int:
        """The number of updates if nothing stops the run early."""
        return self.plan.steps_per_epoch * self.experiment.epochs

    @cached_property
    def decaying(self) -> frozenset[str]:
        """The names of the parameters that weight penalties apply to."""
        return layout.decaying(self.experiment.network, self.input_shape)

    @cached_property
    def shared(self) -> Program:
        """The program without what a step does not ask for: equal for all that compile alike."""
        strengths: dict[str, Any] = {
            name: float(getattr(self.experiment, name) > 0.0) for name in SHRINKING
        }
        unplanned = isinstance(self.experiment.schedule, (ConstantRate, Plateau))
        experiment = replace(
            self.experiment,
            network=layout.without_starts(self.experiment.network),
            schedule=ConstantRate() if unplanned else self.experiment.schedule,
            epochs=0 if unplanned else self.experiment.epochs,
            seed=0,
            learning_rate=1.0,
            **strengths,
            data=None,
            early_stopping=None,
            engine="auto",
        )
        return replace(self, experiment=experiment)

    @cached_property
    def key(self) -> Array:
        """The key from which each step's random masks follow."""
        return keys.stream(self.experiment.seed, keys.Purpose.DROPOUT)

    def dials(self, learning_rate: float | None = None) -> Dials:
        """Return the dials of this program, at its own base rate or another."""
        rate = self.experiment.learning_rate if learning_rate is None else learning_rate
        strengths = (getattr(self.experiment, name) for name in SHRINKING)
        numbers = (np.asarray(value, dtype=self.experiment.dtype) for value in (rate, *strengths))
        return Dials(self.key, *numbers)


class Dials(NamedTuple):
    """What may differ between runs of one compiled program, or change on the way.

    `key` is where each step's random masks come from; `learning_rate` is the base rate η₀, a 0-d
    array, which the schedule multiplies; the others are 0-d arrays, too. Whether there is a
    strength at all the program says: what is 0 is not computed.
    """

    key: Array
    learning_rate: Array
    l1: Array
    l2: Array
    weight_decay: Array


class Facts(NamedTuple):
    """What was computed inside a step, beside the new state.

    `outputs` and `saved` are those of each layer; `gradients` come from the chain rule, `applied`
    is what penalties and clipping made of them.
    """

    prediction: Array
    loss: Array
    outputs: tuple[Array, ...]
    saved: Saved
    gradients: Flat
    applied: Flat
    learning_rate: Array


def learn(
    xp: Namespace, program: Program, state: State, batch: Batch, dials: Dials
) -> tuple[State, Facts]:
    """Learn from one batch: a pure function, which NumPy runs and XLA compiles as it stands.

    Args:
        xp: The array namespace.
        program: What is run.
        state: Where the run is.
        batch: The rows of this step.
        dials: The base rate and the random key.

    Returns:
        The state after the update, and what was computed on the way.

    """
    network, loss_function = program.experiment.network, program.experiment.loss
    context = training_context(state, dials)

    walked = list(network.walk(xp, state.params, batch.x, context))
    outputs, saved = zip(*((y, kept) for _, _, y, kept in walked), strict=True)
    prediction = outputs[-1]
    loss, slope = loss_function.value_and_gradient(xp, prediction, batch.y, batch.weights)
    found = network.gradients(xp, state.params, saved, slope)

    rate = dials.learning_rate * _schedule_factor(xp, program, state.step)
    applied = _clip(xp, program, _penalize(xp, program, state.params, found, dials))
    params, slots = _update(xp, program, state, applied, dials._replace(learning_rate=rate))
    memory = network.remember(xp, state.memory, saved)

    following = State(state.step + 1, params, slots, memory)
    return following, Facts(prediction, loss, outputs, saved, found, applied, rate)


def training_context(state: State, dials: Dials) -> Context:
    """Return what layers know in the step that follows `state`: its random key, their memory."""
    return Context(training=True, key=dials.key, memory=state.memory, path=(state.step,))


def predict(xp: Namespace, program: Program, state: State, x: Array) -> Array:
    """Return what the network puts out for x (batch, …) when it is not training."""
    context = Context(training=False, memory=state.memory)
    prediction, _ = program.experiment.network.forward(xp, state.params, x, context)
    return prediction


def evaluate(xp: Namespace, program: Program, state: State, rows: Batch) -> tuple[Array, Array]:
    """Return the loss on `rows`, a 0-d array, and what the network puts out for them there."""
    prediction = predict(xp, program, state, rows.x)
    loss, _ = program.experiment.loss.value_and_gradient(xp, prediction, rows.y)
    return loss, prediction


def loss_of(program: Program, prediction: Array, rows: Batch) -> float:
    """Return the loss of what was put out for `rows`, computed on the host."""
    with np.errstate(all="ignore"):
        loss, _ = program.experiment.loss.value_and_gradient(np, prediction, rows.y)
    return float(loss)


def in_blocks(forward: Callable[[Array], Array], x: Array | Chosen) -> Array:
    """Return what `forward` makes of x (rows, …), some thousand rows at a time.

    What is not finite is left to who reads the answer; no rows are one block without any.
    """
    with np.errstate(all="ignore"):
        parts = [
            forward(x[start : start + BLOCK_ROWS])
            for start in range(0, max(1, x.shape[0]), BLOCK_ROWS)
        ]
    return np.concatenate(parts)


def _schedule_factor(xp: Namespace, program: Program, step: Array) -> Array | float:
    schedule = program.experiment.schedule
    if isinstance(schedule, Plateau):  # it answers validation losses, so the run applies it
        return 1.0
    now = xp.astype(step, getattr(xp, program.experiment.dtype))
    return schedule.factor(xp, now, program.total_steps)


def _penalize(xp: Namespace, program: Program, params: Flat, found: Flat, dials: Dials) -> Flat:
    """Add the slopes of l1·Σ|w| and l2·½Σw² to the gradients of the weights."""
    l1, l2 = program.experiment.l1, program.experiment.l2
    found = dict(found)
    for name in program.decaying if l1 or l2 else ():
        if l1:
            found[name] = gradients.add_l1(xp, found[name], params[name], dials.l1)
        if l2:
            found[name] = gradients.add_l2(xp, found[name], params[name], dials.l2)
    return found


def _clip(xp: Namespace, program: Program, found: Flat) -> Flat:
    """Bound every gradient's values, then the norm of all together."""
    if program.experiment.clip_value is not None:
        found = gradients.clip_by_value(xp, found, program.experiment.clip_value)
    if program.experiment.clip_norm is not None:
        found = gradients.clip_by_norm(xp, found, program.experiment.clip_norm)
    return found


def _update(
    xp: Namespace, program: Program, state: State, applied: Flat, dials: Dials
) -> tuple[Flat, dict[str, Flat]]:
    """Let the optimizer move every parameter; return the new parameters and slots."""
    rate = dials.learning_rate
    experiment = program.experiment
    count = xp.astype(state.step + 1, getattr(xp, experiment.dtype))
    params: Flat = {}
    slots: dict[str, Flat] = {}
    for name, before in state.params.items():
        p = before
        if experiment.weight_decay and name in program.decaying:
            p = gradients.decay(xp, before, rate, dials.weight_decay)
        params[name], slots[name] = experiment.optimizer.update(
            xp, count, applied[name], state.slots[name], p, rate
        )
    return params, slots
