"""What is expected of a row and what came out, in the table's own terms, and how bad that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from glassnet.ground.arrays import Array
from glassnet.tui.drawing.lines import NOT_YET, bar, filled, line, name_of, pushed
from glassnet.tui.drawing.numbers import WIDTH, percent, short
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

CLASSES = 12  # that are shown in their order; of more, the likeliest
LIKELIEST = 8
LONGEST_BAR = 40
EXPECTED, ANSWERED = "▸", "◂"


def draw_verdict(sight: Sight, place: int, width: int, palette: Palette) -> list[Text]:
    """Return the answer of the row at `place` of the batch beside the right one, and its loss.

    Of a class every probability has a bar; ▸ stands before the class that is expected, ◂ behind
    the probability of the one that was answered.
    """
    loss = short(float(sight.look.losses[place])) if sight.reached("loss") else pushed(NOT_YET, 8)
    now = sight.current is not None and sight.current.kind == "loss"
    told = line(width, "loss of this row ", (loss, palette.now if now else ""))
    if sight.table.preparation.task == "classification":
        return [*_class(sight, place, width, palette), told]
    return [*_numbers(sight, place, width, palette), told]


def _class(sight: Sight, place: int, width: int, palette: Palette) -> list[Text]:
    """Return right or wrong, and a line for each class that matters."""
    table, look = sight.table, sight.look
    names = [name_of(label) for label in table.preparation.classes]
    expected = int(table.known[look.rows[place]])
    shares = None
    if _answered(sight):
        loss = look.program.experiment.loss
        shares = table.targets.probabilities(loss, look.prediction[place : place + 1])[0]
    found = [_word(names, expected, shares, width, palette)]
    return found + _bars(names, expected, shares, width, palette)


def _word(
    names: Sequence[str], expected: int, shares: Array | None, width: int, palette: Palette
) -> Text:
    """Return in words what was answered and what is expected."""
    told = f" · expected {names[expected]}"
    if shares is None:
        return line(width, (f"{NOT_YET} answer", palette.faint), told)
    if not np.isfinite(shares).all():
        return line(width, ("✗ NaN  ", palette.bad), told)
    answer = int(shares.argmax())
    if answer == expected:
        return line(width, ("✓ right", palette.good), told)
    return line(width, ("✗ wrong", palette.bad), told, f" · output {names[answer]}")


def _bars(
    names: Sequence[str], expected: int, shares: Array | None, width: int, palette: Palette
) -> list[Text]:
    """Return a bar for each class, or for the likeliest and the expected one of many."""
    shown = list(range(len(names)))
    if len(names) > CLASSES:
        order = shown if shares is None else np.argsort(-shares, kind="stable").tolist()
        shown = order[:LIKELIEST]
        shown += [expected] * (expected not in shown)
    wide = min(max(map(cell_len, names)), max(4, width // 3))
    answer = -1 if shares is None or not np.isfinite(shares).all() else int(shares.argmax())
    found = []
    for k in shown:
        mark, name = EXPECTED if k == expected else " ", filled(names[k], wide)
        share = NOT_YET.rjust(5) if shares is None else percent(float(shares[k]))
        drawn = (
            ""
            if shares is None
            else bar(float(shares[k]), max(0, min(LONGEST_BAR, width - wide - 10)))
        )
        style = palette.good if k == expected else palette.bad if k == answer else palette.faint
        back = ANSWERED if k == answer else " "
        found.append(
            line(width, (f"{mark} {name} ", "" if k in (expected, answer) else palette.faint),
                 f"{share} {back}", (drawn.rstrip(), style))
        )  # fmt: skip
    if len(shown) < len(names):
        found.append(line(width, (f"  {len(names) - len(shown):,} classes less likely",
                                  palette.faint)))  # fmt: skip
    return found


def _numbers(sight: Sight, place: int, width: int, palette: Palette) -> list[Text]:
    """Return a line for each target: expected, answered and their difference, in its unit."""
    preparation, look = sight.table.preparation, sight.look
    names = [name_of(target.name) for target in preparation.targets]
    with np.errstate(all="ignore"):
        known = preparation.inverse_target(sight.table.known[look.rows[place : place + 1]])
        answer = preparation.inverse_target(look.prediction[place : place + 1])
        errors = (answer - known)[0].tolist()
    if width < 4 * WIDTH:
        return _below(names, known[0].tolist(), answer[0].tolist(), sight, width)
    wide = max(4, min(max(map(cell_len, names)), width - 3 * (WIDTH + 1)))
    heads = "".join(pushed(head, WIDTH + 1) for head in ("expected", "output", "error"))
    found = [line(width, (" " * wide + heads, palette.faint))]
    for name, wanted, got, error in zip(names, known[0].tolist(), answer[0].tolist(), errors,
                                        strict=True):  # fmt: skip
        told = (short(got), short(error)) if _answered(sight) else (NOT_YET, NOT_YET)
        cells = "".join(pushed(each, WIDTH + 1) for each in (short(wanted), *told))
        found.append(line(width, filled(name, wide) + cells))
    return found


def _below(
    names: Sequence[str], known: list[float], answer: list[float], sight: Sight, width: int
) -> list[Text]:
    """Return the targets one below the other, where there is little room."""
    found = []
    for name, wanted, got in zip(names, known, answer, strict=True):
        told = short(got) if _answered(sight) else pushed(NOT_YET, WIDTH)
        found += [
            line(width, name),
            line(width, f" expected {short(wanted)}"),
            line(width, f"   output {told}"),
        ]
    return found


def _answered(sight: Sight) -> bool:
    """Tell whether the last layer has put out what it does."""
    return sight.reached("forward", len(sight.look.layers) - 1)
