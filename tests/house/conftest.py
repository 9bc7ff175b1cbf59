"""What the judges of the house look at: texts by their path, so that a fault is easily planted."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def texts(folder: str) -> dict[str, str]:
    """Return the Python files under `folder` of the checkout: path from the root → text."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def source() -> dict[str, str]:
    """Every module of the package."""
    return texts("src/glassnet")


@pytest.fixture(scope="session")
def trials() -> dict[str, str]:
    """Every file of the tests."""
    return texts("tests")


@pytest.fixture(scope="session")
def tracked() -> dict[str, str]:
    """Every text file that Git tracks; skips where the sources came without Git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no Git checkout, so nothing is tracked")
    found = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            content = (ROOT / name).read_bytes()
            if b"\0" not in content:
                found[name] = content.decode("utf-8", errors="replace")
    return found


@pytest.fixture(scope="session")
def obeyed() -> Callable[[Iterable[str]], None]:
    """Fail with the faults that were found, one a line, and nothing else."""

    def check(faults: Iterable[str]) -> None:
        told = "\n".join(faults)
        if told:
            pytest.fail(told, pytrace=False)

    return check
