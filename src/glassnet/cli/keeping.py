"""`--run` and `--resume`: a training whose every few seconds are safe in a folder."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from glassnet.cli.files import Files, choose
from glassnet.cli.options import OutputOptions
from glassnet.cli.progress import Watch
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.streams import note
from glassnet.ground.errors import UsageError, one_line
from glassnet.run.folder import RunFolder, create
from glassnet.run.resuming import resume
from glassnet.run.run import Run


@final
@dataclass(frozen=True)
class Kept:
    """A run with the files that it leaves, and its folder if it has one."""

    run: Run
    files: Files
    folder: RunFolder | None = None

    def beside(self, watch: Watch) -> Watch:
        """Return who sees the run as `watch` does, and lets the folder keep it now and then."""
        return watch if self.folder is None else Both(watch, self.folder)

    def save(self, *, interrupted: bool) -> None:
        """Keep where the run is now; say how to go on if it was interrupted."""
        if self.folder is None:
            return
        self.folder.save()
        if interrupted:
            name = shlex.quote(one_line(self.folder.path, 300))
            note(f"the run is kept; go on with: glassnet train --resume {name}")


@final
class Both(Watch):
    """Someone who watches, and a folder."""

    def __init__(self, watch: Watch, folder: RunFolder) -> None:
        """Let both see the run."""
        self._watch = watch
        self._folder = folder

    def see(self, run: Run, now: float) -> None:
        """Look, and keep it if it is time."""
        self._watch.see(run, now)
        self._folder.see()


@contextlib.contextmanager
def opened(wishes: Wishes, output: OutputOptions) -> Iterator[Kept]:
    """Yield the run that is wished for, new or gone on with; its folder is closed afterwards.

    Raises:
        UsageError: options that say nothing beside --resume.
        FileError: a file or a folder is in the way.

    """
    with contextlib.ExitStack() as stack:
        folder = None
        if output.resume is None:
            run = prepare(wishes)
        else:
            _refuse_others(wishes, output)
            folder = stack.enter_context(resume(output.resume, wishes.source))
            run = folder.run
            for told in () if output.quiet else folder.notes:
                note(told)
        data = run.first_experiment.data
        known = data.source if data is not None else ""
        files = choose(wishes, wishes.source or known, output.output)
        if output.run is not None:
            folder = stack.enter_context(create(output.run, run))
        yield Kept(run, files, folder)


def _refuse_others(wishes: Wishes, output: OutputOptions) -> None:
    """Refuse what would have to change the run: it goes on as it is."""
    if output.run is not None:
        raise UsageError(
            f"options --run and --resume: {one_line(output.resume, 100)} is the run's folder "
            "already; leave --run out."
        )
    if wishes != Wishes(source=wishes.source):
        raise UsageError(
            f"option --resume: {one_line(output.resume, 100)} goes on as it was begun; leave the "
            "other options out, or begin another run."
        )
