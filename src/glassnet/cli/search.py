"""`glassnet search`: is there a better design? Many are tried, the best is measured again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter, Token
from rich.text import Text

from glassnet.cli import settings, values
from glassnet.cli.draw import colored
from glassnet.cli.explained import flag, option, word
from glassnet.cli.files import write_beside
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
from glassnet.cli.progress import now_and_then
from glassnet.cli.screen import HEAD, Screen, width
from glassnet.cli.settings import Wishes
from glassnet.cli.streams import note, printable, say_json
from glassnet.cli.variations import changed, value_of
from glassnet.ground.atomic import require_writable
from glassnet.ground.documents import form_of
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare.measures import SCORES
from glassnet.lab.compare.training import APART
from glassnet.lab.pictures.paper import matplotlib
from glassnet.lab.pictures.picture import Picture
from glassnet.lab.search import found, rate_range, rising
from glassnet.lab.search.found import Search
from glassnet.lab.search.rate_range import RateRange
from glassnet.lab.search.rising import MOST_STARTS, RangeTest
from glassnet.lab.search.searching import search_designs, usual_space
from glassnet.lab.search.space import Dimension, Space, dimension
from glassnet.lab.search.trying import MOST_TRIALS, Effort
from glassnet.run.run import Run

SEARCH, OUTPUT = Group("Search", sort_key=0), Group("Output", sort_key=6)
EXAMPLE = "glassnet search iris"
FOLDER, WINNER = ".search", "best"
SECONDS_BETWEEN_LINES = 2.0


def dimensions(_: Any, tokens: Sequence[Token]) -> tuple[Dimension, ...]:
    """Return what each NAME=VALUES is a choice of; a converter."""
    return tuple(dimension(token.value, value_of) for token in tokens)


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class OutputOptions:
    """What is written, and what is said."""

    output: Annotated[
        tuple[str, ...],
        option(
            "FILE",
            "Save it: NAME.html (a page), .json (all), .csv (the trials), .md (tables); a range "
            "test as .json, .svg or .png. Repeat it for more.",
        ),
    ] = ()
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False
    quiet: Annotated[bool, flag("Say nothing on the way.")] = False


@Parameter(name="*", group=SEARCH)
@dataclass(frozen=True)
class SearchOptions:
    """What is searched, and how much is tried."""

    space: Annotated[
        tuple[Dimension, ...],
        option(
            "NAME=VALUES",
            "A setting of glassnet train that is searched: a range such as "
            "learning-rate=0.001..0.1, in its logarithm if one end is ten times the other, or "
            "values such as hidden=8,16,16-16. Whole numbers are taken in doublings. Repeat it for "
            "more. (learning rate, hidden, weight decay)",
            dimensions,
            n_tokens=1,
            accepts_keys=False,
        ),
    ] = ()
    trials: Annotated[
        int | None, option("N", "Designs that are tried. (30)", values.whole(1, MOST_TRIALS))
    ] = None
    starts_each: Annotated[
        int | None, option("N", "Random starts of each. (3)", values.whole(1, MOST_STARTS))
    ] = None
    starts: Annotated[
        int | None,
        option(
            "N",
            "Fresh starts of the best design and the default, to tell whether it is better. (20; "
            "of a range test 10)",
            values.whole(2, APART),
        ),
    ] = None
    score: Annotated[str | None, word(SCORES, "What is made small", "what fits the target")] = None
    keep_all: Annotated[bool, flag("Train every trial to its end, though others do better.")] = (
        False
    )
    keep: Annotated[
        str | None,
        option(
            "FOLDER",
            "Keep the trials there, and go on with those that are there. (the experiment's or "
            f"data's name, with {FOLDER})",
        ),
    ] = None
    range_test: Annotated[
        bool,
        flag("Search nothing: let the rate rise, and tell where learning begins and falls apart."),
    ] = False

    said: OutputOptions = OutputOptions()

    @property
    def efforts(self) -> dict[str, Any]:
        """What was typed about how much is tried, by name."""
        typed = {name: getattr(self, name) for name in ("trials", "starts_each", "starts", "score")}
        return {name: value for name, value in typed.items() if value is not None}


USUAL = SearchOptions()


def search(
    source: Annotated[
        str | None,
        Parameter(
            name="EXPERIMENT|DATA",
            show_default=False,
            help="An experiment (.toml), or a table, as for glassnet train.",
        ),
    ] = None,
    /,
    *,
    asked: SearchOptions = USUAL,
    data: DataOptions = NO_DATA,
    reading: ReadingOptions = NO_READING,
    network: NetworkOptions = NO_NETWORK,
    training: TrainingOptions = NO_TRAINING,
) -> None:
    """Try designs on validation rows, and tell by other rows whether the best one is better."""
    wishes = Wishes(source, data, reading, network, training).with_experiment()
    if wishes.source is None and wishes.experiment is None:
        raise UsageError(f"say where to search, such as {EXAMPLE}.")
    _refuse_idle(asked, training)
    made = rate_range if asked.range_test else found
    for path in asked.said.output:
        if form_of(path, made.FORMS, made.SAVED) in {".svg", ".png"}:
            matplotlib()
        require_writable(path, [source] if source else [])
    if asked.range_test:
        _test_range(wishes, asked, asked.said)
    else:
        _search(wishes, asked, asked.said)


def _refuse_idle(asked: SearchOptions, training: TrainingOptions) -> None:
    """Refuse options that were typed and could have no effect."""
    if training.patience is not None:
        raise UsageError(
            f"option --patience {training.patience}: in a search every start takes all of its "
            "steps; leave it out, or choose --epochs."
        )
    if not asked.range_test:
        return
    alone = USUAL
    for name in ("space", "trials", "starts_each", "score", "keep_all", "keep"):
        if getattr(asked, name) != getattr(alone, name):
            raise UsageError(
                f"option --{name.replace('_', '-')} is for a search, and --range-test searches "
                "nothing; leave one of them out."
            )
    for name in ("learning_rate", "schedule", "epochs"):
        if getattr(training, name) is not None:
            raise UsageError(
                f"option --{name.replace('_', '-')}: in a range test the rate rises from low to "
                "high, in as many updates as that needs; leave it out."
            )


def _search(wishes: Wishes, asked: SearchOptions, output: OutputOptions) -> None:
    folder = asked.keep or _folder(wishes)
    effort = Effort(seed=wishes.seed, keep_all=asked.keep_all, folder=folder, **asked.efforts)
    make = _maker(wishes)
    space = Space(asked.space) if asked.space else _usual(wishes, make({}, effort.seed))
    try:
        made = search_designs(space, make, effort, _progress(quiet=output.quiet))
    except KeyboardInterrupt:
        if not output.quiet:
            note(
                f"the trials that ended are kept in {one_line(folder, 200)}; the same command goes "
                "on from there."
            )
        raise
    winner = write_beside(str(Path(folder) / WINNER), made.experiment)
    _save(made, output)
    if output.json:
        say_json({**made.to_dict(), "file": winner})
        return
    drawn = made.comparison.picture("starts")
    _show([*made.lines(width()), "", *drawn.lines(width())], drawn)
    if not output.quiet:
        note(f"the best design is written to {one_line(winner, 300)}.")


def _test_range(wishes: Wishes, asked: SearchOptions, output: OutputOptions) -> None:
    test = RangeTest() if asked.starts is None else RangeTest(asked.starts)
    make = _maker(wishes)
    seen = rising.range_of(lambda: make({}, wishes.seed), test)
    _save(seen, output)
    if output.json:
        say_json(seen.to_dict())
        return
    _show(seen.lines(width()), seen.picture())


def _folder(wishes: Wishes) -> str:
    """Return where trials are kept: beside the experiment, or here with the name of the data."""
    if wishes.experiment is not None:
        return str(Path(wishes.experiment).with_suffix(FOLDER))
    return f"{Path(wishes.source or '').name.split('.')[0] or 'data'}{FOLDER}"


def _usual(wishes: Wishes, run: Run) -> Space:
    """Return what is searched if nobody says it; an experiment's layers stay as they are."""
    typed = wishes.network.hidden is not None or wishes.experiment is not None
    return usual_space(run, layers=not typed)


def _maker(wishes: Wishes) -> Callable[[Mapping[str, Any], int], Run]:
    """Return what makes the run of a design for a seed; nobody stops early."""
    read = cache(settings.read_table)  # designs that take the table alike have it from one reading

    def make(picked: Mapping[str, Any], seed: int) -> Run:
        own = replace(wishes, training=replace(wishes.training, seed=seed, patience=0))
        return settings.prepare(changed(own, picked), read=read)

    return make


def _progress(*, quiet: bool) -> Callable[[str, int, int], None]:
    """Return who says now and then how far it is."""
    tell = now_and_then(SECONDS_BETWEEN_LINES, quiet=quiet)

    def observe(what: str, done: int, total: int) -> None:
        unit = "" if what == "trials" else " starts"
        tell(f"{what}: {done:,} of {total:,}{unit}")

    return observe


def _save(what: Search | RateRange, output: OutputOptions) -> None:
    for path in output.output:
        what.save(path)
        if not output.quiet:
            note(f"saved in {one_line(path, 300)}.")


def _show(lines: Sequence[str], picture: Picture) -> None:
    """Print lines, those that are drawn in the colors of the picture."""
    screen = Screen()
    head, *rest = lines
    screen.plain(Text(printable(head), style=HEAD))
    for line in rest:
        screen.plain(colored(printable(line), picture))
    screen.show()
