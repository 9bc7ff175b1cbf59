"""How weights start: by what comes after them, wherever the layers stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.activations import ReLU, Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.exponential_linear import SELU
from glassnet.nn.initializers import Constant
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.parameter import Parameter, started
from glassnet.nn.scaled_initializers import GlorotUniform, HeNormal, LeCunNormal

OPEN, BIAS = Parameter((3, 2), None), Parameter((2,), Constant(1.0), decays=False)
FLAT = st.sampled_from(
    [Dense(2), Dense(2, weights=Constant(1.0)), ReLU(), Tanh(), SELU(), BatchNorm()]
)


@pytest.mark.parametrize(
    ("own", "asked", "after", "start_before"),
    [
        ({}, None, HeNormal(), HeNormal()),
        ({}, LeCunNormal(), HeNormal(), LeCunNormal()),
        ({"weights": OPEN}, None, HeNormal(), GlorotUniform()),
        ({"shift": BIAS}, None, HeNormal(), HeNormal()),
        ({"shift": BIAS}, None, None, None),
    ],
)
def test_a_start_goes_through_what_does_not_bend(own, asked, after, start_before):
    """An activation asks for one; between weights it is Glorot's; all else hands it on."""
    filled, before = started(own, asked, after)
    assert before == start_before
    assert {name: p.initializer for name, p in filled.items()} == {
        name: after if p is OPEN else p.initializer for name, p in own.items()
    }


def grouped(draw, layers):
    """Return the same layers, some of them in networks within networks."""
    if len(layers) < 2 or draw(st.booleans()):
        return list(layers)
    begin = draw(st.integers(0, len(layers) - 1))
    end = draw(st.integers(begin + 1, len(layers)))
    return [*layers[:begin], Network(grouped(draw, layers[begin:end])), *layers[end:]]


@given(st.data(), st.lists(FLAT, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_layers_within_a_network_start_as_they_would_alone(data, layers):
    """However layers are put into networks, each parameter starts as in the flat row of them."""
    nested = Network(grouped(data.draw, layers)).parameters((2,))
    flat = Network(layers).parameters((2,))
    assert list(nested.values()) == list(flat.values())
