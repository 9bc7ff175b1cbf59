"""Wishes that come down into a run: recorded with the step at which they took effect.

The state after step t is a function of the experiment and of the commands before t; so a replay
gives it again, commands included.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields, replace
from numbers import Integral
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.program.experiment import Experiment
from glassnet.program.state import State

# What the past or the shapes depend on stays as it is.
FIXED = {"network", "dtype", "data", "engine", "seed", "batch_size", "shuffle"}
CHANGEABLE = tuple(sorted({field.name for field in fields(Experiment)} - FIXED))


class Command(ABC):
    """Something that changes a run from a step on."""

    def change_experiment(self, experiment: Experiment) -> Experiment:
        """Return the experiment in force after the command; unchanged by default."""
        return experiment

    def change_state(self, state: State, experiment: Experiment) -> State:
        """Return the state after the command, `experiment` being in force; unchanged by default."""
        return state

    @abstractmethod
    def __str__(self) -> str:
        """Return what it does, in words."""


@final
@dataclass(frozen=True)
class Change(Command):
    """From now on the experiment has other values in these fields.

    Anything can change that no shape and no order of rows depends on; a new optimizer starts with
    empty slots.
    """

    fields: tuple[tuple[str, Any], ...]

    def __post_init__(self) -> None:
        """Refuse what is no field, or cannot change while a run goes on."""
        pairs = self.fields if isinstance(self.fields, tuple) else (None,)
        if not all(isinstance(each, tuple) and len(each) == 2 for each in pairs):
            raise UsageError(
                "Change takes a tuple of fields and their values, such as "
                f'(("l2", 0.1), ("epochs", 20)), got {one_line(repr(self.fields))}.'
            )
        for name, value in self.fields:
            if name not in CHANGEABLE:
                raise UsageError(
                    f"a run cannot change {name} (to {value!r}) on its way."
                    f"{did_you_mean(name, CHANGEABLE)} It can change {', '.join(CHANGEABLE)}."
                )

    def change_experiment(self, experiment: Experiment) -> Experiment:
        """Return the experiment with the new values; the answers stay prepared as they are."""
        after = replace(experiment, **dict(self.fields))
        if after.loss.target != experiment.loss.target:
            raise UsageError(
                f"a run cannot change its loss from {experiment.loss!r} to {after.loss!r} on its "
                f"way: its answers are prepared as {experiment.loss.target}; begin a new run."
            )
        return after

    def change_state(self, state: State, experiment: Experiment) -> State:
        """Start new slots if there is a new optimizer."""
        if "optimizer" not in dict(self.fields):
            return state
        slots = {name: experiment.optimizer.start(np, p) for name, p in state.params.items()}
        return state._replace(slots=slots)

    def __str__(self) -> str:
        """Return what it does, in words."""
        return ", ".join(f"{name} = {value!r}" for name, value in self.fields)


@final
@dataclass(frozen=True)
class SetLearningRate(Command):
    """From now on the base learning rate is `value`; the schedule still multiplies it."""

    value: float

    def change_experiment(self, experiment: Experiment) -> Experiment:
        """Return the experiment with the new rate; the step itself need not compile again."""
        return replace(experiment, learning_rate=self.value)

    def __str__(self) -> str:
        """Return what it does, in words."""
        return f"learning_rate = {self.value:g}"


@final
@dataclass(frozen=True)
class SetWeight(Command):
    """One weight becomes `value`.

    Args:
        layer: The layer's number, from 0.
        index: The place of the weight: (input, unit) in a Dense layer.
        value: What it becomes.
        name: Which of the layer's parameters: "weights" or "bias".

    """

    layer: int
    index: tuple[int, ...]
    value: float
    name: str = "weights"

    def __post_init__(self) -> None:
        """Make a tuple of a list, which would choose whole rows, and of one number."""
        index = _frozen(self.index)
        object.__setattr__(self, "index", index if isinstance(index, tuple) else (index,))

    def change_state(self, state: State, experiment: Experiment) -> State:
        """Return the state with that one number replaced."""
        full, before = _parameter(state, self.layer, self.name)
        inside = len(self.index) == before.ndim and all(
            isinstance(place, Integral) and 0 <= place < length
            for place, length in zip(self.index, before.shape, strict=True)
        )
        if not inside:
            raise UsageError(f"{full} has the shape {before.shape}, got the index {self.index}.")
        after = np.array(before)
        after[self.index] = _finite(self.value, before.dtype, f"the weight {full}")
        return state._replace(params={**state.params, full: after})

    def __str__(self) -> str:
        """Return what it does, in words."""
        return f"{self.layer}.{self.name}{list(self.index)} = {self.value:g}"


@final
@dataclass(frozen=True)
class SetParameter(Command):
    """All values of one parameter are given by hand.

    Args:
        layer: The layer's number, from 0.
        values: Nested sequences in the parameter's shape: (fan_in, units) for a Dense layer.
        name: Which of the layer's parameters: "weights" or "bias".

    """

    layer: int
    values: tuple[Any, ...]
    name: str = "weights"

    def __post_init__(self) -> None:
        """Make tuples of lists and arrays, so that a command never changes."""
        object.__setattr__(self, "values", _frozen(self.values))

    def change_state(self, state: State, experiment: Experiment) -> State:
        """Return the state with that parameter replaced."""
        full, before = _parameter(state, self.layer, self.name)
        after = _finite(self.values, before.dtype, f"the values of {full}")
        if after.shape != before.shape:
            raise UsageError(f"{full} has the shape {before.shape}, got values of {after.shape}.")
        return state._replace(params={**state.params, full: after})

    def __str__(self) -> str:
        """Return what it does, in words."""
        return f"{self.layer}.{self.name} set by hand"


def _parameter(state: State, layer: int, name: str) -> tuple[str, Array]:
    """Return a parameter's full name and its value, or say which there are."""
    full = f"{layer}.{name}"
    if full not in state.params:
        raise UsageError(
            f"there is no parameter {full}.{did_you_mean(full, state.params)}"
            f" The network has {', '.join(state.params)}."
        )
    return full, state.params[full]


def _finite(values: Any, dtype: Any, what: str) -> Array:
    """Return `values` as an array of finite numbers of that `dtype`, or say what they are."""
    try:
        with np.errstate(over="ignore"):
            array = np.asarray(values).astype(dtype, casting="same_kind")
    except (TypeError, ValueError):  # no numbers, or rows of different lengths
        array = np.asarray(np.nan)
    if not np.isfinite(array).all():
        raise UsageError(f"{what} must be finite numbers, got {one_line(repr(values))}.")
    return array


def _frozen(value: Any) -> Any:
    """Return arrays and nested lists as nested tuples."""
    value = value.tolist() if isinstance(value, np.ndarray) else value
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple)) else value


@final
@dataclass(frozen=True)
class Recorded:
    """A command, and the step before which it took effect."""

    step: int
    command: Command
