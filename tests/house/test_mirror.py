"""The tests mirror the source, and each says what it holds."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

# Modules whose tests stand elsewhere: module → (where, why).
ELSEWHERE: dict[str, tuple[str, str]] = {}


def untested(
    source: Collection[str], trials: Collection[str], elsewhere: Mapping[str, tuple[str, str]]
) -> list[str]:
    """Return the modules without a file of tests, and entries of `elsewhere` that are wrong."""
    found = []
    for path in source:
        folder, _, name = path.removeprefix("src/glassnet/").rpartition("/")
        wanted = "/".join(filter(None, ["tests", folder, f"test_{name}"]))
        place, _ = elsewhere.get(path, (wanted, ""))
        if place not in trials and not name.startswith("__"):
            found.append(f"{path} has no tests; write {place}.")
        if path in elsewhere and wanted in trials:
            found.append(f"{path} has {wanted}; take it out of ELSEWHERE in {__file__}.")
    gone = sorted(elsewhere.keys() - set(source))
    return found + [f"{path} is gone; take it out of ELSEWHERE in {__file__}." for path in gone]


def silent(trials: Mapping[str, str]) -> list[str]:
    """Return the tests that do not say in a sentence what they hold."""
    return [
        f"{path}:{node.lineno}: {node.name} has no docstring; state the behavior in a sentence."
        for path, text in trials.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]


def test_every_module_has_its_tests(source, trials, obeyed):
    """src/glassnet/nn/dense.py is tested by tests/nn/test_dense.py, and so on."""
    obeyed(untested(source, trials, ELSEWHERE))


def test_every_test_states_its_behavior(trials, obeyed):
    """Each test has a docstring."""
    obeyed(silent(trials))


def test_a_module_without_tests_is_noticed():
    """A module without its mirror image is named; __init__.py needs none."""
    source = ["src/glassnet/__init__.py", "src/glassnet/nn/dense.py", "src/glassnet/estimators.py"]
    assert len(untested(source, [], {})) == 2
    assert not untested(source, ["tests/nn/test_dense.py", "tests/test_estimators.py"], {})


def test_a_wrong_entry_of_elsewhere_is_noticed():
    """What stands elsewhere must stand there, must not stand here too, and must be of a module."""
    elsewhere = {"src/glassnet/nn/layer.py": ("tests/laws/test_layers.py", "a contract")}
    source = ["src/glassnet/nn/layer.py"]
    there, here = "tests/laws/test_layers.py", "tests/nn/test_layer.py"
    assert not untested(source, [there], elsewhere)
    assert untested(source, [], elsewhere)
    assert untested(source, [there, here], elsewhere)
    assert untested([], [there], elsewhere)


def test_a_silent_test_is_noticed():
    """A test without a docstring is named; a function that is no test may be silent."""
    assert silent({"tests/test_x.py": "def test_a(): pass\ndef b(): pass\n"})
    assert not silent({"tests/test_x.py": 'def test_a():\n    """It does."""\n'})
