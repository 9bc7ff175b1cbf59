"""What `glassnet train` can be told, in the four groups of its page of help.

Every option is None until it is typed: then the experiment's file, or else the usual value, holds.
The usual values and the names that a page of help lists are read from where they are defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from cyclopts import Group, Parameter

from glassnet.cli import values
from glassnet.cli.explained import names, option, word
from glassnet.data.columns import KINDS_TO_ASK_FOR
from glassnet.ground.arrays import DTYPES
from glassnet.nn.layer import Activation
from glassnet.program.experiment import (
    CATEGORIES,
    ENGINES,
    MISSING,
    SCALINGS,
    DataChoices,
    Experiment,
)
from glassnet.run import automatic

DATA, READING, NETWORK, TRAINING, OUTPUT = (
    Group(name, sort_key=place)
    for place, name in enumerate(("Data", "Text files", "Network", "Training", "Output"), start=1)
)


HIDDEN = ",".join(map(str, automatic.HIDDEN))
KINDS = ", ".join(KINDS_TO_ASK_FOR)


@Parameter(name="*", group=READING)
@dataclass(frozen=True)
class ReadingOptions:
    """How a text file is written, for the rare one where finding out fails."""

    delimiter: Annotated[
        str | None,
        option("WORD", "What parts the cells of a line: comma, semicolon, tab, pipe, blanks."),
    ] = None
    encoding: Annotated[
        str | None, option("NAME", "How the text is encoded: utf-8, cp1252, shift_jis, …")
    ] = None
    decimal: Annotated[str | None, option("WORD", "The decimal mark: point, comma.")] = None
    header: Annotated[
        bool | None,
        Parameter(
            help="Whether the first line names the columns.",
            show_default=False,
            negative=("--no-header",),
        ),
    ] = None

    def given(self) -> dict[str, Any]:
        """Return what was typed, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


@Parameter(name="*", group=DATA)
@dataclass(frozen=True)
class DataOptions:
    """Which table, what is to be predicted, and how columns become numbers."""

    experiment: Annotated[
        str | None,
        option("FILE", "Run this experiment (.toml); what else is typed overrules it."),
    ] = None
    target: Annotated[
        tuple[str, ...],
        option("COLUMN", "The column to predict. Repeat it to predict several numbers."),
    ] = ()
    kind: Annotated[
        tuple[tuple[str, str], ...],
        option(
            "COLUMN=KIND",
            f"What a column is, where its looks deceive: {KINDS}. Repeat it for more columns.",
            values.column_kind,
            n_tokens=1,
            accepts_keys=False,
        ),
    ] = ()
    scaling: Annotated[
        str | None, word(SCALINGS, "How numbers are scaled", DataChoices.scaling)
    ] = None
    categories: Annotated[
        str | None, word(CATEGORIES, "How words become numbers", DataChoices.categories)
    ] = None
    missing: Annotated[
        str | None, word(MISSING, "What to do where a value is missing", DataChoices.missing)
    ] = None
    missing_words: Annotated[
        tuple[str, ...],
        option(
            "WORD",
            'A further word that means "missing", such as unknown. Repeat it for more.',
            name="--missing-word",
            allow_leading_hyphen=True,
        ),
    ] = ()
    test: Annotated[
        float | None,
        option(
            "SHARE",
            "The share of all rows that is held out to judge the network, in [0, 1). "
            f"({DataChoices.test:g})",
            values.real("[0, 1)"),
        ),
    ] = None
    validation: Annotated[
        float | None,
        option(
            "SHARE",
            "The share of the other rows that tells when to stop, in [0, 1). "
            f"({DataChoices.validation:g})",
            values.real("[0, 1)"),
        ),
    ] = None
    split_seed: Annotated[
        int | None,
        option(
            "N",
            "The seed that decides which rows are held out. (that of the run)",
            values.whole(0, 2**64 - 1),
        ),
    ] = None


@Parameter(name="*", group=NETWORK)
@dataclass(frozen=True)
class NetworkOptions:
    """The layers between the inputs and the answer."""

    hidden: Annotated[
        tuple[int, ...] | None,
        option(
            "UNITS",
            f'The units of each hidden layer, such as 64,32, or "none". ({HIDDEN})',
            values.units,
            n_tokens=1,
        ),
    ] = None
    activation: Annotated[
        Any,
        option(
            "NAME",
            f"What bends after each of them: {names('layer', Activation)}. (ReLU)",
            values.activation,
            n_tokens=1,
        ),
    ] = None
    dropout: Annotated[
        float | None,
        option(
            "SHARE",
            "The share of hidden values that is left out at random, in [0, 1). (0)",
            values.real("[0, 1)"),
        ),
    ] = None


@Parameter(name="*", group=TRAINING)
@dataclass(frozen=True)
class TrainingOptions:
    """How the network learns."""

    optimizer: Annotated[
        Any,
        option(
            "NAME",
            f"How a gradient becomes a step: {names('optimizer')}. "
            f"({type(Experiment.optimizer).__name__})",
            values.named("optimizer"),
            n_tokens=1,
        ),
    ] = None
    learning_rate: Annotated[
        float | None,
        option(
            "RATE",
            f"How far a step goes, in (0, 1e38]. ({automatic.LEARNING_RATE:g})",
            values.real("(0, 1e38]"),
        ),
    ] = None
    schedule: Annotated[
        Any,
        option(
            "NAME",
            f"How that changes on the way: {names('schedule')}. "
            f"({type(Experiment.schedule).__name__})",
            values.named("schedule"),
            n_tokens=1,
        ),
    ] = None
    epochs: Annotated[
        int | None,
        option(
            "N",
            "Passes over the training rows, at most, from 1. "
            f"({automatic.EPOCHS}, or {automatic.LEAST_STEPS:,} steps if that is more)",
            values.whole(1, 1_000_000_000),
        ),
    ] = None
    batch_size: Annotated[
        int | Literal["full"] | None,
        option(
            "N",
            'Rows for one step, from 1 to the training rows, or "full" for all of them. '
            f"({automatic.BATCH_SIZE})",
            values.whole(1, 1_000_000_000, word="full"),
            n_tokens=1,
            show_choices=False,
        ),
    ] = None
    patience: Annotated[
        int | None,
        option(
            "N",
            "Stop when so many epochs in a row brought nothing better on the validation rows; "
            f"0 for never. ({automatic.EARLY_STOPPING.patience}, or "
            f"{automatic.LEAST_PATIENCE} steps if that is more)",
            values.whole(0, 1_000_000_000),
        ),
    ] = None
    loss: Annotated[
        Any,
        option(
            "NAME",
            f"What is made small: {names('loss')}. (what fits the target)",
            values.named("loss"),
            n_tokens=1,
        ),
    ] = None
    l1: Annotated[
        float | None,
        option("X", "Weight of Σ|w| in the loss, from 0. (0)", values.real("[0, inf)")),
    ] = None
    l2: Annotated[
        float | None,
        option("X", "Weight of ½ Σ w² in the loss, from 0. (0)", values.real("[0, inf)")),
    ] = None
    weight_decay: Annotated[
        float | None,
        option(
            "X",
            "Share of the weights that fades in a step, times the rate, from 0. "
            f"({automatic.SHRINKING:g} / rate, less above {automatic.SHRINKING_ROWS} rows; 0 with "
            "--optimizer)",
            values.real("[0, inf)"),
        ),
    ] = None
    clip_norm: Annotated[
        float | None,
        option("X", "Largest length of the gradient, above 0. (none)", values.real("(0, inf)")),
    ] = None
    clip_value: Annotated[
        float | None,
        option("X", "Largest value in the gradient, above 0. (none)", values.real("(0, inf)")),
    ] = None
    seed: Annotated[
        int | None,
        option(
            "N",
            "Every random number follows from it: a whole number from 0. (0)",
            values.whole(0, 2**64 - 1),
        ),
    ] = None
    dtype: Annotated[str | None, word(DTYPES, "What numbers are", Experiment.dtype)] = None
    engine: Annotated[
        str | None,
        word(ENGINES, "Who computes, NumPy (reference) or JAX (xla)", Experiment.engine),
    ] = None


# Nothing typed: what a command's arguments are by themselves.
NO_DATA, NO_READING, NO_NETWORK = DataOptions(), ReadingOptions(), NetworkOptions()
NO_TRAINING = TrainingOptions()
