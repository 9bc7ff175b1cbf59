"""Commands, probes and evaluations as files hold them: plain data, and arrays for what is long.

    SetLearningRate(0.01) before step 40   ⇄   {"step": 40, "command": "SetLearningRate",
                                                "value": 0.01}

Only what is listed here is ever built, of fields that are checked as an experiment's are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, one_line
from glassnet.program.description import (
    build_hinted,
    construct,
    describe_fields,
    plain,
    read_fields,
)
from glassnet.program.experiment import EarlyStopping, Experiment
from glassnet.program.plain_values import Mistakes, convert, unfit
from glassnet.program.probes import (
    DeadUnits,
    GradientNorm,
    Outputs,
    Probe,
    Saturation,
    UpdateRatio,
    WeightNorm,
)
from glassnet.run.commands import Change, Recorded, SetLearningRate, SetParameter, SetWeight
from glassnet.run.evaluation import Evaluation, packed_evaluations
from glassnet.run.packed import Packed

COMMANDS: dict[str, type[Any]] = {
    each.__name__: each for each in (Change, SetLearningRate, SetWeight, SetParameter)
}
PROBES: dict[str, type[Probe]] = {
    each.__name__: each
    for each in (GradientNorm, WeightNorm, UpdateRatio, DeadUnits, Saturation, Outputs)
}
EVALUATION = tuple(field.name for field in fields(Evaluation))
COUNTS = ("step", "epoch")
ALWAYS = (*COUNTS, "training_loss", "learning_rate")


def command_to_record(recorded: Recorded) -> tuple[dict[str, Any], Array | None]:
    """Return a command as plain data; the values of a whole parameter apart, as an array.

    >>> command_to_record(Recorded(40, SetLearningRate(0.01)))
    ({'step': 40, 'command': 'SetLearningRate', 'value': 0.01}, None)
    """
    command = recorded.command
    name = type(command).__name__
    if COMMANDS.get(name) is not type(command):
        raise UsageError(
            f"a file cannot hold the command {one_line(command)}, a {name}; it can hold "
            f"{', '.join(COMMANDS)}."
        )
    head = {"step": int(recorded.step), "command": name}
    if isinstance(command, Change):
        return {**head, "fields": {key: _plain(value) for key, value in command.fields}}, None
    if isinstance(command, SetParameter):
        return {**head, "layer": int(command.layer), "name": command.name}, np.asarray(
            command.values
        )
    return {**head, **describe_fields(command, complete=True)}, None


def command_from_record(data: object, values: Array | None, path: str) -> Recorded:
    """Return the command that `data` and the array `values` describe.

    Raises:
        ExperimentError: every mistake, begun with its path.

    """
    if not isinstance(data, Mapping):
        raise unfit(path, "a command's name and fields", data)
    table = dict(data)
    step = convert(int, table.pop("step", None), f"{path}.step", build_hinted)
    name = table.pop("command", None)
    if not isinstance(name, str) or name not in COMMANDS:
        raise unfit(f"{path}.command", f"one of {', '.join(COMMANDS)}", name)
    if name == "Change":
        return Recorded(step, _change(table.get("fields"), f"{path}.fields"))
    found = COMMANDS[name]
    mistakes = Mistakes()
    only = ("layer", "name") if found is SetParameter else None
    given = read_fields(mistakes, found, table, path, only)
    mistakes.refuse()
    if found is SetParameter:
        if values is None:
            raise unfit(f"{path}.values", "an array", None)
        given["values"] = values
    return Recorded(step, construct(found, given, path))


def probes_to_records(probes: Sequence[Probe]) -> list[dict[str, Any]]:
    """Return probes as plain data.

    >>> probes_to_records([GradientNorm(), Saturation(0.1)])
    [{'probe': 'GradientNorm'}, {'probe': 'Saturation', 'slope': 0.1}]
    """
    for probe in probes:
        if PROBES.get(type(probe).__name__) is not type(probe):
            raise UsageError(
                f"a run folder cannot hold the probe {one_line(probe)}; it can hold "
                f"{', '.join(PROBES)}. Measure others afterwards: run.measure(…)."
            )
    return [
        {"probe": type(each).__name__, **describe_fields(each, complete=True)} for each in probes
    ]


def probes_from_records(listed: object, path: str = "probes") -> tuple[Probe, ...]:
    """Return the probes that `listed` describes.

    Raises:
        ExperimentError: every mistake, begun with its path.

    """
    if not isinstance(listed, list):
        raise unfit(path, "a list of probes", listed)
    mistakes = Mistakes()
    found = [
        mistakes.attempt(_probe, data, f"{path}[{number}]") for number, data in enumerate(listed)
    ]
    mistakes.refuse()
    return tuple(found)


def evaluations_to_arrays(evaluations: Sequence[Evaluation]) -> dict[str, Array]:
    """Return evaluations as columns (n,) by name; those that no evaluation has are left out."""
    packed = evaluations if isinstance(evaluations, Packed) else packed_evaluations(evaluations)
    rows = packed.rows
    return {
        name: rows[name].copy()
        for name in EVALUATION
        if name in ALWAYS or rows[f"has {name}"].any()
    }


def evaluations_from_arrays(columns: Mapping[str, Array]) -> list[Evaluation]:
    """Return the evaluations of such columns.

    Raises:
        DataError: columns that are no evaluations, or not in the order of their steps.

    """
    lengths = {array.shape for array in columns.values()}
    known = set(ALWAYS) <= set(columns) <= set(EVALUATION)
    if not known or len(lengths) != 1 or len(next(iter(lengths))) != 1:
        raise DataError(f"its evaluations must be columns of one length, got {one_line(lengths)}")
    steps = columns["step"]
    if steps.dtype != np.int64 or not (np.diff(steps) > 0).all() or (steps < 1).any():
        raise DataError(f"its evaluations are not in the order of their steps: {one_line(steps)}")
    rows = zip(*(array.tolist() for array in columns.values()), strict=True)
    return [Evaluation(**dict(zip(columns, row, strict=True))) for row in rows]


def _probe(data: object, path: str) -> Probe:
    """Return the probe that `data` describes: its name and its fields."""
    if not isinstance(data, Mapping):
        raise unfit(path, "a probe's name and fields", data)
    name = data.get("probe")
    if not isinstance(name, str) or name not in PROBES:
        raise unfit(f"{path}.probe", f"one of {', '.join(PROBES)}", name)
    mistakes = Mistakes()
    table = {key: value for key, value in data.items() if key != "probe"}
    given = read_fields(mistakes, PROBES[name], table, path)
    mistakes.refuse()
    probe: Probe = construct(PROBES[name], given, path)
    return probe


def _plain(value: Any) -> Any:
    if isinstance(value, EarlyStopping):
        return describe_fields(value, complete=True)
    return plain(value, complete=True)


def _change(table: object, path: str) -> Change:
    """Return the Change of fields of an experiment."""
    if not isinstance(table, Mapping):
        raise unfit(path, "a table of fields", table)
    hints = get_type_hints(Experiment)
    mistakes = Mistakes()
    for name in table.keys() - hints.keys():
        mistakes.append(f"{path}.{one_line(name)}: an experiment has no such field.")
    given = tuple(
        (name, mistakes.attempt(convert, hints[name], value, f"{path}.{name}", _make))
        for name, value in table.items()
        if name in hints
    )
    mistakes.refuse()
    found: Change = construct(Change, {"fields": given}, path)
    return found


def _make(hint: Any, data: object, path: str) -> Any:
    """Return what `data` describes where a class is wanted."""
    if hint is not EarlyStopping:
        return build_hinted(hint, data, path)
    if not isinstance(data, Mapping):
        raise unfit(path, 'a table of fields or "none"', data)
    mistakes = Mistakes()
    values = read_fields(mistakes, EarlyStopping, data, path)
    mistakes.refuse()
    return construct(EarlyStopping, values, path)
