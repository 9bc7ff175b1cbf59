"""Normalization and softmax on the blackboard: layers in which every number moves the others."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.expression import Expression, call, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, slope, symbol
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.softmax import Softmax
from glassnet.nn.standardization import affine_back

ONE, TWO = number(1), number(2)
HAT = "\u0302"


def norm_forward(sight: Sight, unit: Index) -> list[Line]:
    """μ, σ², x̂ = (x − μ) / √(σ² + ε), y = γ·x̂ + β."""
    c = unit[-1]
    own, hat = sight.into(unit), symbol(sight.before + HAT, unit)
    mean, variance, lines = _moments(sight, unit)
    z = float(np.asarray(sight.look.saved[0][sight.row], dtype=np.float64)[unit])
    over = call("√", number(variance) + number(sight.look.layer.epsilon))  # type: ignore[attr-defined]
    worked = (number(sight.x[unit]) - number(mean)) / over
    lines.append(Line(hat, f"({own} − μ) / √(σ² + ε)", worked, z))
    if not sight.look.params:
        return [*lines, Line(sight.out(unit), hat, number(z), float(sight.y[unit]))]
    scale, shift = sight.param("scale")[c], sight.param("shift")[c]
    formula = f"{symbol('γ', (c,))}·{hat} + {symbol('β', (c,))}"
    worked = number(scale) * number(z) + number(shift)
    return [*lines, Line(sight.out(unit), formula, worked, float(sight.y[unit]))]


def norm_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂x = (dx̂ − mean(dx̂) − x̂·mean(x̂·dx̂)) / √(σ² + ε), with dx̂ = γ·∂L/∂y."""
    own, hat, d = sight.into(unit), symbol(sight.before + HAT, unit), "∂L/∂" + sight.before + HAT
    z_all, r_all, *of_batch = sight.look.saved
    dz_all, _ = affine_back(np, sight.look.params, z_all, sight.look.dy)
    z, dz = (np.asarray(a[sight.row], dtype=np.float64)[unit] for a in (z_all, dz_all))
    r = number(float(np.broadcast_to(r_all, z_all.shape)[(sight.row, *unit)]))
    factor = symbol("γ", unit[-1:]) if sight.look.params else "1"
    scale = number(sight.param("scale")[unit[-1]]) if sight.look.params else ONE
    out = sight.out(unit)
    first = Line(
        symbol(d, unit),
        f"{slope(out)}·∂{out}/∂{hat} = {slope(out)}·{factor}",
        number(sight.dy[unit]) * scale,
        float(dz),
        title=f"δ of {own}: through the scale, then through what {own} does to mean and variance.",
    )
    if isinstance(sight.look.layer, BatchNorm) and not of_batch:
        last = Line(slope(own), f"{symbol(d, unit)}·r", number(dz) * r, float(sight.dx[unit]))
        return [first, last]
    zs, dzs = _together(sight, z_all, unit), _together(sight, dz_all, unit)
    n = number(len(dzs))
    m, along = float(dzs.mean()), float((zs * dzs).mean())
    worked = r * (number(dz) - number(m) - number(z) * number(along))
    note = "r = 1 / √(σ² + ε); m₁ and m₂ are taken over all that is normalized together."
    formula = f"r·({symbol(d, unit)} − m₁ − {hat}·m₂)"
    return [
        first,
        Line("m₁", f"mean of {d}", sight.amounts(dzs) / n, m),
        Line("m₂", f"mean of {sight.before}{HAT}·{d}", sight.products(zs, dzs) / n, along),
        Line(slope(own), formula, worked, float(sight.dx[unit]), note=note),
    ]


def norm_share(sight: Sight, name: str, index: Index) -> tuple[str, Expression]:
    """∂L/∂γ = Σ x̂·∂L/∂y, ∂L/∂β = Σ ∂L/∂y over the row's places."""
    errors = sight.dy[..., index[-1]].reshape(-1)
    error = slope(sight.after)
    if name == "shift":
        return f"Σ {error}", sight.amounts(errors)
    z = np.asarray(sight.look.saved[0][sight.row], dtype=np.float64)[..., index[-1]].reshape(-1)
    return f"Σ {error}·{sight.before}{HAT}", sight.products(errors, z)


def softmax_forward(sight: Sight, unit: Index) -> list[Line]:
    """yᵢ = e^(xᵢ − m) / Σⱼ e^(xⱼ − m), m the largest; or its logarithm."""
    scores = sight.x[unit[:-1]]
    own, top = sight.into(unit), number(float(scores.max()))
    below = _exponentials(sight, scores)
    each = number(sight.x[unit]) - top
    if isinstance(sight.look.layer, Softmax):
        formula = f"e^({own} − m) / Σⱼ e^({sight.before}ⱼ − m)"
        worked = call("exp", each) / below
    else:
        formula = f"{own} − m − log(Σⱼ e^({sight.before}ⱼ − m))"
        worked = each - call("log", below)
    note = f"m is the largest score, {sight.into((*unit[:-1], int(scores.argmax())))}."
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]), note=note)]


def softmax_back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂xᵢ = yᵢ·(∂L/∂yᵢ − Σⱼ yⱼ·∂L/∂yⱼ); of the logarithm ∂L/∂yᵢ − e^yᵢ·Σⱼ ∂L/∂yⱼ."""
    y, dy = sight.y[unit[:-1]], sight.dy[unit[:-1]]
    own, out, error = sight.into(unit), sight.out(unit), number(sight.dy[unit])
    each = slope(sight.after)
    if isinstance(sight.look.layer, Softmax):
        formula = f"{out}·({slope(out)} − Σⱼ {sight.after}ⱼ·{each}ⱼ)"
        worked = number(sight.y[unit]) * (error - sight.products(y, dy))
    else:
        formula = f"{slope(out)} − e^({out})·Σⱼ {each}ⱼ"
        worked = error - call("exp", number(sight.y[unit])) * sight.amounts(dy)
    title = f"δ of {own}: {own} moves every output, for they share one sum."
    return [Line(slope(own), formula, worked, float(sight.dx[unit]), title)]


def exponentials(sight_terms: int, scores: Array) -> list[Expression]:
    """Return e^(xⱼ − m) of the largest scores, and the sum of the others."""
    order = sorted(np.argsort(-scores, kind="stable")[:sight_terms].tolist())
    top = number(float(scores.max()))
    parts: list[Expression] = [call("exp", number(scores[j]) - top) for j in order]
    others = np.delete(scores, order)
    if len(others):
        rest = float(np.exp(others - scores.max()).sum())
        parts.append(number(rest, f"{len(others):,} further terms"))
    return parts


def _exponentials(sight: Sight, scores: Array) -> Expression:
    first, *more = exponentials(sight.terms, scores)
    below = first
    for part in more:
        below = below + part
    return below


def _together(sight: Sight, values: Array, unit: Index) -> Array:
    """Return the numbers that are normalized together with the one at `unit`: (n,)."""
    if isinstance(sight.look.layer, BatchNorm):
        return np.asarray(values[..., unit[-1]], dtype=np.float64).reshape(-1)
    return np.asarray(values[(sight.row, *unit[:-1])], dtype=np.float64)


def _moments(sight: Sight, unit: Index) -> tuple[float, float, list[Line]]:
    """Return μ and σ², and the lines that compute them; remembered ones are only named."""
    layer, c = sight.look.layer, unit[-1]
    if isinstance(layer, BatchNorm) and not sight.context.training:
        mean = float(sight.context.memory["mean"][c])
        variance = float(sight.context.memory["variance"][c])
        title = "Mean and variance are those that training remembered."
        known = [
            Line("μ", "", number(mean), mean, title),
            Line("σ²", "", number(variance), variance),
        ]
        return mean, variance, known
    values = _together(sight, sight.look.x, unit)
    n = number(len(values))
    mean = float(values.mean())
    parts = [(number(v) - number(mean)) ** TWO for v in values]
    variance = float(((values - mean) ** 2).mean())
    over = "the batch" if isinstance(layer, BatchNorm) else "the row"
    squares = _folded_squares(sight, parts, values - mean)
    return mean, variance, [
        Line("μ", f"mean of {sight.before} over {over}", sight.amounts(values) / n, mean),
        Line("σ²", f"mean of ({sight.before} − μ)² over {over}", squares / n, variance),
    ]  # fmt: skip


def _folded_squares(sight: Sight, parts: list[Expression], centered: Array) -> Expression:
    """Return Σ (x − μ)², the largest written out."""
    shown = sight.largest(centered)
    found = number(0) if not shown else parts[shown[0]]
    for place in shown[1:]:
        found = found + parts[place]
    others = np.delete(centered, shown)
    if len(others):
        found = found + number(float((others**2).sum()), f"{len(others):,} further terms")
    return found
