"""The last layer and the loss."""

from __future__ import annotations

import math

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import outputs

BODY = (gn.Dense(8), gn.ReLU(), gn.Dense(2))


@pytest.mark.parametrize("last", [gn.Softmax(), gn.ReLU(), gn.Tanh()])
def test_a_last_layer_that_bends_logits_is_named(examined, last):
    """Softmax, ReLU or tanh before a loss that takes logits is a fault before the first step."""
    found = outputs.squashed_logits(
        examined(*BODY, last, loss=gn.CategoricalCrossEntropy(), steps=0)
    )
    assert found.where == f"layer 3, {type(last).__name__}"
    assert found.remedy.after.network == gn.Network(*BODY)


def test_the_surest_answer_of_a_doubled_softmax_is_that_of_the_softmax_itself(examined):
    """With three classes nothing is surer than softmax of (1, 0, 0)."""
    case = examined(gn.Dense(3), gn.Softmax(), x="iris", loss=gn.CategoricalCrossEntropy(), steps=0)
    surest = gn.Softmax().forward(np, {}, np.array([[1.0, 0.0, 0.0]]), None)[0][0, 0]
    told = outputs.squashed_logits(case).evidence["the most sure it can be"]
    assert math.isclose(told, surest, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ((*BODY,), gn.CategoricalCrossEntropy()),
        ((*BODY, gn.Softmax()), gn.CategoricalCrossEntropyFromProbabilities()),
        ((*BODY, gn.LogSoftmax()), gn.NegativeLogLikelihood()),
        ((*BODY, gn.LogSoftmax()), gn.CategoricalCrossEntropy()),
        ((*BODY, gn.Identity()), gn.CategoricalCrossEntropy()),
        ((*BODY, gn.Sigmoid()), gn.HalfSumOfSquares()),
    ],
)
def test_what_belongs_together_is_left_alone(examined, layers, loss):
    """The usual pairs, and a log-softmax, which the loss's own leaves as it is."""
    case = examined(*layers, loss=loss, steps=0)
    assert outputs.squashed_logits(case) is None
    assert outputs.missing_probabilities(case) is None
    assert outputs.dropout_on_output(case) is None


@pytest.mark.parametrize(
    "loss",
    [
        gn.CategoricalCrossEntropyFromProbabilities(),
        gn.NegativeLogLikelihood(),
        gn.BinaryCrossEntropyFromProbabilities(),
    ],
)
def test_bare_numbers_for_probabilities_are_named(examined, loss):
    """A Dense layer gives no probabilities; the remedy is the loss that makes them itself."""
    found = outputs.missing_probabilities(examined(*BODY, loss=loss, steps=0))
    assert found.remedy.after.loss.takes == "logits"
    assert found.remedy.after.loss.target == loss.target
    assert 0.0 < found.evidence["outputs at the start that are none"] <= 1.0


def test_dropout_after_the_last_weights_is_named_and_alone_is_left_out(examined):
    """Dropout between hidden layers stays."""
    between = (gn.Dense(8), gn.ReLU(), gn.Dropout(0.5), gn.Dense(2))
    found = outputs.dropout_on_output(examined(*between, gn.Dropout(0.5), steps=0))
    assert found.where == "layer 4, Dropout"
    assert found.remedy.after.network == gn.Network(*between)
    assert outputs.dropout_on_output(examined(*between, steps=0)) is None
