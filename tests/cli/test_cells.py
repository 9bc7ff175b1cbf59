"""Lessons: Python files cut into cells, found by name, run in order."""

from __future__ import annotations

import subprocess
import sys
import traceback

import pytest

from glassnet.cli import cells
from glassnet.ground.errors import UsageError

LESSON = """\
# %% [text]
# # The title
#
# A first word, and an empty line above.

# %%
number = 6
print("six", number)

# %% [experiment] longer: what takes long, about a minute
print("seven", number + 1)

# %%
print(__name__)
"""


@pytest.fixture
def lesson(tmp_path):
    """A small lesson."""
    path = tmp_path / "7_small_thing.py"
    path.write_text(LESSON, encoding="utf-8")
    return cells.read(path)


def test_a_file_is_cut_into_cells(lesson):
    """Each mark begins a cell; text loses its comment signs, code keeps its lines and place."""
    text, code, experiment, last = lesson.cells
    assert [cell.kind for cell in lesson.cells] == ["text", "code", "experiment", "code"]
    assert text.source == "# The title\n\nA first word, and an empty line above."
    assert code.source == 'number = 6\nprint("six", number)'
    assert (experiment.name, experiment.about) == ("longer", "what takes long, about a minute")
    assert (last.name, last.about) == ("", "")
    lines = LESSON.splitlines()
    for cell in (code, experiment, last):
        assert lines[cell.line - 1] == cell.source.splitlines()[0]


def test_name_title_and_experiments_come_from_the_file(lesson):
    """A lesson is called as its file without the number; its title is its first line."""
    assert lesson.name == "small_thing"
    assert lesson.title == "The title"
    assert list(lesson.experiments) == ["longer"]


def test_cells_share_names_and_experiments_wait(lesson):
    """Cells run in order in one namespace; an experiment runs only if it is asked for."""
    assert [out for _, out in cells.run(lesson)] == ["", "six 6\n", "", "lesson small_thing\n"]
    asked = [out for _, out in cells.run(lesson, frozenset({"longer"}))]
    assert asked[2] == "seven 7\n"


def test_names_are_handed_out(lesson):
    """Who gives a dictionary finds in it what the cells defined."""
    names = {}
    list(cells.run(lesson, names=names))
    assert names["number"] == 6


def test_a_cell_runs_when_it_is_asked_for(lesson, capsys):
    """The text before a cell can be shown before the cell runs; nothing else reaches the screen."""
    names = {}
    going = cells.run(lesson, names=names)
    next(going)
    assert "number" not in names
    next(going)
    assert names["number"] == 6
    assert capsys.readouterr().out == ""


def test_an_error_names_the_line_of_the_file(tmp_path):
    """What goes wrong in a cell is told with the lesson's own file and line."""
    path = tmp_path / "1_wrong.py"
    path.write_text("# %% [text]\n# # Wrong\n\n# %%\nfine = 1\n1 / 0\n", encoding="utf-8")
    with pytest.raises(ZeroDivisionError) as raised:
        list(cells.run(cells.read(path)))
    last = traceback.extract_tb(raised.value.__traceback__)[-1]
    assert (last.filename, last.lineno) == (str(path), 6)


def test_the_file_is_an_ordinary_program(lesson):
    """Run by Python, a lesson does all of it, experiments included."""
    done = subprocess.run([sys.executable, lesson.path], capture_output=True, text=True, check=True)
    assert done.stdout == "six 6\nseven 7\n__main__\n"


def test_lessons_are_found_by_name_and_by_number(tmp_path, monkeypatch):
    """The files' numbers give the order; a name or a place in the order finds a lesson."""
    for name in ("2_lines.py", "1_xor.py", "notes.py", "10_last.py"):
        (tmp_path / name).write_text(LESSON, encoding="utf-8")
    monkeypatch.setattr(cells, "folder", lambda: tmp_path)
    assert cells.find("xor") == cells.find("1")
    assert cells.find("lines") == cells.find("2")
    assert [lesson.name for lesson in cells.lessons()] == ["xor", "lines", "last"]


def test_an_unknown_lesson_is_refused_with_those_there_are():
    """A misspelled name gets the nearest one as an answer."""
    with pytest.raises(UsageError, match=r'no lesson "xro"\..*xor') as raised:
        cells.find("xro")
    assert "captcha" in str(raised.value)


@pytest.mark.parametrize("lesson", cells.lessons(), ids=lambda lesson: lesson.name)
def test_every_lesson_has_its_parts(lesson):
    """A lesson begins with a title, runs code, offers experiments, and names their commands."""
    assert lesson.cells[0].kind == "text"
    assert lesson.cells[0].source.startswith("# ")
    assert any(cell.kind == "code" for cell in lesson.cells)
    told = "\n".join(cell.source for cell in lesson.cells if cell.kind == "text")
    for name in lesson.experiments:
        assert f"glassnet lesson {lesson.name} --experiment {name}" in told
