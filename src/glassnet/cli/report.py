"""The one screen after a training: data, network, score, errors, files, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from shlex import quote

from rich.text import Text

from glassnet.cli import facts
from glassnet.cli.facts import LayerFacts, Outcome
from glassnet.cli.judgment import held_out, wrong
from glassnet.cli.progress import duration
from glassnet.cli.screen import (
    DOUBTFUL,
    FAINT,
    Screen,
    columns,
    count,
    cut,
    listed,
    number,
)
from glassnet.data.columns import Column, named
from glassnet.data.source import Source
from glassnet.ground.arrays import Shape
from glassnet.ground.errors import one_line
from glassnet.run.table import Table

PLURALS = {
    "number": "numbers",
    "category": "categories",
    "boolean": "yes or no",
    "date": "dates",
    "image": "images",
}
MOST_LEFT_OUT = 5
MOST_LAYERS = 16
SPARKS = "▁▂▃▄▅▆▇█"
CURVE = 40
BESIDE_CURVE = 42  # cells for the names and the numbers at both ends


def report(outcome: Outcome) -> Screen:
    """Return the screen of a finished or interrupted training."""
    table = outcome.run.table
    screen = Screen()
    answer = listed([target.name for target in table.preparation.targets], 3)
    state = "interrupted" if outcome.interrupted else table.preparation.task
    screen.title(f"{one_line(table.source.name, 60)} → {answer}", state)
    screen.section("Data", data(table))
    net = facts.layers(outcome.run.experiment.network, table.preparation.input_shape)
    screen.section("Network", network(net, table.preparation.input_shape))
    screen.section("Starts", outcome.starts.lines() if outcome.starts is not None else ())
    screen.section("Training", training(outcome, screen.room))
    screen.section("Held out", held_out(outcome, screen.room))
    screen.section("Wrong", wrong(outcome))
    screen.section("Saved", saved(outcome))
    return screen


def data(table: Table) -> Iterator[str | Text]:
    """Yield what was understood of the table."""
    parts = facts.split_sizes(table)
    yield f"{count(len(table.rows), 'row')}: " + ", ".join(
        f"{rows:,} for {part}" for part, rows in parts.items() if rows
    )
    yield Text(reading(table.source), style=FAINT)
    rows = [(PLURALS.get(k, k), described(c)) for k, c in facts.inputs_by_kind(table).items()]
    missing = [c for c in table.columns if c.missing and c.role != "left out"]
    if missing:
        rows.append(("missing", listed([f"{c.name} {c.missing:,}" for c in missing], 6)))
    left_out = named(table.columns, "left out")
    rows += [("left out", f"{one_line(c.name, 40)}: {why(c)}") for c in left_out[:MOST_LEFT_OUT]]
    if len(left_out) > MOST_LEFT_OUT:
        rows.append(("left out", f"{len(left_out) - MOST_LEFT_OUT:,} more; --json lists them"))
    yield from columns(rows)
    for note in (*map(str, table.notes), *table.split.notes):
        yield Text(note, style=DOUBTFUL)


def reading(source: Source) -> str:
    """Return how a table was read, in a line."""
    told = [
        value if key in {"format", "encoding"} else f"{key} {value}"
        for key, value in source.reading.items()
    ]
    return f"read as {', '.join(told)}"


def described(inputs: Sequence[Column]) -> str:
    """Return the names of columns, with the number of categories where there are any."""
    return listed([f"{one_line(c.name, 40)}{extent(c)}" for c in inputs], 12)


def extent(column: Column) -> str:
    """Return how many categories a column has, or the shape of its images, in brackets."""
    if column.kind == "category":
        return f" ({len(column.categories):,})"
    return f" ({shape(column.shape)})" if column.shape else ""


def why(column: Column) -> str:
    """Return the reason why a column was left out, without saying again that it was.

    >>> why(Column("id", "identifier", "left out", "left out: it only counts the rows.", 9, 0))
    'it only counts the rows'
    """
    return column.reason.removeprefix("left out").lstrip(": ").rstrip(".")


def network(net: Sequence[LayerFacts], input_shape: Shape) -> Iterator[str | Text]:
    """Yield the layers as a table."""
    rows = [("input", shape(input_shape), "")]
    shown = list(net) if len(net) <= MOST_LAYERS else [*net[: MOST_LAYERS - 1], net[-1]]
    for layer in shown:
        learned = f"{layer.parameters:,}" if layer.parameters else ""
        rows.append((cut(layer.layer, 40), shape(layer.output_shape), learned))
    total = sum(layer.parameters for layer in net)
    rows.append((f"{total:,} parameters", "", ""))
    lines = columns(rows, right=(1, 2))
    if len(shown) < len(net):
        lines.insert(-2, f"… {len(net) - len(shown):,} more layers")
    yield from lines


def shape(sides: Shape) -> str:
    """Return a shape as a person writes it.

    >>> shape((28, 28, 1)), shape((64,))
    ('28 × 28 × 1', '64')
    """
    return " × ".join(f"{side:,}" for side in sides)


def training(outcome: Outcome, room: int) -> Iterator[str | Text]:
    """Yield how it went, and why there."""
    run = outcome.run
    yield f"{run.engine.name} engine: {run.engine.reason}"
    end = "interrupted" if outcome.interrupted else run.stopped
    made = f"{run.epoch:,} of {count(run.experiment.epochs, 'epoch')}"
    yield f"{made} in {duration(outcome.seconds)}" + (f": {end}" if end else "")
    if run.progress.best_step is not None:
        yield f"kept: the weights after epoch {outcome.kept_epoch:,}, best on the validation rows"
    else:
        yield f"kept: the weights after step {run.step:,}, the last"
    yield from curves(outcome, room)


def curves(outcome: Outcome, room: int) -> Iterator[str]:
    """Yield the losses as small curves, from the first to the last epoch."""
    seen = outcome.run.history.evaluations
    lines = [
        ("training", [e.training_loss for e in seen]),
        ("validation", [e.validation_loss for e in seen if e.validation_loss is not None]),
    ]
    width = max(10, min(CURVE, room - BESIDE_CURVE))
    rows = [
        (f"{name} loss", number(values[0]), curve(values, width), number(values[-1]))
        for name, values in lines
        if len(values) > 1
    ]
    yield from columns(rows) if rows else ()


def curve(values: Sequence[float], width: int) -> str:
    """Return numbers as small bars, each the mean of its part of the way; positive ones as logs.

    >>> curve([8.0, 4.0, 2.0, 1.0], 40)
    '█▆▃▁'
    """
    n = min(width, len(values))
    edges = [round(k * len(values) / n) for k in range(n + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    if min(means) > 0.0:
        means = [log(mean) for mean in means]
    low, high = min(means), max(means)
    reach = (high - low) or 1.0
    return "".join(SPARKS[int((mean - low) / reach * (len(SPARKS) - 1) + 0.5)] for mean in means)


def saved(outcome: Outcome) -> Iterator[str | Text]:
    """Yield the files, and the commands that use them."""
    model, experiment = shown(outcome.model_file), shown(outcome.experiment_file)
    yield from columns(
        [
            (one_line(outcome.model_file, 60), "the model"),
            (one_line(outcome.experiment_file, 60), "the experiment"),
        ]
    )
    yield ""
    choices = outcome.run.experiment.data
    table = "" if choices is not None and choices.source else "DATA "
    yield from columns(
        [
            ("predict", f"glassnet predict {model} NEW.csv"),
            ("look", f"glassnet show {model}"),
            ("again", f"glassnet train {table}--experiment {experiment}"),
        ]
    )


def shown(path: str) -> str:
    """Return a file's name as a shell takes it, on one printable line."""
    return one_line(quote(path), 300)
