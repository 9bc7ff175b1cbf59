"""The dashboard on a terminal, where there is one: what `watch` and `train --watch` share."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

from glassnet.cli.signals import HUNG_UP, Stop
from glassnet.run.folder import RunFolder
from glassnet.run.run import Run

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
        folder: Keeps the run now and then.

    """
    # Textual takes a quarter of a second to load, and lines do without.
    from glassnet.tui.app import Dashboard  # noqa: PLC0415
    from glassnet.tui.stage import Stage  # noqa: PLC0415

    stage = Stage(run, keep=None if folder is None else folder.see)
    app = Dashboard(stage, run.table, leave_now=lambda: bool(stop))

    def rescue() -> None:
        app.trainer.close()
        if folder is not None:
            folder.save()
            folder.close()

    with _outliving(stop, rescue):
        try:
            app.run()
        finally:
            app.trainer.close()
    if app.trainer.failure is not None:
        raise app.trainer.failure
    return stage.run


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
