"""From a table to a trained network: what `gn.train` and `glassnet train` both do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from os import fspath
from pathlib import Path
from typing import Any, overload

import numpy as np

from glassnet.data.source import Source
from glassnet.data.sources import open_source
from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.atomic import PathName
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, Experiment
from glassnet.program.probes import Probe
from glassnet.run import automatic, table
from glassnet.run.folder import create
from glassnet.run.observers import Observer
from glassnet.run.run import Run
from glassnet.run.starts import Starts, train_each, with_seed

CHOICES = {field.name for field in fields(DataChoices)} - {"source"}
SETTINGS = {field.name for field in fields(Experiment)} - {"network", "data"}
# What may differ from start to start: the shapes of arrays and the number of steps stay the same.
VARIED = {"seed", "learning_rate", "l1", "l2", "weight_decay", "clip_norm", "clip_value"} | {
    "optimizer",
    "schedule",
}
Reader = Callable[[DataChoices, int, str], tuple[DataChoices, table.Table]]


@overload
def train(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    observe: Observer | None = None,
    folder: PathName | None = None,
    starts: None = None,
    **settings: Any,
) -> Run: ...


@overload
def train(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    observe: Callable[[int], None] | None = None,
    starts: int,
    **settings: Any,
) -> Starts: ...


def train(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    observe: Callable[[Any], None] | None = None,
    folder: PathName | None = None,
    starts: int | None = None,
    **settings: Any,
) -> Run | Starts:
    """Train `network` on a table and return the finished run.

    With a `folder` the run is kept on disk, too: whatever stops it, `gn.resume` goes on with it.
    With `starts` it is trained from so many random starts, with the seeds `seed`, `seed` + 1, …, on
    the same rows; with JAX, side by side in one compiled program. Each is what it would be alone:
    one that stops early or diverges does not stop the others.

    Args:
        network: The layers, the last giving one number a class (logits) or a target; None for
            a hidden layer of 100 ReLU units.
        x: The inputs: an array (rows, …), a data frame, the name of a file or of a bundled data
            set. With a file or a frame that holds the target, name it: `target="species"`.
        y: The answers (rows,) or (rows, k), where x does not hold them.
        observe: Called with each evaluation, once an epoch; with `starts`, now and then with the
            number of those that are done.
        folder: A new folder, such as "iris.run", for a table that has a name.
        starts: How many random starts.
        settings: Any field of `Experiment` (epochs, learning_rate, seed, …) or of `DataChoices`
            (target, kinds, scaling, test, validation, …); `probes` to be measured in every step;
            `devices`, how many are to share its rows: cores of this processor, or accelerators.
            With `starts`, some may be a sequence, a value for each: `learning_rate=[0.1, 0.01]`.

    Raises:
        UsageError: a setting that is not one, or a network that does not fit.
        DataError: what the table holds is in the way.
        FileError: the folder holds something already, or cannot be written.
        DivergedError: the loss stopped being finite.

    >>> from glassnet.nn.dense import Dense
    >>> run = train(Network(Dense(3)), "iris", target="species", epochs=20, seed=1)
    >>> run.epoch
    20

    """
    if starts is not None:
        if folder is not None:
            raise UsageError(f"folder={one_line(repr(folder))} keeps one run; leave starts out.")
        return _train_starts(network, (x, y), starts, settings, observe)
    run = prepare(network, x, y, **settings)
    if folder is None:
        run.finish(observe)
        return run
    with create(folder, run) as kept:
        kept.finish(observe)
    return run


def prepare(
    network: Network | None,
    x: object,
    y: object = None,
    *,
    probes: tuple[Probe, ...] = (),
    devices: int = 1,
    **settings: Any,
) -> Run:
    """Return the run that `train` would make, before its first step.

    `probes` are measured in every step, and become columns of the run's history; `devices` share
    the rows of each.
    """
    return prepared(network, partial(read_table, x, y), settings, probes, Machines(devices))


def prepared(
    network: Network | None,
    read: Reader,
    settings: Mapping[str, Any],
    probes: tuple[Probe, ...] = (),
    machines: Machines = ALONE,
) -> Run:
    """Return the run that `train` would make of the table that `read` returns."""
    choices, own = _sort(settings)
    _check(network, own)
    choices, found = read(choices, own.get("seed", 0), own.get("dtype", "float32"))
    return Run(_experiment(network, found, choices, own), found, probes, machines)


def read_table(
    x: object, y: object, choices: DataChoices, seed: int, dtype: str
) -> tuple[DataChoices, table.Table]:
    """Return the table of x and y, and the choices with its name and its target."""
    choices = replace(choices, source=fspath(x) if isinstance(x, (str, Path)) else "")
    source = table.open_table(choices) if choices.source and y is None else open_source(x, y)
    if y is not None:
        choices = replace(choices, target=_answers(choices, source, y))
    return choices, table.read(choices, source, seed, dtype)


def _train_starts(
    network: Network | None,
    data: tuple[object, object],
    starts: int,
    settings: Mapping[str, Any],
    observe: Callable[[int], None] | None,
) -> Starts:
    """Train from many starts; each experiment is what `prepare` would make of its settings."""
    for name in ("probes", "devices"):
        if name in settings:
            raise UsageError(f"{name} are for one run; leave them or starts out.")
    each = settings_of_starts(starts, settings)
    run = prepare(network, *data, **each[0])
    choices = run.first_experiment.data or DataChoices()
    seed = run.first_experiment.seed
    experiments = [
        with_seed(_experiment(network, run.table, choices, _sort(own)[1]), own["seed"], seed)
        for own in each
    ]
    return train_each(run, experiments, observe)


def settings_of_starts(starts: int, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the settings of each start: those that are a sequence have a value for each.

    >>> settings_of_starts(2, {"seed": 5, "l2": [0.1, 0.2]})
    [{'seed': 5, 'l2': 0.1}, {'seed': 6, 'l2': 0.2}]
    """
    if isinstance(starts, bool) or not isinstance(starts, int) or starts < 1:
        raise UsageError(f"starts must be a whole number of at least 1, got {starts!r}.")
    given = {"seed": 0, **settings}
    if isinstance(given["seed"], int):
        given["seed"] = range(given["seed"], given["seed"] + starts)
    each: list[dict[str, Any]] = [{} for _ in range(starts)]
    for name, value in given.items():
        varies = name in VARIED and isinstance(value, (list, tuple, range, np.ndarray))
        values = list(value) if varies else [value] * starts
        if len(values) != starts:
            raise UsageError(
                f"{name} has {len(values)} values for {starts} starts; give one for each, or one "
                "for all."
            )
        for own, one in zip(each, values, strict=True):
            own[name] = one.item() if isinstance(one, np.generic) else one
    return each


def repeat(
    experiment: Experiment,
    source: Source | None = None,
    probes: tuple[Probe, ...] = (),
    machines: Machines = ALONE,
) -> Run:
    """Return the run that `experiment` describes, before its first step."""
    choices = experiment.data or DataChoices()
    source = source or table.open_table(choices)
    found = table.read(choices, source, experiment.seed, experiment.dtype)
    return Run(experiment, found, probes, machines)


def _sort(settings: Mapping[str, Any]) -> tuple[DataChoices, dict[str, Any]]:
    """Divide `settings` between the data and the experiment; refuse what belongs to neither."""
    for name, value in settings.items():
        if name not in CHOICES | SETTINGS:
            raise UsageError(
                f"train() has no setting {name}={one_line(repr(value))}."
                f"{did_you_mean(name, CHOICES | SETTINGS)}"
            )
    data = {name: value for name, value in settings.items() if name in CHOICES}
    return DataChoices(**data), {n: v for n, v in settings.items() if n in SETTINGS}


def _check(network: object, own: Mapping[str, Any]) -> None:
    """Refuse settings that no experiment can have before the table is read, which may take long."""
    # Stand-ins for what is not known yet.
    usual = {"network": Network(Dense(1)) if network is None else network, "loss": MSE()}
    Experiment(**{**usual, **own})


def _answers(choices: DataChoices, source: Source, y: object) -> tuple[str, ...]:
    """Return the names of the answers' columns, which come last; no other may be the target."""
    shape = np.shape(np.asarray(y))
    names = source.names[-shape[1] if len(shape) == 2 else -1 :]
    if choices.target and set(choices.target) != set(names):
        raise UsageError(
            f"the answers are given twice, as y and as target={choices.target}; give one of them."
        )
    return names


def _experiment(
    network: Network | None, found: table.Table, choices: DataChoices, own: Mapping[str, Any]
) -> Experiment:
    """Return the experiment of a table, with what was left open filled in."""
    preparation = found.preparation
    if network is None:
        network = automatic.network(
            preparation.input_shape, preparation.category_counts, preparation.outputs
        )
    rows = len(found.split.train)
    settings = {**own, "data": choices}
    if not len(found.split.validation):
        settings.setdefault("early_stopping", None)
    return automatic.experiment(network, found.targets, rows, settings)
