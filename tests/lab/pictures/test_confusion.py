"""Counts of truth by answer."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.pictures.confusion import confusion_figure, confusion_text
from glassnet.run.scoring import judge


def test_a_confusion_shows_every_count(run):
    """Rows are the truth; the right ones are in brackets."""
    report = judge(run)
    lines = confusion_text(report.confusion, ["lower", "up\nper"])
    numbers = [[int(cell.strip("[]")) for cell in line.split()[1:]] for line in lines[2:]]
    assert np.array_equal(numbers, report.confusion)
    assert all(f"[{report.confusion[k, k]}]" in lines[2 + k] for k in range(2))
    assert len({len(line.rstrip(" ]")) for line in lines[2:]}) <= 2


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 120), st.integers(40, 120), st.integers(0, 99_999), st.text(max_size=30))
def test_no_line_is_wider_than_asked_for(classes, width, count, name):
    """However many classes there are; what is left out is told."""
    lines = confusion_text(np.full((classes, classes), count), [name] * classes, width=width)
    assert max(map(len, lines)) <= width
    shown = sum("[" in line.removeprefix(name) for line in lines[2:])
    assert shown >= min(classes, 2)
    if lines[-1].startswith("showing"):
        assert lines[-1].endswith(f"of {classes} classes")


def test_each_count_is_a_word_at_its_cell(svg, run):
    """The figure holds the same counts."""
    confusion = judge(run).confusion
    text = svg(confusion_figure(confusion, ["$a", "b"])).text
    for (row, column), count in np.ndenumerate(confusion):
        assert re.search(rf'id="count-{row}-{column}".*?>{count}</text>', text, re.DOTALL)
