"""Remedies: an experiment with one change, and that change as lines of its file and as options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from shlex import quote
from typing import Any

from glassnet.lab.doctor.finding import Remedy
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.program.description import plain
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.program.experiment_file import experiment_to_toml

OPTIONS = {
    *("learning_rate", "epochs", "batch_size", "loss", "optimizer", "schedule"),
    *("l1", "l2", "weight_decay", "clip_norm", "clip_value", "scaling"),
}


def change(experiment: Experiment, words: str, **fields: Any) -> Remedy:
    """Return the remedy that sets `fields` of the experiment."""
    return _remedy(experiment, replace(experiment, **fields), words, _options(fields))


def change_data(experiment: Experiment, words: str, **fields: Any) -> Remedy:
    """Return the remedy that sets `fields` of the data's preparation."""
    data = replace(experiment.data or DataChoices(), **fields)
    return _remedy(experiment, replace(experiment, data=data), words, _options(fields))


def change_layers(
    experiment: Experiment, words: str, layers: Callable[[str, Layer], list[Layer]]
) -> Remedy:
    """Return the remedy that puts `layers(place, layer)` in the place of every layer."""
    after = replace(experiment, network=each_layer(experiment.network, layers))
    return _remedy(experiment, after, words, "")


def without_last(experiment: Experiment, words: str) -> Remedy:
    """Return the remedy that leaves out the last layer."""
    network = Network(*experiment.network.layers[:-1])
    return _remedy(experiment, replace(experiment, network=network), words, "")


def stop_early(experiment: Experiment, words: str) -> Remedy:
    """Return the remedy that ends the run where the validation loss was best."""
    patience = max(5, experiment.epochs // 10)
    after = replace(experiment, early_stopping=EarlyStopping(patience=patience))
    return _remedy(experiment, after, words, f"--patience {patience}")


def each_layer(network: Any, layers: Callable[[str, Layer], list[Layer]], inside: str = "") -> Any:
    """Return `network` with `layers(place, layer)` for every layer, inner ones included."""
    found: list[Layer] = []
    for number, layer in enumerate(network.layers):
        place = f"{inside}{number}"
        inner = isinstance(layer, (Network, Residual))
        found += [each_layer(layer, layers, f"{place}.")] if inner else layers(place, layer)
    return type(network)(*found)


def difference(before: Experiment, after: Experiment) -> str:
    """Return the lines of the file of `after` that are not in that of `before`, by section."""
    old = set(_by_section(before))
    told = [] if before.network == after.network else _network_lines(after)
    section = ""
    for place, line in _by_section(after):
        if place and (place, line) not in old:
            told += [place] if place != section else []
            section = place
            told.append(line)
    kept = set(_names(after))
    gone = [name for name in _names(before) if name not in kept]
    return "\n".join([*told, *(f"# leave out {name}" for name in gone)])


def _remedy(before: Experiment, after: Experiment, words: str, options: str) -> Remedy:
    return Remedy(words, after, difference(before, after), options)


def _options(fields: Mapping[str, Any]) -> str:
    """Return what to type for `fields`, or nothing where options cannot say all of it."""
    told = [_option(name, value) for name, value in fields.items()]
    return " ".join(told) if all(told) else ""


def _option(name: str, value: Any) -> str:
    """Return an option as it is typed, or nothing where none says it."""
    if name == "kinds":
        return " ".join(f"--kind {quote(f'{column}={kind}')}" for column, kind in value)
    said = "full" if value is None and name == "batch_size" else plain(value)
    if name not in OPTIONS or not isinstance(said, (str, int, float)):
        return ""
    told = f"{said:g}" if isinstance(said, float) else str(said)
    return f"--{name.replace('_', '-')} {quote(told)}"


def _by_section(experiment: Experiment) -> list[tuple[str, str]]:
    section, found = "", []
    for raw in experiment_to_toml(experiment).splitlines():
        line = " ".join(raw.split("  #", maxsplit=1)[0].split())
        if line.startswith("[") and line.endswith("]") and "=" not in line and "{" not in line:
            section = line
        elif line and not line.startswith("#"):
            found.append((section, line))
    return found


def _network_lines(experiment: Experiment) -> list[str]:
    text = experiment_to_toml(experiment).partition("network = [")[2].partition("\n[")[0]
    return f"network = [{text}".strip().splitlines()


def _names(experiment: Experiment) -> list[str]:
    lines = _by_section(experiment)
    return [f"{line.split(' =')[0]} in {place}" for place, line in lines if " =" in line and place]
