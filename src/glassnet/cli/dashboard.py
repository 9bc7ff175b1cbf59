"""The dashboard on a terminal, where there is one: what `watch` and `train --watch` share."""

from __future__ import annotations

import os
import sys

from glassnet.cli.signals import Stop
from glassnet.run.folder import RunFolder
from glassnet.run.run import Run


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
    try:
        app.run()
    finally:
        app.trainer.close()
    if app.trainer.failure is not None:
        raise app.trainer.failure
    return stage.run
