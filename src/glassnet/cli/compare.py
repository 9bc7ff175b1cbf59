"""`glassnet compare`: which design is better, or can nobody tell yet?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from glassnet.cli import settings
from glassnet.cli.compare_options import NO_OUTPUT, USUAL, ComparisonOptions, OutputOptions
from glassnet.cli.compare_show import put, refuse_idle, refuse_mixed, show
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
from glassnet.cli.settings import Wishes
from glassnet.cli.streams import note
from glassnet.cli.variations import Variation, varied
from glassnet.ground.atomic import require_writable
from glassnet.ground.documents import form_of
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare import comparing
from glassnet.lab.compare.comparison import FORMS, SAVED, Comparison
from glassnet.lab.compare.training import Design, Plan
from glassnet.lab.pictures.paper import matplotlib
from glassnet.run.run import Run

ENDING = ".toml"
EXAMPLE = "glassnet compare iris --vary hidden=4,16"
SECONDS_BETWEEN_LINES = 2.0


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
    wishes = Wishes(None, data, reading, network, training)
    refuse_mixed(comparison, output)
    refuse_idle(things, comparison, output, wishes)
    for path in output.output:
        if form_of(path, FORMS, SAVED) in {".svg", ".png"}:
            matplotlib()
        require_writable(path, () if output.show else things)
    if output.show:
        show(things, comparison, output)
        return
    _refuse_idle(training)
    named = _designs(things, wishes, comparison.vary)
    try:
        found = _found(named, comparison, quiet=output.quiet)
    except KeyboardInterrupt:
        if comparison.keep is not None and not output.quiet:
            note(
                f"what was done is kept in {one_line(comparison.keep, 200)}; the same command goes "
                "on from there."
            )
        raise
    put(found, output)


def _found(named: list[tuple[str, Wishes]], asked: ComparisonOptions, *, quiet: bool) -> Comparison:
    """Return what is found of the designs."""
    chosen = comparing.Wishes(
        plan=Plan(asked.starts, asked.splits, named[0][1].seed),
        score=asked.score,
        margin=asked.margin,
        until_sure=asked.until_sure,
        folder=asked.keep,
        equal=asked.equal,
        processes=asked.processes,
        backend=asked.backend,
    )
    read = cache(settings.read_table)  # designs that take a table alike have it from one reading
    designs = [Design(name, _maker(wish, read)) for name, wish in named]
    return comparing.compare_designs(designs, chosen, _progress(quiet=quiet))


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


def _maker(wishes: Wishes, read: settings.Reader) -> Callable[[int], Run]:
    """Return what makes the run of a design for the seed of a split; nobody stops early."""

    def make(seed: int) -> Run:
        training = replace(wishes.training, seed=seed, patience=0)
        # Whatever a file says, each split divides the rows by its own seed.
        divides = seed if wishes.data.split_seed is None else wishes.data.split_seed
        data = replace(wishes.data, split_seed=divides)
        return settings.prepare(replace(wishes, training=training, data=data), read=read)

    return make


def _progress(*, quiet: bool) -> Callable[[str, int, int], None]:
    """Return who says now and then how far it is."""
    tell = now_and_then(SECONDS_BETWEEN_LINES, quiet=quiet)
    return lambda name, done, total: tell(f"{one_line(name, 60)}: {done:,} of {total:,} starts")
