"""An experiment as a file: TOML that a person writes and reads, or JSON inside a model.

    format = 1
    network = [{ layer = "Dense", units = 16 }, { layer = "ReLU" }, { layer = "Dense", units = 3 }]
    [data]              source = "iris.csv"   target = "species" …
    [training]          loss = "CategoricalCrossEntropy"   learning_rate = 0.003 …
    [early_stopping]    patience = 20 …
    [run]               seed = 0 …

JSON holds every field, so that a later version's defaults change nothing; TOML what is worth a
line. Reading tells every mistake at once, and never gives half an experiment.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.errors import DataError, ExperimentError, did_you_mean, one_line
from glassnet.ground.reading import reading
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Layer
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program import limits
from glassnet.program.description import (
    build_hinted,
    construct,
    describe,
    describe_fields,
    plain,
    read_fields,
)
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.program.plain_values import Mistakes, convert, shown, unfit
from glassnet.program.toml_text import toml_text

FORMAT = 1

# Sections that hold fields of the experiment itself, and those that are a field.
SECTIONS = {
    "training": (
        "loss",
        "optimizer",
        "learning_rate",
        "schedule",
        "batch_size",
        "epochs",
        "shuffle",
        "clip_norm",
        "clip_value",
        "l1",
        "l2",
        "weight_decay",
    ),
    "run": ("seed", "dtype", "engine"),
}
PARTS = {"data": DataChoices, "early_stopping": EarlyStopping}
HOMES = {name: section for section, names in SECTIONS.items() for name in names} | {
    field.name: part for part, found in PARTS.items() for field in dataclasses.fields(found)
}
RARE = ("split_seed", "missing_words", "delimiter", "encoding", "decimal", "header")  # if given
KEYS = ("format", "network", "data", "training", "early_stopping", "run")
ALWAYS = {
    "loss",
    "optimizer",
    "learning_rate",
    "schedule",
    "batch_size",
    "epochs",
    *SECTIONS["run"],
}
WHOLE = "all"  # how a file says batch_size=None


def read_experiment(path: PathName) -> Experiment:
    """Return the experiment that the TOML file `path` describes.

    Raises:
        FileError: no such file, no regular file, longer than any experiment, or no UTF-8 text.
        ExperimentError: what is not TOML, with line and column; else every mistake with its path.

    """
    with reading(path) as file:
        content = file.read(limits.BYTES + 1)
        if len(content) > limits.BYTES:
            raise DataError(f"it has more than {limits.BYTES:,} bytes, too many for an experiment")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = f"byte {error.start + 1:,} is out of place"
            raise DataError(f"it is not UTF-8 text: {place}; save it as UTF-8") from None
    return experiment_from_toml(text, str(path))


def write_experiment(path: PathName, experiment: Experiment) -> None:
    """Write the experiment as a TOML file, whole or not at all; FileError if that cannot be."""
    write_atomically(path, [experiment_to_toml(experiment).encode()])


def experiment_to_toml(experiment: Experiment) -> str:
    """Return the experiment as the text of a TOML file, with a word on each choice."""
    sections = _sections(experiment, complete=False)
    if "data" in sections:
        data = sections["data"]
        kinds = dict(data.pop("kinds"))
        target = data["target"][0] if len(data["target"]) == 1 else data["target"]
        rare = [name for name in RARE if data[name] in (None, [])]
        usual = {name: value for name, value in data.items() if name not in rare}
        sections["data"] = usual | {"target": target} | ({"kinds": kinds} if kinds else {})
    return toml_text(sections)


def experiment_from_toml(text: str, name: str = "experiment.toml") -> Experiment:
    """Return the experiment that the `text` of a TOML file describes; raises ExperimentError."""
    with _naming(name):
        return _experiment(_parse(text))


def experiment_to_json(experiment: Experiment) -> dict[str, Any]:
    """Return the experiment as JSON can hold it, with every field."""
    return _sections(experiment, complete=True)


def experiment_from_json(description: object, name: str = "experiment") -> Experiment:
    """Return the experiment that plain data describes.

    Raises:
        ExperimentError: every mistake, each begun with `name` and its path.

    """
    with _naming(name):
        return _experiment(description)


@contextlib.contextmanager
def _naming(name: str) -> Iterator[None]:
    """Begin every mistake that is told inside with `name`."""
    try:
        yield
    except ExperimentError as error:
        where, told = one_line(name, 300), list(error.mistakes)
        if len(told) > limits.MISTAKES:
            told[limits.MISTAKES :] = [f"and {len(told) - limits.MISTAKES:,} more mistakes."]
        raise ExperimentError(f"{where}: {mistake}" for mistake in told) from None


def _sections(experiment: Experiment, *, complete: bool) -> dict[str, Any]:
    """Return the sections in the order of the file."""
    layers = [describe(layer, complete=complete) for layer in experiment.network.layers]
    sections: dict[str, Any] = {"format": FORMAT, "network": layers}
    usual = {field.name: field.default for field in dataclasses.fields(experiment)}
    for section, names in SECTIONS.items():
        values = {name: getattr(experiment, name) for name in names}
        sections[section] = {
            name: plain(value, complete=complete)
            for name, value in values.items()
            if complete or name in ALWAYS or value != usual[name]
        }
    if experiment.batch_size is None:
        sections["training"]["batch_size"] = WHOLE
    for part in PARTS:
        if getattr(experiment, part) is not None:
            sections[part] = describe_fields(getattr(experiment, part), complete=True)
    return {key: sections[key] for key in KEYS if key in sections}


def _parse(text: str) -> dict[str, Any]:
    """Return what TOML makes of `text`."""
    limits.check_keys(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = _place(text, str(error))
    except RecursionError:
        told = "it nests too deep; take some levels out."
    except ValueError:  # Python refuses to read a number of thousands of digits
        told = "it holds a number with too many digits."
    raise ExperimentError([told])


def _place(text: str, told: str) -> str:
    """Return what tomllib says, with the place before it and the line after it."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", told, re.DOTALL)
    if not found:
        return f"at its end, this is not TOML: {one_line(told)}."
    line = one_line(text.split("\n")[int(found[2]) - 1].strip())
    return f"line {found[2]}, column {found[3]}: this is not TOML: {one_line(found[1])}: {line}"


def _experiment(description: object) -> Experiment:
    """Build the experiment of its sections; ExperimentError has all mistakes."""
    if not isinstance(description, Mapping):
        raise unfit("an experiment", "a table of sections", description)
    limits.check_size(description)
    mistakes = Mistakes(_wrong_format(description))
    mistakes += [_misplaced(key) for key in description if key not in KEYS]
    # Stand-ins for what cannot be built, so that the ranges of all the rest are looked at, too.
    values: dict[str, Any] = {"network": Network(Dense(1)), "loss": MSE()}
    network = mistakes.attempt(_network, description)
    values |= {} if network is None else {"network": network}
    for key in KEYS:
        if key in PARTS and key in description:
            values[key] = _part(mistakes, key, description)
        elif key in SECTIONS:
            values |= _section(mistakes, key, description)
    experiment: Experiment = mistakes.attempt(_placed, values)
    mistakes.refuse()
    return experiment


def _wrong_format(description: Mapping[str, Any]) -> list[str]:
    """Return what is wrong about the format's number; a later one is all that is told."""
    given = description.get("format")
    if isinstance(given, int) and given > FORMAT and not isinstance(given, bool):
        told = f"format {shown(given)}, this program reads up to {FORMAT}; update glassnet."
        raise ExperimentError([told])
    if given is None:
        return [f"format is missing: begin with format = {FORMAT}."]
    right = given == FORMAT and not isinstance(given, (bool, float))
    return [] if right else [f"format must be {FORMAT}, got {shown(given)}."]


def _network(description: Mapping[str, Any]) -> Network:
    """Return the network of the layers that are listed."""
    if "network" not in description:
        example = '[{ layer = "Dense", units = 1 }]'
        raise ExperimentError([f"network is missing: it lists the layers, such as {example}."])
    layers = convert(tuple[Layer, ...], description["network"], "network", build_hinted)
    network: Network = construct(Network, {"layers": layers}, "network")
    return network


def _table(mistakes: Mistakes, section: str, description: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of `section`, without those that belong under another one."""
    table = description.get(section, {})
    if not isinstance(table, Mapping):
        mistakes.append(str(unfit(section, "a table", table)))
        return {}
    strangers = [key for key in table if HOMES.get(key, section) != section]
    mistakes += [_misplaced(key, section) for key in strangers]
    return {key: value for key, value in table.items() if key not in strangers}


def _part(mistakes: Mistakes, part: str, description: Mapping[str, Any]) -> Any:
    """Return the field `part` of the experiment, with what `description` gives rightly."""
    table = _table(mistakes, part, description)
    values = read_fields(mistakes, PARTS[part], table, part)
    return mistakes.attempt(construct, PARTS[part], values, part)


def _section(mistakes: Mistakes, section: str, description: Mapping[str, Any]) -> dict[str, Any]:
    """Return the experiment's own fields that `section` gives rightly."""
    table = _table(mistakes, section, description)
    size = table.get("batch_size")
    if size == WHOLE:
        table["batch_size"] = None
    elif isinstance(size, str):
        wish = f'a whole number or "{WHOLE}"'
        mistakes.append(str(unfit(f"{section}.batch_size", wish, size)))
        del table["batch_size"]
    return read_fields(mistakes, Experiment, table, section, SECTIONS[section])


def _misplaced(key: str, section: str = "") -> str:
    """Return what is wrong about a key that its place does not know."""
    path = f"{section}.{one_line(key)}".removeprefix(".")
    if key in HOMES:
        return f"{path} belongs under [{HOMES[key]}]."
    hint = did_you_mean(one_line(key), (*KEYS, *HOMES))
    return f"{path}: an experiment has no such section, it has {', '.join(KEYS)}.{hint}"


def _placed(values: Mapping[str, Any]) -> Experiment:
    """Return the experiment of these values; what it refuses has its section's name before it."""
    try:
        return Experiment(**values)
    except ExperimentError as error:
        facts = [sentence.removeprefix("Experiment: ") for sentence in error.mistakes]
        raise ExperimentError(f"{HOMES[fact.split(' ')[0]]}.{fact}" for fact in facts) from None
