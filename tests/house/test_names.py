"""Names mean something, and the public ones are few, sorted and there."""

from __future__ import annotations

import ast
import importlib
import types
from collections.abc import Collection, Iterable

import pytest

EMPTY_WORDS = {"base", "common", "core", "helper", "helpers", "misc", "util", "utils"}


def empty_names(paths: Iterable[str]) -> list[str]:
    """Return the paths with a folder or file whose name says nothing of what it holds."""
    return [
        f'{path}: "{word}" says nothing of what it holds; name the subject.'
        for path in paths
        for word in path.removesuffix(".py").replace("test_", "").split("/")
        if word.strip("_").lower() in EMPTY_WORDS
    ]


def by_kind(name: str) -> tuple[bool, bool, str]:
    """Return the place of a name in `__all__`: CONSTANTS, Types, functions, as ruff sorts them."""
    return not name.isupper(), not name[0].isupper(), name


def disagreements(package: types.ModuleType) -> list[str]:
    """Return where `__all__`, `dir()` and what can be had from `package` differ."""
    promised = list(package.__all__)
    found = []
    if promised not in (sorted(promised), sorted(promised, key=by_kind)):
        found.append(f"__all__ is not sorted: {promised}.")
    if len(set(promised)) < len(promised):
        found.append(f"__all__ names something twice: {promised}.")
    found += [f"{name} is in __all__ and cannot be had." for name in lost(package, promised)]
    return found + [f"{name} is public and not in __all__." for name in extra(package, promised)]


def lost(package: types.ModuleType, promised: Collection[str]) -> list[str]:
    """Return the promised names that raise, or that `dir()` does not show."""
    return [name for name in promised if name not in dir(package) or not hasattr(package, name)]


def extra(package: types.ModuleType, promised: Collection[str]) -> list[str]:
    """Return the public names that are not promised; submodules and imports of Python's are not."""
    return [
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and name not in promised
        if not isinstance(value, types.ModuleType) and name != "annotations"
        if getattr(value, "__module__", package.__name__).startswith(package.__name__)
    ]


def test_no_folder_or_file_has_an_empty_name(source, trials, obeyed):
    """Nothing is called utils, helpers, common, base, core or misc."""
    obeyed(empty_names([*source, *trials]))


def test_the_public_names_are_those_of_all(source, obeyed):
    """`glassnet.__all__` is sorted, each name in it can be had, and nothing else is public."""
    if len(ast.parse(source["src/glassnet/__init__.py"]).body) == 1:
        pytest.skip("glassnet has no public names yet")
    obeyed(disagreements(importlib.import_module("glassnet")))


def test_an_empty_name_is_noticed():
    """An empty word is noticed as a folder and as a file; inside a longer word it is not."""
    assert empty_names(["src/glassnet/utils/x.py"])
    assert empty_names(["src/glassnet/nn/_base.py"])
    assert empty_names(["tests/nn/test_helpers.py"])
    assert not empty_names(["src/glassnet/nn/baseline.py", "src/glassnet/score.py"])


def planted(promised: list[str], **names: object) -> types.ModuleType:
    """Return a package that promises `promised` and holds `names`."""
    package = types.ModuleType("planted")
    vars(package).update(names, __all__=promised)
    return package


def test_disagreements_of_names_are_noticed():
    """An unsorted, a doubled, a lost and an unpromised name are each noticed."""
    assert not disagreements(planted(["SGD", "Adam", "train"], SGD=1, Adam=2, train=3))
    assert disagreements(planted(["b", "a"], a=1, b=2))
    assert disagreements(planted(["a", "a"], a=1))
    assert disagreements(planted(["a", "b"], a=1))
    assert disagreements(planted(["a"], a=1, b=2))
