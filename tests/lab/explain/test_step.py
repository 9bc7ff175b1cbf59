"""One step on the blackboard."""

from __future__ import annotations

import numpy as np
import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from glassnet.ground.errors import UsageError
from glassnet.lab.explain.step import explain_step
from glassnet.lab.explain.tour import Detail
from glassnet.nn.activations import ReLU
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.optimizers import SGD
from glassnet.nn.pooling import MaxPool
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.commands import SetLearningRate
from glassnet.run.training import prepare


class Page(SingleFileSnapshotExtension):
    """A snapshot that is read as it is printed."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def test_xor_is_a_page_that_one_can_read(xor, snapshot):
    """The whole step of the exclusive or, at 80 characters."""
    page = explain_step(xor, 0, 1).text(width=80)
    assert all(len(row) <= 80 for row in page.splitlines())
    assert page + "\n" == snapshot(extension_class=Page)


def test_a_small_network_for_images_comes_to_its_totals(holds):
    """Windows, winners and means of a convolutional network: every line holds."""
    draw = np.random.default_rng(0)
    images, names = np.round(draw.random((8, 6, 6)), 2), np.arange(8) % 2
    network = Network(
        Reshape((6, 6, 1)), Conv2D(2, 3), BatchNorm(), ReLU(), MaxPool(2), Flatten(), Dense(2)
    )
    run = prepare(network, images, names, test=0.0, validation=0.0, batch_size=4, dtype="float64",
                  kinds={}, engine="reference")  # fmt: skip
    run.advance(2)
    holds(explain_step(run, 1, 2, Detail(units=4, terms=3)))


def test_float32_states_its_rounding(table, printed):
    """In float32 a reader's arithmetic differs in the eighth digit, and the lines say so."""
    run = table(Network(Dense(5), ReLU(), Dense(3)), dtype="float32")
    lines = printed(explain_step(run, 0, 0))
    assert any(line.rounding for line in lines)
    assert all(line.missed <= line.rounding + 1e-15 for line in lines)
    assert all(line.rounding <= 1e-6 * max(1.0, abs(line.value)) for line in lines)


def test_a_run_stays_where_it_is_and_old_steps_are_told_as_they_were(table, printed):
    """A look back tells the learning rate of that step, not the present one."""
    run = table(Network(Dense(3)), optimizer=SGD())
    run.advance(2)
    run.command(SetLearningRate(0.001))
    run.advance(2)
    for step, rate in ((0, "−0.05·"), (3, "−0.001·")):
        lines = printed(explain_step(run, step, 0), 4)
        moves = [line.worked for line in lines if line.symbol.startswith("Δ")]
        assert moves
        assert all(move.startswith(rate) for move in moves)
    assert run.step == 4


@pytest.mark.parametrize("sample", [-1, 4])
def test_a_sample_that_the_batch_lacks_is_refused(table, sample):
    """The batch's size and the sample are named."""
    with pytest.raises(UsageError, match=f"4 rows, counted from 0; got sample {sample}"):
        explain_step(table(Network(Dense(3))), 0, sample)


def test_a_step_beyond_the_record_is_refused(table):
    """One can look into what was made, and into the next step."""
    with pytest.raises(UsageError, match="got 3"):
        explain_step(table(Network(Dense(3))), 3)
