"""Going on with a run that was stopped: what its folder holds, held against what is here.

Nothing is believed: checksums, the experiment's file, the data's digest, every shape. What is
damaged is named, and the rest is used; what cannot be exact here is measured and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from glassnet.data.source import Source
from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.atomic import PathName
from glassnet.ground.errors import (
    DataError,
    ExperimentError,
    FileError,
    NewerFormatError,
    UsageError,
    one_line,
)
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import experiment_to_json, read_experiment
from glassnet.run import checkpoint, table, training
from glassnet.run.checkpoint import Checkpoint
from glassnet.run.evaluation import packed_evaluations
from glassnet.run.exactness import exactness
from glassnet.run.folder import RunFolder, facts_of, new_recorder
from glassnet.run.history import History
from glassnet.run.lock import Lock, take
from glassnet.run.places import EXPERIMENT, RECORDING, checkpoints, require_run
from glassnet.run.provenance import (
    data_facts,
    made_here,
    require_same_data,
    storable_path,
)
from glassnet.run.recording import Recorder, Recording, common, lost, read_recording
from glassnet.run.records import probes_from_records, probes_to_records
from glassnet.run.run import Run
from glassnet.run.tensors import memory_of_this_machine


def resume(path: PathName, data: str | None = None, machines: Machines = ALONE) -> RunFolder:
    """Open the folder `path` and stand where its run stood; `notes` tells what is to be known.

        with gn.resume("iris.run") as folder:
            folder.finish()
        folder.run.model.predict("iris")

    Until the folder is closed nobody else can write there. To look only, there is `gn.open_run`.

    Args:
        path: The folder.
        data: The file with the data, if it is not any more where it was.
        machines: How many devices compute from here on, whatever it was before.

    Raises:
        FileError: no folder of a run; all its checkpoints are damaged; or another process has it.
        DataError: the data changed since.

    """
    folder = Path(path)
    require_run(folder, "resume")
    lock = take(folder)
    try:
        return _opened(folder, lock, data, machines)
    except BaseException:
        lock.release()
        raise


def newest(folder: Path) -> tuple[Checkpoint | None, Path | None, list[str]]:
    """Return the newest whole checkpoint and its file, and what is wrong about later ones.

    Raises:
        NewerFormatError: a newer program wrote the newest.
        FileError: there are some, and none is whole.

    """
    faults: list[str] = []
    for path in checkpoints(folder):
        try:
            return checkpoint.load(path), path, faults
        except NewerFormatError:
            raise
        except FileError as error:
            faults.append(str(error))
    if faults:
        raise FileError(f"no checkpoint in {one_line(folder, 300)} can be used: {' '.join(faults)}")
    return None, None, faults


def _opened(folder: Path, lock: Lock, data: str | None, machines: Machines) -> RunFolder:
    """Return the folder with its run where the newest whole checkpoint stands."""
    found, path, faults = newest(folder)
    notes = [f"took over from {lock.taken_over}, which was killed."] if lock.taken_over else []
    if found is None or path is None:
        opened = _begun(folder, lock, data, machines)
        notes.append("no checkpoint was made yet; it begins at step 0.")
    else:
        notes += [f"{told} It goes on from the checkpoint before." for told in faults]
        run = fitting(folder, (found, path), data, machines, notes)
        made, probes = made_here(run.engine), probes_to_records(run.probes)
        facts = {"data": _moved(found.facts["data"], data), "made": made, "probes": probes}
        recorder, history = _recording(folder, found, (run, facts), notes)
        run.restore(found.state, found.commands, history, found.best)
        opened = RunFolder(folder, run, lock, recorder, facts, [path])
        notes += exactness(run, found.facts["made"], made)
    opened.notes = tuple(notes)
    return opened


def fitting(
    folder: Path,
    newest: tuple[Checkpoint, Path],
    data: str | None,
    machines: Machines,
    notes: list[str],
) -> Run:
    """Return the run before its first step, once the checkpoint is known to fit it."""
    found, path = newest
    _require_agreed(folder / EXPERIMENT, found, notes)
    run = _run(found, data, machines)
    try:
        checkpoint.require_fit(found, run.state)
    except (FileError, UsageError) as error:
        raise FileError(f"cannot go on from {one_line(path, 300)}: {error}") from error
    return run


def at_start(folder: Path, data: str | None, machines: Machines) -> Run:
    """Return the run of a folder in which nothing but the experiment is known."""
    experiment = read_experiment(folder / EXPERIMENT)
    told = read_recording(folder / RECORDING).facts if (folder / RECORDING).exists() else {}
    probes = probes_from_records(told.get("probes", []))
    return training.repeat(experiment, _source(experiment, {}, data), probes, machines)


def _begun(folder: Path, lock: Lock, data: str | None, machines: Machines) -> RunFolder:
    """Return a folder whose run is before its first step."""
    run = at_start(folder, data, machines)
    facts = facts_of(run)
    return RunFolder(folder, run, lock, new_recorder(folder, run, facts), facts)


def _require_agreed(path: Path, found: Checkpoint, notes: list[str]) -> None:
    """Refuse a file for people that contradicts the checkpoint's own experiment."""
    try:
        told = read_experiment(path)
    except (FileError, ExperimentError) as error:
        reason = error.mistakes[0] if isinstance(error, ExperimentError) else str(error)
        notes.append(f"{reason.removesuffix('.')}; the checkpoint's own experiment is used.")
        return
    here, there = experiment_to_json(told), experiment_to_json(found.experiment)
    for place, one, other in _differences(here, there, ""):
        raise FileError(
            f"{one_line(path, 300)} has {place} = {one_line(one)}, the checkpoint was made with "
            f"{one_line(other)}; undo the change, or begin another run with it."
        )


def _differences(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield the places at which two experiments differ, with both sides."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys((*one, *other)):
            path = f"{place}.{name}".removeprefix(".")
            yield from _differences(one.get(name, "nothing"), other.get(name, "nothing"), path)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from _differences(a, b, f"{place}[{number}]")
    elif one != other:
        yield place, one, other


def _run(found: Checkpoint, data: str | None, machines: Machines) -> Run:
    """Return the run before its first step, on the data it began with."""
    then = found.facts["data"]
    source = _source(found.experiment, then, data)
    name = one_line(then.get("name"))
    try:
        run = training.repeat(found.experiment, source, found.probes, machines)
    except (DataError, UsageError) as error:
        require_same_data(then, data_facts(source, name))
        raise DataError(f"cannot read the data of the run any more: {error}") from error
    require_same_data(then, data_facts(run.table.source, name))
    return run


def _source(experiment: Experiment, then: Mapping[str, Any], data: str | None) -> Source:
    """Open the data: where one says, where they were, or else by the name that was typed."""
    choices = experiment.data
    if choices is None or not choices.source:
        raise UsageError(f"the experiment names no data ({one_line(choices)}); so it has no run.")
    place = then.get("path")
    known = isinstance(place, str) and place and Path(place).exists()
    wanted = data if data is not None else str(place) if known else choices.source
    try:
        return table.open_table(replace(choices, source=wanted))
    except FileError as error:
        raise FileError(f"{error} Name the file where it is now.") from error


def _moved(then: Mapping[str, Any], data: str | None) -> dict[str, Any]:
    """Return the facts of the same data, with the place where they are now."""
    return dict(then) if data is None else {**then, "path": storable_path(data)}


def _recording(
    folder: Path, found: Checkpoint, new: tuple[Run, Mapping[str, Any]], notes: list[str]
) -> tuple[Recorder, History]:
    """Return who goes on with the recording, and the history up to the checkpoint.

    Where nothing of the recording is left, it begins anew, with the run and the facts of `new`.
    """
    kept, missing = kept_recording(folder / RECORDING, found)
    recorder = Recorder(folder / RECORDING, kept) if kept.size else new_recorder(folder, *new)
    return recorder, history_of(kept, found, missing, notes)


def kept_recording(path: Path, found: Checkpoint) -> tuple[Recording, str]:
    """Return what is left of the recording, and in words where it ends."""
    try:
        kept = read_recording(path, found.recording)
    except FileError as error:
        if path.exists():
            raise
        return Recording(), str(error)
    if kept.size:
        _require_own(path, kept, found)
    return kept, f"{one_line(path, 300)}: {kept}."


def history_of(kept: Recording, found: Checkpoint, missing: str, notes: list[str]) -> History:
    """Return the history up to the checkpoint; a note tells what it lacks."""
    whole = kept.size == found.recording and kept.history.steps == found.recorded
    if not whole:
        notes.append(f"{missing} {_mend(kept.history, kept, found)}")
    kept.history.evaluations = packed_evaluations(found.evaluations)
    return kept.history


def _require_own(path: Path, kept: Recording, found: Checkpoint) -> None:
    """Refuse the recording of another run."""
    there = {"experiment": experiment_to_json(found.experiment), "data": found.facts["data"]}
    here = {name: kept.facts.get(name) for name in there}
    there["probes"] = probes_to_records(found.probes)
    here["probes"] = kept.facts.get("probes", [])
    there["data"], here["data"] = _without_path(there["data"]), _without_path(here["data"])
    for place, one, other in _differences(here, there, ""):
        raise FileError(
            f"{one_line(path, 300)} is of another run: {place} is {one_line(one)}, the checkpoint "
            f"has {one_line(other)}; move it away."
        )


def _without_path(data: object) -> object:
    """Return facts of data that stay when a file is moved."""
    return {**data, "path": ""} if isinstance(data, Mapping) else data


def _mend(history: History, kept: Recording, found: Checkpoint) -> str:
    """Let `history` reach to the checkpoint; return in words what it lacks."""
    since = found.recorded - len(found.columns.get("loss", ()))
    new = found.commands[common(kept.commands, found.commands) :]
    history.cut(min([since, *(recorded.step for recorded in new)]))
    first = history.steps
    if 8 * len(history) * (since - first) > memory_of_this_machine():
        raise FileError(f"the history lacks {since - first:,} steps, more than memory can hold.")
    lost(history, since)
    history.append(found.columns)
    if since == first:
        return "The checkpoint has the rest."
    return f"The losses of the steps {first + 1:,} … {since:,} are lost; the run itself is whole."
