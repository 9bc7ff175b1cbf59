"""Figures become files."""

from __future__ import annotations

import sys

import pytest

from glassnet.ground.errors import MissingPackageError, UsageError
from glassnet.lab.pictures.paper import paper, write_picture


def drawn():
    """Return a figure with a line and a word."""
    figure, axes = paper()
    axes.plot([1, 2], [3, 4], gid="line")
    axes.set_title("word")
    return figure


@pytest.mark.parametrize(("name", "head"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")])
def test_the_same_figure_is_the_same_bytes(tmp_path, name, head):
    """Written twice, drawn anew in between: no date, no random id."""
    write_picture(drawn(), tmp_path / name)
    first = (tmp_path / name).read_bytes()
    write_picture(drawn(), tmp_path / name)
    assert (tmp_path / name).read_bytes() == first
    assert first.startswith(head)


def test_words_stay_words(tmp_path):
    """In an SVG they can be read and searched."""
    write_picture(drawn(), tmp_path / "a.svg")
    assert ">word</text>" in (tmp_path / "a.svg").read_text()


def test_other_endings_are_refused(tmp_path):
    """The name is told, and what it may end in."""
    with pytest.raises(UsageError, match=r"NAME\.svg or NAME\.png.*a\.jpg"):
        write_picture(drawn(), tmp_path / "a.jpg")


def test_without_matplotlib_the_install_line_is_told(monkeypatch):
    """One sentence with what to type."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingPackageError, match=r'pip install "glassnet\[plot\]"'):
        paper()
