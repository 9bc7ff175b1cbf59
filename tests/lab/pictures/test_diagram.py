"""The columns of a drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.arrays import size
from glassnet.ground.errors import UsageError
from glassnet.lab.pictures.diagram import (
    alive,
    channel_wise,
    columns,
    facts,
    fold,
    rearranged,
    signed,
    strongest,
)
from glassnet.nn.activations import ReLU, Tanh
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.pooling import MaxPool
from glassnet.nn.shape import Flatten


def test_a_layer_of_weights_has_a_column_and_an_activation_stands_above_it():
    """Input, hidden, output; the bias units stand where they feed from."""
    seen = columns(Network(Dense(4), Tanh(), Dense(1, bias=False)), (2,))
    assert [c.titles for c in seen] == [
        ("input",),
        ("layer 0", "Dense", "Tanh"),
        ("layer 2", "Dense"),
    ]
    assert [(c.total, c.bias, c.weights, c.biases) for c in seen] == [
        (2, True, 0, 0),
        (4, False, 8, 4),
        (1, False, 4, 0),
    ]


def test_every_learned_number_is_counted_once():
    """Weights, biases, scales and shifts add up to what the network learns."""
    network = Network(
        Conv2D(8, 3), BatchNorm(), ReLU(), MaxPool(2), Flatten(), Dense(128), BatchNorm(), Dense(10)
    )
    seen = columns(network, (28, 28, 1))
    counted = sum(c.weights + c.biases + c.further for c in seen)
    assert counted == sum(size(p.shape) for p in network.parameters((28, 28, 1)).values())
    assert [c.total for c in seen] == [1, 8, 8, 13 * 13 * 8, 128, 10]
    assert [c.size for c in seen] == [(28, 28), (26, 26), (13, 13), (), (), ()]
    assert channel_wise(seen[1], seen[2])
    assert not channel_wise(seen[2], seen[3])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5_000), st.integers(2, 40))
def test_what_is_folded_keeps_both_ends(total, most):
    """At most `most` numbers, in order, the first and the last among them."""
    shown = fold(total, most)
    assert len(shown) == min(total, most)
    assert list(shown) == sorted(set(shown))
    assert (shown[0], shown[-1]) == (0, total - 1)


def test_a_folded_column_says_so():
    """How many are shown of how many."""
    (_, hidden) = columns(Network(Dense(128)), (3,), most=6)
    assert "showing 6 of 128 units" in facts(hidden)


def test_a_drawing_needs_room():
    """Less than two units are refused."""
    with pytest.raises(UsageError, match="most=1"):
        columns(Network(Dense(1)), (2,), most=1)


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_its_sign_and_about_two_digits(value):
    """At most 7 characters; read again it is within 1 % and half a digit of what it was."""
    told = signed(value)
    assert len(told) <= 7
    read = float(told.replace("−", "-"))
    assert np.sign(read) == np.sign(value)
    assert abs(read - value) <= max(0.5 * abs(value), 0.005)
    assert signed(np.nan) == "nan"


def test_values_are_those_of_the_last_layer_of_a_column():
    """After Dense and ReLU the value is ReLU's; of a map it is the mean."""
    found = columns(Network(Dense(2), ReLU(), Dense(1)), (1,))
    seen = alive(found, np.array([5.0]), [np.array([-1.0, 2.0]), np.array([0.0, 2.0]),
                                          np.array([7.0])])  # fmt: skip
    assert [column.values for column in seen] == [(5.0,), (0.0, 2.0), (7.0,)]
    maps = alive(columns(Network(MaxPool(2)), (4, 4, 1)), np.zeros((4, 4, 1)),
                 [np.array([[[1.0], [2.0]], [[3.0], [6.0]]])])  # fmt: skip
    assert maps[1].values == (3.0,)
    assert "its mean shown" in facts(maps[1])


def test_the_strongest_synapses_are_named_by_what_they_connect():
    """The largest by size first, whatever the sign; layers without a matrix are left out."""
    found = columns(Network(Dense(3), Tanh(), Dense(1)), (2,))
    params = {"0.weights": np.array([[0.1, -9.0, 1.0], [0.0, 2.0, 0.0]]), "0.bias": np.ones(3),
              "2.weights": np.array([[4.0], [0.5], [-5.0]])}  # fmt: skip
    first, last = (
        line.replace("\xa0", " ")
        for line in strongest(found, params, (["age", "size"], ["answer"]), most=2)
    )
    assert first == "layer 0, strongest: age → 1 −9.00, size → 1 +2.00"
    assert last == "layer 2, strongest: 2 → answer −5.00, 0 → answer +4.00"
    assert strongest(found, {}) == []


def test_flatten_rearranges_and_pooling_does_not():
    """What multiplies by nothing and keeps no channels apart lays numbers out anew."""
    maps, flat = columns(Network(Flatten()), (2, 2, 3))
    assert rearranged(maps, flat)
    assert not rearranged(*columns(Network(MaxPool(2)), (2, 2, 3)))
    assert not rearranged(*columns(Network(Dense(3)), (3,)))
