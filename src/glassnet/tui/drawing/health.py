"""How each layer fares in this step, in words with the number, as far as one step can tell.

What is called usual is a rule of thumb, and silence is no praise:

* a weight's update is usually about 1/1000 of the weight: Karpathy, "Neural Networks Part 3" of the
  lecture notes of CS231n, Stanford (2015). A factor of ten to both sides is called usual here, more
  than 1/10 doubtful.
* with too high a rate as much as 40 % of the units may be dead: the same notes, "Part 1". So from
  40 % on it is doubtful here, if there are 16 rows to tell by; if all are, no error passes, which
  is bad with any number of rows.
* a saturated unit learns slowly: Glorot & Bengio (2010), "Understanding the difficulty of training
  deep feedforward neural networks". That half of all values is doubtful is this program's own word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.text import Text

from glassnet.tui.drawing.findings import sentences
from glassnet.tui.drawing.lines import NOT_YET, cut, filled, line, pushed, wrapped
from glassnet.tui.drawing.numbers import WIDTH, percent, short
from glassnet.tui.drawing.vitals import Vitals, vitals
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

USUAL = (1e-4, 1e-2)  # of the size of an update, by that of the weights
MUCH = 0.1
DEAD = 0.4  # of the units
ROWS = 16  # by which one can tell
SATURATED = 0.5  # of the values
WORDS = 8  # cells of the words behind a number
FIXED = 5 * (WIDTH + 1) + 2 * (WORDS + 1) + WIDTH + 3  # cells of a table beside its names
NAMES = (12, 24)  # cells of the names, at least and at most
Told = tuple[str, str, str]  # a number, a word on it, and the word's style


def draw_health(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return what is worth knowing first, then each layer's gradient, moves, units and outputs.

    First of all stands what the doctor found; the rest is about this step alone.

    "moves" is ‖Δw‖/‖w‖ of its weights, "dead" the share of an activation's units that pass nothing
    back in this batch, "flat" the share of its values where it hardly has a slope.
    """
    layers = vitals(sight.look)
    found = sentences(sight.moment.findings, palette)
    found += [words for layer in layers for words in _findings(sight, layer, palette)]
    lines = []
    for words, style in found[: max(1, height // 3)]:
        lines += [Text(row, style, no_wrap=True) for row in wrapped(words, width, 2)]
    if not found:
        so_far = "in this step" if sight.reached("update") else "so far"
        lines.append(line(width, (f"nothing stands out {so_far}", palette.good)))
    elif len(found) > max(1, height // 3):
        lines.append(line(width, (f"and {len(found) - max(1, height // 3)} more", palette.faint)))
    draw = _table if width >= FIXED + NAMES[0] else _blocks
    return [*lines, *draw(sight, layers, width, palette)]


def _findings(sight: Sight, layer: Vitals, palette: Palette) -> Iterator[tuple[str, str]]:
    """Yield in sentences what may be wrong with a layer."""
    name = f"layer {layer.number} ({layer.kind})"
    shown = (*_gradient(sight, layer, palette)[:1], _output(sight, layer, palette)[0])
    if any(told.strip() in ("NaN", "∞", "−∞") for told in shown):
        yield f"✗ {name}: some of its numbers are not finite", palette.bad
        return
    number, word, style = _moves(sight, layer, palette)
    if style == palette.doubtful:
        yield f"! {name} moves {number.strip()} of itself in a step: {word}", style
    number, word, style = _units(sight, layer, palette)
    if style in (palette.bad, palette.doubtful):
        sign = "✗" if word == "all dead" else "!"
        what = "units are dead" if "dead" in word else "values are on the flat"
        yield f"{sign} {name}: {number.strip()} of its {what} for all {layer.rows:,} rows", style


def _table(sight: Sight, layers: tuple[Vitals, ...], width: int, palette: Palette) -> list[Text]:
    """Return a line for each layer."""
    names, gap = min(NAMES[1], width - FIXED), " " * (WORDS + 1)
    gradient, moves, units, mean = (
        pushed(head, WIDTH + 1) for head in ("gradient", "moves", "units", "mean")
    )
    deviation = pushed("deviation", WIDTH + 3)
    heads = (filled("layer", names), gradient, moves, gap, units, gap, mean, deviation)
    found = [line(width, ("".join(heads), palette.faint))]
    for layer in layers:
        parts: list[tuple[str, str]] = [(filled(_called(layer), names), "")]
        for told in (_gradient, _moves, _units):
            number, word, style = told(sight, layer, palette)
            parts.append((pushed(number, WIDTH + 1), ""))
            if told is not _gradient:
                parts.append((f" {filled(word, WORDS)}", style))
        mean, told_deviation, style = _output(sight, layer, palette)
        parts.append((f" {mean} ± {told_deviation}", style))
        found.append(line(width, *parts))
    return found


def _blocks(sight: Sight, layers: tuple[Vitals, ...], width: int, palette: Palette) -> list[Text]:
    """Return some lines for each layer, where there is no room for one."""
    found = []
    for layer in layers:
        found.append(line(width, (_called(layer), palette.head)))
        for name, told in (("gradient", _gradient), ("moves", _moves), ("units", _units)):
            number, word, style = told(sight, layer, palette)
            if number.strip():
                found.append(
                    line(
                        width, (f"  {name:<9}", palette.faint), number, (f" {word}".rstrip(), style)
                    )
                )
        mean, deviation, style = _output(sight, layer, palette)
        found.append(
            line(width, ("  puts out ", palette.faint), (f"{mean} ± {deviation}", style))
        )  # fmt: skip
    return found


def _called(layer: Vitals) -> str:
    return f"{layer.number} {cut(layer.kind, 30)}"


def _gradient(sight: Sight, layer: Vitals, palette: Palette) -> Told:
    """Return the length of a layer's gradient; nothing where it learns nothing."""
    if layer.gradient is None:
        return "", "", ""
    if not sight.reached("backward", layer.number):
        return pushed(NOT_YET, WIDTH), "", ""
    finite = math.isfinite(layer.gradient)
    return short(layer.gradient), "" if finite else "not finite", "" if finite else palette.bad


def _moves(sight: Sight, layer: Vitals, palette: Palette) -> Told:
    """Return by what share of themselves a layer's weights move."""
    ratio = layer.ratio
    if ratio is None:
        return "", "", ""
    if not sight.reached("update"):
        return pushed(NOT_YET, WIDTH), "", ""
    told = f"{short(100 * ratio, WIDTH - 1).strip()}%".rjust(WIDTH)
    if not math.isfinite(ratio):
        return pushed("?", WIDTH), "", ""  # from nothing, or not finite: no share of anything
    if ratio > MUCH:
        return told, "much", palette.doubtful
    if ratio == 0:
        return told, "rests", palette.faint
    low, high = USUAL
    word = "little" if ratio < low else "quick" if ratio > high else "usual"
    return told, word, palette.good if word == "usual" else ""


def _units(sight: Sight, layer: Vitals, palette: Palette) -> Told:
    """Return which share of an activation passes nothing back, or hardly anything."""
    if layer.dead is None:
        return "", "", ""
    if not sight.reached("forward", layer.number):
        return pushed(NOT_YET, WIDTH), "", ""
    if layer.saturated is None or layer.dead == 1:
        told, enough = percent(layer.dead), layer.rows >= ROWS
        if layer.dead == 1:
            return told, "all dead", palette.bad
        return told, "dead", palette.doubtful if enough and layer.dead >= DEAD else ""
    many = layer.saturated >= SATURATED and layer.rows >= ROWS
    return percent(layer.saturated), "flat", palette.doubtful if many else ""


def _output(sight: Sight, layer: Vitals, palette: Palette) -> Told:
    """Return the mean and the deviation of what a layer puts out."""
    if not sight.reached("forward", layer.number):
        return pushed(NOT_YET, WIDTH), pushed(NOT_YET, WIDTH), ""
    finite = math.isfinite(layer.mean) and math.isfinite(layer.deviation)
    return short(layer.mean), short(layer.deviation), "" if finite else palette.bad
