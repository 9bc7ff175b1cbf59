"""Which layers there are, and whether they can do what the data ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_layers
from glassnet.lab.doctor.sketches import bars
from glassnet.nn.activations import Identity, ReLU, Sigmoid, Step, Tanh
from glassnet.nn.brief import brief
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Layer
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.look import LayerLook

STRAIGHT = (Dense, Identity, Dropout, Flatten, Reshape)
BEND = 0.05  # so much better than a straight line, and two deviations: the data bend
NARROW = 2
WIDE = 16
STRONG_DROPOUT = 0.7  # Srivastava et al. (2014), figure 9: the error rises steeply beyond
DEEP = 3  # sigmoids in a row; Glorot & Bengio (2010) saw the first plateau with four


def step_activation(case: Case) -> Finding | None:
    """Step has the slope 0: nothing before it ever learns."""
    found = [place for place, layer in case.layers if isinstance(layer, Step)]
    if not found or not any(isinstance(layer, Dense) for layer in _before(case, found[-1])):
        return None
    return Finding(
        "step-activation",
        "Step is flat everywhere, so that no gradient passes it and no layer before it learns.",
        "certain",
        {"slope": 0.0},
        change_layers(
            case.experiment,
            "Take Sigmoid, a step with a slope.",
            lambda _, layer: [Sigmoid()] if isinstance(layer, Step) else [layer],
        ),
        where=f"layer {', '.join(found)}, Step",
    )


def linear_stack(case: Case) -> Finding | None:
    """Dense layers without a bend between them are one Dense layer: (x A) B = x (A B)."""
    dense = [place for place, layer in case.layers if isinstance(layer, Dense)]
    if len(dense) < 2 or not _is_straight(case) or not _bends(case):
        return None
    hidden = dense[:-1]
    return Finding(
        "linear-stack",
        f"Nothing bends between the {len(dense)} Dense layers, so together they draw one straight "
        "line, and these data need a bent one.",
        "certain",
        _bend_evidence(case),
        change_layers(
            case.experiment,
            "Put ReLU after each hidden layer.",
            lambda place, layer: [layer, ReLU()] if place in hidden else [layer],
        ),
        where=f"after layer {', '.join(hidden)}",
        picture=_bend_picture(case),
    )


def no_hidden_layer(case: Case) -> Finding | None:
    """One Dense layer draws one straight line (Minsky & Papert 1969)."""
    dense = [place for place, layer in case.layers if isinstance(layer, Dense)]
    if len(dense) != 1 or not _is_straight(case) or not _bends(case):
        return None

    def widened(place: str, layer: Layer) -> list[Layer]:
        return [Dense(WIDE), ReLU(), layer] if place == dense[0] else [layer]

    return Finding(
        "no-hidden-layer",
        "Without a hidden layer the network draws one straight line, and these data need a bent "
        "one.",
        "certain",
        _bend_evidence(case),
        change_layers(case.experiment, f"Put a hidden layer of {WIDE} units before it.", widened),
        picture=_bend_picture(case),
    )


def bottleneck(case: Case) -> Finding | None:
    """A hidden layer of one or two units lets too little through."""
    hidden = [(p, layer) for p, layer in case.layers if isinstance(layer, Dense)][:-1]
    narrow = [(p, layer) for p, layer in hidden if layer.units <= NARROW]
    if not narrow or not case.failing:
        return None
    place, layer = min(narrow, key=lambda each: each[1].units)
    width = case.x.reshape(len(case.x), -1).shape[1]
    if layer.units >= width and layer.units >= case.classes and layer.units > 1:
        return None
    places = [p for p, _ in narrow]

    def widened(at: str, each: Layer) -> list[Layer]:
        return [replace(each, units=WIDE)] if at in places and isinstance(each, Dense) else [each]

    return Finding(
        "bottleneck",
        f"All that is known of a row has to pass {layer.units} unit{'s'[: layer.units > 1]}.",
        "likely",
        {"units": layer.units, "inputs": width} | case.evidence,
        change_layers(case.experiment, f"Give it {WIDE} units.", widened),
        where=f"layer {place}, {brief(layer)}",
    )


def strong_dropout(case: Case) -> Finding | None:
    """Dropout that leaves so little that nothing is learned."""
    found = [
        (place, layer)
        for place, layer in case.layers
        if isinstance(layer, Dropout) and layer.rate >= STRONG_DROPOUT
    ]
    if not found or not case.failing:
        return None
    place, strongest = max(found, key=lambda each: each[1].rate)
    return Finding(
        "strong-dropout",
        f"Dropout sets {strongest.rate:.0%} of the values to 0 in each step, so that each step "
        "learns in another network.",
        "likely",
        {"rate": strongest.rate} | case.evidence,
        change_layers(
            case.experiment,
            "Leave out that Dropout.",
            lambda at, layer: [] if at in dict(found) else [layer],
        ),
        where=f"layer {place}, Dropout",
    )


def vanishing_gradients(case: Case) -> Finding | None:
    """Each sigmoid passes on at most a quarter of the gradient (Hochreiter 1991)."""
    s_shaped = [place for place, layer in case.layers if isinstance(layer, (Sigmoid, Tanh))]
    if len(s_shaped) < DEEP or not (case.trained and case.failing):
        return None
    norms = _gradient_norms(case)
    if len(norms) < 3 or norms[0] > 0.02 * norms[-1]:
        return None
    inner = s_shaped if case.layers[-1][0] not in s_shaped else s_shaped[:-1]
    return Finding(
        "vanishing-gradients",
        f"Through {len(inner)} S-shaped layers the gradient fades: the first layer hardly learns.",
        "likely",
        {"first layer's gradient over the last's, per weight": norms[0] / max(norms[-1], 1e-30)}
        | case.evidence,
        change_layers(
            case.experiment,
            "Take ReLU, whose slope is 1 where it is not 0.",
            lambda place, layer: [ReLU()] if place in inner else [layer],
        ),
        where=f"layer {', '.join(inner)}",
        picture=bars(_shares(norms)),
    )


def _shares(norms: list[float]) -> dict[str, float]:
    """Return the gradients of the layers over the largest, by the layers' numbers among those."""
    largest = max(*norms, 1e-30)
    return {f"gradient {number}": norm / largest for number, norm in enumerate(norms, start=1)}


def _gradient_norms(case: Case) -> list[float]:
    """Return the root mean square of the first update's gradient, of each layer's weights."""
    arrays = [np.asarray(each.gradients["weights"], np.float64) for each in _weighted(case)]
    return [float(np.sqrt((array**2).mean())) for array in arrays]


def _weighted(case: Case) -> list[LayerLook]:
    return [each for each in case.first_look.layers if "weights" in each.gradients]


def _before(case: Case, place: str) -> list[Layer]:
    places = [at for at, _ in case.layers]
    return [layer for _, layer in case.layers[: places.index(place)]]


def _is_straight(case: Case) -> bool:
    """Tell whether nothing bends but, perhaps, the last layer."""
    body = list(case.layers)
    if not isinstance(body[-1][1], Dense):
        body.pop()
    return all(isinstance(layer, STRAIGHT) for _, layer in body)


def _bends(case: Case) -> bool:
    """Tell whether simple predictors that bend are better, and the run, if made, is not."""
    if case.trained and not case.failing:
        return False
    there = case.reference
    return there.score - there.linear > max(BEND, 2.0 * there.deviation)


def _bend_picture(case: Case) -> str:
    there = case.reference
    return bars({"straight": there.linear, "bent": there.score})


def _bend_evidence(case: Case) -> dict[str, float]:
    there = case.reference
    told = {"the best straight line": there.linear, "the best bent one": there.score}
    return told | (case.evidence if case.trained else {})
