"""Convolution and pooling on the blackboard: what one window shows.

Which places a window shows is asked of the layer itself: it is given a map that holds, at every
place, the place's own number, counted from 1; zeros around the map stay 0.
"""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array, Shape, size
from glassnet.lab.explain.expression import Expression, call, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, slope, symbol
from glassnet.nn.convolution import Convolution
from glassnet.nn.pooling import Pooling
from glassnet.run.look import LayerLook


def conv_forward(sight: Sight, unit: Index) -> list[Line]:
    """z = Σ over the window x·w + b."""
    *place, f = unit
    weights = sight.param("weights").reshape(-1, sight.y.shape[-1])[:, f]
    window = _flat(place, sight.y.shape[:-1])
    shown = _matrix(sight, sight.x)[window]
    worked = sight.products(shown, weights)
    formula = f"Σ {sight.before}·w over the window"
    if "bias" in sight.look.params:
        worked = worked + number(sight.param("bias")[f])
        formula += f" + {symbol('b', (f,))}"
    names = [
        sight.into(_place(number_, sight.x.shape)) if number_ else "a zero of the border"
        for number_ in _shown_places(sight)[window]
    ]
    note = sight.told(shown * weights, names)
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]), note=note)]


def conv_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = Σ over the windows that show x, and the filters, ∂L/∂z·w."""
    number_ = _flat(unit, sight.x.shape) + 1
    filters = sight.y.shape[-1]
    places = np.argwhere(_shown_places(sight) == number_)
    weights = sight.param("weights").reshape(-1, filters)
    errors = sight.dy.reshape(-1, filters)
    own = sight.into(unit)
    return [
        Line(
            slope(own),
            f"Σ {slope(sight.after)}·∂{sight.after}/∂{own} = Σ {slope(sight.after)}·w",
            sight.products(errors[places[:, 0]].reshape(-1), weights[places[:, 1]].reshape(-1)),
            float(sight.dx[unit]),
            title=f"δ of {own}: every window that shows it, every filter, through its weight.",
        )
    ]


def conv_share(sight: Sight, name: str, index: Index) -> tuple[str, Expression]:
    """∂L/∂w = Σ over the windows ∂L/∂z·x; ∂L/∂b = Σ ∂L/∂z."""
    errors = sight.dy.reshape(-1, sight.y.shape[-1])[:, index[-1]]
    error = slope(sight.after)
    if name == "bias":
        chain = f"Σ {error}·∂{sight.after}/∂{symbol('b', index)} = Σ {error} over the windows"
        return chain, sight.amounts(errors)
    shown = _matrix(sight, sight.x)[:, _flat(index[:-1], sight.param("weights").shape[:-1])]
    chain = f"Σ {error}·∂{sight.after}/∂{symbol('w', index)} = Σ {error}·{sight.before}"
    return f"{chain} over the windows", sight.products(errors, shown)


def conv_shares(look: LayerLook, name: str, index: Index) -> Array:
    """Return what each row of the batch adds to the gradient, (batch,)."""
    batch, filters = look.dy.shape[0], look.dy.shape[-1]
    errors = np.asarray(look.dy, dtype=np.float64).reshape(batch, -1, filters)[..., index[-1]]
    if name == "bias":
        return errors.sum(axis=1)
    assert isinstance(look.layer, Convolution)  # noqa: S101  the table of chapters says so
    column = _flat(index[:-1], look.params["weights"].shape[:-1])
    shown = look.layer.matrix(np, look.x)[:, column].reshape(batch, -1)
    return (errors * shown).sum(axis=1)


def max_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = the largest number of the window."""
    shown, places = _column(sight, unit)
    first = int(np.argmax(shown))
    winner = sight.into(_place(places[first], sight.x.shape))
    worked = call("max", *(number(value) for value in _around(shown, first, sight.terms)))
    left = len(shown) - len(worked.arguments)
    note = f"{left:,} smaller ones are left out." if left else ""
    title = f"The largest of the window is {winner}."
    formula = f"max {sight.before} over the window"
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]), title, note)]


def max_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = Σ ∂L/∂y over the windows in which x is the first largest."""
    places = _pool_places(sight)
    shown = _looked_at(sight, sight.x)
    won = np.take_along_axis(places, np.expand_dims(shown.argmax(axis=-2), -2), axis=-2)[..., 0, :]
    errors = sight.dy[won == _flat(unit, sight.x.shape) + 1]
    own = sight.into(unit)
    return [
        Line(
            slope(own),
            f"Σ {slope(sight.after)} over the windows where {own} is the largest",
            sight.amounts(errors),
            float(sight.dx[unit]),
            title=f"δ of {own}: the largest of a window gets its whole error, the others nothing.",
        )
    ]


def mean_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = the mean of the window."""
    shown, _ = _column(sight, unit)
    worked = sight.amounts(shown) / number(len(shown))
    formula = f"Σ {sight.before} over the window / {len(shown)}"
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]))]


def mean_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = Σ ∂L/∂y / n over the windows that show x."""
    places = _pool_places(sight)
    shows = (places == _flat(unit, sight.x.shape) + 1).any(axis=-2)
    own = sight.into(unit)
    n = places.shape[-2]
    return [
        Line(
            slope(own),
            f"Σ {slope(sight.after)} over the windows that show {own} / {n}",
            sight.amounts(sight.dy[shows]) / number(n),
            float(sight.dx[unit]),
            title=f"δ of {own}: an equal part of the error of every window that shows it.",
        )
    ]


def global_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = the mean of a channel over the whole map."""
    values = sight.x[..., unit[0]].reshape(-1)
    worked = sight.amounts(values) / number(len(values))
    formula = f"Σ {sight.before} over channel {unit[0]} / {len(values)}"
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]))]


def global_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = ∂L/∂y / n at every place."""
    n, own, out = size(sight.x.shape[:-1]), sight.into(unit), sight.out(unit[-1:])
    worked = number(sight.dy[unit[-1]]) / number(n)
    title = f"δ of {own}: an equal part of the error of its channel."
    return [Line(slope(own), f"{slope(out)} / {n}", worked, float(sight.dx[unit]), title)]


def _flat(index: tuple[int, ...] | list[int], shape: Shape) -> int:
    return int(np.ravel_multi_index(tuple(index), shape)) if shape else 0


def _place(number_: float, shape: Shape) -> Index:
    """Return the index of the place that has this number, counted from 1."""
    return tuple(int(i) for i in np.unravel_index(int(number_) - 1, shape))


def _numbered(shape: Shape) -> Array:
    return np.arange(1.0, size(shape) + 1.0).reshape(shape)


def _matrix(sight: Sight, x: Array) -> Array:
    """Return what each window of a convolution shows of x: (windows, places · channels)."""
    assert isinstance(sight.look.layer, Convolution)  # noqa: S101  the table of chapters says so
    return sight.look.layer.matrix(np, x[None])


def _shown_places(sight: Sight) -> Array:
    return _matrix(sight, _numbered(sight.x.shape))


def _looked_at(sight: Sight, x: Array) -> Array:
    """Return what each window of a pooling shows of x: (*counts, places, channels)."""
    assert isinstance(sight.look.layer, Pooling)  # noqa: S101  the table of chapters says so
    return sight.look.layer.look(np, x[None])[0]


def _pool_places(sight: Sight) -> Array:
    return _looked_at(sight, _numbered(sight.x.shape))


def _column(sight: Sight, unit: Index) -> tuple[Array, Array]:
    """Return the numbers that one window shows in one channel, and the numbers of their places."""
    at = (*unit[:-1], slice(None), unit[-1])
    return _looked_at(sight, sight.x)[at], _pool_places(sight)[at]


def _around(shown: Array, first: int, most: int) -> Array:
    """Return the numbers of a window, or, of many, the first ones and the largest."""
    kept = [i for i in range(len(shown)) if i != first][: max(1, most - 1)]
    return shown[sorted([*kept, first])]
