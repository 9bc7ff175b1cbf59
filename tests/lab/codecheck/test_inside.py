"""What runs inside the learner's process."""

from __future__ import annotations

import json
import sys

import pytest

from glassnet.ground.errors import DataError
from glassnet.lab.codecheck import inside


def test_a_file_is_executed_without_its_main_and_leaves_no_trace():
    """Its names come back; sys.path and sys.argv are as before."""
    before = list(sys.argv), list(sys.path)
    space = inside.executed("x.py", "a = 1\nif __name__ == '__main__': a = 2")
    assert space["a"] == 1
    assert (sys.argv, sys.path) == before


def test_a_file_may_hold_dataclasses():
    """They look up names in their module, which is there while it runs, and gone afterwards."""
    source = "from __future__ import annotations\nfrom dataclasses import dataclass, field\n"
    source += "@dataclass\nclass A:\n    w: float\n    b: list = field(default_factory=list)\n"
    assert inside.executed("x.py", source + "a = A(1.5)")["a"].w == 1.5
    assert inside.NAME not in sys.modules


def test_an_end_by_sys_exit_keeps_what_was_defined():
    """What stands before it is there."""
    assert inside.executed("x.py", "a = 1\nimport sys\nsys.exit(3)")["a"] == 1


def test_an_exception_is_told_with_its_line():
    """The line is the file's own."""
    with pytest.raises(DataError, match="line 2 raises ValueError: no"):
        inside.executed("x.py", "a = 1\nraise ValueError('no')")


def test_the_answer_is_json(tmp_path, monkeypatch):
    """A verdict, or a sentence and its kind."""
    monkeypatch.setattr(inside, "MEMORY", -1)  # of this process, no limit
    (tmp_path / "x.py").write_text("a = 1")
    inside.main(str(tmp_path / "x.py"), str(tmp_path / "answer"))
    assert json.loads((tmp_path / "answer").read_text())["kind"] == "usage"
