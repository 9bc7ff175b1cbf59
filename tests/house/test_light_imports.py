"""Looking at glassnet costs little: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

HEAVY = {"jax", "jaxlib", "matplotlib", "pandas", "polars", "pyarrow", "scipy", "sklearn"} | {
    "textual",
    "torch",
}
REPORT = "\nimport sys; print('loaded:', *sys.modules, file=sys.stderr)\n"


def heavy_after(program: str) -> set[str]:
    """Return the heavy packages that are loaded once `program` ran in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program + REPORT],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
    )
    if done.returncode:
        pytest.fail(f"the program itself fails:\n{done.stderr}", pytrace=False)
    loaded = done.stderr.split("loaded:")[1].split()
    return HEAVY.intersection(loaded)


def test_importing_glassnet_loads_nothing_heavy():
    """`import glassnet` loads no engine, no data frame, no plotting, no front end."""
    assert heavy_after("import glassnet") == set()


def test_asking_for_help_loads_nothing_heavy():
    """`glassnet --help` answers before anything heavy is loaded."""
    if importlib.util.find_spec("glassnet.cli.main") is None:
        pytest.skip("there is no command line yet")
    called = (
        "import sys\nfrom glassnet.cli.main import main\nsys.argv = ['glassnet', '--help']\n"
        "try: main()\nexcept SystemExit as end: assert not end.code, end.code"
    )
    assert heavy_after(called) == set()


def test_a_heavy_import_is_noticed():
    """The judge sees a heavy package that a program loads, by whatever way."""
    assert heavy_after("import importlib; importlib.import_module('scipy')") == {"scipy"}
