"""Why a weight moved: rows and causes add up to the move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.explain.movement import BY_HAND, DECAY, L2, LIMIT, MEMORY, ROUNDING, why_moved
from glassnet.nn import catalogue
from glassnet.nn.activations import Tanh
from glassnet.nn.convolution import Conv1D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.normalization import LayerNorm
from glassnet.nn.optimizers import SGD, Momentum
from glassnet.nn.shape import Flatten, Reshape
from glassnet.run.commands import SetWeight

NETWORK = Network(Dense(3), LayerNorm(), Tanh(), Dense(3))

PUSHES = [{}, {"l2": 0.1, "weight_decay": 0.2}, {"clip_norm": 0.2}, {"clip_value": 0.02}]
WEIGHTS = [
    (0, (2, 1), "weights"),
    (1, (2,), "scale"),
    (3, (0, 0), "weights"),
    (3, (1,), "bias"),
]


@settings(max_examples=12)
@given(
    st.sampled_from(catalogue.OPTIMIZERS),
    st.sampled_from(
        [{}, {"l2": 0.1, "weight_decay": 0.2}, {"clip_norm": 0.2}, {"clip_value": 0.02}]
    ),
    st.sampled_from(
        [(0, (2, 1), "weights"), (1, (2,), "scale"), (3, (0, 0), "weights"), (3, (1,), "bias")]
    ),
)
def test_rows_and_causes_add_up_to_the_move(table, optimizer, pushes, weight):
    """Whatever the rule, and what is beside it: the sum is the move, next to no rounding."""
    run = table(NETWORK, optimizer=optimizer(), **pushes)
    run.advance(6)
    layer, index, name = weight
    told = why_moved(run, layer, index, 1, 6, name)
    shares = sum(part.share for part in told.rows)
    assert shares + sum(told.causes.values()) == pytest.approx(told.moved, rel=1e-9, abs=1e-15)
    assert abs(told.causes[ROUNDING]) <= 1e-10
    run.seek(1)
    before = run.state.params[f"{layer}.{name}"][index]
    run.seek(6)
    assert told.moved == run.state.params[f"{layer}.{name}"][index] - before


def test_with_sgd_the_rows_alone_make_the_move(table):
    """Each row's part is −η times its own gradient, taken apart from the others."""
    run = table(NETWORK, optimizer=SGD(), batch_size=4)
    run.advance(1)
    told = why_moved(run, 3, (0, 1), 0, 1)
    look = run.look(0)
    for part in told.rows:
        own = look.layers[3].gradient_of_row(look.place(part.row))["weights"][0, 1]
        assert part.share == pytest.approx(-0.05 * own)
        assert part.steps == 1
    assert sum(part.share for part in told.rows) == pytest.approx(told.moved)
    assert not any(told.causes[cause] for cause in (MEMORY, DECAY, L2, LIMIT, BY_HAND))


def test_a_row_that_is_left_out_of_the_batch_changes_the_move_by_its_share(table):
    """An independent look: without one row's error the gradient lacks exactly its part."""
    run = table(Network(Dense(3)), optimizer=SGD(), rows=6, batch_size=6)
    run.advance(1)
    told = why_moved(run, 0, (1, 2), 0, 1)
    look = run.look(0)
    for part in told.rows:
        x, dy = look.batch.x, look.layers[0].dy
        kept = [place for place in range(6) if look.rows[place] != part.row]
        without = -0.05 * float(x[kept, 1] @ dy[kept, 2])
        assert told.moved - without == pytest.approx(part.share)


def test_what_momentum_remembers_is_a_line_of_its_own(table):
    """After a first step the velocity moves the weight, too."""
    run = table(NETWORK, optimizer=Momentum(0.9))
    run.advance(2)
    first, second = (why_moved(run, 3, (0, 1), step, step + 1) for step in (0, 1))
    assert first.causes[MEMORY] == 0.0
    assert second.causes[MEMORY] == pytest.approx(0.9 * first.moved)


def test_a_weight_set_by_hand_is_told(table):
    """What a command did is no row's share."""
    run = table(NETWORK, optimizer=SGD())
    run.advance(2)
    was = run.state.params["3.weights"][0, 1]
    run.command(SetWeight(3, (0, 1), 2.5))
    run.advance(2)
    told = why_moved(run, 3, (0, 1), 0, 4)
    assert told.causes[BY_HAND] == pytest.approx(2.5 - was)
    assert abs(told.causes[ROUNDING]) < 1e-14


def test_a_convolution_s_weight_is_told_by_its_rows(table):
    """Shared weights collect from all windows of a row."""
    network = Network(Reshape((3, 1)), Conv1D(2, 2), Flatten(), Dense(3))
    run = table(network, optimizer=SGD())
    run.advance(2)
    told = why_moved(run, 1, (1, 0, 1), 0, 2)
    assert sum(part.share for part in told.rows) == pytest.approx(told.moved)


def test_the_blackboard_adds_up(table, holds):
    """The largest rows, the further ones and what is beside them come to the move."""
    run = table(NETWORK, rows=20, l2=0.1)
    run.advance(10)
    board = why_moved(run, 0, (0, 1), 0, 10).blackboard(rows=3)
    holds(board)
    assert "further rows" in str(board)
    assert L2 in str(board)


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        pytest.param((9, (0, 0), 0, 1), "9.weights", id="no such layer"),
        pytest.param((0, (0, 3), 0, 1), "(0, 3)", id="no such weight"),
        pytest.param((0, 0, 0, 1), "(0,)", id="an index too short"),
        pytest.param((0, (0, 0), 1, 1), "from 1 to 1", id="no step"),
        pytest.param((0, (0, 0), 0, 5), "to 5", id="a step that was not made"),
    ],
)
def test_what_is_not_there_is_refused(table, arguments, value):
    """The value is named."""
    run = table(NETWORK)
    run.advance(2)
    with pytest.raises(UsageError) as caught:
        why_moved(run, *arguments)
    assert value in str(caught.value)


def test_the_run_stays_where_it_is(table):
    """Asking why moves nothing."""
    run = table(NETWORK)
    run.advance(4)
    run.seek(3)
    digest = run.state.digest()
    why_moved(run, 0, (0, 0), 0, 4)
    assert run.step == 3
    assert run.state.digest() == digest
    assert np.isfinite(run.history["loss"]).all()
