"""A checkpoint: everything that a run needs to go on from where it stands, in one file.

It is a model file (`store.py`: checksum over all of it, nothing in it is ever run) of the state,
the best state, the commands, all evaluations and the columns of the epoch that is not over. Best
so far, early stopping and what a Plateau remembers are a fold over these, so they follow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName
from glassnet.ground.errors import DataError, FileError, NewerFormatError, UsageError, one_line
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import experiment_from_json, experiment_to_json
from glassnet.program.probes import Probe
from glassnet.program.state import State, from_flat
from glassnet.run.commands import Recorded
from glassnet.run.evaluation import Evaluation
from glassnet.run.frames import named, with_kind
from glassnet.run.recording import columns_of, commands_from, commands_to
from glassnet.run.records import evaluations_from_arrays, evaluations_to_arrays, probes_from_records
from glassnet.run.run import Run
from glassnet.run.store import FORMAT as MODEL_FORMAT
from glassnet.run.store import load_model_file, save_model_file
from glassnet.run.tensors import open_tensors

FORMAT = 2  # since 2 it names the probes
OLDEST = 1  # the oldest format that can be read


@final
@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run at one of its steps.

    Args:
        experiment: What was done from the first step on; the commands changed it.
        probes: What is measured in every step.
        facts: `data`, `made` and `summary`: which data, who made it, and how far it is in words.
        state: Where the run stands.
        best: The state of the best evaluation up to there, if there was any.
        commands: What was changed on the way, also beyond where it stands.
        evaluations: All of them, also beyond.
        columns: The steps recorded since the epoch began in which the run stands.
        recorded: The number of steps recorded.
        recording: The bytes of the recording that tell of these steps.

    """

    experiment: Experiment
    probes: tuple[Probe, ...]
    facts: Mapping[str, Any]
    state: State
    best: State | None
    commands: tuple[Recorded, ...]
    evaluations: tuple[Evaluation, ...]
    columns: Mapping[str, Array]
    recorded: int
    recording: int


def save(
    path: PathName, run: Run, facts: Mapping[str, Any], recording: int, ended: str = ""
) -> None:
    """Write where `run` stands, whole or not at all.

    Args:
        path: The file to make.
        run: The run.
        facts: Which `data`, what it was `made` with, and the `probes` as plain data.
        recording: The bytes of the recording up to here.
        ended: Why the run cannot go on, if something stopped it.

    Raises:
        FileError: it cannot be written.

    """
    commands, arrays = commands_to(run.commands)
    since = run.step - run.step % run.program.plan.steps_per_epoch
    arrays |= columns_of(run, since, run.recorded)
    arrays |= with_kind("evaluations", evaluations_to_arrays(run.history.evaluations))
    arrays |= with_kind("state", run.state.flat())
    if run.progress.best_step is not None:
        arrays |= with_kind("best", run.best_state.flat())
    description = {
        "checkpoint": FORMAT,
        **facts,
        "summary": {**summary(run), "ended": ended},
        "experiment": experiment_to_json(run.first_experiment),
        "commands": commands,
        "recorded": run.recorded,
        "recording": recording,
    }
    save_model_file(path, description, arrays)


def load(path: PathName) -> Checkpoint:
    """Return the checkpoint that `path` holds.

    Raises:
        NewerFormatError: a newer program wrote it.
        FileError: it is missing, cut, altered, or no checkpoint at all.

    """
    with open_tensors(path) as tensors:
        outer = tensors.metadata.get("format", "")
    if outer.isdecimal() and len(outer) < 10:
        _require_readable(path, int(outer), MODEL_FORMAT)
    description, arrays = load_model_file(path, allow_nonfinite=True)
    if type(description.get("checkpoint")) is int:
        _require_readable(path, description["checkpoint"], FORMAT)
    try:
        return _parsed(description, arrays)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise FileError(
            f"cannot read {one_line(path, 300)}: it is no checkpoint of a run: "
            f"{one_line(error, 200)}."
        ) from error


def _require_readable(path: PathName, given: int, known: int) -> None:
    """Refuse what a newer program wrote: the checkpoint before it is older than need be."""
    if given > known:
        raise NewerFormatError(
            f"cannot read {one_line(path, 300)}: it has format {given}, this program reads up to "
            f"{known}; update glassnet."
        )


def summary(run: Run) -> dict[str, Any]:
    """Return how far a run is, as plain data for a list of runs."""
    latest = run.history.evaluated(run.step)[-1:]
    best = run.history.evaluated(run.progress.best_step or 0)[-1:] or latest
    score = best[0].score if best else None
    classes = run.table.targets.task == "classification"
    return {
        "step": run.step,
        "steps": run.program.total_steps,
        "epoch": run.epoch,
        "epochs": run.experiment.epochs,
        "done": run.done,
        "stopped": run.stopped,
        "score_name": "accuracy" if classes else "R²",
        "score": score if score is not None and math.isfinite(score) else None,
        "training_loss": best[0].training_loss if best else None,
    }


def require_fit(found: Checkpoint, first: State) -> None:
    """Refuse states that are not of the run's network and optimizer, or hold no finite weights.

    Args:
        found: The checkpoint.
        first: The state before the first update of its experiment.

    Raises:
        FileError: which array, and both sides.

    """
    for state in (found.state, *([found.best] if found.best is not None else [])):
        # A command at the state's own step may have changed the optimizer before or after it.
        step = int(state.step)
        either = [_layout(found, first, at) for at in (step, step - 1)]
        shapes = _shapes(state)
        if shapes not in either:
            _tell_difference(shapes, either[0])
        for name, array in {**state.params, **state.memory}.items():
            if not np.isfinite(array).all():
                raise FileError(f"{name} holds numbers that are not finite (step {step}).")


def _layout(found: Checkpoint, first: State, step: int) -> dict[str, Any]:
    """Return the shape and dtype of each array of a state at `step`."""
    experiment = found.experiment
    for recorded in found.commands:
        if recorded.step <= step:
            experiment = recorded.command.change_experiment(experiment)
    slots = {name: experiment.optimizer.start(np, p) for name, p in first.params.items()}
    return _shapes(first._replace(slots=slots))


def _shapes(state: State) -> dict[str, Any]:
    return {name: (np.shape(a), str(a.dtype)) for name, a in state.flat().items()}


def _tell_difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise with the first array that is not what the network asks for."""
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            here, there = wanted.get(name, "no such array"), found.get(name, "none")
            raise FileError(f"the network has {name} of {here}, the checkpoint {there}.")


def _parsed(description: Mapping[str, Any], arrays: Mapping[str, Array]) -> Checkpoint:
    if description["checkpoint"] not in range(OLDEST, FORMAT + 1):
        raise DataError(f"its format is {one_line(description['checkpoint'])}")
    best = named(arrays, "best")
    commands = commands_from(description["commands"], arrays)
    found = Checkpoint(
        experiment=experiment_from_json(description["experiment"]),
        probes=probes_from_records(description.get("probes", [])),
        facts={name: dict(description[name]) for name in ("data", "made", "summary")},
        state=from_flat(named(arrays, "state")),
        best=from_flat(best) if best else None,
        commands=tuple(commands),
        evaluations=tuple(evaluations_from_arrays(named(arrays, "evaluations"))),
        columns=named(arrays, "columns"),
        recorded=int(description["recorded"]),
        recording=int(description["recording"]),
    )
    _require_ordered(found)
    return found


def _require_ordered(found: Checkpoint) -> None:
    """Refuse steps that no run could have."""
    given = [recorded.step for recorded in found.commands]
    evaluated = [evaluation.step for evaluation in found.evaluations]
    lengths = {array.shape for array in found.columns.values()}
    step = int(found.state.step)
    if not 0 <= step <= found.recorded < 2**32 or len(lengths) > 1:
        raise DataError(f"it stands at step {step} of {found.recorded} recorded ones")
    if given != sorted(given) or any(not 0 <= each <= found.recorded for each in given):
        raise UsageError(f"its commands are not in the order of their steps: {one_line(given)}")
    if evaluated and evaluated[-1] > found.recorded:
        raise DataError(f"it evaluated at step {evaluated[-1]} of {found.recorded}")
