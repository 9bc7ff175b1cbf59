"""`gn.check_gradients`: is hand-written backpropagation right, and if not, which term is wrong?"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.codecheck.deciding import decide
from glassnet.lab.codecheck.freshness import Fresh
from glassnet.lab.codecheck.objects import of_object
from glassnet.lab.codecheck.problem import Problem
from glassnet.lab.codecheck.verdict import GradientCheck


def check_gradients(
    loss: Callable[..., Any],
    gradients: Callable[..., Any],
    params: Any,
    x: Any = None,
    y: Any = None,
    *,
    seed: int = 0,
) -> GradientCheck:
    """Tell whether `gradients` are those of `loss`, and if not, which term is wrong.

    Args:
        loss: loss(params) → a number; loss(params, x, y) where x and y are given.
        gradients: gradients(params) → arrays as in params (a dict may say dW1 for W1, a list goes
            by order); gradients(params, x, y) where x and y are given.
        params: Arrays by name, or a list of them; arrays may be lists of lists.
        x: The rows' inputs.
        y: What is wanted of them.
        seed: Of the points that are looked at beside `params`.

    >>> print(check_gradients(lambda p: p["w"] ** 2, lambda p: {"w": p["w"]}, {"w": 3.0}))
    WRONG: the gradient of w is not that of the loss.
    <BLANKLINE>
    1. The gradient of w is half of what it should be: a factor 2 is missing.
       yours   ½ · ∂L/∂W
       right   ∂L/∂W
    <BLANKLINE>
      w   WRONG      off by 5.0e-01   w: yours 3, right 6

    """
    return decide(Problem(_called(loss, x), _called(Fresh(gradients), x), params, x, y), seed)


def check_step(
    loss: Callable[..., Any],
    step: Callable[..., Any],
    params: Any,
    x: Any = None,
    y: Any = None,
    learning_rate: float | None = None,
) -> GradientCheck:
    """Tell whether a training step goes along the gradient of `loss`, and if not, what is wrong.

    Args:
        loss: loss(params, x, y) → a number; loss(params) without x and y.
        step: step(params, x, y) → the new parameters, or None where it changes params in place.
        params: Arrays by name, or a list of them; arrays may be lists of lists.
        x: The rows' inputs.
        y: What is wanted of them.
        learning_rate: By which the step multiplies the gradient. Where it is not known, one common
            factor is taken for it.

    """
    claim = _called(Fresh(step), x)
    return decide(Problem(_called(loss, x), claim, params, x, y, "step", learning_rate))


def check_backward(
    network: Any, x: Any, y: Any, loss: Callable[[Any, Any], Any] | None = None
) -> GradientCheck:
    """Tell whether an object's `backward`, or its training step, is right.

    Args:
        network: With `forward(x)` or `predict(x)`, and `backward` or a training step such as
            `train(x, y)`; its gradients are attributes such as dW1 or grad_W1, or are returned.
        x: The rows' inputs.
        y: What is wanted of them.
        loss: loss(prediction, y) → a number, where the network has no method `loss`.

    """
    return decide(of_object(network, x, y, loss))


def _called(function: Callable[..., Any], x: Any) -> Callable[[Any, Any, Any], Any]:
    """Return the function as one of (params, x, y)."""
    if not callable(inspect.unwrap(function)):
        shown = one_line(repr(inspect.unwrap(function)))
        raise UsageError(f"a function is wanted, got {shown}; leave out its brackets.")
    if x is not None:
        return function

    def alone(params: Any, _x: Any, _y: Any) -> Any:
        return function(params)

    alone.__wrapped__ = function  # type: ignore[attr-defined]
    return alone
