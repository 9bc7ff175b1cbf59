"""Networks that are objects: `forward`, and `backward` or a training step, and arrays inside."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, one_line
from glassnet.lab.codecheck import calling, trees
from glassnet.lab.codecheck.problem import Problem, scalar
from glassnet.lab.codecheck.reaching import Path, get, gradient, held, named, put
from glassnet.lab.codecheck.samples import told

FORWARD = ("forward", "predict", "feed_forward", "feedforward", "run", "__call__")
BACKWARD = ("backward", "backprop", "backpropagate", "backward_pass", "gradients", "grads")
STEP = (
    "train_step",
    "step",
    "train",
    "update",
    "train_one",
    "fit",
    "learn",
    "sgd_step",
    "fit_step",
)
LOSS = ("loss", "compute_loss", "cost", "calculate_loss", "mse", "loss_fn")
RATE = 0.125  # handed to a step that wants a learning rate


def method(thing: Any, names: tuple[str, ...]) -> Callable[..., Any] | None:
    """Return the first method of `thing` that goes by one of the names."""
    return next((found for name in names if callable(found := getattr(thing, name, None))), None)


@final
@dataclass(frozen=True)
class Inside:
    """An object, where its parameters are, and how its loss and its gradients are asked for.

    places: name → the attributes and indices that lead there
    """

    network: Any
    places: Mapping[str, Path]
    loss_function: Callable[[Any, Any], Any] | None = None

    def holding(self, params: Mapping[str, Any]) -> Any:
        """Return a copy of the object that holds `params`."""
        network = copy.deepcopy(self.network)
        for name, value in params.items():
            put(network, self.places[name], value)
        return network

    def loss(self, params: Mapping[str, Any], x: Any, y: Any) -> Any:
        """Return the loss of a fresh copy."""
        return loss_of(self.holding(params), x, y, self.loss_function)

    def gradients(self, params: Mapping[str, Any], x: Any, y: Any) -> dict[str, Any]:
        """Return the gradients that a fresh copy computes."""
        network = self.holding(params)
        returned = worked(network, x, y, self.loss_function)
        return {n: gradient(network, returned, path, n) for n, path in self.places.items()}

    def step(self, params: Mapping[str, Any], x: Any, y: Any) -> dict[str, Any]:
        """Return the parameters of a fresh copy after one step."""
        network = self.holding(params)
        taken(network, x, y)
        return {name: get(network, path) for name, path in self.places.items()}


def of_object(
    network: Any, x: Any, y: Any, loss: Callable[[Any, Any], Any] | None = None
) -> Problem:
    """Return what an object claims of its slopes.

    Raises:
        UsageError: it has no method that could be asked.

    """
    if isinstance(network, type):
        raise UsageError(f"an object is wanted, got the class {network.__name__}; make one of it.")
    if method(network, BACKWARD) is None and method(network, STEP) is None:
        raise UsageError(
            f"{one_line(type(network).__name__)} has neither backward() nor a training step; call "
            "one of its methods backward(x, y) or train_step(x, y)."
        )
    try:
        return _asked(network, x, y, loss)
    except (UsageError, DataError):
        raise
    except Exception as error:
        raise DataError(told(error)) from error


def _asked(network: Any, x: Any, y: Any, loss: Callable[[Any, Any], Any] | None) -> Problem:
    places = {named(path): path for path, _ in held(network)}
    if method(network, BACKWARD) is not None:
        tried = copy.deepcopy(network)
        returned = worked(tried, x, y, loss)
        graded = {n: p for n, p in places.items() if gradient(tried, returned, p, n) is not None}
        if graded:
            inside = Inside(network, _moving(network, graded, (x, y, loss)), loss)
            return Problem(inside.loss, inside.gradients, _params(inside), x, y)
    if method(network, STEP) is not None:
        tried = copy.deepcopy(network)
        rate = taken(tried, x, y)
        moved = {n: p for n, p in places.items() if _differ(get(network, p), get(tried, p))}
        still = {n: p for n, p in places.items() if n not in moved}
        idle = _moving(network, still, (x, y, loss))
        inside = Inside(network, {**_moving(network, moved, (x, y, loss)), **idle}, loss)
        if inside.places:
            return Problem(inside.loss, inside.step, _params(inside), x, y, "step", rate)
    raise UsageError(
        f"no gradients were found in {one_line(type(network).__name__)}; keep that of W1 as "
        'self.dW1, or return {"W1": …} from backward().'
    )


def _params(inside: Inside) -> dict[str, Any]:
    return {name: copy.deepcopy(get(inside.network, path)) for name, path in inside.places.items()}


def predicted(network: Any, x: Any) -> Any:
    """Return what the network says of x."""
    forward = method(network, FORWARD)
    if forward is None:
        raise UsageError(
            f"{one_line(type(network).__name__)} has no forward(x); call the method that computes "
            "its output so."
        )
    found = calling.call(forward, {"x": x}, {})
    if isinstance(found, tuple):  # (output, cache)
        return found[0]
    return found


def loss_of(network: Any, x: Any, y: Any, given: Callable[[Any, Any], Any] | None) -> Any:
    """Return the loss, by the network's own method or by the function that was given."""
    if given is not None:
        return given(predicted(network, x), y)
    own = method(network, LOSS)
    if own is None:
        raise UsageError(
            f"{one_line(type(network).__name__)} has no method loss; give loss=, a function of "
            "(prediction, y)."
        )
    names = [p.name for p in calling.wanted(own) if p.default is p.empty]
    if [n for n in names if calling.role(n) == "x"]:
        return calling.call(own, {"x": x, "y": y}, {})
    output = predicted(network, x)
    return calling.call(own, {"prediction": output, "x": output, "y": y}, {})


def worked(network: Any, x: Any, y: Any, loss: Callable[[Any, Any], Any] | None) -> Any:
    """Run forward and backward, and return what backward returns."""
    backward = method(network, BACKWARD)
    assert backward is not None  # noqa: S101  asked before
    output = predicted(network, x) if method(network, FORWARD) else None
    values = {"x": x, "y": y, "prediction": output, "learning_rate": RATE}
    asked = [calling.role(p.name) for p in calling.wanted(backward)]
    if "error" in asked and "y" not in asked:
        values = {"error": _error(network, output, y, loss)}
    return calling.call(backward, values, {})


def _error(network: Any, output: Any, y: Any, loss: Callable[[Any, Any], Any] | None) -> Array:
    """Return ∂L/∂p by central differences, for a backward that wants it handed in."""
    own = loss or method(network, LOSS)
    if own is None or "x" in [calling.role(p.name) for p in calling.wanted(own)]:
        who = one_line(type(network).__name__)
        raise UsageError(f"{who}.backward() wants an error; give loss=, of (prediction, y).")
    p, h = np.array(output, dtype=np.float64), 2.0**-13
    found = np.zeros_like(p)
    for place in np.ndindex(p.shape):
        sides = []
        for distance in (h, -h, h / 2.0, -h / 2.0):
            moved = p.copy()
            moved[place] += distance
            sides.append(
                float(scalar(calling.call(own, {"prediction": moved, "x": moved, "y": y}, {})))
            )
        wide, narrow = (sides[0] - sides[1]) / (2.0 * h), (sides[2] - sides[3]) / h
        found[place] = (4.0 * narrow - wide) / 3.0
    return found


def taken(network: Any, x: Any, y: Any) -> float | None:
    """Take one training step, and return its learning rate, where it is known."""
    step = method(network, STEP)
    assert step is not None  # noqa: S101  asked before
    asked = {calling.role(p.name): p for p in calling.wanted(step)}
    values: dict[str, Any] = {"x": x, "y": y, "count": 1}
    rate = None
    if "learning_rate" in asked:
        default = asked["learning_rate"].default
        rate = RATE if default in {asked["learning_rate"].empty, None} else float(default)
        values["learning_rate"] = rate
    if "prediction" in asked or {"x", "y"} - set(asked):
        values["prediction"] = predicted(network, x)
    calling.call(step, values, {})
    if rate is None:
        words = calling.ROLES["learning_rate"]
        known = [getattr(network, word, None) for word in words]
        rate = next((float(r) for r in known if trees.is_number(r) and r), None)
    return rate


def _differ(first: Any, second: Any) -> bool:
    try:
        before, after = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    except (TypeError, ValueError):
        return False
    return before.shape == after.shape and not np.array_equal(before, after)


def _moving(
    network: Any, places: Mapping[str, Path], data: tuple[Any, Any, Any]
) -> dict[str, Path]:
    """Return the places where a small change changes the loss: parameters, not caches."""
    x, y, loss = data
    here = float(np.real(scalar(loss_of(copy.deepcopy(network), x, y, loss))))
    found = {}
    for name, path in places.items():
        value = np.asarray(get(network, path), dtype=np.float64)
        moved = value + 0.01 * (1.0 + np.abs(value)) * np.cos(np.arange(value.size)).reshape(
            value.shape
        )
        tried = Inside(network, {name: path}).holding({name: trees.like(get(network, path), moved)})
        if float(np.real(scalar(loss_of(tried, x, y, loss)))) != here:
            found[name] = path
    return found
