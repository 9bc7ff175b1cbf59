"""A recording tells what happened as far as it is whole, wherever it is cut."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.ground.errors import FileError
from glassnet.program.probes import WeightNorm
from glassnet.run.commands import Change, SetLearningRate, SetParameter, SetWeight
from glassnet.run.frames import frame
from glassnet.run.history import History
from glassnet.run.recording import Recorder, Recording, first_frame, lost, read_recording
from glassnet.run.records import probes_to_records


@pytest.fixture
def recorder(tmp_path):
    """A recorder of an empty recording."""
    path = tmp_path / "history.log"
    path.write_bytes(first_frame({"made": {}}))
    return Recorder(path, Recording(size=path.stat().st_size)), path


@pytest.fixture
def probing(tmp_path):
    """A recorder of an empty recording of a run with probes."""
    path = tmp_path / "history.log"
    path.write_bytes(first_frame({"probes": probes_to_records((WeightNorm(),))}))
    return Recorder(path, Recording(size=path.stat().st_size)), path


def same(recording, run):
    """Hold what a file tells against the run itself."""
    assert recording.commands == list(run.commands)
    assert recording.history.steps == run.recorded
    for name, column in run.history.items():
        assert recording.history[name].tobytes() == column.tobytes()
    assert recording.history.evaluations == run.history.evaluations


def test_a_recording_holds_what_the_run_recorded(recorder, made):
    """Written in parts, a file tells the same columns, commands and evaluations, to the bit."""
    writer, path = recorder
    run = made()
    for steps in (1, 2, 0, 30, 2):
        run.advance(steps)
        writer.write(run)
        run.command(SetLearningRate(0.01 * (steps + 1)))
    run.command(SetParameter(0, np.ones((3, 4)).tolist()))
    writer.write(run)
    found = read_recording(path)
    same(found, run)
    assert found.size == writer.size == path.stat().st_size
    assert str(found) == "recording ends at step 35"


def test_what_a_command_in_the_past_makes_undone_is_undone_in_the_file(recorder, made):
    """Going back and giving a command forgets the steps after it, in the file as in the run."""
    writer, path = recorder
    run = made()
    run.advance(20)
    run.command(SetWeight(0, (0, 0), 0.5))
    run.advance(9)
    writer.write(run)
    for place, command in ((15, SetLearningRate(0.5)), (4, Change((("l2", 0.1),))), (2, None)):
        run.seek(place)
        if command is not None:
            run.command(command)
        writer.write(run)
        same(read_recording(path), run)
        run.advance(11)
        writer.write(run)
        same(read_recording(path), run)
    assert run.recorded == 15


def test_a_plateau_in_the_middle_of_an_epoch_of_writing_is_kept(recorder, made):
    """Commands that a schedule gives itself are recorded as those of people are."""
    from glassnet.nn.schedules import Plateau

    writer, path = recorder
    run = made(schedule=Plateau(patience=0, decay=0.5), learning_rate=0.2, epochs=30)
    while not run.done:
        run.advance(7)
        writer.write(run)
    assert len(run.commands) > 1
    same(read_recording(path), run)


def test_long_parts_come_in_several_frames(recorder, made, monkeypatch):
    """However many steps come at once, frames stay small, and nothing is missing."""
    writer, path = recorder
    monkeypatch.setattr("glassnet.run.recording.PART_STEPS", 3)
    run = made()
    run.advance(10)
    run.command(SetLearningRate(0.5))
    run.advance(1)
    writer.write(run)
    same(read_recording(path), run)


def test_cut_at_any_byte_it_tells_what_is_whole(recorder, made):
    """Every cut opens, holds a beginning of the run, and says where it ends."""
    writer, path = recorder
    run = made()
    ends = [writer.size]
    for steps in (3, 4):
        run.advance(steps)
        writer.write(run)
        ends.append(writer.size)
    content = path.read_bytes()
    for size in range(len(content)):
        path.write_bytes(content[:size])
        found = read_recording(path)
        steps = found.history.steps
        assert steps == {0: 0, 1: 0, 2: 3}[sum(size >= end for end in ends)]
        assert found.history["loss"].tolist() == run.history["loss"][:steps].tolist()
        whole = size in (0, *ends)
        assert str(found) == f"recording ends at step {steps}{'' if whole else ' (cut)'}"


def test_a_flipped_bit_ends_it_there(recorder, made):
    """Nothing behind a damaged frame is believed, and nothing before it is lost."""
    writer, path = recorder
    run = made()
    for _ in range(3):
        run.advance(4)
        writer.write(run)
    content = path.read_bytes()
    for place in range(0, len(content), 5):
        spoiled = bytearray(content)
        spoiled[place] ^= 1 << place % 8
        path.write_bytes(spoiled)
        found = read_recording(path)
        assert found.fault
        assert found.size <= place
        steps = found.history.steps
        assert found.history["loss"].tolist() == run.history["loss"][:steps].tolist()


def test_reading_a_part_of_it_does_not_look_further(recorder, made):
    """A checkpoint counts on a number of bytes; what stands behind them is not its business."""
    writer, path = recorder
    run = made()
    run.advance(3)
    writer.write(run)
    size = writer.size
    run.advance(3)
    writer.write(run)
    assert read_recording(path, size).history.steps == 3
    assert read_recording(path, size).fault == ""
    assert read_recording(path, size - 1).fault == "cut"


def test_who_goes_on_writes_over_what_was_not_counted_on(recorder, made):
    """After a fall-back to an earlier size, the file goes on from there."""
    writer, path = recorder
    run = made()
    run.advance(3)
    writer.write(run)
    size = writer.size
    run.advance(3)
    writer.write(run)
    again = Recorder(path, read_recording(path, size))
    again.write(run)
    same(read_recording(path), run)


def test_what_probes_measured_is_recorded(probing, made):
    """Columns of any name come back to the bit, also after a command in the past."""
    writer, path = probing
    run = made(probes=(WeightNorm(),))
    writer.write(run)
    for steps in (5, 0, 9):
        run.advance(steps)
        writer.write(run)
        same(read_recording(path), run)
    assert set(read_recording(path).history) == {
        *("loss", "learning_rate", "weight_norm/0.weights", "weight_norm/0.bias"),
        *("weight_norm/2.weights", "weight_norm/2.bias"),
    }
    run.seek(0)
    run.command(SetLearningRate(0.5))
    run.advance(4)
    writer.write(run)
    same(read_recording(path), run)


def test_a_recording_from_before_there_were_probes_can_be_read(recorder, made, monkeypatch):
    """Format 1 had losses and rates alone, and reads as it did."""
    writer, path = recorder
    monkeypatch.setattr("glassnet.run.recording.FORMAT", 1)
    path.write_bytes(first_frame({"made": {}}))
    monkeypatch.undo()
    writer = Recorder(path, read_recording(path))
    run = made()
    run.advance(7)
    writer.write(run)
    found = read_recording(path)
    assert found.facts == {"recording": 1, "made": {}}
    same(found, run)


def columns(*names, steps=2):
    """Return arrays of a frame with these columns."""
    return {f"columns/{name}": np.zeros(steps) for name in names}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("loss", "x"), ()),
        (("loss", "learning_rate", "x"), ("loss", "learning_rate")),
        (("loss", "learning_rate", "x"), ("loss", "learning_rate", "y")),
        (("loss", "learning_rate", *map(str, range(5_000))), ()),
    ],
    ids=["a rate missing", "one fewer", "another", "too many"],
)
def test_columns_that_do_not_go_on_are_damage(probing, first, second):
    """Losses and rates are always there, a column never goes, and their number is bounded."""
    _, path = probing
    with path.open("ab") as file:
        file.write(frame({"first": 0}, columns(*first)))
        file.write(frame({"first": 2}, columns(*second)) if second else b"")
    found = read_recording(path)
    assert found.fault.startswith("damaged: its columns are")
    assert found.history.steps == (2 if second else 0)


HOSTILE = (
    ({"first": 0}, columns("loss", "learning_rate", "x")),
    ({"first": 1}, {"columns/loss": np.zeros(2), "columns/learning_rate": np.zeros(2)}),
    ({"first": 0}, {"columns/loss": np.zeros(2), "columns/learning_rate": np.zeros(3)}),
    ({"first": 0}, {"columns/loss": np.zeros((2, 2)), "columns/learning_rate": np.zeros((2, 2))}),
    ({"first": 0}, {"columns/loss": np.zeros(2)}),
    ({"first": 0}, {"columns/loss": np.zeros(2), "columns/os": np.zeros(2)}),
    ({"commands": "x"}, {}),
    ({"commands": [{"step": 0, "command": "Pickle"}]}, {}),
    ({}, {"evaluations/step": np.zeros(2)}),
)


@pytest.mark.parametrize(("facts", "arrays"), HOSTILE)
def test_a_part_that_cannot_follow_is_damage(recorder, facts, arrays):
    """A frame with a right checksum and wrong content ends the recording, in words."""
    _, path = recorder
    with path.open("ab") as file:
        file.write(frame(facts, arrays))
    found = read_recording(path)
    assert found.fault.startswith("damaged: ")
    assert (found.history.steps, found.commands, found.ended) == (0, [], "")


def test_what_is_no_recording_is_told(tmp_path):
    """Another file by its name holds nothing; a newer one is refused with both formats."""
    path = tmp_path / "history.log"
    for content in (b"hello, world, this is text", frame({"x": 1}, {}), b"\0" * 100):
        path.write_bytes(content)
        found = read_recording(path)
        assert (found.size, bool(found.fault)) == (0, True)
    path.write_bytes(frame({"recording": 4}, {}))
    with pytest.raises(FileError, match=r"history.log: it has format 4, this program reads up to"):
        read_recording(path)
    with pytest.raises(FileError, match="there is no such file"):
        read_recording(tmp_path / "none")


def test_how_it_ended_is_told_until_it_goes_on(recorder, made):
    """The reason why a run could not go on stands in its recording, until it did."""
    writer, path = recorder
    run = made()
    run.advance(2)
    writer.write(run, "step 3: the loss is inf")
    assert read_recording(path).ended == "step 3: the loss is inf"
    run.advance(2)
    writer.write(run)
    assert read_recording(path).ended == ""


def test_lost_steps_are_not_numbers():
    """What nobody can tell any more is NaN, not a guess."""
    history = History()
    history.append({"loss": np.ones(2), "learning_rate": np.ones(2)})
    lost(history, 5)
    assert np.isnan(history["loss"]).tolist() == [False, False, True, True, True]
    lost(history, 3)
    assert history.steps == 5
