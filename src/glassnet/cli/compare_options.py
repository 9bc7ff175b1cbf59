"""What can be said to `glassnet compare`: of the comparison, and of what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Group, Parameter, Token

from glassnet.cli import values
from glassnet.cli.explained import flag, option, word
from glassnet.cli.variations import Variation, variation
from glassnet.ground.errors import did_you_mean
from glassnet.lab.compare.budgets import EQUAL
from glassnet.lab.compare.crews.choice import BACKENDS, MOST, WANTED, known_backend
from glassnet.lab.compare.measures import SCORES
from glassnet.lab.compare.pictures import KINDS
from glassnet.lab.compare.training import APART

COMPARISON, OUTPUT = Group("Comparison", sort_key=0), Group("Output", sort_key=6)


def crew(_: Any, tokens: Sequence[Token]) -> str:
    """Return who trains; a converter."""
    text = tokens[0].value
    if not known_backend(text):
        raise values.wrong(WANTED, text, did_you_mean(text, BACKENDS))
    return text


def _kinds(what: Any, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the pictures that are named; a converter."""
    return tuple(values.choice(*KINDS)(what, [token]) for token in tokens)


@Parameter(name="*", group=COMPARISON)
@dataclass(frozen=True)
class ComparisonOptions:
    """How designs are compared."""

    vary: Annotated[
        tuple[Variation, ...],
        option(
            "NAME=VALUES",
            "What differs, such as hidden=8-16-8,16-8-8 or optimizer=sgd,adam. Repeat it for "
            "a grid.",
            variation,
            n_tokens=1,
            accepts_keys=False,
        ),
    ] = ()
    starts: Annotated[
        int, option("N", "Random starts of each design. (50)", values.whole(2, APART))
    ] = 50
    splits: Annotated[
        int,
        option(
            "N",
            "Divisions of the rows, with that many starts in each, to tell the luck of the split "
            "from that of the start. (1)",
            values.whole(1, 1000),
        ),
    ] = 1
    until_sure: Annotated[
        bool, flag("Add starts in groups until every pair is decided, --starts at most.")
    ] = False
    margin: Annotated[
        float | None,
        option(
            "X",
            "Differences within ±X are none: a share of the rows for error (0.01 is a point), of "
            "the loss for loss, else in the target's unit. (equality is never claimed)",
            values.real("(0, inf)"),
        ),
    ] = None
    equal: Annotated[
        str | None,
        word(
            EQUAL,
            "What no design gets more of than the others; time is CPU time, measured here, "
            "parameters scale hidden layers",
            "each as it asks for",
        ),
    ] = None
    score: Annotated[str | None, word(SCORES, "What is compared", "what fits the target")] = None
    keep: Annotated[
        str | None,
        option("FOLDER", "Keep each start there as it is done, and use those that are there."),
    ] = None
    processes: Annotated[
        int | None, option("N", "Processes that train at once. (1)", values.whole(1, MOST))
    ] = None
    backend: Annotated[
        str | None,
        option(
            "WORD",
            "Who trains: loky (processes of this machine), dask or ray (a cluster of them), "
            "dask://HOST:PORT or ray://HOST:PORT (a cluster that is there). (loky)",
            crew,
        ),
    ] = None


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class OutputOptions:
    """What is written, and what is said."""

    output: Annotated[
        tuple[str, ...],
        option(
            "FILE",
            "Save it: NAME.html (a page), .json (all), .csv (the starts), .md (tables), .svg or "
            ".png (pictures). Repeat it for more.",
        ),
    ] = ()
    picture: Annotated[
        tuple[str, ...],
        option(
            "WORD",
            f"What is drawn: {', '.join(KINDS)}. Repeat it for more. (starts)",
            _kinds,
            n_tokens=1,
            accepts_keys=False,
        ),
    ] = ("starts",)
    show: Annotated[
        bool,
        flag(
            "Train nothing: show what is kept in the folder DATA, done or not; of several "
            "comparisons a list, to choose from by its number after DATA."
        ),
    ] = False
    design: Annotated[
        tuple[str, ...], option("NAME", "With --show, of these designs only. Repeat it.")
    ] = ()
    failed: Annotated[bool, flag("With --show, list the starts that failed.")] = False
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False
    quiet: Annotated[bool, flag("Say nothing on the way.")] = False


USUAL, NO_OUTPUT = ComparisonOptions(), OutputOptions()
