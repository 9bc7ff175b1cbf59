"""Calling the functions of others: what each argument is for is read from its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.codecheck.sniffing import INPUTS, RATES, TARGETS

ROLES: dict[str, tuple[str, ...]] = {
    "params": (
        "params",
        "parameters",
        "p",
        "theta",
        "weights",
        "network",
        "net",
        "model",
        "layers",
    ),
    "x": (*INPUTS, "xb", "x_batch", "batch_x", "row", "sample", "inp", "example"),
    "y": (*TARGETS, "yb", "y_batch", "batch_y", "wanted_outputs", "correct", "want", "goal"),
    "prediction": (
        *("prediction", "predictions", "output", "out", "y_hat", "yhat", "y_pred", "pred", "preds"),
        *("a", "o", "probabilities", "probs"),
    ),
    "learning_rate": RATES,
    "error": ("dout", "d_out", "error", "grad", "gradient", "delta", "upstream", "dy", "dl_dy"),
    "count": ("epochs", "n_epochs", "iterations", "steps", "n_iter", "num_epochs", "n"),
}
ORDER = ("params", "x", "y")


def role(name: str) -> str | None:
    """Return what an argument called `name` is for.

    >>> role("X"), role("targets"), role("lr"), role("zebra")
    ('x', 'y', 'learning_rate', None)
    """
    lowered = name.casefold().strip("_")
    return next((each for each, names in ROLES.items() if lowered in names), None)


def wanted(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the arguments of `function`, without * and **."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p for p in found if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}]


def roles(
    function: Callable[..., Any], offered: Sequence[str], names: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Return the name and the role of each argument that `function` gets.

    Args:
        function: What will be called.
        offered: The roles there are values for.
        names: Arguments that are parameters of the network by name, such as W1.

    Raises:
        UsageError: nobody can tell what an argument is for.

    """
    found: list[tuple[str, str]] = []
    unknown: list[str] = []
    for parameter in wanted(function):
        own = role(parameter.name)
        if parameter.name in names:
            found.append((parameter.name, "name"))
        elif own in offered and own not in {kind for _, kind in found}:
            found.append((parameter.name, str(own)))
        elif parameter.default is parameter.empty:
            unknown.append(parameter.name)
    left = [each for each in ORDER if each in offered and each not in {k for _, k in found}]
    if len(unknown) > len(left):
        called = one_line(getattr(function, "__name__", "the function"))
        raise UsageError(
            f"{called}() takes {one_line(unknown[-1])}, and it is not clear what that is; call its "
            "arguments params, x, y and learning_rate."
        )
    return found + list(zip(unknown, left, strict=False))


def call(function: Callable[..., Any], values: Mapping[str, Any], named: Mapping[str, Any]) -> Any:
    """Call `function` with what its arguments' names ask for."""
    given = {
        name: named[name] if kind == "name" else values[kind]
        for name, kind in roles(function, list(values), list(named))
    }
    only = [p.name for p in wanted(function) if p.kind is p.POSITIONAL_ONLY]
    first = [given.pop(name) for name in only if name in given]
    return function(*first, **given)
