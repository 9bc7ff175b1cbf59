"""What is committed speaks of the project alone, and works on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

# What must not stand in any file: pattern → what to do instead.
BANNED = {
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io": (
        "names a registry host; pins carry hashes, the machine knows its registry"
    ),
    r"--(?:extra-)?index-url\b|--find-[l]inks\b|\bindex-url\s*=": (
        "chooses a registry; leave that to the machine"
    ),
    r"(?<![\w.<])/(?:home|root|Users|work)/\w": "is a path of one machine; write a relative one",
    r"\bTODO\b|\bFIXME\b|\bXXX\b": "puts something off; do it, or say what holds today",
}


def faults(tracked: Mapping[str, str]) -> list[str]:
    """Return every line of `tracked` that says what must not be said."""
    return [
        f'{path}:{number}: "{match[0]}" {remedy}.'
        for pattern, remedy in BANNED.items()
        for path, text in tracked.items()
        if re.search(pattern, text)
        for number, line in enumerate(text.splitlines(), start=1)
        for match in re.finditer(pattern, line)
    ]


def test_files_hold_no_host_no_machine_and_no_promise(tracked, obeyed):
    """No tracked file names a registry, a path of one machine, or work that is put off."""
    obeyed(faults(tracked))


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "pypi" + ".org/simple",
        "pip install --" + "index-url x",
        "open('/" + "home/ada/iris.csv')",
        "# TO" + "DO: later",
    ],
)
def test_a_banned_line_is_noticed(line):
    """Each kind of banned line is named with file and number."""
    (fault,) = faults({"docs/x.md": f"fine\n{line}\n"})
    assert fault.startswith("docs/x.md:2:")


def test_harmless_lines_pass():
    """A relative path, a home page and a word that looks alike are left alone."""
    assert not faults({"x.md": "docs/home/page, the index, network/work/x, METHODOLOGY, todo list"})
