"""What is done: the network, the rule it learns by, its numbers, and what it learns from."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from glassnet.lab.explain.numbers import plain
from glassnet.nn.brief import brief
from glassnet.nn.schedules import ConstantRate, Plateau
from glassnet.program.experiment import Experiment
from glassnet.run.memory import in_units
from glassnet.tui.drawing.lines import Part, line, name_of, wrapped
from glassnet.tui.drawing.numbers import short
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

FACT = tuple[str, str]


def draw_settings(
    sight: Sight,
    width: int,
    height: int,
    palette: Palette,
) -> list[Text]:
    """Return the settings in force, those that change while one looks first.

    A step is one update; an epoch is one pass over the training rows. Both are told, apart.
    """
    facts = [*_progress(sight), *_rule(sight), *_machine(sight), *_data(sight)]
    label = max(cell_len(name) for name, _ in facts)
    found: list[Text] = []
    for name, told in facts:
        if width < 3 * label:
            found.append(line(width, (name, palette.faint)))
            found += [line(width, row) for row in wrapped(f"  {told}", width, 2)]
            continue
        for number, row in enumerate(wrapped(told, width - label - 2)):
            head: Part = (f"{'' if number else name:<{label}}  ", palette.faint)
            found.append(line(width, head, row))
    return found


def _progress(sight: Sight) -> Iterator[FACT]:
    """Yield where the run is."""
    moment = sight.moment
    epochs, per_epoch = moment.experiment.epochs, moment.steps_per_epoch
    steps = f"{max(moment.total_steps, moment.recorded):,}"
    yield "step", f"{moment.step:>{len(steps)},} of {steps}: a step is one update"
    inside = moment.step - moment.epoch * per_epoch
    epoch = moment.epoch + (moment.epoch < epochs)
    done = inside if moment.epoch < epochs else per_epoch
    wide, room = len(f"{epochs:,}"), len(f"{per_epoch:,}")
    steps = f"{done:>{room},} of its {per_epoch:,} step{'s' * (per_epoch != 1)}"
    yield "epoch", f"{epoch:>{wide},} of {epochs:,}: {steps} made"
    yield "updates", _updates(sight)
    yield "pace", f"{short(moment.pace)} steps/s" if moment.pace else f"{'–':>8} steps/s"


def _updates(sight: Sight) -> str:
    """Return after how many rows the weights move."""
    moment, size = sight.moment, sight.moment.experiment.batch_size
    if size is None or size == moment.training_rows:
        return f"after the whole table of {moment.training_rows:,} rows"
    if size == 1:
        return "after each row"
    rest = moment.training_rows % size
    last = f", the last of an epoch of {rest:,}" if rest else ""
    return f"after each batch of {size:,} rows{last}"


def _rule(sight: Sight) -> Iterator[FACT]:
    """Yield the network, what it minimizes, and how."""
    experiment, rate = sight.moment.experiment, sight.look.learning_rate
    yield "network", brief(experiment.network)
    yield "loss", brief(experiment.loss)
    yield "optimizer", with_numbers(experiment)
    schedule = experiment.schedule
    if isinstance(schedule, ConstantRate):
        yield "learning rate", f"{rate:.4g}, constant".replace("-", "−")
    else:
        base = experiment.learning_rate
        parts = f"{base:.4g} × {rate / base:.4g}"
        waits = " when it no longer improves" if isinstance(schedule, Plateau) else ""
        yield (
            "learning rate",
            (f"{rate:.4g} = {parts}".replace("-", "−") + f" by {brief(schedule)}{waits}"),
        )
    held = [
        f"{name.replace('_', ' ')} {plain(value, 4)}"
        for name in ("l1", "l2", "weight_decay", "clip_norm", "clip_value")
        if (value := getattr(experiment, name))
    ]
    yield "held back by", ", ".join(held) or "nothing: no penalty, no clipping"
    if experiment.early_stopping is not None:
        patience = experiment.early_stopping.patience
        yield "stops early", f"after {patience:,} epochs without a better validation loss"


def with_numbers(experiment: Experiment) -> str:
    """Return the optimizer with all its numbers, the usual ones, too.

    >>> from glassnet.nn.dense import Dense
    >>> from glassnet.nn.losses import MSE
    >>> from glassnet.nn.network import Network
    >>> from glassnet.nn.optimizers import Momentum
    >>> with_numbers(Experiment(Network(Dense(1)), MSE(), Momentum()))
    'Momentum: momentum 0.9'
    """
    optimizer = experiment.optimizer
    told = []
    for name, value in vars(optimizer).items():
        word = name.replace("_", " ")
        told += [f"{word} {plain(value, 4)}"] if not isinstance(value, bool) else [word] * value
    return f"{type(optimizer).__name__}: {', '.join(told) or 'no numbers but the rate'}"


def _machine(sight: Sight) -> Iterator[FACT]:
    """Yield who computes, how exactly, and what the past takes."""
    moment = sight.moment
    experiment = moment.experiment
    engines = {"reference": "reference (NumPy)", "xla": "xla (JAX, compiled)"}
    yield "engine", f"{engines.get(moment.engine, moment.engine)}, {experiment.dtype}"
    used, bound = moment.memory
    states = f"{len(moment.snapshots):,} snapshot{'s' * (len(moment.snapshots) != 1)}"
    yield "kept past", f"{states}, {in_units(used)} of at most {in_units(bound)}"
    order = "each epoch in an order of its own" if experiment.shuffle else "rows in their order"
    yield "seed", f"{experiment.seed}, {order}"


def _data(sight: Sight) -> Iterator[FACT]:
    """Yield what is learned from, and what from what is predicted."""
    table = sight.table
    parts = [
        f"{len(getattr(table.split, part)):,} {word}"
        for part, word in (("train", "training"), ("validation", "validation"), ("test", "test"))
    ]
    yield "data", f"{name_of(table.source.name)}: {', '.join(parts)} rows"
    preparation = table.preparation
    targets = ", ".join(name_of(target.name) for target in preparation.targets[:8])
    classes = f", {preparation.outputs:,} classes" if preparation.classes else ""
    columns = len(preparation.inputs)
    inputs = f"{columns:,} column{'s' * (columns != 1)}"
    yield "predicts", f"{targets}{classes}, from {inputs}"
