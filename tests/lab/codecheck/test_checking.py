"""`check_gradients`, `check_step`, `check_backward`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.lab.codecheck.recognition import HIDDEN, OUTPUTS
from glassnet.nn.clipped_cross_entropy import BinaryCrossEntropyFromProbabilities
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Context
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.softmax import Softmax


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(HIDDEN)), max_size=2),
    st.integers(1, 3),
    st.sampled_from([layer for layer in OUTPUTS if not isinstance(layer, Softmax)]),
    st.integers(0, 1000),
)
def test_right_code_is_never_accused(hidden, outputs, last, seed):
    """Whatever Dense network and seed, its own gradients are right."""
    random = np.random.default_rng(seed)
    layers = [each for units, bend in hidden for each in (Dense(units), bend)]
    network = Network(*layers, Dense(outputs), last)
    x, y = random.normal(size=(5, 3)), random.uniform(size=(5, outputs))
    shapes = {name: p.shape for name, p in network.parameters((3,)).items()}
    params = {name: random.normal(size=shape) for name, shape in shapes.items()}
    kind = BinaryCrossEntropyFromProbabilities() if last == OUTPUTS[1] else MSE()

    def both(p):
        out, saved = network.forward(np, p, x, Context())
        loss, slope = kind.value_and_gradient(np, out, y)
        return float(loss), network.backward(np, p, saved, slope)[1]

    found = gn.check_gradients(lambda p: both(p)[0], lambda p: both(p)[1], params)
    assert found.verdict != "wrong", str(found)


def test_right_gradients_are_right(by_hand):
    """The verdict, each parameter, and what is printed say so."""
    found = by_hand.check()
    assert found.ok
    assert all(p.ok and p.error < 1e-9 for p in found.parameters)
    assert str(found).startswith("RIGHT: ")


def test_nothing_of_the_learners_is_changed(by_hand):
    """Parameters and data are copies; the global random numbers stay as they were."""
    before = {name: value.copy() for name, value in by_hand.params.items()}
    np.random.seed(3)  # noqa: NPY002
    by_hand.check()
    drawn = np.random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    assert drawn == np.random.random()  # noqa: NPY002
    for name, value in before.items():
        np.testing.assert_array_equal(value, by_hand.params[name])


def test_lists_of_lists_are_parameters_too():
    """A line, in plain Python."""
    rows = [(1.0, 2.0), (2.0, 3.5), (3.0, 6.5)]

    def loss(p):
        return sum((p["w"][0][0] * x + p["b"][0] - y) ** 2 for x, y in rows)

    def gradients(p):
        errors = [p["w"][0][0] * x + p["b"][0] - y for x, y in rows]
        return {"w": [[2 * sum(e * x for e, (x, _) in zip(errors, rows, strict=True))]],
                "b": [sum(errors)]}  # fmt: skip

    found = gn.check_gradients(loss, gradients, {"w": [[0.5]], "b": [0.1]})
    assert found.patterns == ("factor 1/2",)
    assert [p.ok for p in found.parameters] == [True, False]


@pytest.mark.parametrize("rate", [None, 0.2])
def test_a_step_is_checked_with_and_without_its_learning_rate(by_hand, rate):
    """The right step is right; one whose hidden layer climbs is named."""
    gradients = by_hand.gradients()

    def step(sign):
        def move(p, x, y):
            g = gradients(p, x, y)
            return {n: p[n] - 0.2 * g[n] * (sign if n == "W1" else 1.0) for n in p}

        return move

    given = (by_hand.params, by_hand.x, by_hand.y, rate)
    assert gn.check_step(by_hand.loss, step(1.0), *given).ok
    assert gn.check_step(by_hand.loss, step(-1.0), *given).patterns == ("sign",)


def test_a_learning_rate_that_is_a_factor_twice_is_named(by_hand):
    """η² in place of η, where η is known."""
    gradients = by_hand.gradients()

    def step(p, x, y):
        g = gradients(p, x, y)
        return {n: p[n] - 0.2 * 0.2 * g[n] for n in p}

    found = gn.check_step(by_hand.loss, step, by_hand.params, by_hand.x, by_hand.y, 0.2)
    assert found.patterns == ("learning rate twice",)


def test_what_is_no_function_is_refused(by_hand):
    """The result of a call in place of the function."""
    with pytest.raises(gn.UsageError, match="a function is wanted"):
        gn.check_gradients(by_hand.loss, {"W1": 0.0}, by_hand.params)
