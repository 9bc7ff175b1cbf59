"""`glassnet show`: what is inside a model, or what an experiment says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli import facts
from glassnet.cli.explained import flag
from glassnet.cli.progress import score
from glassnet.cli.report import network as network_lines
from glassnet.cli.screen import FAINT, Screen, columns, count, listed, number
from glassnet.cli.streams import say_json
from glassnet.data.inputs import (
    BooleanInput,
    CategoryInput,
    CodeInput,
    ImageInput,
    Input,
    NumberInput,
)
from glassnet.data.targets import ClassTarget, NumberTarget, Target
from glassnet.ground.errors import one_line
from glassnet.ground.reading import kind_of, reading
from glassnet.program.description import plain
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import ALWAYS, SECTIONS, experiment_to_json, read_experiment
from glassnet.run.model import Model, load

MOST_COLUMNS = 20
RARE: tuple[Any, ...] = (None, [], {})
SETTINGS = (*SECTIONS["training"], *SECTIONS["run"])
TEXT = "a text file"


def show(
    file: Annotated[
        str, Parameter(name="FILE", help="A model (.glassnet) or an experiment (.toml).")
    ],
    /,
    *,
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False,
    allow_nonfinite: Annotated[
        bool, flag("Open a model even if some of its weights are NaN or infinite.")
    ] = False,
) -> None:
    """Show what is inside a model or an experiment."""
    if is_text(file):
        _show_experiment(file, read_experiment(file), json=json)
    else:
        _show_model(file, load(file, allow_nonfinite=allow_nonfinite), json=json)


def is_text(file: str) -> bool:
    """Tell an experiment from a model by the content; the endings are a custom only."""
    with reading(file) as stream:
        beginning = stream.read(64)
    return not beginning or kind_of(beginning) == TEXT or beginning[:1] in (b"#", b"[")


def _show_model(file: str, model: Model, *, json: bool) -> None:
    net = facts.network(model.experiment.network, model.input_shape)
    if json:
        say_json(
            {
                "glassnet": version("glassnet"),
                "model": file,
                "task": model.preparation.task,
                "targets": [target.name for target in model.preparation.targets],
                "classes": list(model.classes),
                "network": net,
                "preparation": model.preparation.to_json(),
                "experiment": experiment_to_json(model.experiment),
                "provenance": dict(model.provenance),
                "weights_sha256": facts.digest(model),
            }
        )
        return
    screen = Screen()
    answer = listed([target.name for target in model.preparation.targets], 3)
    screen.title(f"{one_line(file, 60)} → {answer}", model.preparation.task)
    layers = facts.layers(model.experiment.network, model.input_shape)
    screen.section(
        "Answer", [told for target in model.preparation.targets for told in _answer(target)]
    )
    screen.section("Columns", columns_lines(model.preparation.inputs))
    screen.section("Network", network_lines(layers, model.input_shape))
    screen.section("Weights", _weights(model))
    screen.section("Training", settings(model.experiment))
    screen.section("From", origin(model.provenance))
    screen.show()


def _show_experiment(file: str, experiment: Experiment, *, json: bool) -> None:
    if json:
        say_json(
            {
                "glassnet": version("glassnet"),
                "file": file,
                "experiment": experiment_to_json(experiment),
            }
        )
        return
    screen = Screen()
    screen.title(one_line(file, 60), "experiment")
    if experiment.data is not None:
        data = experiment_to_json(experiment)["data"]
        told = [(key.replace("_", " "), _shown(v)) for key, v in data.items() if v not in RARE]
        screen.section("Data", columns(told))
    names = [facts.layer_name(layer) for layer in experiment.network.layers]
    screen.section("Network", [f"{place}  {name}" for place, name in enumerate(names)])
    screen.section("Training", settings(experiment))
    screen.blank()
    screen.plain(Text("Run it: glassnet train --experiment FILE", style=FAINT))
    screen.show()


def _answer(target: Target) -> Iterator[str]:
    if isinstance(target, ClassTarget):
        yield f"{one_line(target.name, 40)}: {count(len(target.labels), 'class', 'classes')}"
        yield f"{listed([str(label) for label in target.labels], 12)}"
    elif isinstance(target, NumberTarget):
        decoded = f"{number(target.center)} + {number(target.scale)} y"
        yield f"{one_line(target.name, 40)}: a number, {decoded}"


def columns_lines(inputs: tuple[Input, ...]) -> Iterator[str | Text]:
    """Yield what is done with each column."""
    yield from columns([(one_line(c.name, 30), what(c)) for c in inputs[:MOST_COLUMNS]])
    if len(inputs) > MOST_COLUMNS:
        yield Text(f"{len(inputs) - MOST_COLUMNS:,} more; --json lists them", style=FAINT)


def what(column: Input) -> str:
    """Return in words what is done with one column."""
    if isinstance(column, NumberInput):
        days = " in days since 1970" if column.reads == "date" else ""
        told = f"(x − {number(column.center)}) / {number(column.scale)}{days}"
    elif isinstance(column, BooleanInput):
        told = f"1 for {one_line(column.labels[-1], 30)}, 0 for {one_line(column.labels[0], 30)}"
    elif isinstance(column, CategoryInput):
        told = f"one-hot: {listed([str(label) for label in column.labels], 6)}"
    elif isinstance(column, CodeInput):
        told = f"a code for each of {len(column.labels):,} words, to be embedded"
    elif isinstance(column, ImageInput):
        told = f"image, (x − {number(column.center)}) / {number(column.scale)}"
    else:
        told = type(column).__name__
    return told + ("; missing is told" if getattr(column, "tells_missing", False) else "")


def _weights(model: Model) -> Iterator[str | Text]:
    """Yield the size and spread of every array that was learned."""
    rows = [("", "shape", "mean", "deviation", "largest")]
    for name, array in model.params.items():
        rows.append(
            (
                name,
                " × ".join(map(str, array.shape)),
                f"{array.mean():.3f}",
                f"{array.std():.3f}",
                f"{abs(array).max():.3f}",
            )
        )
    head, *lines = columns(rows, right=(1, 2, 3, 4))
    yield Text(head, style=FAINT)
    yield from lines
    yield Text(f"SHA-256 {facts.digest(model)[:32]}…", style=FAINT)


def settings(experiment: Experiment) -> Iterator[str]:
    """Yield how it learns, in words and numbers."""
    told = {}
    for name in SETTINGS:
        value = getattr(experiment, name)
        if name in ALWAYS or value != getattr(Experiment, name):
            told[name.replace("_", " ")] = _shown(plain(value))
    if experiment.batch_size is None:
        told["batch size"] = "full"
    stopping = experiment.early_stopping
    told["early stopping"] = (
        "no" if stopping is None else f"{count(stopping.patience, 'epoch')} without improvement"
    )
    yield from columns(list(told.items()))


def _shown(value: Any) -> str:
    """Return a setting as a person reads it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        rest = ", ".join(f"{key}={_shown(v)}" for key, v in value.items() if key != "name")
        name = str(value.get("name", ""))
        return f"{name}({rest})" if rest and name else name or rest or "none"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_shown, value)) or "none"
    return one_line(f"{value:g}" if isinstance(value, float) else value, 60)


def origin(provenance: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a model comes from."""
    rows = []
    for key, value in provenance.items():
        if key == "score" and isinstance(value, Mapping):
            name, points = str(value.get("name")), [value.get(k) for k in ("value", "low", "high")]
            if all(isinstance(point, (int, float)) for point in points):
                best, low, high = (score(name, float(point)) for point in points)  # type: ignore[arg-type]
                rows.append(("held out", f"{name} {best}, 95 % interval {low} to {high}"))
                continue
        if value not in ("", None):
            rows.append((one_line(key, 30), _shown(value)))
    yield from columns(rows) if rows else ["nothing is told"]
