"""A prediction on the blackboard."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from glassnet.ground.errors import DataError, UsageError
from glassnet.lab.explain.prediction import explain_prediction
from glassnet.lab.explain.tour import Detail
from glassnet.nn.activations import Sigmoid, Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.softmax import Softmax
from glassnet.run.training import prepare

INPUTS = ("sepal_length", "sepal_width", "petal_length", "petal_width")
CLASSIFIERS = [
    Network(Dense(4), Tanh(), Dense(3)),
    Network(Dense(4), BatchNorm(), Tanh(), Dropout(0.5), Dense(3), Softmax()),
    Network(Dense(3), Sigmoid()),
]


@pytest.mark.parametrize("network", CLASSIFIERS, ids=repr)
def test_a_prediction_comes_to_what_the_model_says(network, holds, printed):
    """Every line holds, and the probabilities are those of predict_proba."""
    run = prepare(network, "iris", target="species", dtype="float64", engine="reference", epochs=1)
    run.advance(5)
    board = explain_prediction(run.model, "iris", 120, Detail(units=9, terms=9))
    holds(board)
    answer = [line.value for line in printed(board) if line.section == "The answer"]
    assert answer == pytest.approx(run.model.predict_proba("iris")[120].tolist())
    assert board.title.startswith("Row 120 of iris (line 122): ")
    assert board.title.endswith(f"species = {run.model.predict('iris')[120]} (true: virginica)")


def test_one_output_tells_the_second_class(holds, printed):
    """A yes or no from one logit is a probability by σ."""
    x, y = np.random.default_rng(0).normal(size=(12, 2)), np.array(["no", "yes"] * 6)
    run = prepare(Network(Dense(1)), x, y, dtype="float64", engine="reference")
    board = explain_prediction(run.model, x, 3)
    holds(board)
    (line,) = [line for line in printed(board) if line.section == "The answer"]
    assert line.what == "the probability of yes"
    assert line.value == pytest.approx(run.model.predict_proba(x)[3, 1])


def test_a_number_is_told_in_its_own_units(holds, printed):
    """A regression's answer is unscaled, line by line."""
    draw = np.random.default_rng(0)
    x, y = draw.normal(size=(20, 2)), 1000 * draw.normal(size=(20, 2)) + 5000
    names = ("target0", "target1")
    run = prepare(Network(Dense(2)), x, y, dtype="float64", target=names, engine="reference")
    board = explain_prediction(run.model, x, 3)
    holds(board)
    answer = [line.value for line in printed(board) if line.section == "The answer"]
    assert answer == pytest.approx(run.model.predict(x)[3].tolist())


def test_a_row_without_its_target_is_told_forward_only():
    """New rows have no answer to be compared with; a strange one is no error."""
    run = prepare(Network(Dense(3)), "iris", target="species", engine="reference")
    new = pd.DataFrame(
        {
            name: [1.0, 2.0]
            for name in ("sepal_length", "sepal_width", "petal_length", "petal_width")
        }
    )
    sections = {line.section for line in explain_prediction(run.model, new, 1)}
    assert not any("Backward" in section for section in sections)
    strange = new.assign(species=["tulip", None])
    assert {line.section for line in explain_prediction(run.model, strange, 1)} == sections
    told = {line.section for line in explain_prediction(run.model, "iris", 1)}
    assert any("Backward" in section for section in told)


def test_what_is_in_the_way_is_named():
    """A row that is not there, and a cell that cannot be read."""
    run = prepare(Network(Dense(3)), "iris", target="species", engine="reference")
    with pytest.raises(UsageError, match="no row 150"):
        explain_prediction(run.model, "iris", 150)
    bad = pd.DataFrame({name: ["x"] for name in INPUTS})
    with pytest.raises(DataError, match="sepal_length"):
        explain_prediction(run.model, bad, 0)
