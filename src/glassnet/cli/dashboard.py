"""The dashboard on a terminal, where there is one: what `watch` and `train --watch` share."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from glassnet.cli.files import free_name
from glassnet.cli.signals import HUNG_UP, Stop
from glassnet.cli.streams import note
from glassnet.ground.errors import one_line
from glassnet.run.folder import RunFolder, create
from glassnet.run.run import Run

if TYPE_CHECKING:
    from glassnet.tui.branch import Branch

SECONDS_TO_LEAVE = 2.0
SECONDS_BETWEEN_LOOKS = 0.2


def usable() -> bool:
    """Tell whether a person sits at a terminal that can draw."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    known = os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
    return known and all(stream is not None and stream.isatty() for stream in streams)


def show(run: Run, stop: Stop, folder: RunFolder | None = None) -> Run:
    """Show `run` until one leaves; return the future that was looked at last.

    Args:
        run: The run, which is trained if one wishes.
        stop: A signal ends the dashboard as the key does.
        folder: Keeps the run now and then, and on leaving; other futures get folders beside it.

    """
    # Textual takes a quarter of a second to load, and lines do without.
    from glassnet.tui.app import Dashboard  # noqa: PLC0415
    from glassnet.tui.stage import Stage  # noqa: PLC0415

    stage = Stage(run, keep=str if folder is None else _keeper(folder))
    app = Dashboard(stage, run.table, leave_now=lambda: bool(stop))

    def rescue() -> None:
        app.trainer.close()
        _keep_all(stage.branches, folder)

    with _outliving(stop, rescue):
        try:
            app.run()
        finally:
            app.trainer.close()
    told = _keep_all(stage.branches, folder)
    if app.failure is not None or app.trainer.failure is not None:
        raise app.failure or app.trainer.failure or AssertionError
    for line in told:
        note(line)
    return stage.run


def _keeper(folder: RunFolder) -> Callable[[], str]:
    """Return what keeps a run now and then, and tells why it cannot."""
    folder.keep_going = True

    def keep() -> str:
        folder.see()
        return folder.unkept

    return keep


def _keep_all(branches: Sequence[Branch], folder: RunFolder | None) -> list[str]:
    """Keep the first future in its folder, each other in one beside it; say where they are."""
    if folder is None:
        return []
    folder.keep_going = False
    folder.save()
    told = []
    for branch in branches[1:]:
        stem = str(folder.path).removesuffix(".run")
        path = free_name(f"{stem}-{branch.name}", ".run")
        with create(path, branch.run):
            where = f"from step {branch.forked_at:,}"
            told.append(f"future {branch.name}, {where}, is kept in {one_line(path, 300)}")
    return told


@contextlib.contextmanager
def _outliving(stop: Stop, rescue: Callable[[], None]) -> Iterator[None]:
    """Let `rescue` keep what there is and end the process, if its terminal is gone and it hangs.

    Textual writes in a thread, which dies when there is nothing any more to write to; whoever has
    something to draw then waits for it for ever.
    """
    left = threading.Event()
    arguments = (stop, left, rescue)
    threading.Thread(target=_watch, args=arguments, name="terminal", daemon=True).start()
    try:
        yield
    finally:
        left.set()


def _watch(stop: Stop, left: threading.Event, rescue: Callable[[], None]) -> None:
    """Wait until the dashboard is left; if it ought to be and is not, rescue and end."""
    while not left.wait(SECONDS_BETWEEN_LOOKS):
        if stop.exit_code != HUNG_UP or left.wait(SECONDS_TO_LEAVE):
            continue
        try:
            rescue()
        finally:
            os._exit(HUNG_UP)
