"""Which layers there are."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import shapes

RULES = (
    shapes.step_activation,
    shapes.linear_stack,
    shapes.no_hidden_layer,
    shapes.bottleneck,
    shapes.strong_dropout,
    shapes.vanishing_gradients,
)


@pytest.mark.parametrize("rule", RULES)
def test_a_network_that_learned_is_left_alone(healthy, rule):
    """No rule of shapes has anything to say."""
    assert rule(healthy) is None


def test_a_step_before_weights_is_named(examined):
    """Step in the middle blocks every gradient; at the end of a lone layer it is another thing."""
    found = shapes.step_activation(examined(gn.Dense(8), gn.Step(), gn.Dense(2), steps=0))
    assert found.where == "layer 1, Step"
    assert found.remedy.after.network.layers[1] == gn.Sigmoid()


@pytest.mark.parametrize("steps", [0, None])
def test_layers_without_a_bend_are_named_where_data_bend(examined, steps):
    """Before training and after, the remedy puts ReLU between."""
    found = shapes.linear_stack(
        examined(gn.Dense(8), gn.Dropout(0.1), gn.Dense(2), x="circles", steps=steps)
    )
    assert found.evidence["the best straight line"] < 0.7
    assert gn.ReLU() in found.remedy.after.network.layers


@pytest.mark.parametrize("layers", [(gn.Dense(3),), (gn.Dense(8), gn.Dense(3))])
def test_a_straight_line_is_enough_where_classes_lie_apart(examined, layers):
    """Three clouds need no bend: no hidden layer is asked for."""
    case = examined(*layers, x="blobs")
    assert shapes.linear_stack(case) is None
    assert shapes.no_hidden_layer(case) is None


def test_a_lone_layer_is_named_where_data_bend(examined):
    """XOR, of four rows, and circles."""
    for data in ("circles", "xor"):
        case = examined(gn.Dense(2), x=data, validation=0.0)
        assert shapes.no_hidden_layer(case) is not None
        assert shapes.linear_stack(case) is None


def test_one_unit_for_a_plane_is_a_bottleneck(examined):
    """Circles do not pass a single unit; the remedy widens it, and nothing else."""
    found = shapes.bottleneck(examined(gn.Dense(1), gn.ReLU(), gn.Dense(2), x="circles"))
    assert found.where == "layer 0, Dense(1)"
    assert [getattr(e, "units", 0) for e in found.remedy.after.network.layers] == [16, 0, 2]


def test_one_unit_that_is_enough_is_left_alone(examined):
    """A straight line through one unit learns a straight line."""
    case = examined(gn.Dense(1), gn.Identity(), gn.Dense(1), x="line")
    assert shapes.bottleneck(case) is None


def test_dropout_that_leaves_too_little_is_named(examined):
    """Nineteen of twenty values left out, and only that layer goes."""
    layers = (gn.Dense(16), gn.ReLU(), gn.Dropout(0.97), gn.Dense(2))
    found = shapes.strong_dropout(examined(*layers, x="circles"))
    assert found.remedy.after.network == gn.Network(*layers[:2], layers[3])


def test_gradients_that_vanish_in_deep_sigmoids_are_named(examined):
    """Six sigmoids: the first layer's gradient is a hundredth of the last's, and less."""
    deep = (gn.Dense(8), gn.Sigmoid()) * 6
    case = examined(*deep, gn.Dense(2), optimizer="sgd", learning_rate=0.1)
    found = shapes.vanishing_gradients(case)
    assert found.evidence["first layer's gradient over the last's, per weight"] < 0.01
    assert gn.Sigmoid() not in found.remedy.after.network.layers


def test_a_bend_among_many_columns_is_seen(examined):
    """A product of two of six columns, among which near rows are not near; not where it is none."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 6))
    straight = x @ [1.0, 2.0, -1.0, 0.5, 0.0, 1.0]
    settings = {"x": x, "optimizer": "sgd", "learning_rate": 0.05}
    found = shapes.no_hidden_layer(
        examined(gn.Dense(1), y=straight + 3 * x[:, 0] * x[:, 1], **settings)
    )
    assert found.evidence["the best bent one"] > 0.95
    assert shapes.no_hidden_layer(examined(gn.Dense(1), y=straight, **settings)) is None
