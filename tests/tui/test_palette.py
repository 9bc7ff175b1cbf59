"""Colors that can be read on their ground, and told apart."""

from dataclasses import fields
from itertools import pairwise

import pytest
from rich.color import Color
from rich.style import Style

from glassnet.tui.palette import DARK, LIGHT, MONOCHROME

GROUNDS = {"dark": (DARK, "#121212"), "light": (LIGHT, "#e0e0e0")}  # Textual's own


def luminance(color):
    """Return the relative luminance (WCAG 2.2) of a color."""
    parts = [part / 255 for part in Color.parse(color).get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast ratio (WCAG 2.2) of two colors."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", GROUNDS)
def test_words_can_be_read(theme):
    """Each color of words has a contrast of at least 3 to the ground."""
    palette, ground = GROUNDS[theme]
    for name in ("positive", "negative", "faint", "now", "good", "doubtful", "bad"):
        style = getattr(palette, name).rsplit(maxsplit=1)[-1]
        assert contrast(style, ground) >= 3, name


@pytest.mark.parametrize("palette", [DARK, LIGHT, MONOCHROME])
def test_styles_are_styles(palette):
    """Rich knows each of them."""
    for field in fields(palette):
        value = getattr(palette, field.name)
        for style in (value,) if isinstance(value, str) else value:
            Style.parse(style)


@pytest.mark.parametrize("theme", GROUNDS)
def test_ramps_grow(theme):
    """Each ground of a ramp is further from that of nothing than the one before."""
    palette, _ = GROUNDS[theme]
    for ramp in (palette.ramp_positive, palette.ramp_negative):
        away = [contrast(ramp[0], color) for color in ramp]
        assert all(a < b for a, b in pairwise(away))
