"""How much work a program is."""

from __future__ import annotations

from glassnet.engines.effort import step_flops
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program


def test_a_convolution_counts_at_every_place():
    """The same few weights, used at 100 places, are 100 times the work."""
    network = Network(Conv2D(1, 1, bias=False))
    many, one = (
        step_flops(Program(Experiment(network, MSE()), 100, (side, side, 1))) for side in (10, 1)
    )
    assert many == 100 * one


def test_a_dense_layer_takes_three_products_of_matrices():
    """Forward, and back by the rows and by the weights: 6 · rows · weights, biases included."""
    program = Program(Experiment(Network(Dense(7)), MSE(), batch_size=16), 100, (5,))
    assert step_flops(program) == 6 * 16 * (5 * 7 + 7)
