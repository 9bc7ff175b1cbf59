"""What the pages show is run: an example that does not work is a fault of the page.

In every tracked Markdown page, blocks marked `python` run in order in one namespace, and the lines
after `$ ` of blocks marked `console` run in a shell; both in one empty folder, and must succeed.
Where a block is marked `console exact`, what is printed must be what is shown (`...` stands for
any text). `>>>` examples are doctests. What a block marked `diff FILE` takes as given must stand in
that file. Blocks marked otherwise (`sh`, `text`) are to read.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One fenced block: what it is marked as, its text, and the line of the page it begins on."""

    mark: str
    text: str
    line: int


def examples(page: str) -> Iterator[Example]:
    """Yield the fenced blocks of a page."""
    for block in FENCE.finditer(page):
        yield Example(block[1].strip(), block[2], page.count("\n", 0, block.start()) + 1)


def run_page(name: str, page: str, folder: Path) -> list[str]:
    """Run the examples of `page` in `folder`, and return what went wrong."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    found = []
    for example in examples(page):
        where = f"{name}:{example.line}"
        if example.mark == "python" and example.text.lstrip().startswith(">>>"):
            found += run_doctest(where, example, namespace)
        elif example.mark == "python":
            found += run_python(where, name, example, namespace)
        elif example.mark in {"console", "console exact"}:
            found += run_console(where, example, folder)
        elif example.mark.startswith("diff "):
            found += read_diff(where, example)
    return found


def run_doctest(where: str, example: Example, namespace: dict[str, Any]) -> list[str]:
    """Run `>>>` lines and compare what they show."""
    test = doctest.DocTestParser().get_doctest(example.text, namespace, where, where, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    runner.run(test, out=said.append, clear_globs=False)
    namespace.update(test.globs)
    return said


def run_python(where: str, name: str, example: Example, namespace: dict[str, Any]) -> list[str]:
    """Run a script; an error is told with the page's own line."""
    shifted = "\n" * example.line + example.text
    try:
        exec(compile(shifted, name, "exec"), namespace)  # noqa: S102  # it is our own page
    except Exception as error:  # noqa: BLE001  # whatever a page's example raises is its fault
        return [f"{where}: {type(error).__name__}: {error}"]
    return []


def run_console(where: str, example: Example, folder: Path) -> list[str]:
    """Run the commands after `$ `, and compare what they print where the page says so."""
    found = []
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for part in re.split(r"^\$ ", example.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        done = subprocess.run(  # noqa: S602  # a shell is what the page shows
            command,
            shell=True,
            cwd=folder,
            env={**os.environ, "PATH": tools, "NO_COLOR": "1", "COLUMNS": "100"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            found.append(f"{where}: `{command}` exits {done.returncode}: {done.stderr.strip()}")
        elif example.mark.endswith("exact") and not alike(shown, done.stdout):
            found.append(f"{where}: `{command}` prints\n{done.stdout}and the page shows\n{shown}")
    return found


def read_diff(where: str, example: Example) -> list[str]:
    """Look for the lines that a diff keeps or removes, together, in the file that it is for."""
    name = example.mark.split()[1]
    kept = "".join(line[1:] for line in example.text.splitlines(keepends=True) if line[0] != "+")
    if (ROOT / name).is_file() and kept in (ROOT / name).read_text(encoding="utf-8"):
        return []
    return [f"{where}: {name} does not hold what the diff is for:\n{kept}"]


def alike(shown: str, printed: str) -> bool:
    """Tell whether `printed` is what is `shown`, but for blanks at ends of lines and `...`."""
    wanted, given = (
        "".join(f"{line.rstrip()}\n" for line in text.strip().splitlines())
        for text in (shown, printed)
    )
    return doctest.OutputChecker().check_output(wanted, given, doctest.ELLIPSIS)


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_of_a_page_run(name, tmp_path, monkeypatch, obeyed):
    """Every example of the page succeeds, and prints what it is said to print."""
    monkeypatch.chdir(tmp_path)
    obeyed(run_page(name, (ROOT / name).read_text(encoding="utf-8"), tmp_path))


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("```python\n1 / 0\n```\n", id="an exception"),
        pytest.param("```python\n>>> 1 + 1\n3\n```\n", id="a wrong result"),
        pytest.param("```console\n$ exit 3\n```\n", id="a failing command"),
        pytest.param("```console exact\n$ echo no\nyes\n```\n", id="another output"),
        pytest.param("```diff nowhere.py\n+new\n```\n", id="a diff for no file"),
        pytest.param("```diff Makefile\n gone:\n+new:\n```\n", id="a diff of what is not there"),
    ],
)
def test_a_wrong_example_is_noticed(page, tmp_path):
    """An example that raises, exits or prints otherwise is told with its line."""
    (fault,) = run_page("x.md", "# A page\n\n" + page, tmp_path)
    assert "x.md:3" in fault or 'File "x.md:3"' in fault


def test_right_examples_pass_and_share_their_names_and_folder(tmp_path, monkeypatch):
    """Names live on from block to block, files from command to command; other marks are read."""
    monkeypatch.chdir(tmp_path)
    page = (
        "```python\na = 2\nopen('x', 'w').close()\n```\n```python\n>>> a\n2\n>>> b = a + 1\n```\n"
        "```python\nassert b == 3\n```\n```console exact\n$ ls\nx\n$ echo one two\none ...\n```\n"
        "```sh\nexit 1\n```\n```diff Makefile\n PYTHON ?= python3\n+A ?= b\n```\n"
    )
    assert run_page("x.md", page, tmp_path) == []
