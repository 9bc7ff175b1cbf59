"""A small network written by hand, with a term that a test may put something else for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from glassnet.lab.codecheck import GradientCheck, check_gradients


class ByHand:
    """3 → 4 tanh → 2 sigmoid, mean squared error; every term of backward is an attribute."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        self.x = random.normal(size=(6, 3))
        self.y = random.uniform(0.1, 0.9, size=(6, 2))
        shapes = {"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}
        self.params = {name: 0.7 * random.normal(size=shape) for name, shape in shapes.items()}

    def forward(self, p: dict[str, Any], x: Any) -> tuple[Any, ...]:
        z1 = x @ p["W1"] + p["b1"]
        a1 = np.tanh(z1)
        z2 = a1 @ p["W2"] + p["b2"]
        return z1, a1, z2, 1.0 / (1.0 + np.exp(-z2))

    def loss(self, p: dict[str, Any], x: Any, y: Any) -> float:
        return np.mean((self.forward(p, x)[-1] - y) ** 2)

    def gradients(self, slip: Callable[[dict[str, Any]], None] | None = None) -> Callable[..., Any]:
        """Return backward; `slip` may change any term on its way, by name."""

        def backward(p: dict[str, Any], x: Any, y: Any) -> dict[str, Any]:
            z1, a1, z2, a2 = self.forward(p, x)
            t = {"x": x, "z1": z1, "a1": a1, "z2": z2, "a2": a2, "W2": p["W2"], "p": p, "y": y}

            def set_(name: str, value: Any) -> None:
                t[name] = value
                if slip is not None:
                    slip(t)

            set_("error", 2.0 * (a2 - y) / y.size)
            set_("slope2", a2 * (1.0 - a2))
            set_("d2", t["error"] * t["slope2"])
            set_("back", t["d2"] @ t["W2"].T)
            set_("slope1", 1.0 - a1**2)
            set_("d1", t["back"] * t["slope1"])
            set_("gW1", t["x"].T @ t["d1"])
            set_("gb1", t["d1"].sum(axis=0))
            set_("gW2", t["a1"].T @ t["d2"])
            set_("gb2", t["d2"].sum(axis=0))
            return {name: t[f"g{name}"] for name in ("W1", "b1", "W2", "b2")}

        return backward

    def check(self, **wrong: Callable[[dict[str, Any]], Any]) -> GradientCheck:
        """Return the verdict on gradients with some terms replaced."""

        def slip(t: dict[str, Any]) -> None:
            last = list(t)[-1]
            if last in wrong and not t.get(f"done {last}"):
                t[last] = wrong[last](t)

        return check_gradients(self.loss, self.gradients(slip), self.params, self.x, self.y)


@pytest.fixture
def by_hand() -> ByHand:
    """The network with its right backward."""
    return ByHand()
