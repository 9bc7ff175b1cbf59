"""Between a table and a loss: classes and numbers go in, answers come out, misfits are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, r2_score

from glassnet.ground.errors import ShapeError, UsageError
from glassnet.nn.activations import LeakyReLU, ReLU, Sigmoid, Tanh
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.robust_losses import Huber
from glassnet.nn.shape import Reshape
from glassnet.nn.smooth_activations import Softplus
from glassnet.nn.softmax import LogSoftmax, Softmax
from glassnet.program.targets import Targets

TWO, THREE = Targets("classification", 2), Targets("classification", 3)
NUMBER, NUMBERS = Targets("regression", 1), Targets("regression", 3)
SHAPE = (4,)


@pytest.mark.parametrize(
    "targets, layers, loss",
    [
        (NUMBER, (Dense(1),), MSE),
        (NUMBER, (Dense(1), Sigmoid()), MSE),
        (TWO, (Dense(1),), BinaryCrossEntropy),
        (TWO, (Dense(2),), CategoricalCrossEntropy),
        (TWO, (Dense(1), Sigmoid()), BinaryCrossEntropyFromProbabilities),
        (TWO, (Dense(2), Dropout()), CategoricalCrossEntropy),
        (THREE, (Dense(3),), CategoricalCrossEntropy),
        (THREE, (Dense(3), Sigmoid()), BinaryCrossEntropyFromProbabilities),
        (THREE, (Dense(3), Softmax()), CategoricalCrossEntropyFromProbabilities),
        (THREE, (Dense(3), LogSoftmax()), NegativeLogLikelihood),
        (THREE, (Dense(5), Network(Dense(3), Softmax())), CategoricalCrossEntropyFromProbabilities),
    ],
    ids=str,
)
def test_the_natural_loss_fits_the_last_layer(targets, layers, loss):
    """It takes what the layer gives, and is refused nowhere."""
    network = Network(*layers)
    found = targets.natural_loss(network)
    assert found == loss()
    targets.check(network, found, SHAPE)


@pytest.mark.parametrize(
    "targets, layers, loss, sentence",
    [
        (NUMBER, (Dense(2),), MSE(), r"gives \(2,\), but there are 1 numbers .* with Dense\(1\)\."),
        (NUMBERS, (Dense(1),), MSE(), r"there are 3 numbers to predict; .* with Dense\(3\)\.$"),
        (THREE, (Dense(2),), MSE(), r"there are 3 classes to predict; .* with Dense\(3\)\.$"),
        (THREE, (Dense(1),), MSE(), r"with Dense\(3\), or say that the target's kind is number"),
        (TWO, (Dense(3),), BinaryCrossEntropy(), r"end the network with Dense\(2\)"),
        (TWO, (Dense(1),), CategoricalCrossEntropy(), r"there are 2 classes"),
        (NUMBER, (Dense(4), Reshape((2, 2))), MSE(), r"gives \(2, 2\)"),
        (NUMBER, (Dense(1),), BinaryCrossEntropy(), r"is for classes, .* is a number; use MSE\(\)"),
        (NUMBER, (Dense(1),), NegativeLogLikelihood(), r"NegativeLogLikelihood is for classes"),
        (
            TWO,
            (Dense(2),),
            CategoricalCrossEntropy(class_weights=(1, 2, 3)),
            "one class weight per",
        ),
        (TWO, (ReLU(), Reshape((2, 2)), Dense(2)), MSE(), "layer 2: Dense takes a flat input"),
    ],
    ids=range(11),
)
def test_what_does_not_fit_is_refused(targets, layers, loss, sentence):
    """The layer's output, the number of answers and the cure are told."""
    with pytest.raises(UsageError, match=sentence):
        targets.check(Network(*layers), loss, SHAPE)


@pytest.mark.parametrize("loss", [MSE(), BinaryCrossEntropy()], ids=repr)
@pytest.mark.parametrize("units", [1, 2])
def test_two_classes_may_have_one_output_or_two(loss, units):
    """One output is the second class."""
    TWO.check(Network(Dense(units)), loss, SHAPE)


STANDARD = np.array([[-1.2], [0.3], [2.0]])
SHARES = np.array([[0.0], [0.4], [1.0]])


@pytest.mark.parametrize(
    "targets, layers, loss, y, sentence",
    [
        (NUMBER, (Dense(1), ReLU()), MSE(), STANDARD, r"ReLU\(\), puts out numbers from 0 to inf"),
        (NUMBER, (Dense(1), Tanh()), Huber(), STANDARD, r"from -1 to 1, but .* from -1\.2 to 2;"),
        (NUMBER, (Dense(1), Sigmoid()), MSE(), SHARES - 0.1, r"from 0 to 1, .* from -0\.1 to 0\.9"),
        (NUMBER, (Dense(1), Network(Softplus())), MSE(), STANDARD, r"Softplus\(\), puts out"),
        (NUMBERS, (Dense(3), Softmax()), MSE(), STANDARD.reshape(1, 3), r"Softmax\(\), puts out"),
        (TWO, (Dense(2), LogSoftmax()), MSE(), SHARES, r"from -inf to 0, .* from 0 to 1; leave"),
        (
            NUMBER,
            (Dense(1), Softmax()),
            MSE(),
            SHARES,
            r"Softmax\(\) over one unit, puts out 1 wha",
        ),
        (TWO, (Dense(1), Softmax()), BinaryCrossEntropy(), SHARES, r"1 whatever comes in; leave"),
    ],
    ids=range(8),
)
def test_a_last_layer_that_cannot_reach_the_targets_is_refused(targets, layers, loss, y, sentence):
    """Its range, that of the targets and the cure are told: no training takes it there."""
    with pytest.raises(UsageError, match=sentence):
        targets.check_reach(Network(*layers), loss, SHAPE, y)


@pytest.mark.parametrize(
    "targets, layers, loss, y",
    [
        (NUMBER, (Dense(1),), MSE(), STANDARD),
        (NUMBER, (Dense(1), LeakyReLU()), MSE(), STANDARD),
        (NUMBER, (Dense(1), ReLU()), MSE(), STANDARD + 1.2),
        (NUMBER, (Dense(1), Sigmoid()), MSE(), SHARES + 1e-7),
        (NUMBER, (Dense(1), Tanh()), MSE(), np.zeros((3, 1))),
        (TWO, (Dense(2), Sigmoid()), MSE(), np.eye(2)),
        (TWO, (Dense(1), Tanh()), MSE(), SHARES),
        (THREE, (Dense(3), Softmax()), CategoricalCrossEntropyFromProbabilities(), np.arange(3)),
        (THREE, (Dense(3), LogSoftmax()), NegativeLogLikelihood(), np.arange(3)),
        (THREE, (Dense(3), ReLU()), CategoricalCrossEntropy(), np.arange(3)),
    ],
    ids=range(10),
)
def test_a_last_layer_that_reaches_the_targets_may_stay(targets, layers, loss, y):
    """Also one whose bound a target touches, but for rounding, and one that gives logits."""
    targets.check_reach(Network(*layers), loss, SHAPE, y)


def test_answers_are_encoded_as_the_loss_takes_them():
    """Codes for classes, a column of 0 and 1 for one output, one column a class, or numbers."""
    codes = np.array([2, 0, 1])
    found = THREE.encode(CategoricalCrossEntropy(), codes, 3, "float32")
    assert (found.tolist(), found.dtype) == ([2, 0, 1], np.int32)
    found = THREE.encode(MSE(), codes, 3, "float32")
    assert (found.tolist(), found.dtype) == ([[0, 0, 1], [1, 0, 0], [0, 1, 0]], np.float32)
    found = TWO.encode(BinaryCrossEntropy(), np.array([1, 0]), 1, "float64")
    assert (found.tolist(), found.dtype) == ([[1.0], [0.0]], np.float64)
    found = NUMBER.encode(MSE(), np.array([1.5, 2.5]), 1, "float32")
    assert (found.tolist(), found.dtype) == ([[1.5], [2.5]], np.float32)
    assert NUMBERS.encode(MSE(), np.ones((2, 3)), 3, "float32").shape == (2, 3)


OUTPUTS = st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3)


@settings(max_examples=40)
@given(
    st.lists(OUTPUTS, min_size=1, max_size=5),
    st.sampled_from([CategoricalCrossEntropy(), BinaryCrossEntropy(), MSE()]),
)
def test_probabilities_are_shares(rows, loss):
    """None is negative and each row sums to 1, whatever a network puts out."""
    shares = THREE.probabilities(loss, np.array(rows, dtype=np.float32))
    assert shares.shape == (len(rows), 3)
    assert (shares >= 0.0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-6)


def test_probabilities_are_those_of_the_outputs():
    """A softmax of logits; a sigmoid for one; what is no probability is cut and shared out."""
    logits = np.log([[1.0, 2.0, 5.0]])
    np.testing.assert_allclose(
        THREE.probabilities(CategoricalCrossEntropy(), logits), [[0.125, 0.25, 0.625]]
    )
    np.testing.assert_allclose(
        TWO.probabilities(BinaryCrossEntropy(), np.log([[3.0]])), [[0.25, 0.75]]
    )
    found = THREE.probabilities(MSE(), np.array([[-0.5, 0.5, 1.5], [-1.0, 0.0, -2.0]]))
    np.testing.assert_allclose(found, [[0.0, 0.25, 0.75], [1 / 3, 1 / 3, 1 / 3]])
    found = TWO.probabilities(MSE(), np.array([[1.5], [-0.25], [0.25]]))
    np.testing.assert_allclose(found, [[0.0, 1.0], [1.0, 0.0], [0.75, 0.25]])


def test_a_score_is_that_of_scikit_learn():
    """The accuracy of classes, however encoded; the R² of numbers, averaged over targets."""
    random = np.random.default_rng(2)
    prediction, codes = random.normal(size=(40, 3)), random.integers(0, 3, 40)
    wanted = accuracy_score(codes, prediction.argmax(axis=1))
    for loss in (CategoricalCrossEntropy(), MSE(), BinaryCrossEntropy()):
        y = THREE.encode(loss, codes, 3, "float64")
        outputs = np.exp(prediction) if isinstance(loss, MSE) else prediction
        assert THREE.score(np, loss, outputs, y) == pytest.approx(wanted)
    codes = random.integers(0, 2, 40)
    y = TWO.encode(BinaryCrossEntropy(), codes, 1, "float64")
    wanted = accuracy_score(codes, prediction[:, 0] > 0)
    assert TWO.score(np, BinaryCrossEntropy(), prediction[:, :1], y) == pytest.approx(wanted)
    truth = prediction + random.normal(size=(40, 3))
    assert NUMBERS.score(np, MSE(), prediction, truth) == pytest.approx(r2_score(truth, prediction))


def test_what_is_refused_by_its_shape_says_so():
    """It is a ShapeError, so that whoever builds networks can tell."""
    with pytest.raises(ShapeError):
        NUMBER.check(Network(Dense(2)), MSE(), SHAPE)
