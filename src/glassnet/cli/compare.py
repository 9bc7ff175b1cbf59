"""`glassnet compare`: which design is better, or can nobody tell yet?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter, Token
from rich.text import Text

from glassnet.cli import settings, values
from glassnet.cli.draw import colored
from glassnet.cli.explained import flag, option, word
from glassnet.cli.options import (
    NO_DATA,
    NO_NETWORK,
    NO_READING,
    NO_TRAINING,
    DataOptions,
    NetworkOptions,
    ReadingOptions,
    TrainingOptions,
)
from glassnet.cli.screen import HEAD, Screen, width
from glassnet.cli.settings import Wishes
from glassnet.cli.streams import note, printable, say_json
from glassnet.cli.variations import Variation, variation, varied
from glassnet.ground.atomic import require_writable
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare import comparing
from glassnet.lab.compare.budgets import EQUAL
from glassnet.lab.compare.comparison import Comparison, form_of
from glassnet.lab.compare.measures import SCORES
from glassnet.lab.compare.pictures import KINDS
from glassnet.lab.compare.training import APART, Design, Plan
from glassnet.lab.pictures.paper import matplotlib
from glassnet.program.experiment_file import read_experiment
from glassnet.run.run import Run

COMPARISON, OUTPUT = Group("Comparison", sort_key=0), Group("Output", sort_key=6)
ENDING = ".toml"
EXAMPLE = "glassnet compare iris --vary hidden=4,16"
SECONDS_BETWEEN_LINES = 2.0


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
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False
    quiet: Annotated[bool, flag("Say nothing on the way.")] = False


USUAL, NO_OUTPUT = ComparisonOptions(), OutputOptions()


def compare(
    *things: Annotated[
        str,
        Parameter(
            name="DATA",
            help="A table, as for glassnet train, with --vary; or experiments (.toml).",
        ),
    ],
    comparison: ComparisonOptions = USUAL,
    data: DataOptions = NO_DATA,
    reading: ReadingOptions = NO_READING,
    network: NetworkOptions = NO_NETWORK,
    training: TrainingOptions = NO_TRAINING,
    output: OutputOptions = NO_OUTPUT,
) -> None:
    """Train many starts of each design on the same rows, and tell which is better, if any."""
    for path in output.output:
        if form_of(path) in {".svg", ".png"}:
            matplotlib()
        require_writable(path, things)
    _refuse_idle(training)
    wishes = Wishes(None, data, reading, network, training)
    named = _designs(things, wishes, comparison.vary)
    chosen = comparing.Wishes(
        plan=Plan(comparison.starts, comparison.splits, _seed(named[0][1])),
        score=comparison.score,
        margin=comparison.margin,
        until_sure=comparison.until_sure,
        folder=comparison.keep,
        equal=comparison.equal,
    )
    designs = [Design(name, _maker(wish)) for name, wish in named]
    try:
        found = comparing.compare_designs(designs, chosen, _progress(quiet=output.quiet))
    except KeyboardInterrupt:
        if comparison.keep is not None and not output.quiet:
            note(
                f"what was done is kept in {one_line(comparison.keep, 200)}; the same command goes "
                "on from there."
            )
        raise
    _put(found, output)


def _refuse_idle(training: TrainingOptions) -> None:
    if training.patience is not None:
        raise UsageError(
            f"option --patience {training.patience}: in a comparison every start takes all of its "
            "steps; leave it out, or choose --epochs."
        )


def _designs(
    things: tuple[str, ...], wishes: Wishes, variations: tuple[Variation, ...]
) -> list[tuple[str, Wishes]]:
    """Return the names of the designs, and what is wished for each."""
    experiments = [thing for thing in things if thing.lower().endswith(ENDING)]
    if len(experiments) > 1 and len(experiments) == len(things):
        if variations:
            raise UsageError(
                f"option --vary {variations[0][0]}: vary one experiment, or compare "
                f"{len(things)}; not both."
            )
        return _of_files(experiments, wishes)
    if len(things) > 1:
        raise UsageError(
            f"a comparison is of one table, or of several experiments ({ENDING}), got "
            f"{one_line(' '.join(things), 200)}."
        )
    if not variations:
        if not things and wishes.experiment is None:
            raise UsageError(f"say what to compare, such as {EXAMPLE}.")
        raise UsageError(
            f"there is only one design in {one_line((*things, wishes.experiment)[0], 100)}; say "
            "what varies, such as --vary hidden=16,32, or name another experiment."
        )
    if experiments and wishes.experiment is not None:
        raise UsageError(
            f"{one_line(experiments[0], 100)} and --experiment {one_line(wishes.experiment, 100)} "
            "are two experiments; name both without --experiment to compare them."
        )
    if experiments:
        wishes = replace(wishes, data=replace(wishes.data, experiment=experiments[0]))
    elif things:
        wishes = replace(wishes, source=things[0])
    return list(varied(wishes, variations))


def _of_files(paths: list[str], wishes: Wishes) -> list[tuple[str, Wishes]]:
    """Return a design for each experiment, called by its file; by its path if two are alike."""
    if wishes.experiment is not None:
        raise UsageError(
            f"option --experiment {one_line(wishes.experiment, 100)}: name it beside the others."
        )
    stems = [Path(path).name.removesuffix(ENDING) for path in paths]
    names = stems if len(set(stems)) == len(stems) else paths
    if len(set(names)) < len(names):
        raise UsageError(f"an experiment is named twice: {one_line(' '.join(paths), 200)}.")
    return [
        (name, replace(wishes, data=replace(wishes.data, experiment=path)))
        for name, path in zip(names, paths, strict=True)
    ]


def _seed(wishes: Wishes) -> int:
    """Return the seed of the first start: what was typed, or what the experiment says, or 0."""
    if wishes.training.seed is not None:
        return wishes.training.seed
    return read_experiment(wishes.experiment).seed if wishes.experiment is not None else 0


def _maker(wishes: Wishes) -> Callable[[int], Run]:
    """Return what makes the run of a design for the seed of a split; nobody stops early."""

    def make(seed: int) -> Run:
        training = replace(wishes.training, seed=seed, patience=0)
        return settings.prepare(replace(wishes, training=training))

    return make


def _progress(*, quiet: bool) -> Callable[[str, int, int], None]:
    """Return who says now and then on standard error how far it is."""
    said = time.monotonic()

    def observe(name: str, done: int, total: int) -> None:
        nonlocal said
        now = time.monotonic()
        if not quiet and now - said > SECONDS_BETWEEN_LINES:
            note(f"{one_line(name, 60)}: {done:,} of {total:,} starts")
            said = now

    return observe


def _put(found: Comparison, output: OutputOptions) -> None:
    """Save the comparison, and show it."""
    for path in output.output:
        found.save(path)
        if not output.quiet:
            note(f"saved in {one_line(path, 300)}.")
    if output.json:
        say_json(found.to_dict())
        return
    screen = Screen()
    head, *rest = found.lines(width())
    screen.plain(Text(printable(head), style=HEAD))
    for line in rest:
        screen.plain(Text(printable(line)))
    screen.blank()
    picture = found.picture(*output.picture)
    for line in picture.lines(width()):
        screen.plain(colored(printable(line), picture))
    screen.show()
