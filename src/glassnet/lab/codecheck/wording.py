"""The sentences for patterns that need no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from glassnet.lab.codecheck.diagnosis import Explanation
from glassnet.lab.codecheck.patterns import RIGHT, Pattern
from glassnet.lab.codecheck.verdict import Cause

CLOSE = 2e-4


@final
@dataclass(frozen=True)
class Surroundings:
    """What a factor may come from: rows, outputs, the learning rate, and whether it is a step."""

    rows: int | None = None
    outputs: int | None = None
    learning_rate: float | None = None
    step: bool = False


def causes(explanation: Explanation, around: Surroundings) -> tuple[Cause, ...]:
    """Return every slip with its sentence, those nearest to the output first."""
    found = [
        Cause(slip.pattern, (), slip.told, slip.right, slip.wrong)
        for slip in sorted(explanation.slips, key=lambda s: -1 if s.layer is None else -s.layer)
    ]
    if explanation.ground:
        found.insert(0, Cause(explanation.ground, (), GROUNDS[explanation.ground]))
    groups: dict[tuple[str, float], list[str]] = {}
    for name, pattern in explanation.patterns.items():
        if pattern is not None and pattern != RIGHT:
            groups.setdefault((pattern.name, round(pattern.number, 5)), []).append(name)
    every = len(explanation.patterns)
    for names in groups.values():
        pattern = explanation.patterns[names[0]]
        if pattern is not None:
            found.append(worded(pattern, names, len(names) == every, around))
    left = [name for name, pattern in explanation.patterns.items() if pattern is None]
    if left:
        found.append(
            Cause(
                "unknown",
                tuple(left),
                f"The gradient of {listed(left)} is wrong, and no slip that this check knows "
                "explains all of its numbers.",
            )
        )
    return tuple(found)


def listed(names: Sequence[str]) -> str:
    """Return names as a person lists them.

    >>> listed(["W1"]), listed(["W1", "b1", "W2"])
    ('W1', 'W1, b1 and W2')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def worded(pattern: Pattern, names: Sequence[str], everywhere: bool, around: Surroundings) -> Cause:
    """Return one pattern as a cause."""
    of = "Every gradient" if everywhere and len(names) > 1 else f"The gradient of {listed(names)}"
    name, sentence, right, wrong = pattern.name, "", "", ""
    evidence = {"number": pattern.number}
    if name == "factor":
        name, sentence, wrong = _factor(pattern.number, of, around)
        right = "W − η ∂L/∂W" if around.step else "∂L/∂W"
    elif name == "penalty":
        name, sentence, wrong = _penalty(pattern.number, of, around)
        right = "∂L/∂W"
    else:
        sentence = SENTENCES[name].format(
            of=of, who=listed(names), count=round(pattern.number), number=pattern.number
        )
    if name == "zero" and around.step:
        name, sentence = "never updated", f"{listed(names)}: never updated; its gradient is not 0."
    return Cause(name, tuple(names), sentence, right, wrong, evidence)


GROUNDS = {
    f"only the {which} row": f"Only the {which} row of the batch counts; the gradient is the sum "
    "over all rows."
    for which in ("last", "first")
}
SENTENCES = {
    "missing": "{of} is not there: nothing is returned for it, so it is never updated.",
    "zero": "{of} is always 0, so it is never updated.",
    "transposed": "{of} is transposed: rows and columns are exchanged.",
    "reshaped": "{of} is brought into its shape by reshape, which mixes its numbers; transpose it.",
    "not summed": "{of} is not summed over the batch: there is one for each row.",
    "some zero": "{of}: {count} of its numbers are always 0, so these weights are never updated.",
    "same rows": "{of} has the same numbers in every row: its rows are one shared list, changed in "
    "place; make a new list for each, not [[0] * n] * m.",
    "clipped": "{of} is cut to ±{number:.6g}; within that it is right.",
}


def _factor(number: float, of: str, around: Surroundings) -> tuple[str, str, str]:
    """Return pattern, sentence and formula of a constant factor."""
    size, turned = abs(number), number < 0.0
    sign, start = ("−", f"{of} has the wrong sign: it climbs the loss") if turned else ("", of)
    if _is(size, 1.0):
        return "sign", f"{start}.", "−∂L/∂W"
    start += " and" if turned else ""
    for said in _reasons(size, around):
        name, text, formula = said
        return name, f"{start} {text}", f"{sign}{formula} ∂L/∂W"
    times = f"{size:.6g} times what it should be."
    if size < 1.0:
        times = f"{size:.6g} = 1/{1.0 / size:.6g} of what it should be."
    return "factor", f"{start} is {times}", f"{sign}{size:.6g} · ∂L/∂W"


def _reasons(size: float, around: Surroundings) -> Iterator[tuple[str, str, str]]:
    """Yield what a factor comes from: pattern, the rest of a sentence, and a formula."""
    rows, outputs, rate = around.rows, around.outputs, around.learning_rate
    if rate is not None and _is(size, rate):
        text = f"is multiplied by the learning rate {rate:.6g} once too often."
        yield "learning rate twice", text, "η ·"
    if _is(size, 2.0):
        also = _counts(around, "summed over the 2 {}, of which the loss takes the mean")
        yield "factor 2", f"is twice as large as it should be{also}.", "2 ·"
    if _is(size, 0.5):
        also = _counts(around, "averaged over the 2 {}, which the loss adds up")
        yield "factor 1/2", f"is half of what it should be: a factor 2 is missing{also}.", "½ ·"
    numbers = (rows or 1) * (outputs or 1)
    for count, what in ((rows, "rows"), (outputs, "outputs"), (numbers, "numbers")):
        if count is not None and count > 1:
            yield from _counted(size, count, what)


def _counts(around: Surroundings, text: str) -> str:
    """Return where a factor 2 may come from, too, if there are two rows or outputs."""
    counts = ((around.rows, "rows"), (around.outputs, "outputs"))
    return next((f" (or it is {text.format(what)})" for count, what in counts if count == 2), "")


def _counted(size: float, count: int, what: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a factor has to do with the number of rows or outputs."""
    if _is(size, count):
        text = (
            f"is {count} times too large: it is summed over the {count} {what}, of which the loss "
        )
        yield "summed, not averaged", f"{text}takes the mean.", f"{count} ·"
    if _is(size, 1.0 / count):
        text = (
            f"is divided by {count}: it is averaged over the {count} {what}, which the loss adds "
        )
        yield "averaged, not summed", f"{text}up, or is divided twice.", f"1/{count} ·"
    for two in (2.0, 0.5):
        for times in (count * two, two / count):
            if _is(size, times) and times not in {0.5, 1.0, 2.0}:
                text = f"is {times:.6g} times what it should be: that is {two:g} and the number of "
                yield "factor", f"{text}{what}, {count}.", f"{times:.6g} ·"


def _is(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= CLOSE * wanted


def _penalty(number: float, of: str, around: Surroundings) -> tuple[str, str, str]:
    """Return pattern, sentence and formula of a multiple of the weights."""
    size, plus = abs(number), "+" if number > 0.0 else "−"
    if around.step:
        part = size * (around.learning_rate or 1.0)
        text = f"{of}: each step also adds {part:.6g} times the weight itself; momentum belongs to "
        formula = f"W − η ∂L/∂W {'+' if number < 0.0 else '−'} {part:.6g} · W"
        return "momentum on the weight", f"{text}the last step, not to the weight.", formula
    text = f"{of} lacks {size:.6g} · W: the loss has a penalty on the weights, of that slope."
    if number > 0.0:
        text = (
            f"{of} holds {size:.6g} · W too much: a penalty on the weights that the loss has not."
        )
    return "penalty", text, f"∂L/∂W {plus} {size:.6g} · W"
