"""What a page needs to know of a layer."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.expression import Sum, computed
from glassnet.lab.explain.sight import Sight, largest, walk_inside
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Context
from glassnet.nn.network import Network


def sight_of(terms: int) -> Sight:
    """Return a sight that folds sums after so many terms."""
    network, x = Network(Dense(2)), np.ones((1, 3))
    params = {"0.weights": np.ones((3, 2)), "0.bias": np.zeros(2)}
    (look,) = walk_inside(network, params, x, Context(), None)
    return Sight("0", look, Context(), 0, "x", "z", terms)


VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40).map(np.array)


@settings(max_examples=100)
@given(VALUES, st.integers(1, 8))
def test_a_folded_sum_adds_up(values, terms):
    """However many terms are folded, the sum is that of all; no more than asked are written out."""
    folded = sight_of(terms).amounts(values)
    assert np.isclose(computed(folded, float), values.sum(), atol=1e-9)
    written = len(folded.terms) if isinstance(folded, Sum) else 1
    assert written <= terms + 1
    if len(values) > terms + 1:
        assert folded.terms[-1].note == f"{len(values) - terms} further terms"
        smallest = min(abs(term.value) for term in folded.terms[:-1])
        assert sum(np.abs(values) > smallest) <= terms


@settings(max_examples=50)
@given(VALUES)
def test_products_fold_by_the_size_of_the_product(values):
    """A large factor at a small one does not count, their product does."""
    weights = np.linspace(-1, 1, len(values))
    folded = sight_of(3).products(values, weights)
    assert np.isclose(computed(folded, float), values @ weights, atol=1e-9)


def test_a_number_that_is_none_counts_as_large():
    """NaN is written out rather than hidden in a rest."""
    assert largest(np.array([1.0, np.nan, 5.0]), 1) == [1]


def test_a_walk_inside_is_the_network_s_own():
    """Forward and backward of the layers one by one are those of the whole."""
    network, draw = Network(Dense(4), Tanh(), Dense(2)), np.random.default_rng(0)
    shapes = network.parameters((3,))
    params = {name: draw.normal(size=p.shape) for name, p in shapes.items()}
    x, dy = draw.normal(size=(5, 3)), draw.normal(size=(5, 2))
    looks = list(walk_inside(network, params, x, Context(), dy))
    y, saved = network.forward(np, params, x, Context())
    dx, gradients = network.backward(np, params, saved, dy)
    assert np.array_equal(looks[-1].y, y)
    assert np.array_equal(looks[0].dx, dx)
    assert np.array_equal(looks[2].gradients["weights"], gradients["2.weights"])
