"""Layers that pass numbers on: dropped, renamed, looked up, added; and those without a page."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.expression import Expression, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, slope
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.residual import Residual
from glassnet.run.look import LayerLook


def dropout_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = x·m."""
    own, value = sight.into(unit), float(sight.y[unit])
    if not sight.look.saved:
        return [
            Line(sight.out(unit), own, number(value), value, note="Dropout rests outside training.")
        ]
    mask = _mask(sight, unit)
    kept = "kept, and grown to make up for the others" if mask else "dropped"
    title = f"{own} was {kept}."
    worked = number(sight.x[unit]) * number(mask)
    return [Line(sight.out(unit), f"{own}·m", worked, value, title)]


def dropout_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = m·∂L/∂y."""
    own, out = sight.into(unit), sight.out(unit)
    mask = _mask(sight, unit) if sight.look.saved else 1.0
    worked = number(sight.dy[unit]) * number(mask)
    title = f"δ of {own}: what was dropped has no part in the error."
    return [Line(slope(own), f"{slope(out)}·m", worked, float(sight.dx[unit]), title)]


def renamed_forward(sight: Sight, unit: Index) -> list[Line]:
    """The same number, at another place."""
    own = sight.into(_same_place(unit, sight.y.shape, sight.x.shape))
    return [Line(sight.out(unit), own, number(sight.y[unit]), float(sight.y[unit]))]


def renamed_back(sight: Sight, unit: Index) -> list[Line]:
    """The same error, at another place."""
    out = sight.out(_same_place(unit, sight.x.shape, sight.y.shape))
    value = float(sight.dx[unit])
    return [Line(slope(sight.into(unit)), slope(out), number(value), value)]


def embedding_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = W[code]."""
    place, k = unit
    code = sight.x[place]
    value = float(sight.y[unit])
    title = f"The code {sight.into((place,))} = {code:g} chooses row {code:g} of the table."
    return [Line(sight.out(unit), f"w[{code:g},{k}]", number(value), value, title)]


def embedding_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = 0."""
    own = sight.into(unit)
    return [
        Line(
            slope(own),
            "0",
            number(0),
            float(sight.dx[unit]),
            f"{own} is a code, which has no slope.",
        )
    ]


def embedding_share(sight: Sight, _: str, index: Index) -> tuple[str, Expression]:
    """∂L/∂w of a row = Σ ∂L/∂y where its code stands."""
    errors = sight.dy[sight.x == index[0], index[1]]
    return f"Σ {slope(sight.after)} where the code is {index[0]}", sight.amounts(errors)


def categories_forward(sight: Sight, unit: Index) -> list[Line]:
    """Numbers pass, codes choose a row of their table."""
    layer = sight.look.layer
    assert isinstance(layer, CategoryEmbedding)  # noqa: S101  the table of chapters says so
    first = sight.x.shape[0] - len(layer.counts)
    value = float(sight.y[unit])
    if unit[0] < first:
        return [Line(sight.out(unit), sight.into(unit), number(value), value)]
    place, k = _column(layer, unit[0] - first)
    code = sight.x[first + place]
    own = sight.into((first + place,))
    title = f"The code {own} = {code:g} chooses row {code:g} of table {place}."
    return [Line(sight.out(unit), f"w[{code:g},{k}]", number(value), value, title)]


def sum_forward(sight: Sight, unit: Index) -> list[Line]:
    """y = x + f(x)."""
    x, y = float(sight.x[unit]), float(sight.y[unit])
    look = sight.look
    assert isinstance(look.layer, Residual)  # noqa: S101  the table of chapters says so
    whole, _ = look.layer.network.forward(np, look.params, look.x, sight.context)
    inner = float(whole[sight.row][unit])
    own = sight.into(unit)
    return [Line(sight.out(unit), f"{own} + f({sight.before})", number(x) + number(inner), y)]


def sum_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = ∂L/∂y + f′(∂L/∂y)."""
    own, out = sight.into(unit), sight.out(unit)
    dy, dx = float(sight.dy[unit]), float(sight.dx[unit])
    look = sight.look
    assert isinstance(look.layer, Residual)  # noqa: S101  the table of chapters says so
    whole, _ = look.layer.network.backward(np, look.params, look.saved, look.dy)
    inner = float(whole[sight.row][unit])
    formula = f"{slope(out)} + what came back through f"
    title = f"δ of {own}: the error passes as it is, and once more through f."
    return [Line(slope(own), formula, number(dy) + number(inner), dx, title)]


def plain_forward(sight: Sight, unit: Index) -> list[Line]:
    """What came out, of a layer that has no page of its own here."""
    value = float(sight.y[unit])
    name = type(sight.look.layer).__name__
    return [Line(sight.out(unit), f"{name}({sight.before})", number(value), value)]


def plain_back(sight: Sight, unit: Index) -> list[Line]:
    """δ, of a layer that has no page of its own here."""
    value = float(sight.dx[unit])
    formula = f"{type(sight.look.layer).__name__}′({slope(sight.after)})"
    return [Line(slope(sight.into(unit)), formula, number(value), value)]


def plain_share(sight: Sight, name: str, index: Index) -> tuple[str, Expression]:
    """What the layer itself says that this row adds to a gradient."""
    value = float(sight.look.gradient_of_row(sight.row)[name][index])
    return f"what {type(sight.look.layer).__name__} gives for this row", number(value)


def plain_shares(look: LayerLook, name: str, index: Index) -> Array:
    """Return what each row of the batch adds to a gradient, (batch,), one row after the other."""
    rows = range(len(look.dy))
    return np.array([float(look.gradient_of_row(row)[name][index]) for row in rows])


def _mask(sight: Sight, unit: Index) -> float:
    return float(np.asarray(sight.look.saved[0][sight.row], dtype=np.float64)[unit])


def _same_place(index: Index, shape: Index, other: Index) -> Index:
    """Return where the number at `index` of `shape` stands in the shape `other`."""
    flat = np.ravel_multi_index(index, shape)
    return tuple(int(i) for i in np.unravel_index(flat, other))


def _column(layer: CategoryEmbedding, offset: int) -> tuple[int, int]:
    """Return which table an output belongs to, and which of its units it is."""
    units = [embedding.units for embedding in layer.embeddings()]
    return [(place, k) for place, count in enumerate(units) for k in range(count)][offset]
