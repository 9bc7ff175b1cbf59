"""Images in half-blocks show the numbers they are given, with colors and without."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.image import (
    fitted,
    fitted_size,
    image_cells,
    image_lines,
    largest_of,
    pooled,
    strength,
)
from glassnet.tui.palette import DARK, LIGHT, MONOCHROME

sizes = st.integers(1, 40)


def plain(values, width=40, **options):
    return [text.plain for text in image_lines(np.array(values), width, MONOCHROME, **options)]


@given(sizes, sizes, st.sampled_from([(), (1,), (3,), (5,)]), st.integers(1, 60), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_image_fits_whatever_it_holds(tall, wide, channels, width, signed):
    """No line is wider than asked for, and no number (NaN, infinite, negative) is refused."""
    values = np.random.default_rng(tall * wide).normal(size=(tall, wide, *channels))
    values.flat[::7], values.flat[3::11] = np.nan, np.inf
    for palette in (DARK, LIGHT, MONOCHROME):
        lines = image_lines(values, width, palette, signed=signed, height=9)
        assert 1 <= len(lines) <= 9
        assert all(0 < line.cell_len <= width for line in lines)


def test_two_pixels_share_a_character():
    """The upper one is the ink of a half-block, the lower one its ground."""
    ((cell,),) = image_cells(np.array([[1.0], [0.0]]), DARK)
    glyph, style = cell
    ink, ground = style.split(" on ")
    assert (glyph, ground) == ("▀", DARK.ramp_positive[0])
    assert int(ink[1:3], 16) > 200


def test_more_is_lighter_on_dark_ground_and_darker_on_light_ground():
    """Grays go from the ground to the ink."""
    ramps = {}
    for palette in (DARK, LIGHT):
        (row,) = image_cells(np.tile([0.0, 0.3, 0.6, 1.0], (2, 1)), palette)
        ramps[palette] = [int(style[1:3], 16) for _, style in row]
    assert ramps[DARK] == sorted(ramps[DARK])
    assert ramps[LIGHT] == sorted(ramps[LIGHT], reverse=True)


def test_signs_have_colors_of_their_own():
    """The largest of each sign has the last color of its ramp, zero the first, NaN another."""
    (row,) = image_cells(np.tile([2.0, -2.0, 0.0, np.nan], (2, 1)), DARK, signed=True)
    inks = [style.split(" on ")[0] for _, style in row]
    assert inks == [
        DARK.ramp_positive[-1], DARK.ramp_negative[-1], DARK.ramp_positive[0], DARK.bad,
    ]  # fmt: skip


def test_three_channels_are_colors():
    """Red, green and blue are shown as they are."""
    ((cell,),) = image_cells(np.array([[[1.0, 0.0, 0.5]]] * 2), DARK)
    assert cell[1] == "#ff007f on #ff007f"


def test_without_colors_the_form_tells_size_and_sign():
    """Sizes above zero are shades, those below strokes, NaN is a question mark."""
    values = [[0.0, 0.25, 0.5, 0.75, 1.0, -0.25, -0.5, -0.75, -1.0, np.nan]] * 2
    assert plain(values, 10, signed=True) == [" ░▒▓█·-=≡?"]
    assert plain([[0.0, 0.5, 1.0]] * 2, 3) == [" ▒█"]


def test_a_small_image_is_enlarged_by_a_whole_number():
    """Each pixel becomes a square of the same number; nothing is mixed."""
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    large = fitted(values, 7)
    assert large.shape == (6, 6) == fitted_size(values.shape, 7)
    np.testing.assert_array_equal(large[::3, ::3], values)
    np.testing.assert_array_equal(large, np.kron(values, np.ones((3, 3))))


def test_a_large_image_is_averaged():
    """Without signs, a pooled pixel is the mean of its part."""
    values = np.arange(16.0).reshape(4, 4)
    np.testing.assert_allclose(fitted(values, 2), [[2.5, 4.5], [10.5, 12.5]])


@given(sizes, sizes, st.integers(1, 12), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_pooling_keeps_the_number_furthest_from_zero(tall, wide, rows, columns):
    """Each cell is one of the numbers, and the strongest of all is never lost."""
    values = np.random.default_rng(wide).normal(size=(tall, wide))
    found = pooled(values, rows, columns, largest=True)
    assert found.shape == (min(rows, tall), min(columns, wide))
    assert np.isin(found, values).all()
    assert largest_of(found) == np.abs(values).max()


def test_strength_counts_levels_of_the_largest():
    """Half of the largest is half of the levels; what is larger, or infinite, is the last."""
    values = np.array([0.0, 0.5, -0.5, 1.0, 3.0, -np.inf, np.nan])
    assert strength(values, 1.0, 4).tolist() == [0, 2, 2, 4, 4, 4, 0]
    assert strength(np.array([0.0, np.inf, np.nan]), 0.0, 4).tolist() == [0, 4, 0]


def test_the_largest_is_that_of_the_finite_numbers():
    """Infinite numbers and NaN have no say; of nothing it is 0."""
    assert largest_of(np.array([1.0, -2.0, np.inf, np.nan])) == 2.0
    assert largest_of(np.array([np.nan])) == 0.0
