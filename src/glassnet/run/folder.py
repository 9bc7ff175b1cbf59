"""A run's folder: it survives whatever stops the program, and is all that is needed to go on.

    NAME.run/experiment.toml            what is done, for people
    NAME.run/checkpoint-NUMBER.safetensors   where it is: everything to go on, the last two
    NAME.run/history.log                what happened, step by step
    NAME.run/lock                       who writes here, while somebody does

The log reaches the disk before the checkpoint that counts on it, and a checkpoint takes its name
only when it is whole. So at every moment the last checkpoint that has a name is a place to go on
from, and the log holds at least what came before it. How often one is made, a clock decides;
what is in it, never.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, final

import numpy as np

from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.errors import DivergedError, FileError, UsageError
from glassnet.program.experiment_file import experiment_to_json, write_experiment
from glassnet.run import checkpoint
from glassnet.run.lock import Lock, take
from glassnet.run.observers import Observer
from glassnet.run.parts import FIRST_PART, next_part
from glassnet.run.places import (
    EXPERIMENT,
    RECORDING,
    checkpoint_path,
    checkpoints,
    make_folder,
    number_of,
    require_empty,
)
from glassnet.run.provenance import data_facts, made_here
from glassnet.run.recording import Recorder, Recording, first_frame
from glassnet.run.records import probes_to_records
from glassnet.run.run import Run

SECONDS = 5.0  # between two checkpoints, at least
SHARE = 20  # and at least so many times what the last one took
KEPT = 2


@final
class RunFolder:
    """The folder of a run, which no other process writes to until this one closes it.

        with create("iris.run", run) as folder:
            while not run.done:
                run.advance_epoch()
                folder.see()

    On leaving, the last state is saved; if the run diverged, the last finite one. Where the folder
    cannot be written any more that is a FileError; or, if `keep_going` is set, the run goes on,
    `unkept` tells why what comes after `kept_step` is not kept, and saving is tried again.

    Args:
        path: The folder.
        run: The run.
        lock: The right to write there.
        recorder: Goes on with its recording.
        facts: Which data it learns from, and what it is made with.
        kept: The checkpoints that are whole, the newest last.

    """

    def __init__(
        self,
        path: Path,
        run: Run,
        lock: Lock,
        recorder: Recorder,
        facts: Mapping[str, Any],
        kept: Sequence[Path] = (),
    ) -> None:
        """Take over a folder that is ready; `create` and `resume` make it so."""
        self.path = path
        self.run = run
        self.notes: tuple[str, ...] = ()
        self.keep_going = False
        self.unkept = ""
        self.kept_step = run.step
        self._lock = lock
        self._recorder = recorder
        self._kept = list(kept)
        self._number = max(map(number_of, checkpoints(path)), default=0)
        self._facts = facts
        self._saved = _marker(run) if kept else None
        self.clock: Callable[[], float] = time.monotonic
        self._due: float | None = None
        self._part = FIRST_PART

    def __enter__(self) -> RunFolder:
        """Return the folder."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Save what the run has come to, unless something else is wrong, and let go."""
        try:
            if isinstance(error, DivergedError):
                self.save(ended=str(error))
            elif error is None:
                self.save()
        finally:
            self.close()

    def finish(self, observe: Observer | None = None) -> None:
        """Train to the end as `run.finish` does, and save where the run is every few seconds.

        Raises:
            FileError: the folder cannot be written any more.
            DivergedError: as `run.advance`.

        """
        with self.run.observers.also(observe):
            while not self.run.done:
                before, begun = self.clock(), self.run.step
                self.run.advance_part(self._part)
                self._part = next_part(self.run.step - begun, self.clock() - before)
                self.see()

    def see(self) -> None:
        """Save where the run is, if the last time is long enough ago."""
        before = after = self.clock()
        if self._due is not None and before < self._due:
            return
        if self._due is not None:
            self.save()
            after = self.clock()
        self._due = after + max(SECONDS, SHARE * (after - before))

    def save(self, ended: str = "") -> None:
        """Save where the run is, if it is not where it was; `ended` tells why it cannot go on.

        Raises:
            FileError: it cannot be written, and nobody said `keep_going`; what was saved before is
                whole.

        """
        try:
            self._save(ended)
        except FileError as error:
            if not self.keep_going:
                raise
            self.unkept = str(error)
        else:
            self.unkept, self.kept_step = "", self.run.step

    def _save(self, ended: str) -> None:
        """Write what is new, and then the checkpoint that counts on it."""
        marker = _marker(self.run)
        if (marker == self._saved and not ended) or not _finite(self.run):
            return
        self._recorder.write(self.run, ended)
        path = checkpoint_path(self.path, self._number + 1)
        checkpoint.save(path, self.run, self._facts, self._recorder.size, ended)
        self._number += 1
        self._saved = marker
        self._kept = [*self._kept, path][-KEPT:]
        for old in checkpoints(self.path):
            if old not in self._kept:
                with contextlib.suppress(OSError):
                    old.unlink()

    def close(self) -> None:
        """Let other processes have the folder."""
        self._lock.release()


def create(path: PathName, run: Run) -> RunFolder:
    """Make the folder of `run` and save where it stands.

    Raises:
        UsageError: the run's data have no name by which they could be found again.
        FileError: the folder exists and is not empty, or cannot be written.

    """
    folder = Path(path)
    _require_keepable(run)
    new = make_folder(folder)
    try:
        return _created(folder, run)
    except BaseException:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _created(folder: Path, run: Run) -> RunFolder:
    """Write the first files into an empty folder, or none."""
    lock = take(folder)
    begun: list[Path] = []
    try:
        require_empty(folder)
        begun = [folder / EXPERIMENT, folder / RECORDING]
        write_experiment(folder / EXPERIMENT, run.first_experiment)
        facts = facts_of(run)
        opened = RunFolder(folder, run, lock, new_recorder(folder, run, facts), facts)
        opened.save()
    except BaseException:
        _unmake([*begun, *checkpoints(folder)] if begun else [])
        lock.release()
        raise
    return opened


def facts_of(run: Run) -> dict[str, Any]:
    """Return which data `run` reads, what it is made with, and what it measures."""
    choices = run.first_experiment.data
    source = choices.source if choices is not None else ""
    return {
        "data": data_facts(run.table.source, source),
        "made": made_here(run.engine),
        "probes": probes_to_records(run.probes),
    }


def new_recorder(folder: Path, run: Run, facts: Mapping[str, Any]) -> Recorder:
    """Begin the recording of `run` anew."""
    head = first_frame({**facts, "experiment": experiment_to_json(run.first_experiment)})
    write_atomically(folder / RECORDING, [head])
    return Recorder(folder / RECORDING, Recording(size=len(head)))


def _require_keepable(run: Run) -> None:
    probes_to_records(run.probes)  # or it says which of them cannot be kept
    choices = run.first_experiment.data
    if choices is None or not choices.source:
        raise UsageError(
            f"a run folder names the data it learns from, and {run.table.source.name} have no "
            "name; write them to a file first, and train on that."
        )


def _unmake(paths: Sequence[Path]) -> None:
    """Remove what was begun and cannot be finished."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _marker(run: Run) -> tuple[Any, ...]:
    """Return what tells whether anything happened since."""
    return run.step, run.recorded, run.commands, len(run.history.evaluations)


def _finite(run: Run) -> bool:
    """Tell whether there is anything to keep: weights that are not finite are not."""
    state = run.state
    arrays = [*state.params.values(), *state.memory.values()]
    return all(bool(np.isfinite(array).all()) for array in arrays)
