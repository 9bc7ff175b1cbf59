"""A network drawn for a page."""

from __future__ import annotations

import numpy as np

from glassnet.lab.pictures.diagram import alive, columns
from glassnet.lab.pictures.network_figure import columns_figure, network_figure
from glassnet.lab.pictures.paper import FIRST, SECOND
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.shape import Flatten


def lines(figure):
    """Return the drawn lines by their ids."""
    return {line.get_gid(): line for line in figure.axes[0].lines}


def test_each_unit_and_each_synapse_is_drawn_once(svg):
    """3·4 + 5·2 lines, 2 + 4 + 2 units, 2 bias units, and names as they are."""
    network = Network(Dense(4), Tanh(), Dense(2))
    drawn = svg(network_figure(network, (2,), ["$x", "y<"], ["no", "yes"]))
    assert len(drawn.ids("synapse")) == 3 * 4 + 5 * 2
    assert len(drawn.ids("unit")) == 2 + 1 + 4 + 1 + 2
    assert ">$x</text>" in drawn.text
    assert ">y&lt;</text>" in drawn.text


def test_a_large_layer_is_folded(svg):
    """Six circles stand for 128, and a word tells."""
    drawn = svg(network_figure(Network(Dense(128)), (3,), most=6))
    assert len(drawn.ids("unit-1")) == 6
    assert "showing 6 of 128" in drawn.text


def test_a_line_shows_the_sign_and_the_size_of_its_weight():
    """Blue above 0, vermillion below; thicker is larger; a bias is a line from B."""
    found = columns(Network(Dense(2)), (1,))
    params = {"0.weights": np.array([[4.0, -1.0]]), "0.bias": np.array([0.0, 2.0])}
    drawn = lines(columns_figure(found, params))
    colors = [drawn[f"synapse-0-{place}"].get_color() for place in range(4)]
    widths = [drawn[f"synapse-0-{place}"].get_linewidth() for place in range(4)]
    assert (colors[0], colors[1], colors[3]) == (FIRST, SECOND, FIRST)
    assert widths[0] > widths[3] > widths[1] > widths[2]


def test_a_units_value_stands_below_it(svg):
    """For one row, with its sign."""
    found = columns(Network(Dense(2)), (1,))
    seen = alive(found, np.array([0.25]), [np.array([1.5, -3.0])])
    text = svg(columns_figure(seen, {})).text
    assert all(f">{value}</text>" in text for value in ("+0.25", "+1.50", "−3.00"))


def test_flatten_leads_each_number_to_its_own_place():
    """Two channels of two numbers: 0 and 2 come from the first, 1 and 3 from the second."""
    drawn = lines(network_figure(Network(Flatten()), (2, 2), most=8))
    ends = [tuple(line.get_ydata()) for line in drawn.values()]
    assert len(ends) == 4
    sources = [start for start, _ in ends]
    assert sources[0] == sources[2] != sources[1] == sources[3]
