"""`history.log`: what happened in a run, part after part, readable wherever it is cut.

It is a file of frames. The first tells what runs; each further one is a part of the run: commands
that were given, then columns of steps, then evaluations. A command given in the past forgets what
was recorded after its step, here as in the run. The file only grows; what a killed process wrote
beyond its last checkpoint is written over by whoever goes on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName, in_words
from glassnet.ground.errors import DataError, FileError, UsageError, one_line
from glassnet.ground.reading import reading
from glassnet.run.commands import Recorded
from glassnet.run.frames import CUT, frame, named, read_frame, with_kind
from glassnet.run.history import History
from glassnet.run.records import (
    command_from_record,
    command_to_record,
    evaluations_from_arrays,
    evaluations_to_arrays,
)
from glassnet.run.run import Run

FORMAT = 2  # since 2 a run may have probes, each with columns of its own
MOST_COLUMNS = 4_096
PART_STEPS = 1 << 20  # steps in one frame, so that reading needs little memory


@final
@dataclass
class Recording:
    """What a recording holds, as far as it is whole.

    Args:
        facts: What the first frame tells: the experiment, the probes, the data, and what made it.
        history: The columns and evaluations.
        commands: What was changed on the way.
        size: The bytes up to the end of the last whole frame.
        ended: Why the run could not go on, if something stopped it.
        fault: Why the file was not read to its end, or nothing.

    """

    facts: dict[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    commands: list[Recorded] = field(default_factory=list)
    size: int = 0
    ended: str = ""
    fault: str = ""

    def __str__(self) -> str:
        """Return how far it reaches, in words."""
        told = f"recording ends at step {self.history.steps:,}"
        return f"{told} ({self.fault})" if self.fault else told

    def apply(self, facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        """Let a part happen, or raise DataError where it does not follow what is recorded."""
        commands = commands_from(facts.get("commands", []), arrays)
        columns, evaluated = named(arrays, "columns"), named(arrays, "evaluations")
        evaluations = evaluations_from_arrays(evaluated) if evaluated else []
        kept = min([self.history.steps, *(each.step for each in commands)])
        if columns:
            _require_names(columns, self.history, bool(self.facts.get("probes")))
            _require_next(columns, facts.get("first"), kept)
        for recorded in commands:
            self.commands = [each for each in self.commands if each.step <= recorded.step]
            self.commands.append(recorded)
        self.history.cut(kept)
        self.history.append(columns)
        self.history.evaluations.extend(evaluations)
        self.ended = one_line(facts.get("ended", ""), 1_000)


def read_recording(path: PathName, size: int | None = None) -> Recording:
    """Return what `path`, or its first `size` bytes, hold as far as it is whole.

    Raises:
        FileError: there is no such file, or a newer program wrote it.

    """
    found = Recording()
    with reading(path) as file:
        end = os.fstat(file.fileno()).st_size
        limit = end if size is None else min(size, end)
        while found.size < limit and not found.fault:
            _read_part(file, found, limit - found.size)
        given = found.facts.get("recording", FORMAT)
        if given > FORMAT:
            raise DataError(f"it has format {given}, this program reads up to {FORMAT}")
    return found


def _read_part(file: BufferedReader, found: Recording, left: int) -> None:
    """Let the next frame of `file` happen in `found`, or note why that cannot be."""
    try:
        length, facts, arrays = read_frame(file, left)
        if found.size:
            found.apply(facts, arrays)
        elif _begins(facts):
            found.facts = facts
        found.size += length
    except (DataError, UsageError) as fault:
        told = str(fault)
        found.fault = told if told == CUT else f"damaged: {one_line(told, 200)}"


def _require_names(columns: Mapping[str, Array], known: History, probes: bool) -> None:
    """Refuse columns other than the known; probes may have more, which come with their steps."""
    more = probes and set(columns) >= set(known) and len(columns) <= MOST_COLUMNS
    if set(columns) != set(known) and not more:
        raise DataError(f"its columns are {one_line(sorted(columns))}, not {', '.join(known)}")


def _require_next(columns: Mapping[str, Array], first: object, kept: int) -> None:
    """Refuse columns that are not those of the steps from `kept` on."""
    shapes = {array.shape for array in columns.values()}
    if first != kept or len(shapes) != 1 or len(next(iter(shapes))) != 1:
        raise DataError(f"its steps go on at {one_line(first)}, not at {kept}")


def first_frame(facts: Mapping[str, Any]) -> bytes:
    """Return the frame with which a recording begins."""
    return frame({"recording": FORMAT, **facts}, {})


@final
class Recorder:
    """Appends to a recording what is new in a run.

    Args:
        path: The file, which exists.
        recording: What it holds that stays; whatever stands behind that is written over.

    """

    def __init__(self, path: Path, recording: Recording) -> None:
        """Go on behind `recording`, of which only numbers are kept."""
        self._path = path
        self.size = recording.size
        self._commands = tuple(recording.commands)
        self._steps = recording.history.steps
        self._evaluated = recording.history.evaluations.rows["step"].copy()

    def write(self, run: Run, ended: str = "") -> None:
        """Append what `run` has and the file has not, and wait until the disk has it.

        Raises:
            FileError: it cannot be written; what the file held before can still be read.

        """
        commands, steps, evaluated = run.commands, self._steps, self._evaluated
        new = commands[common(self._commands, commands) :]
        for recorded in new:
            steps = min(steps, recorded.step)
            evaluated = evaluated[evaluated <= recorded.step]
        self._append(b"".join(_parts(run, new, steps, len(evaluated), ended)))
        self._commands, self._steps = commands, run.recorded
        self._evaluated = run.history.evaluations.rows["step"].copy()

    def _append(self, frames: bytes) -> None:
        if not frames:
            return
        try:
            descriptor = os.open(self._path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
            try:
                _write_at(descriptor, self.size, frames)
            finally:
                os.close(descriptor)
        except OSError as error:
            shown = one_line(self._path, 300)
            raise FileError(f"cannot write {shown}: {in_words(error)}.") from error
        self.size += len(frames)


def commands_to(commands: Sequence[Recorded]) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """Return commands as plain data, and arrays by name."""
    records = [command_to_record(each) for each in commands]
    arrays = {f"commands/{i}": array for i, (_, array) in enumerate(records) if array is not None}
    return [data for data, _ in records], arrays


def commands_from(listed: object, arrays: Mapping[str, Array]) -> list[Recorded]:
    """Return the commands of plain data and arrays."""
    if not isinstance(listed, list):
        raise DataError(f"its commands must be a list, got {one_line(listed)}")
    return [
        command_from_record(data, arrays.get(f"commands/{number}"), f"commands[{number}]")
        for number, data in enumerate(listed)
    ]


def columns_of(run: Run, first: int, last: int) -> dict[str, Array]:
    """Return the columns of the steps `first` … `last` − 1, in the dtype that the engine gave."""
    dtype = run.experiment.dtype
    cut = {name: column[first:last].astype(dtype) for name, column in run.history.items()}
    return with_kind("columns", cut)


def common(a: Sequence[Recorded], b: Sequence[Recorded]) -> int:
    """Return how many commands both begin with."""
    alike = (one == other for one, other in zip(a, b, strict=False))
    return next((place for place, same in enumerate(alike) if not same), min(len(a), len(b)))


def _begins(facts: Mapping[str, Any]) -> bool:
    """Refuse facts with which no recording begins."""
    given = facts.get("recording")
    if type(given) is not int or given < 1:
        raise DataError(f"no recording begins with {one_line(facts)}")
    return True


def _parts(
    run: Run, commands: Sequence[Recorded], steps: int, evaluated: int, ended: str
) -> Iterator[bytes]:
    """Yield frames with the commands, the steps from `steps` on, and the new evaluations."""
    facts: dict[str, Any] = {}
    arrays: dict[str, Array] = {}
    if commands:
        facts["commands"], arrays = commands_to(commands)
    for first in range(steps, run.recorded, PART_STEPS):
        last = min(first + PART_STEPS, run.recorded)
        facts, arrays = {**facts, "first": first}, {**arrays, **columns_of(run, first, last)}
        if last < run.recorded:
            yield frame(facts, arrays)
            facts, arrays = {}, {}
    new = run.history.evaluations[evaluated:]
    if new:
        arrays = {**arrays, **with_kind("evaluations", evaluations_to_arrays(new))}
    if ended:
        facts["ended"] = ended
    if facts or arrays:
        yield frame(facts, arrays)


def _write_at(descriptor: int, place: int, content: bytes) -> None:
    """Let the file end with `content` from `place` on; if that fails, at `place` again."""
    os.ftruncate(descriptor, place)
    os.lseek(descriptor, place, os.SEEK_SET)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, place)
        raise


def lost(columns: History, steps: int) -> None:
    """Let `columns` reach to `steps`: what nobody can tell any more is NaN."""
    missing = np.full(max(0, steps - columns.steps), np.nan)
    columns.append(dict.fromkeys(columns, missing))
