"""A run's folder opened to look into: nothing is written, and nobody is disturbed."""

from __future__ import annotations

from pathlib import Path

from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.atomic import PathName
from glassnet.run.places import RECORDING, require_run
from glassnet.run.resuming import (
    at_start,
    fitting,
    history_of,
    kept_recording,
    newest,
)
from glassnet.run.run import Run


def open_run(path: PathName, data: str | None = None, machines: Machines = ALONE) -> Run:
    """Return the run in the folder `path` as its newest whole checkpoint has it.

    What is done with the run stays in memory: the folder is as it was.

        run = gn.open_run("iris.run")
        run.look(120)

    Args:
        path: The folder.
        data: The file with the data, if it is not any more where it was.
        machines: How many devices compute.

    Raises:
        FileError: no folder of a run, or all its checkpoints are damaged.
        DataError: the data changed since.

    """
    folder = Path(path)
    require_run(folder, "open")
    found, file, notes = newest(folder)
    if found is None or file is None:
        return at_start(folder, data, machines)
    run = fitting(folder, (found, file), data, machines, notes)
    kept, missing = kept_recording(folder / RECORDING, found)
    run.restore(found.state, found.commands, history_of(kept, found, missing, notes), found.best)
    return run
