"""Short calls: they read as one would write them, and make what they tell of."""

from __future__ import annotations

import pytest

import glassnet
from glassnet.nn.activations import LeakyReLU, ReLU
from glassnet.nn.adam import Adam
from glassnet.nn.brief import brief
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.embedding import Embedding
from glassnet.nn.initializers import Constant, Normal
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.nn.stair_schedules import MultiStep
from glassnet.program.experiment import EarlyStopping

PUBLIC = {name: getattr(glassnet, name) for name in dir(glassnet)}
WRITTEN = [
    (Dense(16), "Dense(16)"),
    (Dense(16, False), "Dense(16, bias=False)"),
    (Dense(3, weights=Normal(0.1, 0.5)), "Dense(3, weights=Normal(0.1, mean=0.5))"),
    (Dense(3, bias_start=Constant(1.0)), "Dense(3, bias_start=Constant())"),
    (Conv2D(8, 3, padding="same"), "Conv2D(8, 3, padding='same')"),
    (Conv2D(8, (3, 5)), "Conv2D(8, (3, 5))"),
    (Embedding(100, 8), "Embedding(100, 8)"),
    (Dropout(), "Dropout()"),
    (Dropout(0.3), "Dropout(0.3)"),
    (LeakyReLU(0.2), "LeakyReLU(0.2)"),
    (Adam(beta2=0.99), "Adam(beta2=0.99)"),
    (Adam(0.8), "Adam(0.8)"),
    (MultiStep((5,)), "MultiStep((5,))"),
    (MSE(), "MSE()"),
    (EarlyStopping(5), "EarlyStopping(5)"),
    (Network(Dense(100), ReLU(), Dense(10)), "Network(Dense(100), ReLU(), Dense(10))"),
    (Network(Residual(Dense(2))), "Network(Residual(Dense(2)))"),
    (None, "None"),
    (0.5, "0.5"),
]


@pytest.mark.parametrize("thing, text", WRITTEN, ids=[text for _, text in WRITTEN])
def test_it_reads_as_one_would_write_it(thing, text):
    """What is usual is left out; read as Python, the rest makes the same again."""
    assert brief(thing) == text
    assert eval(text, PUBLIC) == thing  # noqa: S307  it is the text above


@pytest.mark.parametrize("made", [Network, Residual])
def test_networks_print_so(made):
    """`repr` of what holds layers is the short call."""
    assert repr(made(Dense(4), ReLU())) == f"{made.__name__}(Dense(4), ReLU())"
