"""Reading a condition as a person writes it, and refusing what can never come true."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, cast, final

from glassnet.ground.arrays import Shape
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.dense import Dense
from glassnet.program.batches import plan
from glassnet.program.experiment import Experiment
from glassnet.run.table import Table
from glassnet.tui.conditions import (
    AtEpoch,
    AtStep,
    Condition,
    EvaluationIs,
    Index,
    LossIs,
    LossIsNaN,
    Measure,
    Relation,
    RowIsRight,
    UnitDies,
    WeightIs,
)

NUMBER = r"([+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:e[+-]?\d{1,4})?)"
RELATION = r"\s*(<=|>=|<|>|≤|≥|=<|=>)\s*"
WHOLE = r"(\d{1,18})"
PLACES = r"\[?\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\]?"
RELATIONS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}


@final
@dataclass(frozen=True)
class Facts:
    """What a condition can speak of in a run.

    Args:
        classes: Whether a class is predicted, or numbers.
        validated: Whether there are validation rows.
        rows: The number of rows of the table.
        steps: The number of the last step.
        steps_per_epoch: The number of updates in one pass.
        layers: Each layer's kind, such as "Dense", and the shape of what it puts out.
        weighing: The layers, by number, that weigh and do not bend: their units do not die.
        params: The shape of each parameter, by "layer.name".

    """

    classes: bool
    validated: bool
    rows: int
    steps: int
    steps_per_epoch: int
    layers: tuple[tuple[str, Shape], ...]
    weighing: tuple[int, ...]
    params: Mapping[str, Shape]


def facts_of(experiment: Experiment, table: Table) -> Facts:
    """Return what a condition can speak of in a run of `experiment` on `table`."""
    network, shape = experiment.network, table.preparation.input_shape
    steps_per_epoch = plan(experiment, len(table.split.train)).steps_per_epoch
    return Facts(
        classes=table.preparation.task == "classification",
        validated=len(table.split.validation) > 0,
        rows=len(table.known),
        steps=experiment.epochs * steps_per_epoch,
        steps_per_epoch=steps_per_epoch,
        layers=tuple((type(layer).__name__, y) for _, layer, _, y in network.shapes(shape)),
        weighing=tuple(
            number
            for number, layer in enumerate(network.layers)
            if isinstance(layer, Dense | Conv1D | Conv2D)
        ),
        params={name: parameter.shape for name, parameter in network.parameters(shape).items()},
    )


def parse(text: str, facts: Facts) -> Condition:
    """Return the condition that `text` writes; large and small letters are the same.

    Raises:
        UsageError: it is none, or speaks of what the run does not have.

    """
    words = " ".join(text.replace("−", "-").split()).lower()
    for pattern, make in FORMS.items():
        found = re.fullmatch(pattern, words)
        if found:
            return make(found, facts)
    raise _unknown(text, facts)


def examples(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return conditions that `parse` takes for such a run, and what each means."""
    found = [
        ("loss < 0.01", "of an update, over its batch"),
        ("loss is nan", "it diverges"),
    ]
    if facts.steps:
        epochs = facts.steps // facts.steps_per_epoch
        found.append((f"step = {min(500, facts.steps)}", "so many updates"))
        found.append((f"epoch = {min(10, epochs)}", "so many passes"))
    if facts.validated:
        score = "accuracy > 95 %" if facts.classes else "score > 0.9"
        found.insert(1, ("validation < 0.1", "their loss, after an epoch"))
        found.insert(2, (score, "of validation rows"))
    near = "its class is the most probable" if facts.classes else "off by ≤ 0.1 deviations"
    found.append((f"row {min(12, facts.rows - 1)} is right", near))
    bending = [number for number in range(len(facts.layers)) if number not in facts.weighing]
    if bending:
        found.append((f"unit 0 of layer {bending[0]} dies", "0 for every training row (≤ 1,000)"))
    name = next((name for name in facts.params if re.fullmatch(r"\d+\.weights", name)), None)
    if name is not None:
        places = ",".join("0" for _ in facts.params[name])
        found.append((f"weight {places} of layer {name.split('.')[0]} > 2", "a single weight"))
    return tuple(found)


def _loss(found: re.Match[str], facts: Facts) -> Condition:  # noqa: ARG001 (one of the forms)
    return LossIs(_relation(found[1]), _finite(found[2], found[0]))


def _nan(found: re.Match[str], facts: Facts) -> Condition:  # noqa: ARG001 (one of the forms)
    return LossIsNaN()


def _evaluation(found: re.Match[str], facts: Facts) -> Condition:
    """Return a condition on the validation rows, if there are any."""
    measure, text, per_cent = cast("Measure", found[1]), found[3], found[4] is not None
    if not facts.validated:
        raise UsageError(
            f'"{found[0]}" looks at validation rows, and this run has none; use "loss < 0.01".'
        )
    if measure == "accuracy" and not facts.classes:
        raise UsageError(
            f'"{found[0]}" needs classes, and this run predicts numbers; use "score > 0.9" (R²).'
        )
    if per_cent and measure == "validation":
        raise UsageError(f'"{found[0]}": a loss has no per cent; write "validation < 0.1".')
    value = float(Decimal(text).scaleb(-2)) if per_cent else _finite(text, found[0])
    if value > 1.0 and measure != "validation":
        raise UsageError(
            f'"{found[0]}": {measure} is at most 1; write "{measure} {found[2]} {text} %" for per '
            "cent."
        )
    return EvaluationIs(measure, _relation(found[2]), value)


def _step(found: re.Match[str], facts: Facts) -> Condition:
    return AtStep(_at_most(facts.steps, int(found[1]), found[0], "step"))


def _epoch(found: re.Match[str], facts: Facts) -> Condition:
    epochs = facts.steps // facts.steps_per_epoch
    return AtEpoch(_at_most(epochs, int(found[1]), found[0], "epoch"))


def _at_most(last: int, number: int, words: str, what: str) -> int:
    """Return a step or an epoch that the run comes to."""
    if not 1 <= number <= last:
        raise UsageError(f'"{words}": the run has the {what}s 1 … {last:,}, got {number:,}.')
    return number


def _unit(found: re.Match[str], facts: Facts) -> Condition:
    """Return that a unit dies, if the layer has it and it can."""
    unit, layer = _index(found[1]), int(found[2])
    if layer >= len(facts.layers):
        raise UsageError(
            f'"{found[0]}": the network has the layers 0 … {len(facts.layers) - 1}, got {layer}.'
        )
    kind, shape = facts.layers[layer]
    if layer in facts.weighing:
        after = f"name the layer after it: layer {layer + 1}"
        last = layer == len(facts.layers) - 1
        raise UsageError(
            f'"{found[0]}": layer {layer} is {kind}, whose units do not die; '
            f"{'name an activation before it' if last else after}."
        )
    # Of a map (height, width, channels), a single number is a channel.
    inner = shape[-1:] if len(unit) == 1 else shape
    if len(unit) != len(inner) or any(a >= b for a, b in zip(unit, inner, strict=True)):
        raise UsageError(
            f'"{found[0]}": layer {layer} ({kind}) puts out {_size(shape)}, so there is no unit '
            f"{found[1]}."
        )
    return UnitDies(unit, layer)


def _row(found: re.Match[str], facts: Facts) -> Condition:
    row = int(found[1])
    if row >= facts.rows:
        raise UsageError(
            f'"{found[0]}": the table has the rows 0 … {facts.rows - 1:,}, got {row:,}.'
        )
    return RowIsRight(row)


def _weight(found: re.Match[str], facts: Facts) -> Condition:
    """Return a condition on a single number that is learned."""
    word, index, layer = found[1], _index(found[2]), int(found[3])
    own = {name.split(".", 1)[1]: s for name, s in facts.params.items() if _layer(name) == layer}
    folded = {name.lower(): name for name in own}
    name = folded.get("weights" if word == "weight" else word)
    if name is None:
        has = f"it has {', '.join(own)}" if own else "it learns nothing"
        raise UsageError(
            f'"{found[0]}": layer {layer} has no "{word}", {has}.{did_you_mean(word, own)}'
        )
    shape = own[name]
    if len(index) != len(shape) or any(a >= b for a, b in zip(index, shape, strict=True)):
        raise UsageError(
            f'"{found[0]}": {name} of layer {layer} is {_size(shape)}, so it has no place '
            f"{found[2]}."
        )
    return WeightIs(name, index, layer, _relation(found[4]), _finite(found[5], found[0]))


def _unknown(text: str, facts: Facts) -> UsageError:
    """Return what to say of words that are no condition: how the nearest one is written."""
    told = one_line(text.strip(), 60)
    first = told.split()[0].lower().strip("<>=") if told.split() else ""
    known = {example.split()[0]: example for example, _ in reversed(examples(facts))}
    hint = "" if first in known else did_you_mean(first, known)
    near = first if first in known else hint.partition('"')[2].partition('"')[0]
    shown = known.get(near, "loss < 0.01")
    return UsageError(f'play cannot stop at "{told}".{hint} Write it as in "{shown}".')


def _finite(text: str, words: str) -> float:
    """Return the number; one that no float can hold is refused."""
    value = float(text)
    if math.isinf(value):
        raise UsageError(f'"{words}": no loss and no weight is that large; take a smaller number.')
    return value


def _relation(sign: str) -> Relation:
    return cast("Relation", RELATIONS.get(sign, sign))


def _index(text: str) -> Index:
    return tuple(int(place) for place in text.split(","))


def _layer(name: str) -> int:
    return int(name.split(".", 1)[0])


def _size(shape: Shape) -> str:
    return " × ".join(map(str, shape))


Form: TypeAlias = Callable[[re.Match[str], Facts], Condition]

EQUALS = r"\s*(?:==?)?\s*"
FORMS: dict[str, Form] = {
    r"loss\s*(?:is|=|==) ?nan": _nan,
    rf"(?:training )?loss{RELATION}{NUMBER}": _loss,
    rf"(validation|score|accuracy)(?: loss)?{RELATION}{NUMBER}\s*(%)?": _evaluation,
    rf"step{EQUALS}{WHOLE}": _step,
    rf"epoch{EQUALS}{WHOLE}": _epoch,
    rf"unit {PLACES} of layer {WHOLE} dies": _unit,
    rf"row {WHOLE} is right": _row,
    rf"([a-z0-9_.]{{1,60}}) ?{PLACES} of layer {WHOLE}{RELATION}{NUMBER}": _weight,
}
