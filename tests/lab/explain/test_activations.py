"""Activations: the printed arithmetic of every one is the activation, and its slope."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain import activations
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.sight import Sight, walk_inside
from glassnet.nn import catalogue
from glassnet.nn.layer import Activation, Context
from glassnet.nn.network import Network
from glassnet.nn.smooth_activations import GELU

KINDS = [kind() for kind in catalogue.LAYERS if issubclass(kind, Activation)]
KINDS.append(GELU(approximate="tanh"))


def test_every_activation_has_its_curve():
    """No activation of the catalogue is without a page."""
    assert {type(kind) for kind in KINDS} == set(activations.CURVES)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@settings(max_examples=25)
@given(x=st.floats(-30, 30), error=st.floats(-3, 3))
def test_a_reader_computes_the_activation_and_its_slope(arithmetic, kind, x, error):
    """What is printed with all digits comes to what the layer computes, forward and backward."""
    looks = walk_inside(Network(kind), {}, np.array([[x]]), Context(), np.array([[error]]))
    sight = Sight("0", next(looks), Context(), 0, "z", "a")
    for (line,) in (activations.forward(sight, (0,)), activations.back(sight, (0,))):
        found = arithmetic(Plain(17).write(line.worked))
        # The smooth ones use another form of e^x and Φ than the reader, far out on the left.
        assert found == pytest.approx(line.value, rel=1e-8, abs=1e-13)


def test_the_chain_of_the_chain_rule_is_named():
    """The error is that of the output, times the slope, in letters and in numbers."""
    looks = walk_inside(Network(KINDS[2]), {}, np.array([[0.0]]), Context(), np.array([[0.25]]))
    (line,) = activations.back(Sight("1", next(looks), Context(), 0, "z", "a"), (0,))
    assert line.symbol == "∂L/∂z₀"
    assert line.formula == "∂L/∂a₀·∂a₀/∂z₀ = ∂L/∂a₀·a₀·(1 − a₀)"
    assert Plain(4).write(line.worked) == "0.25·0.5·(1 − 0.5)"
    assert line.value == 0.0625
