"""Designs as large as the smallest: their shapes stay, their numbers of weights agree."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.compare.sizes import TOLERANCE, as_large, hidden, parameters
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual

INPUT = (4,)


def layers(*widths):
    """Return hidden layers, each with its activation, and two outputs."""
    return Network(*(each for n in widths for each in (Dense(n), ReLU())), Dense(2))


def counted(*widths):
    """Return by hand how many weights and biases such layers have."""
    units = [*INPUT, *widths, 2]
    return sum((a + 1) * b for a, b in pairwise(units))


def test_the_shapes_of_the_fifth_tutorial():
    """8-16-8 and 16-8-8 keep their bulge and are as large as 8-8-8, within a twentieth."""
    names = {"8-8-8": (8, 8, 8), "8-16-8": (8, 16, 8), "16-8-8": (16, 8, 8)}
    made = as_large({n: layers(*w) for n, w in names.items()}, dict.fromkeys(names, INPUT))
    assert made["8-8-8"] == layers(8, 8, 8)
    assert hidden(made["8-16-8"]) == (6, 12, 6)
    assert hidden(made["16-8-8"]) == (13, 6, 6)
    for each in made.values():
        assert abs(counted(*hidden(each)) - counted(8, 8, 8)) <= TOLERANCE * counted(8, 8, 8)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(20, 200), min_size=1, max_size=4),
       st.lists(st.integers(20, 60), min_size=1, max_size=3))  # fmt: skip
def test_no_other_factor_comes_nearer(wide, narrow):
    """The number of parameters is as near as any common factor of the widths gets it."""
    names = {"wide": layers(*wide), "narrow": layers(*narrow)}
    smallest = min(names, key=lambda name: counted(*hidden(names[name])))
    target = counted(*hidden(names[smallest]))
    other = ({"wide", "narrow"} - {smallest}).pop()
    given_widths = hidden(names[other])
    tried = (
        [max(1, round(factor * width)) for width in given_widths]
        for factor in np.linspace(0.0, 1.0, 500)
    )
    nearest = min(abs(counted(*widths) - target) for widths in tried)
    try:
        made = as_large(names, dict.fromkeys(names, INPUT))
    except UsageError:
        assert nearest > TOLERANCE * target * 0.999
    else:
        assert abs(counted(*hidden(made[other])) - target) <= nearest
        assert made[smallest] == names[smallest]


def test_what_cannot_be_as_large_is_told():
    """No hidden layer, too few sizes, or layers that need their widths."""
    shapes = dict.fromkeys("ab", INPUT)
    with pytest.raises(UsageError, match=r"b cannot be made as large as a by other widths.* 10 "):
        as_large({"a": Network(Dense(2)), "b": layers(9)}, shapes)
    fixed = Network(Dense(40), Residual(Dense(40)), Dense(2))
    with pytest.raises(UsageError, match="with other widths its layers do not fit"):
        as_large({"a": layers(9), "b": fixed}, shapes)


def test_parameters_are_counted_as_they_are_drawn(line):
    """The number is that of the arrays a run has."""
    arrays = line.state.params.values()
    assert parameters(line.experiment.network, (1,)) == sum(np.size(each) for each in arrays) == 2
