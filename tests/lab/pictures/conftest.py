"""Runs to draw, and what an SVG shows by its ids."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pytest

from glassnet.lab.pictures.paper import write_picture
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare


class Svg(NamedTuple):
    """The text of an SVG."""

    text: str

    def ids(self, begin):
        """Return the ids that begin so."""
        return re.findall(rf'id="({begin}[-0-9B]*)"', self.text)

    def path(self, name):
        """Return the points of the first path of an element, (n, 2); y grows downward."""
        drawn = re.search(rf'id="{name}">\s*<path d="([^"]*)"', self.text)[1]
        return np.array(re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", drawn), dtype=float)

    def color(self, name):
        """Return the color of the first path of an element."""
        return re.search(rf'id="{name}">\s*<path[^>]*?(?:fill|stroke): (#\w+)', self.text)[1]


@pytest.fixture
def svg(tmp_path):
    """Write a figure and return its SVG."""

    def written(figure):
        write_picture(figure, tmp_path / "a.svg")
        return Svg((tmp_path / "a.svg").read_text())

    return written


@pytest.fixture(scope="session")
def run():
    """Return a run on the moons."""
    made = prepare(Network(Dense(5), Tanh(), Dense(2)), "moons", epochs=4, engine="reference")
    made.finish()
    return made


@pytest.fixture(scope="session")
def line():
    """Return a run that predicts a number."""
    made = prepare(Network(Dense(3), Tanh(), Dense(1)), "line", epochs=4, engine="reference")
    made.finish()
    return made
