"""The commands a person types first explain themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest


@pytest.fixture(scope="module")
def makefile(root) -> str:
    """The text of the Makefile."""
    return (root / "Makefile").read_text(encoding="utf-8")


def unexplained(makefile: str) -> list[str]:
    """Return the public targets that have no line of help."""
    targets = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)[1].split()
    explained = re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE)
    return [f"make {name} has no ## line." for name in targets if name not in explained]


def test_every_target_has_its_line_of_help(makefile, obeyed):
    """Each target that a person may type carries a ## line."""
    obeyed(unexplained(makefile))


def test_a_target_without_help_is_noticed():
    """A target without its ## line is named."""
    assert unexplained(".PHONY: a b\na: ## Do\nb:\n") == ["make b has no ## line."]


def test_make_alone_lists_the_commands(root, makefile):
    """`make` without a word lists the targets, does nothing else, and needs no set-up."""
    if shutil.which("make") is None:
        pytest.skip("there is no make here")
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    told = subprocess.run(
        ["make"], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    for name in re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE):
        assert f"make {name} " in told.stdout
    assert "\033" not in told.stdout, "colors are for a terminal"


def test_the_gate_of_the_build_machine_is_make_test(root):
    """`.ci/run` can be executed and ends in `make test`."""
    gate = root / ".ci/run"
    assert os.access(gate, os.X_OK)
    assert gate.read_text().rstrip().endswith("make test")
