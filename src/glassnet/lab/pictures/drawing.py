"""`draw`: all pictures behind one function, each by the field's name for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from glassnet.data.inputs import NumberInput
from glassnet.data.preparation import Preparation
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, UsageError, did_you_mean, one_line
from glassnet.lab.pictures import answers, boundary, confusion, histograms, loss, weights
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.diagram import alive, columns, strongest
from glassnet.lab.pictures.layer_weights import weights_of
from glassnet.lab.pictures.network_figure import columns_figure
from glassnet.lab.pictures.network_text import COLORS, columns_text
from glassnet.lab.pictures.picture import Picture
from glassnet.lab.pictures.subject import Sample, Subject, subject
from glassnet.nn.metrics import confusion_matrix
from glassnet.program.experiment import Experiment
from glassnet.run.model import Model
from glassnet.run.run import Run

Choices = Mapping[str, int]
TAKES = {  # which choice is for which pictures
    "layer": ("weights", "activations", "gradients"),
    "unit": ("weights", "answers"),
    "row": ("network",),
}


def draw(
    thing: Model | Run | Experiment, what: str = "network", data: object = None, **choices: int
) -> Picture:
    """Return a picture of a model, of a run, or of an experiment before its first step.

    Args:
        thing: What is drawn. A run is drawn as it stands, or at the choice `step`.
        what: network, weights, boundary, loss, activations, gradients, confusion or answers.
        data: The rows that are shown to it: a file's name, arrays or a data frame; by default
            those that were held out. Activations and gradients of a run are of its step's batch.
        choices: `step` of a run; `layer` and `unit` whose weights are drawn, or the layer whose
            activations or gradients, or the target whose answers; `row` of the data, whose way
            through the network is drawn. All are counted from 0.

    Raises:
        UsageError: a picture or choice that is none, or that this thing does not have.
        DataError: what the rows hold is in the way.

    >>> from glassnet.nn.dense import Dense
    >>> from glassnet.nn.network import Network
    >>> from glassnet.run.training import prepare
    >>> run = prepare(Network(Dense(2)), "moons", engine="reference")
    >>> draw(run)
    <Picture of the network · the run at step 0: print() it, or save("NAME.svg")>

    """
    if what not in PICTURES:
        raise UsageError(
            f'there is no picture "{one_line(what)}", only {", ".join(PICTURES)}.'
            f"{did_you_mean(what, PICTURES)}"
        )
    for name, value in choices.items():
        _check(what, name, value)
    return PICTURES[what](subject(thing, choices.get("step"), data), choices)


def _check(what: str, name: str, value: object) -> None:
    """Refuse a choice that is none, or none of this picture."""
    known = (*TAKES, "step")
    if name not in known:
        raise UsageError(f"draw() has no choice {one_line(name)}.{did_you_mean(name, known)}")
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UsageError(f"{name} must be a whole number from 0, got {one_line(repr(value))}.")
    if what not in TAKES.get(name, (what,)):
        told = " and ".join(TAKES[name])
        raise UsageError(f"{name} {value} is for pictures of {told}; leave it out for {what}.")


def _network(of: Subject, choices: Choices) -> Picture:
    found = columns(of.model.experiment.network, of.model.input_shape)
    title = f"the network · {of.name}"
    if "row" in choices:
        x, told = of.row(choices["row"])
        found = alive(found, x[0], [y[0] for y in of.outputs(x)])
        title += f" · {told}"
    params = of.model.params

    def lines(width: int) -> list[str]:
        drawn = columns_text(found, *of.names, width=width)
        told = strongest(found, params, of.names)
        return drawn + [line for words in told for line in wrapped(words, width)]

    return Picture(title, lines, lambda: columns_figure(found, params, *of.names), COLORS)


def _weights(of: Subject, choices: Choices) -> Picture:
    drawn, names, told = weights_of(of, choices.get("layer"), choices.get("unit"))
    return Picture(
        f"weights · {of.name} · {told}",
        lambda width: weights.weights_text(drawn, names, width=width),
        lambda: weights.weights_figure(drawn, names),
        weights.COLORS,
    )


def _boundary(of: Subject, _: Choices) -> Picture:
    preparation = of.model.preparation
    _require_classes(of, "a boundary is drawn between classes", "answers")
    if preparation.input_shape != (2,):
        sides = " × ".join(map(str, preparation.input_shape))
        raise UsageError(f"a boundary is drawn over two inputs, and {of.name} has {sides}.")
    sample, truth = _known(of)
    center, scale = _units(preparation)
    points = np.asarray(sample.x, dtype=np.float64) * scale + center
    arguments = _boundary_of(of, center, scale), points, truth, of.names[::-1]
    return Picture(
        f"decision boundary · {of.name} · {sample.told}",
        lambda width: boundary.boundary_text(*arguments, width=width),
        lambda: boundary.boundary_figure(*arguments),
        boundary.COLORS,
    )


def _boundary_of(of: Subject, center: Array, scale: Array) -> Callable[[Array], Array]:
    """Return what gives the class of each point in the table's own units."""
    return lambda points: _classes(of.model, (points - center) / scale)


def _units(preparation: Preparation) -> tuple[Array, Array]:
    """Return center and scale of two inputs; 0 and 1 where they are no numbers of the table."""
    numbers = [i for i in preparation.inputs if isinstance(i, NumberInput)]
    if len(numbers) < 2:
        return np.zeros(2), np.ones(2)
    return np.array([i.center for i in numbers]), np.array([i.scale for i in numbers])


def _loss(of: Subject, choices: Choices) -> Picture:
    run = of.run
    if run is None:
        raise UsageError(
            f"the loss over the steps is of a run, and {of.name} keeps none; glassnet train --run "
            "FOLDER keeps it."
        )
    if not run.recorded:
        raise UsageError(f"{of.name} has no loss to draw yet: no step was made; train it.")
    now = choices.get("step")
    return Picture(
        f"loss · {of.name}",
        lambda width: loss.loss_text(run.history, now, width=width),
        lambda: loss.loss_figure(run.history, now),
        loss.COLORS,
    )


def _histograms(what: str) -> Callable[[Subject, Choices], Picture]:
    def drawn(of: Subject, choices: Choices) -> Picture:
        if what == "gradients" and of.look is None:
            _known(of)
        layers, told = of.layers
        layer = choices.get("layer")
        if layer is not None and layer >= len(layers):
            raise UsageError(f"the network has layers 0 … {len(layers) - 1}, got layer {layer}.")
        chosen = [look for look in layers if layer in (None, look.number)]
        if what == "gradients" and not any(look.gradients for look in chosen):
            raise UsageError(f"layer {layer} learns nothing, so it has no gradients.")
        return Picture(
            f"{what} · {of.name} · {told}",
            lambda width: histograms.histograms_text(chosen, what, width=width),
            lambda: histograms.histograms_figure(chosen, what),
            histograms.COLORS,
        )

    return drawn


def _confusion(of: Subject, _: Choices) -> Picture:
    _require_classes(of, "a confusion is of classes", "answers")
    sample, truth = _known(of)
    names = of.names[1]
    counts = confusion_matrix(truth, _classes(of.model, sample.x), len(names))
    return Picture(
        f"confusion · {of.name} · {sample.told}",
        lambda width: confusion.confusion_text(counts, names, width=width),
        lambda: confusion.confusion_figure(counts, names),
        confusion.COLORS,
    )


def _answers(of: Subject, choices: Choices) -> Picture:
    preparation = of.model.preparation
    if preparation.task == "classification":
        raise UsageError(
            f"answers are drawn over the truth for numbers, and {of.name} tells classes; draw its "
            "confusion."
        )
    unit, names = choices.get("unit", 0), of.names[1]
    if unit >= len(names):
        raise UsageError(f"there are targets 0 … {len(names) - 1}, got unit {unit}.")
    sample, known = _known(of)
    truth = preparation.inverse_target(known)[:, unit]
    answer = preparation.inverse_target(of.model.forward(sample.x))[:, unit]
    return Picture(
        f"answers · {of.name} · {names[unit]} · {sample.told}",
        lambda width: answers.answers_text(truth, answer, width=width),
        lambda: answers.answers_figure(truth, answer),
        answers.COLORS,
    )


def _require_classes(of: Subject, told: str, instead: str) -> None:
    if of.model.preparation.task != "classification":
        raise UsageError(f"{told}, and {of.name} predicts a number; draw its {instead}.")


def _known(of: Subject) -> tuple[Sample, Array]:
    """Return the rows whose answers are known, and these answers."""
    sample = of.sample
    if sample.y is None:
        wanted = ", ".join(one_line(target.name, 40) for target in of.model.preparation.targets)
        raise DataError(f"{sample.told} do not hold the answers to all: a known {wanted} each.")
    return sample, sample.y


def _classes(model: Model, x: Array) -> Array:
    """Return the number of the class that each row is answered with."""
    shares = model.targets.probabilities(model.experiment.loss, model.forward(x))
    return shares.argmax(axis=1)


PICTURES: dict[str, Callable[[Subject, Choices], Picture]] = {
    "network": _network,
    "weights": _weights,
    "boundary": _boundary,
    "loss": _loss,
    "activations": _histograms("activations"),
    "gradients": _histograms("gradients"),
    "confusion": _confusion,
    "answers": _answers,
}
