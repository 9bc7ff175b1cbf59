"""`glassnet predict`: a model's answers for new rows, and what was strange about these rows."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter

from glassnet.cli import values
from glassnet.cli.answers import Answers, answer
from glassnet.cli.explained import flag, option
from glassnet.cli.options import NO_READING, ReadingOptions
from glassnet.cli.screen import count
from glassnet.cli.streams import note, printable, say, say_bytes
from glassnet.data.assembly import Rows, assemble
from glassnet.data.inputs import Note
from glassnet.data.source import Source
from glassnet.data.sources import open_source
from glassnet.ground.atomic import require_writable, write_atomically
from glassnet.ground.errors import DataError, GlassnetError, UsageError, did_you_mean, one_line
from glassnet.run import table
from glassnet.run.model import Model, load

OUTPUT = Group("Output", sort_key=0)
NAMES = ("--output", "--probabilities", "--format", "--json", "--strict", "--quiet")


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class PredictOptions:
    """What is written, and where."""

    output: Annotated[
        str | None, option("FILE", "Write the answers to a file instead of standard output.")
    ] = None
    probabilities: Annotated[bool, flag("Add the probability of each class.")] = False
    format: Annotated[
        str | None,
        option("WORD", "csv or json. (csv, or json for a file.json)", values.choice("csv", "json")),
    ] = None
    json: Annotated[bool, flag("The same as --format json.")] = False
    strict: Annotated[bool, flag("Refuse values that training never saw, instead of guessing.")] = (
        False
    )
    allow_nonfinite: Annotated[
        bool, flag("Use a model even if some of its weights are NaN or infinite.")
    ] = False
    quiet: Annotated[bool, flag("Say nothing about the rows on standard error.")] = False

    @property
    def is_json(self) -> bool:
        """Whether the answers are written as JSON."""
        if self.format is None and not self.json:
            return self.output is not None and self.output.lower().endswith(".json")
        return self.json or self.format == "json"


NO_OPTIONS = PredictOptions()


def predict(
    model: Annotated[str, Parameter(name="MODEL", help="What glassnet train saved.")],
    data: Annotated[
        str,
        Parameter(
            name="DATA",
            help='A file with the columns the model learned from, or "-" for CSV from a pipe.',
            allow_leading_hyphen=True,
        ),
    ],
    /,
    *,
    options: PredictOptions = NO_OPTIONS,
    reading: ReadingOptions = NO_READING,
) -> None:
    """Use a trained model on new rows."""
    _refuse_misfits(data, options)
    if options.output is not None:
        require_writable(options.output, (model, data))
    trained = load(model, allow_nonfinite=options.allow_nonfinite)
    if options.probabilities and trained.preparation.task != "classification":
        raise UsageError(
            f"option --probabilities is for classes; {one_line(model, 200)} predicts a number."
        )
    with opened(data, reading.given()) as source:
        rows = prepared(trained, source)
    answers = answer(trained, rows, probabilities=options.probabilities)
    if options.strict:
        _refuse_strange(rows.notes)
    if not options.quiet:
        for sentence in (*map(str, rows.notes), answers.judgment):
            if sentence:
                note(sentence)
    _write(answers, options, (model, data))


def prepared(model: Model, source: Source) -> Rows:
    """Return the rows as the network takes them, with their answers where all are known."""
    dtype = model.experiment.dtype
    try:
        return assemble(source, model.preparation, dtype)
    except DataError:  # an answer that is missing, or none of the classes, needs no prediction
        return assemble(source, model.preparation, dtype, with_target=False)


@contextmanager
def opened(data: str, reading: Mapping[str, Any]) -> Iterator[Source]:
    """Open a file, a bundled table or, for "-", standard input, which is copied to a file first."""
    if data != "-":
        yield open_source(data, **reading) if reading else table.find(data)
        return
    with tempfile.TemporaryDirectory(prefix="glassnet-") as folder:
        copy = Path(folder) / "standard input"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            yield open_source(copy, **reading)
        except GlassnetError as error:
            told = str(error).replace(str(copy), copy.name)
            raise DataError(told) from None


def _refuse_misfits(data: str, options: PredictOptions) -> None:
    """Refuse what was typed and makes no sense together."""
    if data.startswith("-") and data != "-" and not Path(data).exists():
        raise UsageError(f"there is no option {one_line(data)}.{did_you_mean(data, NAMES)}")
    if options.json and options.format == "csv":
        raise UsageError(f"--json and --format {options.format} contradict; leave one of them out.")


def _refuse_strange(notes: Sequence[Note]) -> None:
    """Refuse rows with values that training never saw."""
    if notes:
        more = f" {count(len(notes) - 1, 'more column')} like it." if len(notes) > 1 else ""
        raise DataError(f"{notes[0]}{more} --strict refuses that; correct the rows, or leave it.")


def _write(answers: Answers, options: PredictOptions, inputs: Sequence[str]) -> None:
    data = answers.as_json() if options.is_json else answers.as_csv()
    if options.output is not None:
        write_atomically(options.output, [data], protect=inputs)
        if not options.quiet:
            rows = count(len(answers.predictions), "row")
            note(f"{rows} written to {one_line(options.output, 300)}.")
    elif sys.stdout is not None and sys.stdout.isatty():
        say(printable(data.decode()).removesuffix("\n"))
    else:
        say_bytes(data)
