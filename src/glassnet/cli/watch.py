"""`glassnet watch`: the dashboard on a table, an experiment, a lesson or a run that was kept."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, final

from cyclopts import Parameter

from glassnet.cli import cells, dashboard, progress
from glassnet.cli.files import free_name
from glassnet.cli.keeping import Both
from glassnet.cli.learning import learn
from glassnet.cli.options import (
    DATA,
    NO_DATA,
    NO_NETWORK,
    NO_READING,
    NO_TRAINING,
    OUTPUT,
    DataOptions,
    NetworkOptions,
    ReadingOptions,
    TrainingOptions,
)
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.signals import Stop
from glassnet.cli.streams import note, say
from glassnet.ground.errors import UsageError, one_line
from glassnet.run import lock
from glassnet.run.folder import RunFolder, create
from glassnet.run.opening import open_run
from glassnet.run.resuming import resume
from glassnet.run.run import Run


@final
@dataclass(frozen=True)
class Shown:
    """A run to be shown, with its folder if it is kept on disk."""

    run: Run
    folder: RunFolder | None = None


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class KeepingOptions:
    """Where the run is kept."""

    run: Annotated[
        str | None,
        Parameter(
            show_default=False,
            help="Keep the run in this new folder. (the data's name, with .run)",
        ),
    ] = None
    keep: Annotated[
        bool, Parameter(help="Keep the run in a folder at all.", show_default=False)
    ] = True


NO_KEEPING = KeepingOptions()


def watch(
    source: Annotated[
        str | None,
        Parameter(
            name="WHAT",
            group=DATA,
            show_default=False,
            help="A file or the name of a bundled table; an experiment (NAME.toml); a lesson; or "
            "the folder of a run (NAME.run).",
        ),
    ] = None,
    /,
    *,
    data: DataOptions = NO_DATA,
    reading: ReadingOptions = NO_READING,
    network: NetworkOptions = NO_NETWORK,
    training: TrainingOptions = NO_TRAINING,
    keeping: KeepingOptions = NO_KEEPING,
) -> None:
    """Watch a network learn, and take the controls: play, stop, step back, change, branch.

    The run is kept in a folder, and opens again where it was. Without a terminal it is trained, and
    lines tell how far it is.
    """
    wishes = Wishes(source, data, reading, network, training)
    with _opened(wishes, keeping) as shown, Stop() as stop:
        seen = shown.run
        if dashboard.usable():
            seen = dashboard.show(shown.run, stop, shown.folder)
        else:
            _train(shown, stop)
        _tell(shown, seen)
    if stop:
        sys.exit(stop.exit_code)


@contextlib.contextmanager
def _opened(wishes: Wishes, keeping: KeepingOptions) -> Iterator[Shown]:
    """Yield what is to be shown; its folder is closed afterwards."""
    with contextlib.ExitStack() as stack:
        source = wishes.source
        folder = wishes.kept_run("goes on as it was begun")
        if folder is not None:
            _refuse_keeping(str(folder), "is a run, and kept where it is", keeping)
            yield _kept_run(folder, stack)
            return
        if source is not None and _is_lesson(wishes):
            _refuse_keeping(source, "is a lesson, whose data no folder could name", keeping)
            yield Shown(lesson_run(source))
            return
        if source is None and wishes.experiment is None:
            lessons = ", ".join(lesson.name for lesson in cells.lessons())
            raise UsageError(
                "say what to watch: a table, an experiment, the folder of a run, or one of the "
                f"lessons {lessons}."
            )
        run, kept = prepare(wishes.with_experiment()), None
        if keeping.keep:
            stem = Path(wishes.experiment or source or "model").name.split(".")[0] or "model"
            name = keeping.run or free_name(stem, ".run")
            kept = stack.enter_context(create(name, run))
        yield Shown(run, kept)


def _refuse_keeping(source: str, why: str, keeping: KeepingOptions) -> None:
    if keeping.run is not None:
        raise UsageError(
            f"option --run: {one_line(source, 100)} {why}; leave {one_line(keeping.run, 100)} out."
        )


def _kept_run(path: Path, stack: contextlib.ExitStack) -> Shown:
    """Open the folder of a run: to go on with it, or to look only if another process writes it."""
    holder = lock.holder(path)
    if holder is not None:
        note(f"{holder} writes into {one_line(path, 300)}; what is done here stays here.")
        return Shown(open_run(path))
    folder = stack.enter_context(resume(path))
    for told in folder.notes:
        note(told)
    return Shown(folder.run, folder)


def lesson_run(name: str) -> Run:
    """Return the run that the lesson `name` makes first, where it begins."""
    names: dict[str, Any] = {}
    for _ in cells.run(cells.find(name), names=names):
        found = names.get("run")
        if isinstance(found, Run):
            found.seek(0)
            return found
    raise UsageError(f"the lesson {name} has no run to watch; glassnet lesson {name} tells it.")


def _is_lesson(wishes: Wishes) -> bool:
    """Tell whether a lesson is meant: its name alone, where no file has it."""
    alone = wishes == Wishes(source=wishes.source)
    known = {lesson.name for lesson in cells.lessons()}
    return alone and wishes.source in known and not Path(wishes.source).exists()


def _train(shown: Shown, stop: Stop) -> None:
    """Train without a terminal: lines tell how far it is."""
    with progress.Lines() as lines:
        learn(shown.run, lines if shown.folder is None else Both(lines, shown.folder), stop)
    if shown.folder is not None:
        shown.folder.save()


def _tell(shown: Shown, seen: Run) -> None:
    """Say where one was, and how to come back to it."""
    say(f"step {seen.step:,} of {seen.program.total_steps:,}, epoch {seen.epoch:,}")
    if shown.folder is None:
        say("the run is not kept")
    else:
        name = shlex.quote(one_line(shown.folder.path, 300))
        say(f"the run is kept; look again: glassnet watch {name}")
