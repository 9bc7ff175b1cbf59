"""JAX as a good engineer writes it: its own derivatives, many steps in one compiled scan.

The network, the loss and the optimizer are a few lines each; the state is donated; the numbers of
the rows of all steps of a scan come in as one array.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from contenders.work import Contender, Work

from glassnet.engines.xla_start import start_jax

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
SCAN_STEPS = 2_000  # of tiny networks at a time, so that a call costs nothing


class JaxAutodiff(Contender):
    """A function of parameters and rows, differentiated, scanned and compiled."""

    name = "JAX autodiff"

    def __init__(self, work: Work) -> None:
        """Take the first weights."""
        start_jax()
        self.work = work
        repeats = max(1, SCAN_STEPS // len(work.steps)) if len(work.x) < 1_000 else 1
        with self._precision():
            self._x, self._y = jnp.asarray(work.x), jnp.asarray(work.y)
            self._steps = jnp.asarray(np.array(work.steps * repeats, dtype=np.int32))
            self._state = jax.tree.map(jnp.asarray, start(work))
        self._scan = jax.jit(self._learn_all, donate_argnums=0)

    def _precision(self) -> Any:
        return jax.enable_x64(self.work.dtype == "float64")

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        times = -(-steps // len(self._steps))
        rows = jnp.concatenate([self._steps] * times)[:steps]
        with self._precision():
            _, losses = jax.jit(self._learn_all)(self._state, self._x, self._y, rows)
        return losses.tolist()

    def turn(self, steps: int) -> int:
        """Make whole scans."""
        scans = max(1, round(steps / len(self._steps)))
        with self._precision():
            for _ in range(scans):
                self._state, losses = self._scan(self._state, self._x, self._y, self._steps)
            losses.block_until_ready()
        return scans * len(self._steps)

    def _learn_all(self, state: Any, x: Any, y: Any, steps: Any) -> tuple[Any, Any]:
        def learn(state: Any, rows: Any) -> tuple[Any, Any]:
            params, moments, count = state
            loss, gradients = jax.value_and_grad(self._loss)(params, x[rows], y[rows])
            return self._update(params, moments, count + 1, gradients), loss

        return jax.lax.scan(learn, state, steps)

    def _loss(self, params: Any, x: Any, y: Any) -> Any:
        hidden = jax.nn.relu if self.work.hidden == "relu" else jax.nn.sigmoid
        maps, dense = params[: len(self.work.maps)], params[len(self.work.maps) :]
        for w, b in maps:
            x = pool(jax.nn.relu(convolve(x, w) + b))
        x = x.reshape(len(x), -1)
        for w, b in dense[:-1]:
            x = hidden(x @ w + b)
        w, b = dense[-1]
        z = x @ w + b
        if self.work.loss == "half squares":
            return 0.5 * jnp.sum((jax.nn.sigmoid(z) - y) ** 2)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1))

    def _update(self, params: Any, moments: Any, count: Any, gradients: Any) -> Any:
        rate = self.work.learning_rate
        if self.work.optimizer == "SGD":
            return jax.tree.map(lambda p, g: p - rate * g, params, gradients), moments, count
        m, v = moments
        m = jax.tree.map(lambda old, g: BETA1 * old + (1 - BETA1) * g, m, gradients)
        v = jax.tree.map(lambda old, g: BETA2 * old + (1 - BETA2) * g**2, v, gradients)
        first, second = 1 - BETA1**count, 1 - BETA2**count
        params = jax.tree.map(
            lambda p, a, b: p - rate * (a / first) / (jnp.sqrt(b / second) + EPSILON), params, m, v
        )
        return params, (m, v), count


def start(work: Work) -> tuple[Any, Any, Any]:
    """Return the first weights, Adam's moments if it is wanted, and how many steps were made."""
    params = work.weights()
    zeros = jax.tree.map(np.zeros_like, params)
    moments = (zeros, jax.tree.map(np.zeros_like, params)) if work.optimizer == "Adam" else ()
    return params, moments, np.zeros((), work.dtype)


def convolve(x: Any, w: Any) -> Any:
    """Return what windows of 3×3 that stay inside show: (batch, height, width, channels)."""
    return jax.lax.conv_general_dilated(
        x, w, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def pool(x: Any) -> Any:
    """Return the largest of each 2×2."""
    sides = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, sides, sides, "VALID")
