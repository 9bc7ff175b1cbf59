"""Which network it is: Dense layers, activations and a loss that give the learner's own numbers.

Nothing is guessed that the learner's loss does not confirm: a network counts as recognized when it
gives the same loss at several points, to rounding.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.stack import Dense, Stack
from glassnet.lab.codecheck.trees import Arrays
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
)
from glassnet.nn.layer import Layer
from glassnet.nn.losses import HalfSumOfSquares, Loss
from glassnet.nn.robust_losses import MAE
from glassnet.nn.smooth_activations import GELU, SiLU, Softplus
from glassnet.nn.softmax import Softmax

HIDDEN: tuple[Layer, ...] = (
    *(Sigmoid(), Tanh(), ReLU(), LeakyReLU(0.01), Identity(), LeakyReLU(0.1), LeakyReLU(0.2)),
    *(Softplus(), SiLU(), GELU()),
)
OUTPUTS: tuple[Layer, ...] = (Identity(), Sigmoid(), Softmax(), Tanh(), ReLU(), LeakyReLU(0.01))
CLIP = 1e-15
LOSSES: tuple[Loss, ...] = (
    HalfSumOfSquares(),
    BinaryCrossEntropyFromProbabilities(clip=CLIP),
    CategoricalCrossEntropyFromProbabilities(clip=CLIP),
    MAE(),
)
FITS = 1e-6  # relative; learners write log(p + 1e-8)
MOST = 1500  # networks that are tried, about
MIXED = 3  # activations are tried one by one up to so many hidden layers, all alike beyond


@final
@dataclass(frozen=True)
class Recognized:
    """A network that gives the learner's loss, and the data as it takes them."""

    stack: Stack
    x: Array
    y: Array


def recognize(
    points: Sequence[Arrays], losses: Sequence[float], data: Sequence[tuple[Any, Any]]
) -> Recognized | None:
    """Return the first network on one of the `data` that gives `losses` at `points`."""
    work = 0
    candidates = list(itertools.islice(_candidates(points[0], data), MOST))
    for layers, rows, wanted in sorted(candidates, key=lambda each: disorder(each[0], points[0])):
        work += sum(1 for _ in bendings(len(layers)))
        if work > MOST:
            return None
        found = fitted(layers, (rows, wanted), points, losses)
        if found is not None:
            return found
    return None


def _candidates(
    params: Mapping[str, Array], data: Sequence[tuple[Any, Any]]
) -> Iterator[tuple[tuple[Dense, ...], Array, Array]]:
    """Yield layers, inputs and targets that fit together."""
    read = ((rows, y) for x, y in data for rows in oriented(x))
    for rows, y in read:
        for layers in layouts(params, rows.shape[1]):
            for wanted in targets(y, len(rows), layers[-1].units):
                yield layers, rows, wanted


def disorder(layers: Sequence[Dense], params: Mapping[str, Array]) -> tuple[int, int]:
    """Return how far the parameters are from the learner's order (W₁, b₁, …), and the layers."""
    order = {name: place for place, name in enumerate(params)}
    used = [order[n] for layer in layers for n in (layer.weights, layer.bias) if n]
    return sum(a > b for a, b in itertools.combinations(used, 2)), len(layers)


def oriented(x: Any) -> Iterator[Array]:
    """Yield x with its rows along axis 0, in each way it can be meant."""
    x = np.asarray(x, dtype=np.float64)
    if x.ndim == 0:
        yield x.reshape(1, 1)
    elif x.ndim == 1:
        yield from (x.reshape(-1, 1), x.reshape(1, -1))
    elif x.ndim == 2:
        yield from (x, x.T)
    else:
        yield x.reshape(len(x), -1)


def targets(y: Any, rows: int, units: int) -> Iterator[Array]:
    """Yield y as (rows, units), in each way it can be meant; class numbers become 0 and 1."""
    y = np.asarray(y, dtype=np.float64)
    if y.size == rows * units:
        yield y.reshape(rows, units) if y.shape != (units, rows) or rows == units else y.T
        if rows == units and y.ndim == 2:
            yield y.T
    flat = y.ravel()
    if units > 1 and flat.size == rows and np.all(np.isin(flat, np.arange(units))):
        yield np.eye(units)[flat.astype(int)]


def layouts(params: Mapping[str, Array], width: int) -> Iterator[tuple[Dense, ...]]:
    """Yield the ways in which all of `params` are the layers of a network on `width` inputs."""
    yield from _stacked(tuple(params), params, width)


def _stacked(
    left: tuple[str, ...], params: Mapping[str, Array], width: int
) -> Iterator[tuple[Dense, ...]]:
    for name, layer in ((n, d) for n in left for d in _as_layer(n, params[n], width)):
        rest = tuple(each for each in left if each != name)
        for bias, remaining in _with_bias(rest, params, layer):
            whole = replace(layer, bias=bias)
            if not remaining:
                yield (whole,)
            for above in _stacked(remaining, params, layer.units):
                yield (whole, *above)


def _as_layer(name: str, values: Array, width: int) -> Iterator[Dense]:
    """Yield how `values` can be the weights of a layer on `width` inputs."""
    shape = values.shape
    if len(shape) > 2:
        return
    for fold, rows in (("", width), ("last", width + 1), ("first", width + 1)):
        folded: Literal["", "first", "last"] = fold  # type: ignore[assignment]
        if len(shape) == 2 and shape[0] == rows:
            yield Dense(name, shape[1], turned=False, folded=folded)
        if len(shape) == 2 and shape[1] == rows:
            yield Dense(name, shape[0], turned=True, folded=folded)
        if len(shape) < 2 and values.size == rows:
            yield Dense(name, 1, turned=False, folded=folded)
        if len(shape) == 1 and rows == 1 and values.size > 1:
            yield Dense(name, values.size, turned=False, folded=folded)


def _with_bias(
    left: tuple[str, ...], params: Mapping[str, Array], layer: Dense
) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Yield which of the parameters that are `left` can be the layer's bias, and the others."""
    if not layer.folded:
        fitting = [n for n in left if params[n].size == layer.units and _is_flat(params[n])]
        for name in fitting[:2]:
            yield name, tuple(each for each in left if each != name)
    yield None, left


def _is_flat(values: Array) -> bool:
    return len([length for length in values.shape if length != 1]) <= 1


def fitted(
    layers: tuple[Dense, ...],
    data: tuple[Array, Array],
    points: Sequence[Arrays],
    losses: Sequence[float],
) -> Recognized | None:
    """Return the network of these layers that gives the losses, if there is one."""
    wanted = np.array(losses)
    for activations in bendings(len(layers)):
        bare = Stack(layers, activations, LOSSES[0])
        with np.errstate(all="ignore"):
            outputs = [bare.forward(point, *data).inputs[-1] for point in points]
        for loss in LOSSES:
            if not _fits_target(activations[-1], loss, data[1]):
                continue
            with np.errstate(all="ignore"):
                sums = np.array([np.sum(loss.elements(np, p, data[1])) for p in outputs])
            found = _scaled(Stack(layers, activations, loss), sums, points, wanted)
            if found is not None:
                return Recognized(found, *data)
    return None


def bendings(count: int) -> Iterator[tuple[Layer, ...]]:
    """Yield the activations of `count` layers: hidden ones alike first, then each by itself."""
    hidden = count - 1
    alike = [(each,) * hidden for each in HIDDEN] if hidden else [()]
    mixed: Iterator[tuple[Layer, ...]] = iter(())
    if 1 < hidden <= MIXED:
        mixed = (m for m in itertools.product(HIDDEN[:5], repeat=hidden) if len(set(m)) > 1)
    for inner in itertools.chain(alike, mixed):
        for output in OUTPUTS:
            yield (*inner, output)


def _fits_target(output: Layer, loss: Loss, y: Array) -> bool:
    """Tell whether the loss can be asked of such an output and such a target."""
    if isinstance(loss, (HalfSumOfSquares, MAE)):
        return True
    return isinstance(output, (Sigmoid, Softmax)) and bool(np.all((y >= 0.0) & (y <= 1.0)))


def _scaled(stack: Stack, plain: Array, points: Sequence[Arrays], wanted: Array) -> Stack | None:
    """Return the stack with the factor, and the penalty on weights, that give the losses."""
    scale = _solve(plain[:, None], wanted)
    if scale is not None and scale[0] > 0.0:
        return replace(stack, scale=float(scale[0]))
    every = tuple(points[0])
    weights = tuple(layer.weights for layer in stack.layers)
    for names in dict.fromkeys((weights, every)):
        squares = np.array([sum(np.sum(p[n] ** 2) for n in names) for p in points])
        both = _solve(np.stack([plain, squares], axis=1), wanted)
        if both is not None and both[0] > 0.0 and both[1] > 0.0:
            return replace(stack, scale=float(both[0]), penalty=float(both[1]), penalized=names)
    return None


def _solve(columns: Array, wanted: Array) -> Array | None:
    """Return the numbers by which the columns add up to what is wanted, None where they do not."""
    if not np.all(np.isfinite(columns)) or len(wanted) < columns.shape[1] + 2:
        return None
    found, *_ = np.linalg.lstsq(columns, wanted, rcond=None)
    off = np.abs(columns @ found - wanted)
    return found if np.all(off <= FITS * np.maximum(np.abs(wanted), 1e-12)) else None
