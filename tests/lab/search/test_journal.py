"""What was tried is kept, whatever stops the program; what is picked follows from it alone."""

from __future__ import annotations

import errno
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("optuna")

from glassnet.ground.errors import FileError
from glassnet.lab.search.journal import FIRST, NAME, mend, opened
from glassnet.lab.search.space import Choices, Range, Space
from glassnet.lab.search.trial import Outcome

SPACE = Space(
    (
        Range("learning_rate", 1e-4, 0.1),
        Choices("hidden", ("4", "8", "16"), ((4,), (8,), (16,)), ordered=True),
        Choices("optimizer", ("sgd", "adam"), ("sgd", "adam")),
    )
)
ENDINGS = ("done", "given up", "diverged", "refused")


def outcome(number, picks):
    """Return what comes of a trial: every ending in turn, and better the smaller the rate is."""
    ending = ENDINGS[number % 4] if number % 5 else "done"
    if ending == "refused":
        return Outcome("refused", reason="does not fit")
    curve = (picks["learning_rate"],) * (8 if ending == "done" else 2)
    return Outcome(ending, curve if ending != "diverged" else (float("inf"),), (0.5,))


def go(folder, count, *, stop=None, name="a", seed=0):
    """Pick and tell trials up to `count`, in groups of 4; end without telling at number `stop`."""
    with opened(folder, name, SPACE, seed) as journal:
        ended = {trial.number for trial in journal.trials()}
        for first in range(0, count, 4):
            numbers = range(first, min(first + 4, count))
            if ended.issuperset(numbers):
                continue
            picked = {number: journal.pick(number) for number in numbers}
            for number, picks in picked.items():
                if number == stop:
                    return journal.trials()
                journal.tell(number, outcome(number, picks))
        return journal.trials()


def test_trials_are_what_was_picked_and_told():
    """In memory and in order, each within the space."""
    trials = go(None, 20)
    assert [trial.number for trial in trials] == list(range(20))
    for trial in trials:
        assert 1e-4 <= trial.picks["learning_rate"] <= 0.1
        assert trial.picks["hidden"] in {"4", "8", "16"}
        assert trial.picks["optimizer"] in {"sgd", "adam"}
        assert trial.outcome == outcome(trial.number, trial.picks)
    assert len({trial.picks["learning_rate"] for trial in trials}) > 15


def test_the_same_seed_picks_the_same_in_memory_and_in_a_file(tmp_path):
    """Another seed picks others."""
    assert go(None, 16) == go(tmp_path / "kept", 16)
    assert go(None, 16) != go(None, 16, seed=1)


def test_what_came_of_trials_is_learned_from():
    """After the random ones, rates are picked nearer to the low end, where all is better."""
    rates = [trial.picks["learning_rate"] for trial in go(None, 60)]
    first, last = sorted(rates[:FIRST]), sorted(rates[-20:])
    assert last[len(last) // 2] < first[len(first) // 2] / 2


@pytest.mark.parametrize("stop", [0, 2, 4, 7, 13])
def test_stopped_and_gone_on_with_is_as_if_never_stopped(tmp_path, stop):
    """Wherever it stopped between two trials, all picks and outcomes are the same."""
    begun = go(tmp_path, 20, stop=stop)
    assert len(begun) == stop
    assert go(tmp_path, 20) == go(None, 20)


def test_every_place_where_a_line_may_be_torn_is_survived(tmp_path):
    """Cut after any byte of the last lines, the journal is read and ends as if never cut."""
    go(tmp_path, 6)
    path = tmp_path / NAME
    content, wanted = path.read_bytes(), go(None, 8)
    for cut in range(len(content) - 300, len(content), 23):
        path.write_bytes(content[:cut])
        assert go(tmp_path, 8) == wanted


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=60))
def test_what_is_cut_off_are_only_lines_that_are_none(tmp_path_factory, tail):
    """Whole lines stay, whatever a crash left behind them."""
    path = tmp_path_factory.mktemp("torn") / NAME
    whole = b'{"a":1}\n[2]\n'
    path.write_bytes(whole + tail)
    mend(path)
    left = path.read_bytes()
    assert left.startswith(whole)
    assert (whole + tail).startswith(left)
    if left:
        json.loads(left.splitlines()[-1])
    assert mend(path) == 0


@pytest.mark.parametrize("content", [b"my notes\n", b"my\nnotes of many lines", b"x"])
def test_somebody_elses_file_of_that_name_is_left_alone(tmp_path, content):
    """No line of it is ours, so none of it is cut off; the first torn line of a journal is."""
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(FileError, match=r"is no journal of a search; move it, or choose another"):
        go(tmp_path, 1)
    assert (tmp_path / NAME).read_bytes() == content
    (tmp_path / NAME).write_bytes(b'{"op_code":0,"wor')
    assert mend(tmp_path / NAME) == 17


def test_searches_of_another_name_do_not_mix(tmp_path):
    """Both are in one file, and each knows its own trials only."""
    one = go(tmp_path, 4)
    assert go(tmp_path, 8, name="b") != one
    assert go(tmp_path, 4) == one


def test_a_folder_in_use_is_refused_and_free_again(tmp_path):
    """One process writes at a time; nothing is left of the lock."""
    with (
        opened(tmp_path, "a", SPACE, 0),
        pytest.raises(FileError, match="in use"),
        opened(tmp_path, "a", SPACE, 0),
    ):
        pass
    go(tmp_path, 1)
    assert sorted(each.name for each in tmp_path.iterdir()) == [NAME]


def test_a_damaged_journal_is_told(tmp_path):
    """A line in the middle that is none cannot be left out: what follows counts on it."""
    go(tmp_path, 4)
    path = tmp_path / NAME
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], b"scribble\n", *lines[4:]]))
    with pytest.raises(FileError, match=r"is damaged .*remove it, or choose another folder"):
        go(tmp_path, 4)


def test_a_folder_that_cannot_be_is_told(tmp_path):
    """A file is in the way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"cannot keep a search in .*a part of the path is a file"):
        go(tmp_path / "file" / "kept", 1)
    with pytest.raises(FileError, match="file: it is a file; choose another folder"):
        go(tmp_path / "file", 1)


def test_a_full_disk_is_told_and_what_ended_stays(tmp_path, monkeypatch):
    """However often a write fails on the way, the same search goes on once there is room."""

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for room in (1, 5, 9, 20):
        synced, sync = [], os.fsync

        def limited(file, synced=synced, room=room, sync=sync):
            synced.append(file)
            return sync(file) if len(synced) <= room else full(file)

        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", limited)
            with pytest.raises(
                FileError, match=r"cannot write .*no space.*the same search goes on"
            ):
                go(tmp_path, 8)
    assert go(tmp_path, 8) == go(None, 8)
