"""`glassnet lesson`: the list, a lesson on the screen, and its page."""

from __future__ import annotations

import json

import pytest

from glassnet.cli import cells, lesson
from glassnet.cli.main import execute

TINY = """# %% [text]
# # Sums
#
# Two and two.

# %%
print(2 + 2)

# %% [experiment] more: A longer sum
print(sum(range(1000)))
"""


@pytest.fixture
def _tiny(tmp_path, monkeypatch):
    """Let the only lesson be a tiny one."""
    (tmp_path / "1_sums.py").write_text(TINY, encoding="utf-8")
    monkeypatch.setattr(cells, "folder", lambda: tmp_path)


@pytest.mark.usefixtures("_tiny")
def test_the_list_names_every_lesson(capsys):
    """Number, name and title, and what to type next."""
    assert execute(["lesson"]) == 0
    out = capsys.readouterr().out
    assert "1   sums   Sums" in out
    assert "glassnet lesson sums" in out


@pytest.mark.usefixtures("_tiny")
def test_the_list_as_json(capsys):
    """One document that a program reads."""
    assert execute(["lesson", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"lessons": [{"name": "sums", "title": "Sums"}]}


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("name", ["sums", "1"])
def test_a_lesson_shows_text_code_and_output(capsys, name):
    """By its name or its number; an experiment is offered, not run."""
    assert execute(["lesson", name]) == 0
    out = capsys.readouterr().out
    assert "Two and two." in out
    assert "print(2 + 2)" in out
    assert "\n    4\n" in out
    assert "glassnet lesson sums --experiment more" in out
    assert "499500" not in out


@pytest.mark.usefixtures("_tiny")
def test_an_experiment_runs_when_it_is_asked_for(capsys):
    """Its output is shown in its place."""
    assert execute(["lesson", "sums", "--experiment", "more"]) == 0
    assert "499500" in capsys.readouterr().out


@pytest.mark.usefixtures("_tiny")
def test_a_page_is_markdown(capsys):
    """Texts as they are, code and output in fences, the command for what was not run."""
    assert execute(["lesson", "sums", "--markdown"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Sums\n\nTwo and two.\n")
    assert "```py\nprint(2 + 2)\n```\n\n```text\n4\n```" in out
    assert "*A longer sum:* `glassnet lesson sums --experiment more`" in out


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["lesson", "summs"], 'no lesson "summs". Did you mean "sums"?'),
        (["lesson", "sums", "--experiment", "mor"], 'no experiment "mor". Did you mean "more"?'),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(capsys, typed, told):
    """Exit code 2 and one sentence."""
    assert execute(typed) == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("_tiny")
def test_enter_goes_on_and_the_end_of_input_too(monkeypatch, capsys):
    """On a terminal the lesson waits between texts; a closed input does not stop it."""
    monkeypatch.setattr("builtins.input", lambda _: (_ for _ in ()).throw(EOFError))
    lesson._wait()
    assert capsys.readouterr().out == "\n"
