"""A learner's file as a program of its own."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import DataError, FileError
from glassnet.lab.codecheck.running import check_file


def test_the_verdict_comes_back_whole(tmp_path):
    """As if it had been made here."""
    path = tmp_path / "x.py"
    path.write_text(
        "params = [2.0]\ndef loss(params): return params[0] ** 3\n"
        "def gradients(params): return [6 * params[0] ** 2]"
    )
    found = check_file(str(path))
    assert found.patterns == ("factor 2",)
    assert found.parameters[0].name == "params"
    assert isinstance(found.parameters[0].shape, tuple)


def test_a_file_that_kills_itself_is_told(tmp_path):
    """With the signal's name."""
    (tmp_path / "x.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(DataError, match="SIGKILL"):
        check_file(str(tmp_path / "x.py"))


def test_a_folder_is_no_file(tmp_path):
    """It is told so."""
    with pytest.raises(FileError, match="is a folder"):
        check_file(str(tmp_path))
