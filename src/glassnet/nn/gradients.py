"""What is done to gradients and weights around an update: clipping, penalties, decay.

Norms and limits look at every parameter together; a penalty is for the parameters its caller
chooses (weights, mostly, and not biases). Every function takes `xp` first, used or not.
"""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.ground.arrays import Array, Namespace


def global_norm(xp: Namespace, gradients: Mapping[str, Array]) -> Array:
    """Return √Σ g² over every number of every gradient, a 0-d array.

    The largest is taken out of the squares, so that 1e30 has a norm in float32 as well.
    """
    largest = xp.max(xp.stack([xp.max(xp.abs(gradient)) for gradient in gradients.values()]))
    unit = xp.where(largest > 0, largest, xp.ones_like(largest))
    squares = xp.stack([xp.sum((gradient / unit) ** 2) for gradient in gradients.values()])
    return largest * xp.sqrt(xp.sum(squares))


def clip_by_norm(xp: Namespace, gradients: Mapping[str, Array], limit: float) -> dict[str, Array]:
    """Shorten a gradient longer than `limit`: g ← g min(1, limit / (‖g‖ + 1e-6)).

    The direction stays. Source: Pascanu, Mikolov & Bengio (2013), algorithm 1; the 1e-6 is that of
    PyTorch's clip_grad_norm_.
    """
    factor = limit / (global_norm(xp, gradients) + 1e-6)
    factor = xp.minimum(factor, xp.ones_like(factor))
    return {name: gradient * factor for name, gradient in gradients.items()}


def clip_by_value(xp: Namespace, gradients: Mapping[str, Array], limit: float) -> dict[str, Array]:
    """Cut every number of every gradient to [−limit, limit]; the direction may change."""
    return {name: xp.clip(gradient, -limit, limit) for name, gradient in gradients.items()}


def add_l1(xp: Namespace, gradient: Array, p: Array, strength: float) -> Array:
    """Add the slope of λ Σ |p|: g + λ sign(p), 0 at p = 0. Source: Tibshirani (1996)."""
    return gradient + strength * xp.sign(p)


def add_l2(xp: Namespace, gradient: Array, p: Array, strength: float) -> Array:  # noqa: ARG001
    """Add the slope of ½ λ Σ p²: g + λ p, the weight_decay of PyTorch's SGD and Adam."""
    return gradient + strength * p


def decay(xp: Namespace, p: Array, learning_rate: Array, strength: float) -> Array:  # noqa: ARG001
    """Shrink the parameter beside the gradient: p (1 − η λ). Source: Loshchilov & Hutter (2019)."""
    return p * (1.0 - learning_rate * strength)
