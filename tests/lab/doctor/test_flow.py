"""Units that fell silent."""

from __future__ import annotations

import numpy as np

import glassnet as gn
from glassnet.lab.doctor import flow


def test_units_that_died_are_named_with_their_step(examined):
    """A command sets every bias to −50 after twenty steps: from then on nothing lives."""
    case = examined(x="circles", steps=20)
    case.run.command(gn.SetParameter(0, np.full(16, -50.0), "bias"))
    case.run.finish()
    found = flow.dead_units(type(case)(case.run))
    assert found.evidence["share of dead units"] == 1.0
    assert found.since == 20
    assert gn.LeakyReLU() in found.remedy.after.network.layers


def test_some_dead_units_are_usual(healthy):
    """A network that learned is well."""
    assert flow.dead_units(healthy) is None


def test_one_unit_that_is_left_of_several_is_too_few(examined):
    """Two of three are silenced at the start: all that is known has to pass the third."""
    for biases, is_named in (([-50.0, -50.0, 1.0], True), ([-50.0, 1.0, 1.0], False)):
        case = examined(gn.Dense(3), gn.ReLU(), gn.Dense(2), x="circles", steps=0)
        case.run.command(gn.SetParameter(0, np.array(biases), "bias"))
        case.run.finish()
        found = flow.dead_units(type(case)(case.run))
        assert (found is not None) == is_named
        if found:
            assert found.cause.startswith("2 of the 3 units of layer 1")
            assert found.since == 0
