"""A data frame of what is installed, with the names and values of the rows."""

from __future__ import annotations

import importlib.util

import pytest

from glassnet.data.data_frame import PACKAGES, data_frame
from glassnet.ground.errors import MissingPackageError, UsageError

ROWS = [
    {"design": "a", "error": 0.5, "failed": False},
    {"design": "b", "error": 1.0, "failed": True},
]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_frame_holds_the_rows(package):
    """Each package gives its own frame, with the same names and the same values."""
    pytest.importorskip(package)
    frame = data_frame(ROWS, package)
    assert type(frame).__module__.startswith(package)
    rows = (
        frame.to_dict("records")
        if package == "pandas"
        else (frame.to_dicts() if package == "polars" else frame.to_pylist())
    )
    assert rows == ROWS


def test_the_first_that_is_installed_is_taken(monkeypatch):
    """Without pandas it is a frame of Polars; without any, what to install is told."""
    pytest.importorskip("polars")
    there = importlib.util.find_spec
    gone = {"pandas"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in gone else there(name)
    )
    assert type(data_frame(ROWS)).__module__.startswith("polars")
    gone |= {"polars", "pyarrow"}
    with pytest.raises(
        MissingPackageError, match="pandas or polars or pyarrow: pip install pandas"
    ):
        data_frame(ROWS)


def test_another_package_is_refused():
    """A name that is misspelled is corrected."""
    with pytest.raises(UsageError, match='Did you mean "polars"'):
        data_frame(ROWS, "polar")
