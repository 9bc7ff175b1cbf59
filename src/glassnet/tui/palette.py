"""Colors by what they mean. None is ever the only sign: where they are left out, all can be read.

Blue and orange are apart for every eye (Okabe & Ito, 2008, "Color universal design").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Palette:
    """Styles in rich's words.

    Args:
        positive: Numbers above zero.
        negative: Numbers below zero.
        faint: What is there for completeness.
        head: Headings.
        now: Where one is: the current row, operation, step.
        selected: What is looked at closely.
        good: What is as it should be.
        doubtful: What may be wrong.
        bad: What is wrong.
        futures: One style for each of a run's futures, in turn.
        ramp_positive: Grounds from nothing to the largest positive number.
        ramp_negative: Grounds from nothing to the largest negative number.

    """

    positive: str
    negative: str
    faint: str
    head: str
    now: str
    selected: str
    good: str
    doubtful: str
    bad: str
    futures: tuple[str, ...]
    ramp_positive: tuple[str, ...]
    ramp_negative: tuple[str, ...]


DARK = Palette(
    positive="#56b4e9",
    negative="#e69f00",
    faint="#7c8594",
    head="bold",
    now="bold #f0e442",
    selected="reverse",
    good="#4cc38a",
    doubtful="#f0c000",
    bad="#ff6b5e",
    futures=("#56b4e9", "#e69f00", "#cc79a7", "#4cc38a"),
    ramp_positive=("#161b22", "#15304a", "#154a75", "#1f6aa5", "#3b8fd0", "#7cc4f2"),
    ramp_negative=("#161b22", "#42300a", "#6b4a08", "#946508", "#c48412", "#f5b942"),
)
LIGHT = Palette(
    positive="#0060a8",
    negative="#b34700",
    faint="#6a7280",
    head="bold",
    now="bold #7a5c00",
    selected="reverse",
    good="#00704a",
    doubtful="#8a6000",
    bad="#b3261e",
    futures=("#0060a8", "#b34700", "#9c3d7a", "#00704a"),
    ramp_positive=("#ffffff", "#dcebf7", "#b2d4ee", "#7fb5e0", "#4690cc", "#1468ac"),
    ramp_negative=("#ffffff", "#fbe8d3", "#f5cfa3", "#ecae6a", "#dd8734", "#b8600c"),
)
# Without ramps: drawings then tell size by shades, and sign by the form of what they draw.
MONOCHROME = Palette(
    positive="",
    negative="",
    faint="dim",
    head="bold",
    now="bold",
    selected="reverse",
    good="bold",
    doubtful="italic",
    bad="underline",
    futures=("",),
    ramp_positive=(),
    ramp_negative=(),
)
