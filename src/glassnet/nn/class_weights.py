"""Rare classes may count for more: weights by class, for the losses that have classes."""

from __future__ import annotations

from glassnet.ground.arrays import Array, Namespace, Shape
from glassnet.ground.errors import ShapeError, UsageError, one_line
from glassnet.ground.ranges import is_number
from glassnet.nn.losses import Loss
from glassnet.nn.targets import class_shares


def weigh(xp: Namespace, shares: Array, class_weights: tuple[float, ...] | None) -> Array:
    """Return w t: `shares` (batch, classes) times the weight of each class."""
    if class_weights is None:
        return shares
    return shares * xp.asarray(class_weights, dtype=shares.dtype)


def index_counts(
    xp: Namespace, prediction: Array, target: Array, class_weights: tuple[float, ...] | None
) -> Array | None:
    """Return the weight (batch,) of each row's class; None for soft labels, which count as 1."""
    if class_weights is None or target.ndim == prediction.ndim:
        return None
    return xp.sum(weigh(xp, class_shares(xp, target, prediction), class_weights), axis=-1)


def check_class_weights(loss: Loss, classes: int | None = None) -> None:
    """Refuse class weights that are no numbers ≥ 0, all 0, or not as many as `classes`."""
    given = getattr(loss, "class_weights", None)
    if given is None:
        return
    weights = tuple(given) if isinstance(given, (tuple, list)) else ()
    good = all(is_number(weight) and weight >= 0 for weight in weights) and any(weights)
    if not good or len(weights) != (classes or len(weights)):
        many = f"{classes} numbers" if classes else "one number per class"
        raise UsageError(
            f"{type(loss).__name__}: class_weights must be {many}, each ≥ 0 and not all 0, "
            f"got {one_line(repr(given))}."
        )
    object.__setattr__(loss, "class_weights", tuple(float(weight) for weight in weights))


def check_classes(
    loss: Loss, output_shape: Shape, class_weights: tuple[float, ...] | None = None
) -> None:
    """Refuse outputs that are fewer than two classes, or not as many as there are weights."""
    name = type(loss).__name__
    if not output_shape or output_shape[-1] < 2:
        raise ShapeError(
            f"{name} takes one output per class, at least 2, got the output shape {output_shape}; "
            "end the network with Dense(classes), or use BinaryCrossEntropy for yes and no."
        )
    if class_weights is not None and len(class_weights) != output_shape[-1]:
        raise ShapeError(
            f"{name} needs one class weight per class: {output_shape[-1]}, "
            f"got {len(class_weights)}."
        )
