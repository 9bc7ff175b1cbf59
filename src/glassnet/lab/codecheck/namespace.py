"""Which names of a learner's file are the loss, the gradients, the parameters and the data.

By convention of names, or by a comment on the line or the line above:

    # glassnet: loss
    def cost(network, rows): …
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.lab.codecheck import calling, objects, sniffing, trees
from glassnet.lab.codecheck.freshness import Fresh
from glassnet.lab.codecheck.problem import Problem

MARK = re.compile(r"#\s*glassnet:\s*([\w-]+)")
NAMES: dict[str, tuple[str, ...]] = {
    "loss": (
        "loss",
        "cost",
        "compute_loss",
        "loss_function",
        "loss_fn",
        "total_loss",
        "mse",
        "error",
    ),
    "gradients": (
        *("gradients", "gradient", "grads", "grad", "backward", "backprop", "backpropagate"),
        *(
            "compute_gradients",
            "backpropagation",
            "backward_propagation",
            "back_propagation",
            "backward_pass",
            "get_gradients",
            "calc_gradients",
        ),
    ),
    "train_step": (
        *("train_step", "training_step", "step", "update", "train_once", "train_one", "sgd_step"),
        *("update_params", "update_weights", "learn", "train_on_batch", "one_step"),
    ),
    "params": ("params", "parameters", "weights", "theta", "init_params", "initialize", "init"),
    "network": ("network", "net", "model", "nn", "mlp", "Network", "Net", "NeuralNetwork", "MLP"),
    "x": ("X", "x", "inputs", "X_train", "x_train", "data", "features", "xs"),
    "y": (
        "Y",
        "y",
        "targets",
        "y_train",
        "Y_train",
        "labels",
        "T",
        "t",
        "ys",
        "expected",
        "target",
    ),
    "learning_rate": ("learning_rate", "lr", "eta", "alpha", "LEARNING_RATE", "LR", "rate"),
}
ADD = """add these lines, or mark what you have with a comment such as # glassnet: loss:
def loss(params, x, y): ...        # one number
def gradients(params, x, y): ...   # as params: {"W1": dW1, ...}
params = {"W1": W1, "b1": b1}"""
RATE = objects.RATE


@final
@dataclass(frozen=True)
class Found:
    """What plays each role in a file."""

    space: Mapping[str, Any]
    marked: Mapping[str, str]

    def get(self, role: str) -> Any:
        """Return the value that plays `role`: the marked one, or the first by its name."""
        if role in self.marked:
            return self.space.get(self.marked[role])
        for name in NAMES[role]:
            value = self.space.get(name)
            if value is not None and self._suits(role, value):
                return value
        return None

    def _suits(self, role: str, value: Any) -> bool:
        if role in {"loss", "gradients", "train_step"}:
            return callable(value) and not inspect.isclass(value)
        if role == "network":
            has = objects.method(value, (*objects.BACKWARD, *objects.STEP)) is not None
            return has and not inspect.ismodule(value)
        if role == "learning_rate":
            return trees.is_number(value)
        if role == "params":
            return callable(value) or bool(trees.arrays(value))
        return not callable(value) and not inspect.ismodule(value)

    def network_of_arrays(self) -> Any:
        """Return a list or dict of arrays that goes by the name of a network."""
        named = [
            self.space.get(name) for name in (self.marked.get("network"), *NAMES["network"]) if name
        ]
        return next(
            (v for v in named if isinstance(v, (list, tuple, dict)) and trees.arrays(v)), None
        )

    def named_arrays(self) -> dict[str, Any]:
        """Return the file's arrays and lists of floating-point numbers."""
        return {
            name: value
            for name, value in self.space.items()
            if not name.startswith("_")
            and trees.is_leaf(value)
            and np.asarray(value).dtype.kind == "f"
        }


def marks(source: str) -> dict[str, str]:
    """Return the name that each comment `# glassnet: ROLE` marks.

    Raises:
        UsageError: a comment marks a role that there is not.

    """
    lines = source.splitlines()
    found: dict[str, str] = {}
    for node in ast.parse(source).body:
        name = _name_of(node)
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        for line in (lines[node.lineno - 1], lines[first - 2] if first > 1 else ""):
            mark = MARK.search(line)
            if mark and name:
                found.setdefault(_role(mark[1]), name)
    return found


def _role(word: str) -> str:
    role = {"step": "train_step", "gradient": "gradients", "parameters": "params"}.get(word, word)
    if role not in NAMES:
        raise UsageError(
            f'the comment "# glassnet: {one_line(word)}" names no role; there are '
            f"{', '.join(NAMES)}.{did_you_mean(word, NAMES)}"
        )
    return role


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def problem_of(space: Mapping[str, Any], source: str) -> Problem:
    """Return what is to be checked in a file whose names are `space`.

    Raises:
        UsageError: something is missing; the sentence says what to add.

    """
    found = Found(space, marks(source))
    loss, gradients, step = (found.get(role) for role in ("loss", "gradients", "train_step"))
    claim = gradients or step
    network = found.get("network")
    if claim is None or (loss is None and network is not None):
        return _of_network(found, network, loss, claim)
    if loss is None:
        raise UsageError(f"there is no function loss in it; {ADD}")
    x, y = found.get("x"), found.get("y")
    params, bound = _params(found, (loss, claim), (x, y))
    rate = _rate(found, claim) if gradients is None else None
    made = [_bound(f, bound, params, rate or RATE) for f in (loss, Fresh(claim))]
    kind = "gradients" if gradients is not None else "step"
    return Problem(made[0], made[1], params, x, y, kind, rate)  # type: ignore[arg-type]


def _of_network(found: Found, network: Any, loss: Any, claim: Any) -> Problem:
    """Return the problem of an object."""
    if network is None:
        wanted = "function gradients or train_step" if claim is None else "function loss"
        raise UsageError(f"there is no {wanted} in it; {ADD}")
    if inspect.isclass(network):
        try:
            network = network()
        except TypeError:
            raise UsageError(
                f"the class {network.__name__} wants arguments; add a line such as "
                f"network = {network.__name__}(2, 3, 1)."
            ) from None
    x, y = found.get("x"), found.get("y")
    if x is None or y is None:
        missing = "X" if x is None else "y"
        raise UsageError(f"there is no {missing} in it; add a line such as {missing} = ….")
    return objects.of_object(network, x, y, _of_prediction(loss))


def _of_prediction(loss: Any) -> Callable[[Any, Any], Any] | None:
    """Return a loss as one of (prediction, y), whatever the order of its arguments."""
    if loss is None:
        return None
    first = next(iter(calling.wanted(loss)), None)
    if first is not None and calling.role(first.name) == "y":
        return lambda prediction, y: loss(y, prediction)
    found: Callable[[Any, Any], Any] = loss
    return found


def _rate(found: Found, step: Callable[..., Any]) -> float | None:
    """Return the learning rate of a step: its argument's default, or a number by such a name."""
    for parameter in calling.wanted(step):
        if calling.role(parameter.name) == "learning_rate":
            default = parameter.default
            return (
                float(default) if trees.is_number(default) else found.get("learning_rate") or RATE
            )
    return sniffing.learning_rate(sniffing.held(step))


def _params(
    found: Found, functions: tuple[Callable[..., Any], ...], data: tuple[Any, Any]
) -> tuple[Any, str]:
    """Return the parameters, and how functions get them: as "argument", by "name", as "globals"."""
    params = found.get("params")
    params = found.network_of_arrays() if params is None else params
    takes = [calling.role(p.name) == "params" for f in functions for p in calling.wanted(f)]
    if callable(params) and not trees.arrays(params):
        params = params()
    if params is not None and (any(takes) or "params" in found.marked or _unknown(functions)):
        return params, "argument"
    arrays = {n: v for n, v in found.named_arrays().items() if all(v is not each for each in data)}
    asked = {p.name for f in functions for p in calling.wanted(f)}
    by_name = {name: value for name, value in arrays.items() if name in asked}
    if by_name:
        return by_name, "name"
    if params is not None:
        return params, "argument"
    used = [name for f in functions for name in sniffing.held(f)]
    in_use = {name: value for name, value in arrays.items() if name in used}
    if in_use:
        return in_use, "globals"
    raise UsageError(f"there are no params in it; {ADD}")


def _unknown(functions: tuple[Callable[..., Any], ...]) -> bool:
    """Tell whether an argument has a name that says nothing; it may be the parameters."""
    return any(calling.role(p.name) is None for f in functions for p in calling.wanted(f))


def _bound(
    function: Callable[..., Any], how: str, params: Any, rate: float
) -> Callable[[Any, Any, Any], Any]:
    """Return the function as one of (params, x, y)."""
    names = list(params) if how == "name" else []

    def called(tree: Any, x: Any, y: Any) -> Any:
        offered = {"params": tree, "x": x, "y": y, "learning_rate": rate}
        kept = {role: value for role, value in offered.items() if value is not None}
        if how == "argument":
            return calling.call(function, kept, {})
        del kept["params"]
        if how == "name":
            return calling.call(function, kept, {name: tree[name] for name in names})
        if isinstance(function, Fresh):
            function.restore()
        plain = inspect.unwrap(function)
        space = plain.__globals__
        before = {name: space[name] for name in tree}
        space.update(tree)
        try:
            found = calling.call(plain, kept, {})
            return {name: space[name] for name in tree} if found is None else found
        finally:
            space.update(before)

    called.__wrapped__ = function  # type: ignore[attr-defined]
    return called
