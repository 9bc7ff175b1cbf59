"""The pages of the lessons in docs/ are those that `glassnet lesson NAME --markdown` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.cli.cells import lessons

PAGES = Path(__file__).parents[2] / "docs" / "lessons"
LESSONS = {lesson.name: lesson for lesson in lessons()}


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_holds_its_lesson(name):
    """Every text, every piece of code and every experiment's command stand there, in order."""
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    place = 0
    for cell in LESSONS[name].cells:
        told = f"--experiment {cell.name}`" if cell.kind == "experiment" else cell.source
        place = page.find(told, place)
        assert place >= 0, f"run: glassnet lesson {name} --markdown > docs/lessons/{name}.md"
        place += len(told)


def test_there_are_no_other_pages():
    """A page whose lesson is gone would teach what no longer holds."""
    assert {path.stem for path in PAGES.glob("*.md")} == set(LESSONS)
