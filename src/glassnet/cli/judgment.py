"""How good a network is on rows it never saw, and where it is wrong most, as lines of a screen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from glassnet.cli import facts
from glassnet.cli.facts import Outcome
from glassnet.cli.progress import score
from glassnet.cli.screen import BAD, DOUBTFUL, FAINT, GOOD, columns, count, number
from glassnet.ground.errors import one_line
from glassnet.run.scoring import Score


def held_out(outcome: Outcome, room: int) -> Iterator[str | Text]:
    """Yield the score with its interval, beside what one gets for nothing."""
    judged = outcome.report
    if judged is None:
        yield "no row was held out (--test 0), so how good it is, nobody knows"
        return
    found = judged.score
    low, high = score(found.name, found.low), score(found.name, found.high)
    verdict, style = opinion(found)
    first = Text(f"{found.name} ") + Text(score(found.name, found.value), style=f"bold {style}")
    yield first + Text(f"   95 % interval {low} to {high}, on {count(found.rows, 'row')}")
    yield f"{baseline(outcome)} gives {score(found.name, found.base)}: {verdict}"
    yield axis(found, min(room, 64))
    yield Text("○ for nothing   ● this network   ━ 95 % interval", style=FAINT)
    more = "   ".join(
        f"{name} {score(found.name, value) if found.name in name else number(value)}"
        for name, value in judged.further.items()
    )
    if more:
        yield more


def opinion(found: Score) -> tuple[str, str]:
    """Return in words whether anything was learned, and the color of that."""
    if found.low > found.base:
        return "it learned something", GOOD
    if found.value > found.base:
        return "too few rows to be sure that it learned something", DOUBTFUL
    return "it learned nothing of use", BAD


def baseline(outcome: Outcome) -> str:
    """Return what one would answer without learning."""
    if outcome.run.table.preparation.task == "classification":
        return f'always "{one_line(facts.commonest(outcome.run), 30)}"'
    return "always the mean"


def axis(found: Score, room: int) -> str:
    """Return score, interval and base rate on a line from the worst to the best there can be."""
    start = min(0.0, found.base, found.low)
    start = start if start > -1.0 or found.value < -1.0 else -1.0
    left, right = score(found.name, start), score(found.name, 1.0)
    cells = max(10, room - len(left) - len(right) - 2)
    line = ["─"] * cells

    def cell(value: float) -> int:
        share = (value - start) / ((1.0 - start) or 1.0)
        return max(0, min(cells - 1, round(share * (cells - 1))))

    for place in range(cell(found.low), cell(found.high) + 1):
        line[place] = "━"
    line[cell(found.base)] = "○"
    line[cell(found.value)] = "●"
    return f"{left} {''.join(line)} {right}"


def wrong(outcome: Outcome) -> Iterator[str | Text]:
    """Yield where it is wrong most: pairs of classes, or rows."""
    judged, table = outcome.report, outcome.run.table
    if judged is None:
        return
    word = facts.place_word(table)
    if judged.confusion is None:
        yield from misses(outcome, word)
        return
    rows = [
        (
            f"{c.count:,} of {c.of:,}",
            f'"{one_line(c.truth, 20)}" taken for "{one_line(c.answer, 20)}"',
            f"{word} {', '.join(map(str, c.places))}{', …' if c.count > len(c.places) else ''}",
        )
        for c in facts.confusions(table, judged)
    ]
    yield from columns(rows, right=(0,)) if rows else ["nothing: every held-out row is right"]


def misses(outcome: Outcome, word: str) -> Iterator[str | Text]:
    """Yield the rows whose numbers were missed by most."""
    table, judged = outcome.run.table, outcome.report
    found = facts.misses(table, judged) if judged is not None else []
    several = len(table.preparation.targets) > 1
    rows = [
        (
            f"{word} {m.place:,}",
            *((one_line(m.target, 24),) if several else ()),
            number(m.truth),
            number(m.answer),
            f"{'+' if m.answer > m.truth else '−'}{number(abs(m.answer - m.truth))}",
        )
        for m in found
    ]
    if not rows:
        yield "nothing: every held-out row is met exactly"
        return
    head = ("the worst", *(("target",) if several else ()), "truth", "answer", "off by")
    first, *lines = columns([head, *rows], right=tuple(range(1 + several, 4 + several)))
    yield Text(first, style=FAINT)
    yield from lines
