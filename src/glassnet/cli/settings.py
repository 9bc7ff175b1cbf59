"""From what was typed to a run: the usual values, an experiment's file, and what overrules both.

An option that was typed counts; then what the file says; then the usual value. Options about the
layers make a new network, of the usual form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, final

from glassnet.cli.options import DataOptions, NetworkOptions, ReadingOptions, TrainingOptions
from glassnet.cli.screen import listed
from glassnet.data import datasets
from glassnet.data.source import Source
from glassnet.data.sources import open_source
from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.errors import UsageError, one_line
from glassnet.nn.network import Network
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.program.experiment_file import read_experiment
from glassnet.run import automatic, table
from glassnet.run.run import Run
from glassnet.run.table import Table

Reader = Callable[
    [str | None, ReadingOptions, DataChoices, int, str], tuple[DataChoices, Table]
]  # from what was typed of a table, what is said of it, the seed that divides its rows, the dtype


@final
@dataclass(frozen=True)
class Wishes:
    """What was typed: a table, an experiment's file, and options of three kinds."""

    source: str | None = None
    data: DataOptions = DataOptions()
    reading: ReadingOptions = ReadingOptions()
    network: NetworkOptions = NetworkOptions()
    training: TrainingOptions = TrainingOptions()

    @property
    def overrules(self) -> bool:
        """Whether anything was typed that the experiment's file says too."""
        return replace(self, data=replace(self.data, experiment=None)) != Wishes()

    @property
    def experiment(self) -> str | None:
        """The experiment's file."""
        return self.data.experiment

    @property
    def seed(self) -> int:
        """The seed that was typed, or that the experiment says, or 0."""
        if self.training.seed is not None:
            return self.training.seed
        return read_experiment(self.experiment).seed if self.experiment is not None else 0

    def kept_run(self, what: str) -> Path | None:
        """Return the folder of a run, if one was named where data may be; or None.

        Raises:
            UsageError: other options beside it; `what` tells what is done with a run, and how.

        """
        if self.source is None or not Path(self.source).is_dir():
            return None
        if self != Wishes(source=self.source):
            raise UsageError(
                f"{one_line(self.source, 100)} is a run, which {what}; leave the other options out."
            )
        return Path(self.source)

    def with_experiment(self) -> Wishes:
        """Take an experiment's file for what it is, though it was named where data may be."""
        given = self.source
        if given is None or self.experiment is not None or not given.lower().endswith(".toml"):
            return self
        return replace(self, source=None, data=replace(self.data, experiment=given))


def read_table(
    name: str | None, reading: ReadingOptions, choices: DataChoices, seed: int, dtype: str
) -> tuple[DataChoices, Table]:
    """Return the table that was typed or is chosen, and the choices with what it says of itself.

    What comes of it follows from what is given, so who prepares many runs may keep it.
    """
    source = _opened(name, reading, choices)
    choices = _completed(choices, source)
    return choices, table.read(choices, source, seed, dtype)


def prepare(wishes: Wishes, machines: Machines = ALONE, read: Reader = read_table) -> Run:
    """Return the run that is wished for, before its first step; `read` reads its table."""
    known = read_experiment(wishes.experiment) if wishes.experiment is not None else None
    choices = _choices(wishes, known)
    settings = _given(wishes.training, "patience", "batch_size")
    _refuse_idle(wishes, choices)
    seed = settings.get("seed", 0 if known is None else known.seed)
    dtype = settings.get("dtype", Experiment.dtype if known is None else known.dtype)
    choices, found = read(wishes.source, wishes.reading, choices, seed, dtype)
    settings |= {**_size(wishes.training), **_stopping(wishes.training, known, found)}
    settings["data"] = choices
    return Run(_experiment(wishes, known, found, settings), found, machines=machines)


def _choices(wishes: Wishes, known: Experiment | None) -> DataChoices:
    """Return which table, and what is said about it."""
    base = known.data if known is not None and known.data is not None else DataChoices()
    given = (
        _given(wishes.data, "experiment", "kind", "target", "missing_words")
        | wishes.reading.given()
    )
    if wishes.data.missing_words:
        given["missing_words"] = wishes.data.missing_words
    if wishes.data.target:
        given["target"] = wishes.data.target
    if wishes.data.kind:
        given["kinds"] = tuple({**dict(base.kinds), **dict(wishes.data.kind)}.items())
    if wishes.source is not None:
        # A name that is no text can be opened, but not written into an experiment.
        given["source"] = wishes.source if _is_text(wishes.source) else ""
    choices = replace(base, **given)
    if not choices.source and not wishes.source:
        what = f"{wishes.experiment} names no table" if wishes.experiment else "no table is named"
        raise UsageError(f"{what}; say which: glassnet train DATA --target COLUMN.")
    return choices


def _opened(name: str | None, reading: ReadingOptions, choices: DataChoices) -> Source:
    """Return the table, opened by its name as it was typed, whatever bytes that has."""
    if name is None or choices.source:
        return table.open_table(choices)
    return open_source(name, **reading.given())


def _completed(choices: DataChoices, source: Source) -> DataChoices:
    """Return the choices with what a bundled table says of itself; one's own needs words."""
    bundled = {entry.name: entry for entry in datasets.catalogue()}.get(choices.source)
    if bundled is not None:
        kinds = {**bundled.kinds, **dict(choices.kinds)}
        target = choices.target or (bundled.target,)
        return replace(choices, target=target, kinds=tuple(kinds.items()))
    if not choices.target:
        raise UsageError(
            f"option --target is missing: say which column of {source.name} to predict. "
            f"It has {listed(source.names, 12)}."
        )
    return choices


def _given(options: Any, *apart: str) -> dict[str, Any]:
    """Return the options that were typed, by name, without those that are named `apart`."""
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return {name: v for name, v in values.items() if v is not None and name not in apart}


def _size(options: TrainingOptions) -> dict[str, Any]:
    if options.batch_size is None:
        return {}
    return {"batch_size": None if options.batch_size == "full" else options.batch_size}


def _stopping(options: TrainingOptions, known: Experiment | None, found: Table) -> dict[str, Any]:
    """Return when to stop early; without validation rows nobody could tell."""
    if options.patience == 0 or not len(found.split.validation):
        return {"early_stopping": None}
    if options.patience is None:
        return {}
    before = (known.early_stopping if known is not None else None) or EarlyStopping()
    return {"early_stopping": replace(before, patience=options.patience)}


def _refuse_idle(wishes: Wishes, choices: DataChoices) -> None:
    """Refuse options that were typed and could have no effect."""
    if not choices.validation:
        for name, watches in (
            ("--patience", wishes.training.patience),
            ("--schedule", isinstance(wishes.training.schedule, Plateau)),
        ):
            if watches:
                raise UsageError(
                    f"option {name} needs validation rows to watch, and --validation is "
                    f"{choices.validation:g}; give it a share such as 0.15."
                )
    if wishes.network.hidden == ():
        for name in ("activation", "dropout"):
            if getattr(wishes.network, name):
                raise UsageError(
                    f"option --{name} is for hidden layers, and --hidden is "
                    f"{wishes.network.hidden or 'none'}; leave one of them out."
                )


def _experiment(
    wishes: Wishes, known: Experiment | None, found: Table, settings: Mapping[str, Any]
) -> Experiment:
    layers = _given(wishes.network)
    if known is None:
        rows = len(found.split.train)
        return automatic.experiment(_network(found, layers), found.targets, rows, settings)
    network = _network(found, layers) if layers else known.network
    return replace(known, **{"network": network, **settings})


def _network(found: Table, layers: Mapping[str, Any]) -> Network:
    """Return the usual network for the table, with what was typed about it."""
    preparation = found.preparation
    return automatic.network(
        preparation.input_shape, preparation.category_counts, preparation.outputs, **layers
    )


def _is_text(name: str) -> bool:
    """Tell whether a file's name can be written down: no bytes that are no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
