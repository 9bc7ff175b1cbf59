"""A network drawn in text."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.pictures.diagram import alive, columns
from glassnet.lab.pictures.network_text import COLORS, columns_text, network_text
from glassnet.nn.activations import Sigmoid, Tanh
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.pooling import MaxPool
from glassnet.nn.shape import Flatten

BOX = re.compile(r"│ +(\d+|B) +[├│]")


def boxes(lines):
    """Return what stands in the boxes, and where each begins: (column, row, label)."""
    return sorted(
        (found.start(), row, found[1])
        for row, line in enumerate(lines)
        for found in BOX.finditer(line)
    )


def test_the_tutorials_network_is_drawn_as_the_tutorial_draws_it():
    """Two inputs, four hidden units, one output; bias units under the inputs and the hidden."""
    lines = network_text(
        Network(Dense(4), Tanh(), Dense(1), Sigmoid()), (2,), ("x", "y"), ("0 or 1",)
    )
    seen = boxes(lines)
    places = sorted({start for start, _, _ in seen})
    labels = [[label for start, _, label in seen if start == place] for place in places]
    assert labels == [["0", "1", "B"], ["0", "1", "2", "3", "B"], ["0"]]
    assert any(re.search(r"^ *x ─+▶│ 0 ├", line) for line in lines)
    assert any(re.search(r"│ 0 ├─+▶ 0 or 1$", line) for line in lines)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 40), st.integers(2, 9))
def test_each_shown_unit_has_a_box_and_an_arrow(units, inputs, most):
    """Any dense network: as many boxes as units are shown, an arrow into each that is fed."""
    network = Network(*(Dense(n, bias=False) for n in units))
    lines = network_text(network, (inputs,), width=400, most=most)
    shown = [min(n, most) for n in (inputs, *units)]
    assert len(boxes(lines)) == sum(shown)
    assert sum(line.count("▶│") for line in lines) == sum(shown[1:])
    assert sum(line.count("⋮") for line in lines) == sum(n > most for n in (inputs, *units))


def test_the_lines_of_the_synapses_meet():
    """Every end of a line goes on in the character beside, above or below it."""
    lines = network_text(Network(Dense(4), Tanh(), Dense(3), Dense(2)), (3,))
    down, up = "│┐┌┬┼┤├", "│┘└┴┼┤├"
    rows = [line.ljust(100) for line in lines]
    for row, line in enumerate(rows[:-1]):
        for place, character in enumerate(line):
            if character in "┬┼":
                assert rows[row + 1][place] in up, (row, place)
            if character in "┴┼":
                assert rows[row - 1][place] in down, (row, place)


def test_pooling_leads_from_each_map_to_its_own():
    """No line meets another where nothing is summed."""
    lines = network_text(Network(MaxPool(2)), (8, 8, 3))
    assert sum(line.count("─▶│") for line in lines) == 3
    assert not any(mark in line for line in lines for mark in "┬┴┼┤")
    assert "layer 0: MaxPool · each unit a map of 4×4" in lines


@pytest.mark.parametrize("width", [60, 80])
def test_names_have_room(width):
    """Long names of inputs and outputs are cut, and no line is wider than asked for."""
    network = Network(*(Dense(3) for _ in range(7)))
    names = ["a name that is long"] * 3
    lines = network_text(network, (3,), names, names, width=width)
    assert max(map(len, lines)) <= width
    assert sum("a name that…" in line for line in lines) == 6


def test_few_columns_stand_beside_one_another():
    """Five columns without names fit into 80 characters."""
    lines = network_text(Network(*(Dense(3) for _ in range(4))), (3,))
    assert lines[0].split() == ["input", "layer", "0", "layer", "1", "layer", "2", "layer", "3"]


@pytest.mark.parametrize("width", [60, 80])
def test_a_wide_network_goes_on_below(width):
    """No line is wider than asked for, and each layer has its heading."""
    network = Network(Conv2D(4, 3), MaxPool(2), *(Conv2D(4, 1) for _ in range(9)))
    lines = network_text(network, (12, 12, 1), width=width)
    drawn = lines[: max(i for i, line in enumerate(lines) if not line)]
    assert max(map(len, drawn)) <= width
    assert all(any(f"layer {n}" in line for line in drawn) for n in range(11))


def test_hostile_names_stay_on_their_line():
    """A line break in a column's name breaks no drawing."""
    plain = network_text(Network(Dense(1)), (2,), ("a", "b"))
    assert len(network_text(Network(Dense(1)), (2,), ("a\nb\x1b[2J", "b"))) == len(plain)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 2_000), min_size=1, max_size=5),
    st.integers(40, 120),
    st.text(min_size=1, max_size=20),
    st.floats(),
)
def test_no_line_is_wider_than_asked_for(units, width, name, value):
    """Whatever the layers' sizes, the units' values and the names are; each layer has its head."""
    network = Network(*(Dense(n) for n in units))
    found = columns(network, (units[0],))
    found = alive(found, np.full(units[0], value), [np.full(n, value) for n in units])
    lines = columns_text(found, [name] * units[0], [name] * units[-1], width=width)
    assert max(map(len, lines)) <= width
    assert all(any(f"layer {n}" in line for line in lines) for n in range(len(units)))


def test_a_units_value_stands_in_its_box():
    """Aligned by their points, with a sign that may be seen in color, too."""
    found = alive(columns(Network(Dense(2, bias=False)), (2,)), np.array([0.5, -1.25]),
                  [np.array([3.0, 0.0])])  # fmt: skip
    lines = columns_text(found)
    assert sum("│ 0 +0.50 ├" in line for line in lines) == 1
    assert sum("│ 1 −1.25 ├" in line for line in lines) == 1
    assert sum("│ 1  0.00 │" in line for line in lines) == 1
    signs = {m[0]: m.lastgroup for line in lines for m in COLORS.finditer(line)}
    assert (signs["+0.50"], signs["−1.25"]) == ("positive", "negative")


def test_flatten_is_a_fold_and_no_sum():
    """Its lines are double, those of the dense layer after it are not; the facts tell why."""
    lines = network_text(Network(Flatten(), Dense(2)), (2, 2, 1), width=100)
    drawn = "\n".join(lines)
    assert sum(drawn.count(f"{joint}══") for joint in "╔╠╬╚") == 4
    assert sum(drawn.count(f"{joint}──") for joint in "├┬┼") >= 2
    assert any("the same numbers in another shape" in line for line in lines)


def test_names_without_room_stand_below():
    """At 40 characters and with values nothing is lost but the place beside the drawing."""
    found = alive(columns(Network(Dense(2)), (2,)), np.ones(2), [np.ones(2)])
    lines = columns_text(found, ["age", "size"], ["no", "yes"], width=40)
    assert "inputs: 0 age, 1 size" in lines
    assert "outputs: 0 no, 1 yes" in lines
