"""Data that a learner's functions use without being given them: globals, closures, defaults."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from glassnet.lab.codecheck.problem import count_rows
from glassnet.lab.codecheck.trees import is_number

INPUTS = ("x", "inputs", "input", "data", "features", "x_train", "train_x", "xs", "samples")
TARGETS = (
    *("y", "targets", "target", "labels", "t", "y_train", "train_y", "ys", "expected", "wanted"),
    *("outputs", "answers", "truth", "y_true", "d"),
)
RATES = ("lr", "learning_rate", "eta", "alpha", "rate", "step_size", "learnrate", "η")
MOST = 12


def held(function: Callable[..., Any], depth: int = 2) -> dict[str, Any]:
    """Return the names and values that `function`, and those it calls, take from around them."""
    function = inspect.unwrap(function)
    while isinstance(function, functools.partial):
        function = function.func
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if code is None:
        return {}
    found = dict(_around(function))
    for value in list(found.values()):
        if inspect.isfunction(value) and depth > 0 and value is not function:
            found = held(value, depth - 1) | found
    return found


def _around(function: Any) -> Iterator[tuple[str, Any]]:
    space = function.__globals__
    codes = [function.__code__]
    codes += [each for each in function.__code__.co_consts if inspect.iscode(each)]
    own = str(space.get("__name__")).startswith("glassnet.lab.codecheck")
    for name in (name for code in codes for name in code.co_names):
        if name in space and not own:
            yield name, space[name]
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # not yet assigned
            continue
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is not parameter.empty:
            yield name, parameter.default


def data_pairs(names: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Return which of the named values can be inputs and targets, the likely ones first."""
    tables = {name: value for name, value in names.items() if _is_table(value)}
    pairs = [
        (_rank(first, INPUTS) + _rank(second, TARGETS), x, y)
        for first, x in tables.items()
        for second, y in tables.items()
        if first != second and count_rows(x, y)
    ]
    pairs += [pair for value in names.values() if (pair := _rows_of_pairs(value)) is not None]
    return [(x, y) for _, x, y in sorted(pairs, key=lambda pair: pair[0])[:MOST]]


def _rows_of_pairs(value: Any) -> tuple[int, Any, Any] | None:
    """Return the inputs and targets of a list such as [([0, 1], 1), …]."""
    if not isinstance(value, (list, tuple)) or not value:
        return None
    if not all(isinstance(row, (list, tuple)) and len(row) == 2 for row in value):
        return None
    first, second = ([row[place] for row in value] for place in (0, 1))
    return (3, first, second) if _is_table(first) and _is_table(second) else None


def _rank(name: str, words: tuple[str, ...]) -> int:
    lowered = name.casefold().strip("_")
    return words.index(lowered) if lowered in words else len(words)


def _is_table(value: Any) -> bool:
    if not isinstance(value, (list, tuple, np.ndarray)):
        return False
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return False
    return array.dtype.kind in "fiub" and 1 <= array.ndim <= 4 and array.size > 0


def learning_rate(names: Mapping[str, Any]) -> float | None:
    """Return the number that goes by the name of a learning rate."""
    for name, value in names.items():
        if name.casefold() in RATES and is_number(value) and 0.0 < value < 1e6:
            return float(value)
    return None
