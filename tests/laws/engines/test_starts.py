"""Many starts in one compiled program are the single runs, at whatever rates and strengths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.side_by_side import OneByOne, stacked
from glassnet.engines.xla_starts import XlaStarts
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import Momentum
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program

RNG = np.random.default_rng(2)
ROWS = Batch(RNG.normal(size=(10, 3)), RNG.normal(size=(10, 2)))
STRENGTHS = st.floats(1e-3, 0.1)
NUMBERS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**64 - 1),
        "learning_rate": st.floats(1e-3, 0.1),
        "l1": STRENGTHS,
        "l2": STRENGTHS,
        "weight_decay": STRENGTHS,
    }
)


def program(**changes) -> Program:
    """Return a small program that shrinks its weights in every way there is."""
    network = Network(Dense(4), Tanh(), Dense(2))
    usual = {"optimizer": Momentum(), "batch_size": 4, "epochs": 3, "dtype": "float64"}
    return Program(Experiment(network=network, loss=MSE(), **usual, **changes), 10, (3,))


@settings(max_examples=10, deadline=None)
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_starts_are_the_single_runs(each):
    """Weights and losses after nine updates agree to 1e-9; one program serves all strengths."""
    programs = [program(**numbers) for numbers in each]
    assert len({one.shared for one in programs}) == 1
    first = stacked([layout.initial_state(one.experiment, one.input_shape) for one in programs])
    rates = np.array([numbers["learning_rate"] for numbers in each])
    alone = OneByOne(ReferenceEngine(), programs, ROWS, first)
    together = XlaStarts(programs, ROWS, first)
    losses = alone.advance(9, rates)["loss"]
    np.testing.assert_allclose(together.advance(9, rates)["loss"], losses, rtol=1e-9)
    for name, array in alone.states().flat().items():
        np.testing.assert_allclose(together.states().flat()[name], array, rtol=1e-9, atol=1e-12)


def test_another_optimizer_is_another_program():
    """What is not a number of the step compiles apart."""
    one = program(l1=0.1)
    other = replace(one, experiment=replace(one.experiment, optimizer=Momentum(0.5)))
    assert one.shared != other.shared
    assert one.shared != program().shared
