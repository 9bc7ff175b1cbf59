"""The last line: the keys that matter most, as many as there is room for."""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text

from glassnet.tui.keys import KEYS, Key
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight

GAP = 2


class Span(NamedTuple):
    """Where a key stands in the line: from `start`, so many cells `wide`."""

    key: Key
    start: int
    wide: int


def draw_footer(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return the line."""
    line = Text()
    for span in spans(width):
        line.pad_right(span.start - len(line))
        line.append(span.key.footer_name, palette.head).append(
            f" {_words(span.key, sight)}", palette.faint
        )
    line.truncate(width)
    return [line]


def spans(width: int) -> tuple[Span, ...]:
    """Return the keys that have room, the weightiest of them left out first."""
    kept = [key for key in KEYS if key.short]
    while len(kept) > 1 and _length(kept) > width:
        heaviest = max(key.weight for key in kept)
        place = max(place for place, key in enumerate(kept) if key.weight == heaviest)
        del kept[place]
    found, start = [], 1
    for key in kept:
        found.append(Span(key, start, _wide(key)))
        start += _wide(key) + GAP
    return tuple(found)


def action_at(x: int, width: int) -> str:
    """Return the action of the key that stands at column `x`, or nothing."""
    return next((s.key.action for s in spans(width) if s.start <= x < s.start + s.wide), "")


def _words(key: Key, sight: Sight) -> str:
    """Return what a key does now; each takes the same room whatever that is."""
    if key.key == "space" and sight.moment.playing:
        return "stop"
    if key.key == "u":
        return f"by {sight.moment.unit}".ljust(len("by operation"))
    return key.short


def _wide(key: Key) -> int:
    words = "by operation" if key.key == "u" else key.short
    return len(key.footer_name) + 1 + len(words)


def _length(keys: list[Key]) -> int:
    return 1 + sum(_wide(key) + GAP for key in keys) - GAP
