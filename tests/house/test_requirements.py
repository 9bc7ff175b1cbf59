"""Everything that is installed is pinned, hashed and needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import pytest

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)(?: ; (.+?))? \\$")
UNWANTED = {"torch", "tensorflow"}  # gigabytes that nobody asked for


def pins(text: str) -> dict[str, set[str]]:
    """Return the versions of each package in a requirement file."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def loose(text: str) -> list[str]:
    """Return the lines that are neither a pin that a hash follows nor a hash."""
    rows = text.splitlines()
    following = [*rows[1:], ""]
    return [
        f'"{row}" is not pinned with a hash; make pins writes it so.'
        for row, after in zip(rows, following, strict=True)
        if not (PIN.match(row) and HASH.search(after)) and not HASH.fullmatch(row.strip(" \\"))
    ]


def missing(wanted: list[str], pinned: Mapping[str, set[str]]) -> list[str]:
    """Return the `wanted` requirements, such as "numpy>=2.1", that are not pinned."""
    names = [re.split(r"[^A-Za-z0-9.-]", one)[0].lower() for one in wanted]
    return [
        f"{name} is wanted and not pinned; run make pins." for name in names if name not in pinned
    ]


@pytest.fixture(scope="module")
def written(root) -> dict[str, str]:
    """The requirement files: name → text."""
    return {path.stem: path.read_text() for path in (root / "requirements").glob("*.txt")}


@pytest.mark.parametrize("name", ["uv", "run", "dev"])
def test_every_line_is_a_pin_with_hashes(written, obeyed, name):
    """A requirement file holds exact versions and their hashes, and nothing else."""
    obeyed(loose(written[name]))


def test_dev_holds_all_of_run(written):
    """Setting up for the tests leaves a program that runs: dev.txt has every pin of run.txt."""
    run, dev = pins(written["run"]), pins(written["dev"])
    assert run
    assert {name: dev.get(name) for name in run} == run


def test_what_pyproject_wants_is_pinned(root, written, obeyed):
    """Dependencies, the extras `fast` and `data`, and the groups are all in the files."""
    wanted = tomllib.loads((root / "pyproject.toml").read_text())
    project, groups = wanted["project"], wanted["dependency-groups"]
    run = project["dependencies"] + groups["build"]
    run += [one for extra in ("fast", "data") for one in project["optional-dependencies"][extra]]
    obeyed(missing(run, pins(written["run"])))
    obeyed(missing([one for one in groups["dev"] if isinstance(one, str)], pins(written["dev"])))


@pytest.mark.parametrize("name", ["uv", "run", "dev"])
def test_nothing_huge_comes_along(written, name):
    """No set installs another deep-learning framework."""
    assert not UNWANTED & pins(written[name]).keys()


def test_a_loose_line_is_noticed():
    """A range, a URL, and a pin without a hash are noticed; a pin with one is not."""
    for line in ("numpy>=2", "git+https://example.org/numpy", "numpy==2.4.6 \\"):
        assert loose(line)
    assert not loose(f"numpy==2.4.6 \\\n    --hash=sha256:{'0' * 64}")


def test_a_missing_pin_is_noticed():
    """A wanted package without a pin is named."""
    assert missing(["numpy>=2.1", "Rich"], {"numpy": {"2.4.6"}}) == [
        "rich is wanted and not pinned; run make pins."
    ]
