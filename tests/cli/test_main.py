"""Errors become one sentence and an exit code, in one place."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from glassnet.cli.main import execute, guarded
from glassnet.cli.signals import Terminated
from glassnet.ground.errors import DataError, ExperimentError, FileError, UsageError


def failing(error):
    """Return a command that raises `error`."""

    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (UsageError("seed must be 1."), 2, "seed must be 1."),
        (DataError("line 3."), 1, "line 3."),
        (FileError("cannot read x."), 1, "cannot read x."),
        (KeyboardInterrupt(), 130, "interrupted."),
        (Terminated(), 143, "terminated."),
        (MemoryError(), 1, "out of memory"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "no space left"),
        (OSError(errno.EIO, "Input/output error", "x\ny"), 1, "cannot use x\\ny"),
        (RuntimeError("a\nb"), 1, "a fault of glassnet itself, RuntimeError: a\\nb"),
    ],
)
def test_every_error_is_a_line_on_standard_error(capsys, error, code, sentence):
    """One line, the right exit code, no traceback."""
    assert guarded(failing(error)) == code
    told = capsys.readouterr().err
    assert told.startswith("glassnet: ")
    assert told.count("\n") == 1
    assert sentence in told


def test_several_mistakes_are_told_one_a_line(capsys):
    """An experiment's mistakes are all told."""
    assert guarded(failing(ExperimentError(["one.", "two."]))) == 2
    assert capsys.readouterr().err == "glassnet: one.\nglassnet: two.\n"


@pytest.mark.parametrize("error", [DataError("x"), OSError(5, "x"), RuntimeError("x")])
def test_debug_shows_where_it_came_from(error):
    """With --debug the error itself is raised."""
    with pytest.raises(type(error)):
        guarded(failing(error), debug=True)


def test_debug_is_an_option_of_every_command(glassnet):
    """--debug is taken wherever it stands; after -- it is a file's name."""
    with pytest.raises(FileError):
        execute(["show", "nothing", "--debug"])
    said = glassnet("show", "--", "--debug")
    assert said.code == 1
    assert "--debug" in said.err


def test_a_stopped_command_has_the_code_of_its_signal(capsys):
    """What was tidied up already needs no further word."""
    assert guarded(failing(SystemExit(143))) == 143
    assert capsys.readouterr().err == ""


def test_a_reader_that_has_enough_is_no_error(monkeypatch, capsys):
    """A broken pipe ends the command quietly."""
    monkeypatch.setattr("glassnet.cli.main.silence", lambda _: None)
    assert guarded(failing(BrokenPipeError())) == 0
    assert capsys.readouterr().err == ""


def test_the_process_itself_in_streams_of_every_kind(tmp_path):
    """Closed and full standard output, closed standard error, and a reader that goes away."""
    shell = (
        'G() { "$PYTHON" -m glassnet "$@"; }; '
        "G datasets >&-; echo $?; G datasets >/dev/full; echo $?; G trian 2>&-; echo $?; "
        "G datasets | head -1 >/dev/null; echo ${PIPESTATUS[0]}; G datasets <&- >&- 2>&-; echo $?"
    )
    done = subprocess.run(
        ["bash", "-c", shell],
        env={**os.environ, "PYTHON": sys.executable},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["1", "1", "2", "0", "1"]
    assert "Traceback" not in done.stderr
    assert "closed" in done.stderr
    assert "no space left" in done.stderr
