"""Where the files of a run lie, and which folder is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import FileError
from glassnet.run.places import (
    checkpoint_path,
    checkpoints,
    make_folder,
    number_of,
    require_empty,
    require_run,
)


@settings(max_examples=30)
@given(st.sets(st.integers(0, 10**7), max_size=5))
def test_checkpoints_are_found_the_newest_first(tmp_path_factory, numbers):
    """By their number, however many digits it has; other files are none."""
    folder = tmp_path_factory.mktemp("run")
    for number in numbers:
        checkpoint_path(folder, number).touch()
    (folder / "checkpoint-x.safetensors").touch()
    (folder / "history.log").touch()
    found = checkpoints(folder)
    assert [number_of(path) for path in found] == sorted(numbers, reverse=True)
    assert number_of(folder / "history.log") == 0


def test_a_folder_that_is_not_there_has_none(tmp_path):
    """Nor has a file."""
    assert checkpoints(tmp_path / "no") == []


def test_what_cannot_be_a_run_is_told(tmp_path):
    """A long name, a file, nothing, and something else; each in its own words."""
    (tmp_path / "a.run").mkdir()
    (tmp_path / "file").touch()
    for name, told in (
        ("x" * 256, "a name has at most 255 characters"),
        ("file", "it is no folder"),
        ("b.run", 'there is no such folder. Did you mean "a.run"'),
        ("a.run", "it holds no run"),
        ("no/where", "there is no such folder"),
    ):
        with pytest.raises(FileError, match=r"^cannot look at ") as error:
            require_run(tmp_path / name, "look at")
        assert told in str(error.value)
    checkpoint_path(tmp_path / "a.run", 1).touch()
    require_run(tmp_path / "a.run", "look at")


def test_a_new_folder_is_told_from_an_old_one(tmp_path):
    """What was there before is not to be removed again."""
    assert make_folder(tmp_path / "a.run")
    assert not make_folder(tmp_path / "a.run")
    require_empty(tmp_path / "a.run")
    (tmp_path / "a.run/notes.txt").touch()
    with pytest.raises(FileError, match=r"is not empty \(notes.txt\)"):
        require_empty(tmp_path / "a.run")
