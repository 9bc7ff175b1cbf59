"""The Dense layer on the blackboard: the weighted sum, and its three derivatives."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.expression import Expression, number
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight, slope, symbol
from glassnet.run.look import LayerLook


def forward(sight: Sight, unit: Index) -> list[Line]:
    """z = Σ x·w + b."""
    (k,) = unit
    weights = sight.param("weights")[:, k]
    worked = sight.products(sight.x, weights)
    formula = f"Σᵢ {sight.before}ᵢ·{symbol('wᵢ', unit)}"
    if "bias" in sight.look.params:
        worked = worked + number(sight.param("bias")[k])
        formula += f" + {symbol('b', unit)}"
    names = [sight.into((i,)) for i in range(len(weights))]
    note = sight.told(sight.x * weights, names)
    return [Line(sight.out(unit), formula, worked, float(sight.y[unit]), note=note)]


def back(sight: Sight, unit: Index) -> list[Line]:
    """∂L/∂xᵢ = Σₖ ∂L/∂zₖ·wᵢₖ: every error, through the weight that leads to it."""
    (i,) = unit
    weights = sight.param("weights")[i]
    own, after = sight.into(unit), sight.after
    names = [sight.out((k,)) for k in range(len(weights))]
    chain = f"Σₖ {slope(after)}ₖ·∂{after}ₖ/∂{own}"
    return [
        Line(
            slope(own),
            f"{chain} = Σₖ {slope(after)}ₖ·{symbol('w', unit)}ₖ",
            sight.products(sight.dy, weights),
            float(sight.dx[unit]),
            title=f"δ of {own}: the errors it led to, through the weights of layer {sight.place}.",
            note=sight.told(sight.dy * weights, names),
        )
    ]


def share(sight: Sight, name: str, index: Index) -> tuple[str, Expression]:
    """∂L/∂wᵢₖ = ∂L/∂zₖ·xᵢ, ∂L/∂bₖ = ∂L/∂zₖ, of this row alone."""
    k = index[-1]
    out, error = sight.out((k,)), number(sight.dy[k])
    if name == "bias":
        return f"{slope(out)}·∂{out}/∂{symbol('b', (k,))} = {slope(out)}·1", error
    entered, weight = sight.into((index[0],)), symbol("w", index)
    chain = f"{slope(out)}·∂{out}/∂{weight} = {slope(out)}·{entered}"
    return chain, error * number(sight.x[index[0]])


def shares(look: LayerLook, name: str, index: Index) -> Array:
    """Return what each row of the batch adds to the gradient, (batch,)."""
    error = np.asarray(look.dy[:, index[-1]], dtype=np.float64)
    return error if name == "bias" else error * look.x[:, index[0]]
