"""`glassnet explain`: the arithmetic of a model's answer, or of one step of a run, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter, Token

from glassnet.cli import values
from glassnet.cli.explained import flag, option
from glassnet.cli.options import NO_READING, ReadingOptions
from glassnet.cli.predict import opened
from glassnet.cli.screen import width
from glassnet.cli.streams import say, say_json
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.numbers import EXACT
from glassnet.lab.explain.prediction import explain_prediction
from glassnet.lab.explain.step import explain_step
from glassnet.lab.explain.tour import Detail
from glassnet.run.model import load
from glassnet.run.opening import open_run

WHAT, HOW = Group("What", sort_key=0), Group("How", sort_key=1)
FORMATS = ("text", "markdown", "latex", "html", "json")
MOST = 1_000_000_000


def index(_: Any, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the numbers of an index such as 5 or 0,2,1."""
    parts = [part.strip() for part in tokens[0].value.split(",")]
    if not all(values.WHOLE.fullmatch(part) and 0 <= int(part) <= MOST for part in parts):
        wanted = "whole numbers from 0 such as 5, or 0,2,1 in a map"
        raise values.wrong(wanted, tokens[0].value)
    return tuple(int(part) for part in parts)


@Parameter(name="*", group=WHAT)
@dataclass(frozen=True)
class WhatOptions:
    """Which part of the way is told."""

    row: Annotated[
        int | None,
        option("N", "Of a model: which row of DATA, counted from 0. (0)", values.whole(0, MOST)),
    ] = None
    step: Annotated[
        int | None,
        option("N", "Of a run: how many updates were made before. (all)", values.whole(0, MOST)),
    ] = None
    sample: Annotated[
        int | None,
        option("N", "Of a run: which row of the step's batch, from 0. (0)", values.whole(0, MOST)),
    ] = None
    layer: Annotated[
        int | None, option("N", "This layer alone, counted from 0.", values.whole(0, MOST))
    ] = None
    unit: Annotated[
        tuple[int, ...] | None,
        option("N", "This unit of the layer alone; in a map 0,2,1.", index, n_tokens=1),
    ] = None
    units: Annotated[
        int, option("N", "Units told of a layer, at most. (3)", values.whole(1, MOST))
    ] = Detail.units
    terms: Annotated[
        int, option("N", "Terms written out of a sum, at most. (6)", values.whole(1, MOST))
    ] = Detail.terms

    @property
    def detail(self) -> Detail:
        """How much of the way is told."""
        return Detail(self.layer, self.unit, self.units, self.terms)


@Parameter(name="*", group=HOW)
@dataclass(frozen=True)
class HowOptions:
    """How it is written."""

    digits: Annotated[
        int, option("N", f"Digits of a number; {EXACT} are exact. (4)", values.whole(1, EXACT))
    ] = 4
    format: Annotated[
        str, option("WORD", f"{', '.join(FORMATS)}. (text)", values.choice(*FORMATS))
    ] = "text"
    json: Annotated[bool, flag("The same as --format json.")] = False


def explain(
    model: Annotated[
        str, Parameter(name="MODEL", help="What glassnet train saved, or the folder of a run.")
    ],
    data: Annotated[
        str | None,
        Parameter(
            name="DATA",
            help='A file with the columns the model learned from, or "-" for CSV from a pipe. '
            "Of a run: where its data are now, if they were moved.",
        ),
    ] = None,
    /,
    *,
    what: WhatOptions = WhatOptions(),
    how: HowOptions = HowOptions(),
    reading: ReadingOptions = NO_READING,
) -> None:
    """Write a model's answer to one row, or one step of a run, down as arithmetic."""
    of = _step if Path(model).is_dir() else _answer
    board = of(model, data, what, reading)
    if how.json or how.format == "json":
        say_json(told(board, how.digits))
        return
    written = {
        "text": lambda: board.text(how.digits, width()),
        "markdown": lambda: board.markdown(how.digits),
        "latex": lambda: board.latex(how.digits),
        "html": lambda: board.html(how.digits),
    }
    say(written[how.format]().removesuffix("\n"))


def _answer(model: str, data: str | None, what: WhatOptions, reading: ReadingOptions) -> Blackboard:
    """Return the way from a row of `data` to the model's answer."""
    for name, given in (("--step", what.step), ("--sample", what.sample)):
        if given is not None:
            raise UsageError(
                f"option {name} {given} is of a run, and {one_line(model, 200)} is no folder; name "
                "the folder that glassnet train --run made, or take --row."
            )
    if data is None:
        shown = one_line(model, 200)
        raise UsageError(f"DATA is missing: which rows does {shown} answer? Name a file.")
    trained = load(model)
    with opened(data, reading.given()) as source:
        return explain_prediction(trained, source, what.row or 0, what.detail)


def _step(folder: str, data: str | None, what: WhatOptions, reading: ReadingOptions) -> Blackboard:
    """Return one step of the run in `folder`, which stays as it is."""
    if what.row is not None:
        raise UsageError(
            f"option --row {what.row} is of a model, and {one_line(folder, 200)} is a run; "
            "a row of a step's batch is --sample."
        )
    for name, given in reading.given().items():
        raise UsageError(
            f"option --{name} {one_line(given)}: a run knows how its data are read; leave it out."
        )
    return explain_step(open_run(folder, data), what.step, what.sample or 0, what.detail)


def told(board: Blackboard, digits: int) -> dict[str, Any]:
    """Return what a program wants to know of a blackboard."""
    notation = Plain(digits)
    return {
        "title": board.title,
        "lines": [
            {
                "section": line.section,
                "title": line.title,
                "symbol": line.symbol,
                "formula": line.formula,
                "worked": notation.write(line.worked),
                "value": line.value,
                "note": line.note,
            }
            for line in board
        ],
    }
