"""The command line in this process: exit code, standard output, standard error."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from glassnet.cli.main import execute


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    """Eighty columns, no color, whatever the terminal of the tests is."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def glassnet(capsysbinary, tmp_path, monkeypatch) -> Callable[..., Said]:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        capsysbinary.readouterr()
        code = execute([str(word) for word in words])
        out, err = capsysbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return call


@pytest.fixture
def table(tmp_path) -> Callable[..., Path]:
    """Write a CSV file of rows, the first the columns' names."""

    def write(name: str, rows: Iterable[Sequence[object]]) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def people(table) -> Path:
    """A table of 60 rows that is easily learned: age and town tell what somebody drinks."""
    towns, drinks = ("Rome", "Oslo", "Kyiv"), ("coffee", "tea", "tea")
    rows = [(20 + k % 40, towns[k % 3], drinks[k % 3]) for k in range(60)]
    return table("people.csv", [("age", "town", "drink"), *rows])
