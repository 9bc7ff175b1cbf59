"""What the doctor found, as quietly as it can be said: a sign, a number, a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.lab.doctor.finding import Finding
from glassnet.tui.keys import KEYS
from glassnet.tui.palette import Palette

CERTAIN, DOUBTFUL = "✗", "!"
KEY = next(key.name for key in KEYS if key.action == "do('doctor')")  # opens the evidence


def notice(findings: Sequence[Finding], palette: Palette) -> tuple[str, str]:
    """Return how many findings there are and by which key they open, with its style.

    >>> from glassnet.tui.palette import MONOCHROME
    >>> notice([Finding("equal-start", "All units are equal.", "certain", {})], MONOCHROME)
    ('✗ 1 finding: d', 'underline')
    """
    first = _signed(findings[0], palette)
    return f"{first[0]} {len(findings)} finding{'s'[: len(findings) > 1]}: {KEY}", first[1]


def sentences(findings: Sequence[Finding], palette: Palette) -> list[tuple[str, str]]:
    """Return the causes, each in a sentence with its sign, and its style."""
    signed = [(*_signed(each, palette), each) for each in findings]
    return [(f"{sign} {each.cause} ({KEY} tells why)", style) for sign, style, each in signed]


def _signed(finding: Finding, palette: Palette) -> tuple[str, str]:
    if finding.sure == "certain":
        return CERTAIN, palette.bad
    return DOUBTFUL, palette.doubtful
