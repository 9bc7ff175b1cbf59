"""The way through a network, for networks drawn at random: what is printed adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.lab.explain.step import explain_step
from glassnet.lab.explain.tour import Detail, called
from glassnet.nn import catalogue
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Activation, Context
from glassnet.nn.losses import MSE, HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.residual import Residual
from glassnet.nn.robust_losses import MAE, Huber
from glassnet.nn.softmax import Softmax

ACTIVATIONS = [kind for kind in catalogue.LAYERS if issubclass(kind, Activation)]
EVERYTHING = Detail(units=50, terms=50)
BETWEEN = st.one_of(
    st.sampled_from(ACTIVATIONS).map(lambda kind: (kind(),)),
    st.just((Dropout(0.4),)),
    st.just((BatchNorm(),)),
    st.just((LayerNorm(),)),
    st.just((Softmax(),)),
    st.sampled_from(ACTIVATIONS).map(lambda kind: (Residual(Dense(4), kind()),)),
)
HIDDEN = st.lists(BETWEEN, max_size=3).map(lambda parts: sum(parts, ()))
OPTIMIZERS = st.sampled_from(catalogue.OPTIMIZERS)
PUSHES = st.sampled_from(
    [{}, {"l2": 0.1}, {"l1": 0.05, "weight_decay": 0.1}, {"clip_norm": 0.3}, {"clip_value": 0.01}]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(HIDDEN, OPTIMIZERS, PUSHES, st.integers(0, 3))
def test_every_printed_line_of_a_classifier_comes_to_its_total(
    table, holds, hidden, optimizer, pushes, step
):
    """Whatever layers, optimizer, penalties and limits: a reader computes what is printed."""
    run = table(Network(Dense(4), *hidden, Dense(3)), optimizer=optimizer(), **pushes)
    run.advance(step)
    holds(explain_step(run, step, 1, EVERYTHING))
    holds(explain_step(run, step, 0, Detail(units=2, terms=1)))


@settings(max_examples=8)
@given(st.sampled_from([MSE, MAE, Huber, HalfSumOfSquares]), st.sampled_from(ACTIVATIONS))
def test_every_printed_line_of_a_regression_comes_to_its_total(table, holds, loss, activation):
    """The losses of numbers, after every activation."""
    network = Network(Dense(3), activation(), Dense(2))
    run = table(network, task="numbers", loss=loss(), target=("target0", "target1"))
    holds(explain_step(run, 0, 2, EVERYTHING))


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(HIDDEN)
def test_the_totals_are_those_that_the_engine_computed(table, printed, hidden):
    """Each output, each error and each move of the step stands on the blackboard, to the bit."""
    run = table(Network(Dense(4), *hidden, Dense(3)))
    look, row = run.look(0), 1
    lines = printed(explain_step(run, 0, row, EVERYTHING))
    for layer in look.layers:
        forward = {
            p.value for p in lines if p.section.startswith(f"Forward · layer {layer.number}:")
        }
        assert set(layer.y[row].ravel().tolist()) <= forward
        back = {p.value for p in lines if p.section.startswith(f"Backward · layer {layer.number}:")}
        assert set(layer.dy[row].ravel().tolist()) <= back
    moves = np.concatenate([look.update(name).ravel() for name in look.before.params])
    told = {p.value for p in lines if p.definition.startswith("Δ")}
    assert told
    assert told <= set(moves.tolist())
    assert look.loss in {p.value for p in lines if p.symbol == "L"}


def test_one_unit_alone_is_told_with_all_its_weights(table, printed):
    """A focus leaves the other layers out, and writes every weight that leads to the unit."""
    run = table(Network(Dense(4), ReLU(), Dense(3)))
    lines = printed(explain_step(run, 0, 0, Detail(layer=2, unit=(1,))))
    assert {p.section for p in lines} == {
        "Forward · layer 2: Dense(3)",
        "Backward · layer 2: Dense(3)",
    }
    moved = [p.symbol for p in lines if p.symbol.startswith("Δ")]
    assert moved == ["Δw₀₁", "Δw₁₁", "Δw₂₁", "Δw₃₁", "Δb₁"]


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        pytest.param({"layer": 7}, "7", id="no such layer"),
        pytest.param({"layer": 0, "unit": (4,)}, "(4,)", id="no such unit"),
        pytest.param({"layer": 0, "unit": (0, 0)}, "(0, 0)", id="an index too long"),
        pytest.param({"unit": (0,)}, "(0,)", id="a unit of no layer"),
        pytest.param({"units": 0}, "0", id="no units"),
    ],
)
def test_what_is_not_there_is_refused_with_its_value(table, detail, value):
    """A layer or unit that the network lacks is named."""
    with pytest.raises(UsageError) as caught:
        explain_step(table(Network(Dense(4), Dense(3))), 0, 0, Detail(**detail))
    assert value in str(caught.value)


def test_a_layer_is_called_as_it_would_be_written():
    """What is usual is left out, what was chosen is said."""
    assert called(Residual(Dense(4, bias=False), ReLU())) == (
        "Residual(Dense(4, bias=False), ReLU())"
    )
    assert called(Dropout(0.4)) == "Dropout(rate=0.4)"


def test_inside_a_residual_the_errors_are_those_of_its_own_backward(table, printed):
    """The layers within get the whole error, pass it back, and learn as the engine says."""
    run = table(Network(Dense(4), Residual(Dense(4), ReLU(), Dense(4)), Dense(3)))
    look, row = run.look(0), 1
    lines = printed(explain_step(run, 0, row, EVERYTHING))

    def told(heading):
        return [line.value for line in lines if line.section.startswith(heading)]

    residual = look.layers[1]
    inner = residual.layer.network
    y, saved = inner.forward(np, residual.params, residual.x, Context())
    back = inner.walk_back(np, residual.params, saved, residual.dy)
    by_layer = {place: dx for place, dx, _ in back}
    assert told("Forward · layer 1.2:") == y[row].tolist()
    assert told("Backward · layer 1.2:")[:4] == residual.dy[row].tolist()
    assert told("Backward · layer 1.1:") == by_layer[2][row].tolist()
    assert told("Backward · layer 1.0:")[:4] == by_layer[1][row].tolist()
    inside = [line for line in lines if "layer 1.0:" in line.section]
    moves = {line.value for line in inside if line.symbol.startswith("Δ")}
    assert moves
    assert moves <= set(look.update("1.0.weights").ravel()) | set(look.update("1.0.bias"))
