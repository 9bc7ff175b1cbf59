"""Histograms of what layers put out, and of gradients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.histograms import (
    COLORS,
    histogram_text,
    histograms_figure,
    histograms_text,
)


def test_bars_are_as_long_as_their_counts():
    """Each number falls into one bin; those that are not finite are told apart."""
    values = np.array([0.0] * 5 + [9.0] * 10 + [np.inf])
    lines = histogram_text(values, bins=3, width=48)
    assert [line.count("█") for line in lines] == [10, 0, 20, 0]
    assert [line.split()[-1] for line in lines[:3]] == ["5", "0", "10"]
    assert lines[3] == "and 1 that are not finite"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(), min_size=1, max_size=100), st.integers(40, 120))
def test_every_number_is_counted_and_no_line_is_too_wide(values, width):
    """Whatever the numbers are: the counts add up, and no line is wider than asked for."""
    lines = histogram_text(np.array(values), width=width)
    counted = [int(line.split()[-1]) for line in lines[:10]]
    assert sum(counted) == int(np.isfinite(values).sum())
    assert max(map(len, lines)) <= width


def test_the_color_of_a_bar_is_the_sign_of_its_numbers():
    """A bin that begins below zero is of the negative color."""
    lines = histogram_text(np.array([-4.0, -3.0, 3.0, 4.0]), bins=2)
    assert [COLORS.search(line).lastgroup for line in lines] == ["negative", "positive"]


@pytest.mark.parametrize("what", ["activations", "gradients"])
def test_a_look_is_told_layer_by_layer(run, what):
    """The counts of a part add up to its size, in the text as in the figure."""
    look = run.look(3)
    gradients = [g for layer in look.layers for g in layer.gradients.values()]
    sizes = [p.size for p in gradients or ()]
    if what == "activations":
        sizes = [layer.y.size for layer in look.layers]
    parts = "\n".join(histograms_text(look.layers, what)).split("\n\n")
    counted = [sum(int(line.split()[-1]) for line in p.splitlines()[1:]) for p in parts]
    figure = histograms_figure(look.layers, what)
    drawn = [axes.patches[0].get_data().values.sum() for axes in figure.axes]
    assert counted == drawn == sizes


def test_what_is_no_histogram_is_named(run):
    """Another word is refused with what there is."""
    with pytest.raises(UsageError, match='activations or gradients, got "weights"'):
        histograms_text(run.look(1).layers, "weights")
