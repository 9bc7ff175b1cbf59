"""Where the model and the experiment go, and what stays untouched."""

from __future__ import annotations

import errno
import os

import pytest

from glassnet.program.toml_text import TITLE

QUICK = ("--epochs", "1", "--quiet")


def test_model_and_experiment_are_named_after_the_table(glassnet, people, tmp_path):
    """people.csv leaves people.glassnet and people.toml in the present folder."""
    assert glassnet("train", people, "--target", "drink", *QUICK).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "people.csv",
        "people.glassnet",
        "people.toml",
    ]


def test_the_experiment_stands_beside_the_model(glassnet, tmp_path):
    """--output sub/a.glassnet leaves sub/a.toml."""
    (tmp_path / "sub").mkdir()
    assert glassnet("train", "iris", *QUICK, "--output", "sub/a.glassnet").code == 0
    assert (tmp_path / "sub/a.toml").read_text(encoding="utf-8").startswith(TITLE)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("people.csv", "would overwrite its own input"),
        ("link.csv", "would overwrite its own input"),
        ("nowhere/a.glassnet", "its folder does not exist"),
        (".", "it is a folder"),
        ("/dev/full", "/dev, /proc and /sys"),
        ("/proc/a.glassnet", "/dev, /proc and /sys"),
        ("a.toml", "how the experiment beside the model would be called"),
    ],
)
def test_what_cannot_be_written_is_told_before_the_training(
    glassnet, people, tmp_path, monkeypatch, output, sentence
):
    """Nothing is computed for nothing, and no input is touched."""
    (tmp_path / "link.csv").symlink_to(people)
    before = people.read_bytes()
    monkeypatch.setattr("glassnet.cli.train.learn", lambda *_: pytest.fail("it was trained"))
    said = glassnet("train", people, "--target", "drink", "--output", output)
    assert said.code in (1, 2)
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert people.read_bytes() == before


def test_a_toml_file_of_someone_else_is_not_replaced(glassnet, tmp_path):
    """pyproject.csv must not cost a pyproject.toml."""
    (tmp_path / "iris.toml").write_text("[project]\n")
    said = glassnet("train", "iris", *QUICK)
    assert said.code == 1
    assert "glassnet did not write it" in said.err
    assert (tmp_path / "iris.toml").read_text() == "[project]\n"
    assert not (tmp_path / "iris.glassnet").exists()


def test_the_experiment_that_is_given_stays_as_it_is(glassnet, tmp_path):
    """A comment in it survives; changed by an option, it must get another name."""
    assert glassnet("train", "iris", *QUICK).code == 0
    path = tmp_path / "iris.toml"
    path.write_text(path.read_text() + "# my comment\n")
    assert glassnet("train", "--experiment", "iris.toml", "--quiet") == (0, "", "")
    assert path.read_text().endswith("# my comment\n")
    said = glassnet("train", "--experiment", "iris.toml", "--seed", "3")
    assert said.code == 2
    assert "choose another name for the new one with --output" in said.err
    changed = ("train", "--experiment", "iris.toml", "--seed", "3", "--output", "b.glassnet")
    assert glassnet(*changed, "--quiet").code == 0
    assert "seed = 3" in (tmp_path / "b.toml").read_text()


@pytest.mark.parametrize("part", [0, 1])
def test_a_full_disk_leaves_what_was_there_before(glassnet, tmp_path, monkeypatch, part):
    """One line, exit code 1, the old files whole, and no litter."""
    assert glassnet("train", "iris", *QUICK).code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    writes, write = iter(range(100)), os.write

    def full(descriptor, data):
        if next(writes) >= part:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    said = glassnet("train", "iris", "--seed", "1", *QUICK)
    monkeypatch.undo()
    assert said.code == 1
    assert "no space left on the device" in said.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
