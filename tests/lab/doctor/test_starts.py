"""How the weights start."""

from __future__ import annotations

import pytest

import glassnet as gn
from glassnet.lab.doctor import starts

RULES = (starts.equal_start, starts.start_too_large, starts.start_too_small, starts.dead_start)
SLOW = {"optimizer": "sgd", "learning_rate": 0.1, "x": "circles"}


def body(bend=None, **start):
    """Return a network whose layers all start so."""
    return gn.Dense(16, **start), bend or gn.Tanh(), gn.Dense(2, **start)


@pytest.mark.parametrize("rule", RULES)
def test_the_usual_start_is_left_alone(healthy, rule):
    """No rule has anything to say."""
    assert rule(healthy) is None


@pytest.mark.parametrize("rule", RULES)
def test_a_chosen_start_that_learns_is_left_alone(examined, rule):
    """Whatever was chosen, a network that learned is well."""
    assert rule(examined(*body(weights=gn.Normal(0.3)))) is None


@pytest.mark.parametrize("steps", [0, None])
@pytest.mark.parametrize("value", [0.0, 0.5])
def test_equal_units_are_named(examined, value, steps):
    """Constant weights on both sides, before training and after; the remedy lets them differ."""
    found = starts.equal_start(examined(*body(weights=gn.Constant(value)), steps=steps))
    assert found.evidence["largest difference between two units"] < 1e-6
    assert found.remedy.after.network == gn.Network(*body())


def test_units_with_different_ways_out_are_not_equal(examined):
    """Zeros before random weights grow apart in the first step."""
    layers = (gn.Dense(16, weights=gn.Zeros()), gn.Tanh(), gn.Dense(2))
    assert starts.equal_start(examined(*layers, steps=0)) is None
    assert starts.equal_start(examined(*layers)) is None


def test_a_last_layer_of_zeros_is_usual(examined):
    """Zeros in the last layer alone do no harm."""
    assert starts.equal_start(examined(gn.Dense(2, weights=gn.Zeros()))) is None


def test_weights_that_saturate_are_named(examined):
    """Fifty times the usual: tanh is flat nearly everywhere."""
    found = starts.start_too_large(examined(*body(weights=gn.Normal(30.0)), **SLOW))
    assert found.evidence["share of flat activations at the start"] > 0.5
    assert found.evidence["times the usual output"] > 4.0


def test_weights_that_fade_are_named(examined):
    """A ten-thousandth of the usual: nothing comes out, nothing comes back."""
    case = examined(*body(weights=gn.Normal(1e-5)), **SLOW)
    assert starts.start_too_small(case).evidence["times the usual output"] < 1e-3
    assert starts.start_too_large(case) is None


def test_units_that_are_dead_from_the_start_are_named(examined):
    """A bias of −30 lets no ReLU through."""
    layers = (gn.Dense(16, bias_start=gn.Constant(-30.0)), gn.ReLU(), gn.Dense(2))
    found = starts.dead_start(examined(*layers))
    assert found.evidence["share of dead units"] == 1.0
    assert found.remedy.after.network.layers[0] == gn.Dense(16)


@pytest.mark.parametrize("place", [0, 2])
def test_the_layer_that_starts_too_small_is_named(examined, place):
    """Whichever of the two it is, the other starts as usual."""
    layers = [gn.Dense(16), gn.Tanh(), gn.Dense(2)]
    layers[place] = gn.Dense(layers[place].units, weights=gn.Normal(1e-5))
    found = starts.start_too_small(examined(*layers, **SLOW | {"learning_rate": 0.001}))
    assert found.where == f"layer {place}"
