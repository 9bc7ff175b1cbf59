"""Imports go down the floors, and what is borrowed from elsewhere has one home."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

# Who may import what is not ours: the start of a path inside the package. "" is everywhere.
HOMES: dict[str, tuple[str, ...]] = {
    "numpy": ("",),
    "jax": ("engines/xla",),
    "pyarrow": ("data/",),
    "narwhals": ("data/",),
    "pydantic": ("program/",),
    "tomlkit": ("program/", "cli/"),
    "safetensors": ("run/", "export/"),
    "optuna": ("lab/search/journal",),
    "joblib": ("lab/compare/crews/processes",),
    "dask": ("lab/compare/crews/dask_cluster",),
    "distributed": ("lab/compare/crews/dask_cluster",),
    "ray": ("lab/compare/crews/ray_cluster",),
    "threadpoolctl": ("lab/compare/crews/task",),
    "platformdirs": ("engines/", "run/", "cli/"),
    "cyclopts": ("cli/",),
    "rich": ("cli/", "tui/"),
    "textual": ("tui/",),
    "textual_plot": ("tui/",),
}
REQUIRED_FLOORS = ("run", "engines", "program", "nn", "data", "ground")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package found in `folder` to the contract of the pyproject.toml there."""
    program = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def strangers(source: Mapping[str, str]) -> list[str]:
    """Return the imports of other people's packages outside their home."""
    found = []
    for path, text in source.items():
        inside = path.removeprefix("src/glassnet/")
        for line, package in sorted(imported(ast.parse(text))):
            homes = HOMES.get(package, ())
            if not inside.startswith(homes or "-"):
                home = " or ".join(homes) if homes else f"no place yet (HOMES in {__file__})"
                found.append(f"{path}:{line}: {package} is imported; its home is {home}.")
    return found


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and first name of every package imported in `tree` that is not Python's own."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [a.value for a in node.args[:1] if isinstance(a, ast.Constant)]
        for name in names:
            package = name.split(".")[0]
            if package != "glassnet" and package not in sys.stdlib_module_names:
                yield node.lineno, package


def test_imports_go_down_the_floors(root):
    """No module imports from a floor above its own, nor from a neighbor that is a stranger."""
    judged = lint_imports(root)
    if judged.returncode:
        pytest.fail(judged.stdout + judged.stderr, pytrace=False)


def test_what_is_borrowed_has_one_home(source, obeyed):
    """Other people's packages are imported where the house says, and nowhere else."""
    obeyed(strangers(source))


def test_architecture_draws_every_floor(root, obeyed):
    """Each folder of the package stands in ARCHITECTURE.md."""
    page = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = [path.parent.name for path in (root / "src/glassnet").glob("*/__init__.py")]
    obeyed(
        f"ARCHITECTURE.md does not name {folder}/; give it its sentence."
        for folder in folders
        if f"`{folder}/`" not in page
    )


@pytest.fixture
def house(tmp_path, root) -> Path:
    """An empty house with our contract: every required floor, nothing in it."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    for floor in ("", *REQUIRED_FLOORS):
        (tmp_path / "glassnet" / floor).mkdir(exist_ok=True, parents=True)
        (tmp_path / "glassnet" / floor / "__init__.py").write_text("")
    return tmp_path


def test_an_empty_house_stands(house):
    """The contract has nothing against floors without imports."""
    assert lint_imports(house).returncode == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("ground/x.py", "import glassnet.nn", id="up"),
        pytest.param("data/x.py", "def f():\n    from glassnet import nn", id="stranger"),
        pytest.param("cellar/__init__.py", "", id="new folder without a floor"),
    ],
)
def test_a_wrong_import_is_noticed(house, path, text):
    """An import upward, one of a stranger, and a folder without a floor break the contract."""
    (house / "glassnet" / path).parent.mkdir(exist_ok=True)
    (house / "glassnet" / path).write_text(text)
    assert lint_imports(house).returncode == 1


def test_a_stranger_is_noticed():
    """A package far from home, or without one, is named with its line, however imported."""
    planted = {
        "src/glassnet/nn/x.py": "import numpy\ndef f():\n    import jax.numpy as jnp\n",
        "src/glassnet/run/x.py": "import importlib\nimportlib.import_module('pyarrow.csv')\n",
        "src/glassnet/cli/x.py": "from leftpad import pad\n",
    }
    found = strangers(planted)
    assert [fault.split(";")[0] for fault in found] == [
        "src/glassnet/nn/x.py:3: jax is imported",
        "src/glassnet/run/x.py:2: pyarrow is imported",
        "src/glassnet/cli/x.py:1: leftpad is imported",
    ]
    assert not strangers({"src/glassnet/engines/xla.py": "import jax\nimport sys\n"})
