"""`--run` and `--resume`: a training whose every few seconds are safe in a folder."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, final

from cyclopts import Parameter

from glassnet.cli import values
from glassnet.cli.explained import flag, option
from glassnet.cli.files import Files, choose
from glassnet.cli.machines import NO_MACHINES, MachineOptions
from glassnet.cli.options import OUTPUT, TRAINING
from glassnet.cli.progress import Watch
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.signals import Terminated
from glassnet.cli.streams import note
from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.errors import UsageError, one_line
from glassnet.run.folder import RunFolder, create
from glassnet.run.hosts import require_alike
from glassnet.run.opening import open_run
from glassnet.run.places import make_folder, require_empty
from glassnet.run.resuming import resume
from glassnet.run.run import Run


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class OutputOptions:
    """What is made of a training: of how many, where it is kept, and what is said."""

    starts: Annotated[
        int | None,
        option(
            "N",
            "Train from N random starts, and keep the one that is best on the validation rows; "
            "Ctrl-C before they are done keeps nothing. (1)",
            values.whole(1, 1_000_000),
            group=TRAINING,
        ),
    ] = None
    output: Annotated[
        str | None,
        option("MODEL", "The file to save the model in. (the data's name, with .glassnet)"),
    ] = None
    run: Annotated[
        str | None,
        option("FOLDER", "Keep the run in this new folder: whatever stops it, it can go on."),
    ] = None
    watch: Annotated[bool, flag("Open the dashboard; leaving it ends the training.")] = False
    resume: Annotated[
        str | None,
        option("RUN", "Go on with the run in this folder; DATA only if the file has moved."),
    ] = None
    keep_going: Annotated[
        bool, flag("Train on, with a warning, if FOLDER or RUN cannot be written any more.")
    ] = False
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False
    quiet: Annotated[bool, flag("Say nothing but errors.")] = False
    machines: MachineOptions = NO_MACHINES


NO_OUTPUT = OutputOptions()  # nothing typed


@final
@dataclass(frozen=True)
class Kept:
    """A run with its folder, if it has one, and the files that it leaves; only host 0 has these."""

    run: Run
    files: Files | None
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
            tell_how_to_go_on(self.folder)


def tell_how_to_go_on(folder: RunFolder) -> None:
    """Print the command that goes on with the run that `folder` keeps."""
    name = shlex.quote(one_line(folder.path, 300))
    what = (
        f"the run is kept up to step {folder.kept_step:,}" if folder.unkept else "the run is kept"
    )
    note(f"{what}; go on with: glassnet train --resume {name}")


@final
class Both(Watch):
    """Someone who watches, and a folder."""

    def __init__(self, watch: Watch, folder: RunFolder) -> None:
        """Let both see the run."""
        self._watch = watch
        self._folder = folder
        self._warned = False

    def see(self, run: Run, now: float) -> None:
        """Look, and keep it if it is time; if that cannot be any more, say once what is lost."""
        self._watch.see(run, now)
        self._folder.see()
        if self._folder.unkept and not self._warned:
            self._warned = True
            step = f"{self._folder.kept_step:,}"
            note(
                f"{self._folder.unkept} Training goes on; what comes after step {step} is not kept."
            )


@contextlib.contextmanager
def opened(wishes: Wishes, output: OutputOptions, machines: Machines = ALONE) -> Iterator[Kept]:
    """Yield the run that is wished for, new or gone on with; its folder is closed afterwards.

    Of the hosts that learn together only the first writes.

    Raises:
        UsageError: options that say nothing beside --resume.
        FileError: a file or a folder is in the way.

    """
    _refuse_idle(wishes, output)
    if output.resume is not None:
        _refuse_others(wishes, output)
    if not machines.leads:
        yield _followed(wishes, output, machines)
        return
    with contextlib.ExitStack() as stack:
        folder = None
        if output.resume is None:
            run = prepare(wishes, machines)
        else:
            folder = stack.enter_context(resume(output.resume, wishes.source, machines))
            run = folder.run
            for told in () if output.quiet else folder.notes:
                note(told)
        files = _files(wishes, output, run)
        if output.run is not None:
            folder = stack.enter_context(create(output.run, run))
        if folder is not None:
            folder.keep_going = output.keep_going
            stack.enter_context(_hinting(folder))
        require_alike(run)
        yield Kept(run, files, folder)


def require_room(wishes: Wishes, output: OutputOptions, run: Run) -> None:
    """Refuse now what `opened` would refuse of a new run; leave nothing behind.

    Raises:
        UsageError: options that say nothing.
        FileError: a file or a folder is in the way.

    """
    _refuse_idle(wishes, output)
    _files(wishes, output, run)
    if output.run is not None:
        folder = Path(output.run)
        new = make_folder(folder)
        try:
            require_empty(folder)
        finally:
            if new:
                folder.rmdir()


def _files(wishes: Wishes, output: OutputOptions, run: Run) -> Files:
    """Return the files that the run leaves."""
    data = run.first_experiment.data
    known = data.source if data is not None else ""
    return choose(wishes, wishes.source or known, output.output)


def _refuse_idle(wishes: Wishes, output: OutputOptions) -> None:
    """Refuse to keep going where nothing is kept."""
    if output.keep_going and output.run is None and output.resume is None:
        raise UsageError(
            f"option --keep-going: the run on {one_line(wishes.source, 100)} is not kept in a "
            "folder; add --run NAME.run, or leave the option out."
        )


def _followed(wishes: Wishes, output: OutputOptions, machines: Machines) -> Kept:
    """Return the run as a host has it that writes nothing."""
    if output.resume is None:
        run = prepare(wishes, machines)
    else:
        run = open_run(output.resume, wishes.source, machines)
    require_alike(run)
    return Kept(run, None)


@contextlib.contextmanager
def _hinting(folder: RunFolder) -> Iterator[None]:
    """Say how to go on with the run, also if one leaves it at once."""
    try:
        yield
    except (KeyboardInterrupt, Terminated):
        tell_how_to_go_on(folder)
        raise


def _refuse_others(wishes: Wishes, output: OutputOptions) -> None:
    """Refuse what would have to change the run: it goes on as it is."""
    if output.starts is not None:
        raise UsageError(
            f"options --starts and --resume: {one_line(output.resume, 100)} is one run; leave "
            "--starts out."
        )
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
