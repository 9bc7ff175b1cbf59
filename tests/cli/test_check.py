"""`glassnet check`."""

from __future__ import annotations

import json

import pytest

RIGHT = """
print("hello " * 10000)
params = {"w": 1.5}
def loss(params): return params["w"] ** 2
def gradients(params): return {"w": 2 * params["w"]}
if __name__ == "__main__":
    raise SystemExit("not to be run")
"""
WRONG = RIGHT.replace("2 * params", "-2 * params")


def test_right_code_exits_0(glassnet, tmp_path):
    """The verdict stands first; what the file prints is not heard, its main is not run."""
    (tmp_path / "right.py").write_text(RIGHT)
    said = glassnet("check", "right.py")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("RIGHT: the gradients are those of the loss")
    assert "hello" not in said.out


def test_wrong_code_exits_1_and_is_named(glassnet, tmp_path):
    """In words, and as JSON."""
    (tmp_path / "wrong.py").write_text(WRONG)
    said = glassnet("check", "wrong.py")
    assert said.code == 1
    assert "wrong sign" in said.out
    told = json.loads(glassnet("check", "wrong.py", "--json").out)
    assert (told["verdict"], told["causes"][0]["pattern"]) == ("wrong", "sign")


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        pytest.param("1 / 0", 1, "line 1 raises ZeroDivisionError", id="raises"),
        pytest.param("def f(:", 1, "line 1 is no Python", id="no Python"),
        pytest.param("input()", 1, "put input() under", id="waits"),
        pytest.param("import os; os._exit(3)", 1, "ended with exit code 3", id="ends itself"),
        pytest.param("a = 1", 2, "there is no function gradients", id="no function"),
    ],
)
def test_a_file_that_cannot_be_checked_is_told(glassnet, tmp_path, source, code, words):
    """One sentence, with the file's name."""
    (tmp_path / "x.py").write_text(source)
    said = glassnet("check", "x.py")
    assert (said.code, said.out) == (code, "")
    assert "x.py" in said.err
    assert words in said.err


def test_a_file_that_never_ends_is_stopped(glassnet, tmp_path):
    """After the time it is given."""
    (tmp_path / "loop.py").write_text("while True: pass")
    said = glassnet("check", "loop.py", "--timeout", "1")
    assert said.code == 1
    assert "did not end within 1 s" in said.err


def test_a_file_that_is_not_there_is_told(glassnet):
    """By its name."""
    said = glassnet("check", "none.py")
    assert said.code == 1
    assert "none.py" in said.err
