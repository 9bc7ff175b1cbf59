"""From a table to a trained network, however the table comes; what cannot be is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from glassnet.ground.errors import DataError, DivergedError, FileError, UsageError
from glassnet.nn.activations import ReLU, Sigmoid, Tanh
from glassnet.nn.convolution import Conv2D
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.nn.robust_losses import Huber
from glassnet.nn.shape import Flatten
from glassnet.nn.softmax import Softmax
from glassnet.program.experiment import EarlyStopping
from glassnet.program.probes import WeightNorm
from glassnet.run.opening import open_run
from glassnet.run.resuming import resume
from glassnet.run.training import prepare, repeat, settings_of_starts, train

QUICK = {"epochs": 2, "engine": "reference"}
X = np.random.default_rng(3).normal(size=(40, 2))
Y = X[:, 0] * 2.0 - X[:, 1] + 5.0
LINE = Network(Dense(1))


def digest(run):
    """Train to the end and return what became of the weights."""
    run.finish()
    return run.best_state.digest()


def test_the_form_of_a_table_does_not_matter(tmp_path):
    """Arrays, lists, dicts, frames and files of the same numbers give the same bits."""
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "y": Y})
    frame.to_csv(tmp_path / "table.csv", index=False)
    named = {**QUICK, "target": "y"}
    wanted = digest(prepare(LINE, X, Y, **QUICK))
    runs = [
        prepare(LINE, X.tolist(), Y.tolist(), **QUICK),
        prepare(LINE, X, Y[:, None], **QUICK),
        prepare(LINE, frame[["a", "b"]], frame["y"], **QUICK),
        prepare(LINE, pl.DataFrame(frame[["a", "b"]].to_dict("list")), Y, **QUICK),
        prepare(LINE, frame, **named),
        prepare(LINE, frame[["y", "a", "b"]], **named),
        prepare(LINE, {name: frame[name].to_numpy() for name in frame}, **named),
        prepare(LINE, str(tmp_path / "table.csv"), **named),
        prepare(LINE, tmp_path / "table.csv", **named),
    ]
    assert [digest(run) for run in runs] == [wanted] * len(runs)
    assert runs[-1].experiment.data.source == str(tmp_path / "table.csv")


@pytest.mark.parametrize(
    "labels", [[3, 7, 11], ["low", "middle", "high"], [-0.5, 0.0, 2.5]], ids=str
)
def test_labels_come_back_as_they_were_given(labels):
    """Whole numbers, texts, and other numbers if somebody says that they are classes."""
    chosen = np.asarray(labels)[np.digitize(Y, [4.0, 6.0])]
    kinds = {"target": "category"}
    run = train(Network(Dense(8), Tanh(), Dense(3)), X, chosen, kinds=kinds, **QUICK)
    assert run.experiment.loss == CategoricalCrossEntropy()
    assert set(run.model.predict(X).tolist()) <= set(labels) == set(run.model.classes)


@pytest.mark.parametrize("units", [1, 2])
def test_truth_values_are_classes(units):
    """One output or two; what comes back is True or False."""
    run = train(Network(Dense(units)), X, Y > 5.0, epochs=60, learning_rate=0.05)
    found = run.model.predict(X)
    assert found.dtype == np.bool_
    assert (found == (Y > 5.0)).mean() > 0.9


def test_several_numbers_are_learned_at_once():
    """Each in its own units."""
    answers = np.stack([Y, 1000.0 * X[:, 0], -X[:, 1]], axis=1)
    run = train(Network(Dense(3)), X, answers, epochs=300, learning_rate=0.05)
    assert run.experiment.data.target == ("target0", "target1", "target2")
    assert run.experiment.loss == MSE()
    np.testing.assert_allclose(run.model.predict(X), answers, atol=30.0)
    assert run.model.predict(X[:1]).shape == (1, 3)


def test_images_keep_their_shape():
    """Arrays of pictures, with channels and without; a convolution looks at them."""
    pictures = np.random.default_rng(0).integers(0, 255, (30, 6, 5))
    kinds = np.array(["dark", "light"])[(pictures.mean(axis=(1, 2)) > 127).astype(int)]
    network = Network(Conv2D(2, 3), ReLU(), Flatten(), Dense(2))
    for x in (pictures, pictures[..., None]):
        run = train(network, x, kinds, **QUICK)
        assert run.table.preparation.input_shape == (6, 5, 1)
        assert run.model.predict(x[:3]).shape == (3,)


def test_without_a_network_the_usual_one_is_taken():
    """It fits the table: classes, numbers, images."""
    assert prepare(None, "iris", **QUICK).experiment.network.layers[-1] == Dense(3)
    assert prepare(None, X, Y, **QUICK).experiment.network.layers[-1] == Dense(1)
    assert prepare(None, "digits", **QUICK).experiment.network.layers[0] == Flatten()


def test_what_is_open_is_filled_in_and_what_is_given_stays():
    """Early stopping where there is something to stop by; a batch of at most all rows."""
    run = prepare(LINE, X, Y)
    assert isinstance(run.experiment.early_stopping, EarlyStopping)
    assert run.experiment.batch_size <= run.training.rows
    run = prepare(LINE, X, Y, loss=Huber(), optimizer=SGD(), batch_size=None, seed=5, **QUICK)
    assert (run.experiment.loss, run.experiment.optimizer) == (Huber(), SGD())
    assert (run.experiment.batch_size, run.experiment.seed) == (None, 5)
    run = prepare(LINE, X, Y, validation=0.0)
    assert run.experiment.early_stopping is None
    run.advance_epoch()
    assert run.history.evaluations[0].validation_loss is None


def test_an_experiment_repeats_its_run(tmp_path):
    """From the description alone, to the last bit; with a source in place of the file's name."""
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "y": Y})
    frame.to_csv(tmp_path / "table.csv", index=False)
    run = prepare(LINE, str(tmp_path / "table.csv"), target="y", test=0.3, seed=9, **QUICK)
    wanted = digest(run)
    assert digest(repeat(run.experiment)) == wanted
    assert digest(repeat(run.experiment, run.table.source)) == wanted


def test_rows_that_are_held_out_to_test_by_change_no_weight():
    """Whatever stands in them, the run has the same bits, its evaluations included."""
    first = prepare(LINE, X, Y, **QUICK)
    x, y = X.copy(), Y.copy()
    x[first.table.split.test] *= 100.0
    y[first.table.split.test] -= 1234.5
    second = prepare(LINE, x, y, **QUICK)
    assert digest(first) == digest(second)
    assert first.history.evaluations == second.history.evaluations
    y[first.table.split.train[0]] += 1.0
    assert digest(prepare(LINE, x, y, **QUICK)) != digest(first)


def test_observers_are_told_of_each_epoch():
    """With the evaluations that the history has."""
    told = []
    run = train(LINE, X, Y, observe=told.append, **QUICK)
    assert told == run.history.evaluations
    assert len(told) == 2


@pytest.mark.parametrize(
    "settings, sentence",
    [
        ({"epoch": 5}, r'train\(\) has no setting epoch=5\. Did you mean "epochs"\?'),
        ({"targt": "y"}, 'Did you mean "target"'),
        ({"source": "x.csv"}, "no setting source='x.csv'"),
        ({"data": None}, "no setting data=None"),
        ({"learning_rate": 0.0}, r"learning_rate must be a number in \(0"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": "7"}, "seed must be a whole number"),
        ({"dtype": "float16"}, 'dtype must be one of float32, float64, got .* mean "float64"'),
        ({"dtype": "x"}, "dtype must be one of"),
        ({"loss": "msee"}, 'no loss is called "msee". Did you mean "MSE"'),
        ({"optimizer": SGD}, r"Did you mean SGD\(\)\?"),
        ({"test": 1.5}, r"test must be a number in \[0, 1\), got 1\.5"),
        ({"scaling": "standardise"}, 'Did you mean "standardize"'),
        ({"missing": "ignore"}, "missing must be one of impute, drop, refuse"),
        ({"target": ["a", "a"]}, "target must be the name of a column, or several different"),
    ],
    ids=range(15),
)
def test_impossible_settings_are_refused_before_the_table_is_read(settings, sentence):
    """The name, the value and what is wanted are told; nothing is opened for it."""
    with pytest.raises(UsageError, match=sentence):
        prepare(LINE, "/no/such/file.csv", **settings)


@pytest.mark.parametrize(
    "network, sentence",
    [
        ("iris", "network must be of type Network, got 'iris'"),
        (Dense(3), r"network must be of type Network, got Dense\(units=3"),
        ([Dense(3)], "network must be of type Network, got "),
        (Network, r"Did you mean Network\(\)\?"),
    ],
    ids=range(4),
)
def test_what_is_no_network_is_refused(network, sentence):
    """Arguments in the wrong order are told apart from a table that is not there."""
    with pytest.raises(UsageError, match=sentence):
        prepare(network, "/no/such/file.csv")


FRAME = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "y": Y})
WORDS = np.where(Y > 5.0, "yes", "no")


@pytest.mark.parametrize(
    "network, x, y, settings, error, sentence",
    [
        (LINE, FRAME, None, {}, UsageError, "say which column of .* to predict: a, b, y"),
        (LINE, FRAME, None, {"target": "Y"}, UsageError, 'no column "Y"[.] Did you mean "y"'),
        (LINE, X, Y, {"target": "x0"}, UsageError, "answers are given twice, as y and as target="),
        (LINE, FRAME, Y, {"target": "y"}, UsageError, "given twice"),
        (LINE, X, Y[:-1], {}, UsageError, "X has 40 rows, y has 39; every row needs one target"),
        (LINE, X, WORDS, {"batch_size": 41}, UsageError, "at most the .* training rows, got 41"),
        (Network(Dense(2)), X, Y, {}, UsageError, r"gives \(2,\), but there are 1 numbers"),
        (Network(Dense(3)), X, WORDS, {}, UsageError, r"there are 2 classes .* with Dense\(2\)"),
        (LINE, "iris", None, {}, UsageError, "3 classes to predict.* target's kind is number"),
        (LINE, X, Y, {"loss": BinaryCrossEntropy()}, UsageError, "is for classes, but the target"),
        (Network(Dense(1), ReLU()), X, Y, {}, UsageError, r"ReLU\(\), puts out numbers from 0 to"),
        (Network(Dense(1), Sigmoid()), X, Y, {}, UsageError, "as they are scaled, go from -"),
        (Network(Dense(1), Softmax()), X, Y, {}, UsageError, "over one unit, puts out 1 whatever"),
        (Network(Flatten()), X, Y, {}, UsageError, r"gives \(2,\), but there are 1 numbers"),
        (LINE, X, np.full(40, "yes"), {}, DataError, 'target.*"yes"|one class'),
        (LINE, X[:1], Y[:1], {}, DataError, "no column to learn"),
        (LINE, X[:0], Y[:0], {}, UsageError, "X has 0 rows"),
        (LINE, np.where(X > 1, np.inf, X), Y, {}, DataError, "infinite"),
        (LINE, X, np.where(Y > 6, np.nan, Y), {}, DataError, "missing"),
        (LINE, "/no/such/file.csv", None, {"target": "y"}, FileError, "/no/such/file.csv"),
        (LINE, "/no/such/file.csv", Y, {}, FileError, "/no/such/file.csv"),
        (LINE, X, Y, {"learning_rate": 1e30, "optimizer": SGD()}, DivergedError, "^step 2: "),
    ],
    ids=range(22),
)
def test_what_does_not_fit_is_refused_in_a_sentence(network, x, y, settings, error, sentence):
    """The table, the answers, the network and the loss are held against one another."""
    with pytest.raises(error, match=sentence):
        train(network, x, y, **{"batch_size": None, **QUICK, **settings})


def test_bounded_outputs_may_meet_bounded_targets():
    """A sigmoid for shares that are left as they are; ReLU for counts."""
    shares = 1.0 / (1.0 + np.exp(-X[:, 0]))
    train(Network(Dense(1), Sigmoid()), X, shares, scaling="none", **QUICK)
    train(Network(Dense(1), ReLU()), X, shares * 1e3, scaling="none", loss=Huber(), **QUICK)
    train(Network(Dense(2), Sigmoid()), X, WORDS, loss=MSE(), **QUICK)


def test_a_run_can_be_kept_in_a_folder(tmp_path):
    """It learns the same, and what its folder holds is the run, probes included."""
    settings = {"target": "species", "epochs": 4, "probes": (WeightNorm(),)}
    told = []
    kept = train(None, "iris", folder=tmp_path / "iris.run", observe=told.append, **settings)
    plain = train(None, "iris", **settings)
    opened = open_run(tmp_path / "iris.run")
    for other in (plain, opened):
        assert other.state.digest() == kept.state.digest()
        assert list(other.history) == list(kept.history)
    assert told == kept.history.evaluations == opened.history.evaluations
    with resume(str(tmp_path / "iris.run")) as folder:
        assert folder.run.done
    with pytest.raises(FileError, match="holds a run already"):
        train(None, "iris", folder=tmp_path / "iris.run", **settings)


def test_numbers_may_differ_from_start_to_start():
    """A sequence has a value for each start; what is no sequence holds for all."""
    each = settings_of_starts(2, {"learning_rate": (0.1, 0.2), "seed": 7, "target": ["a", "b"]})
    assert each == [
        {"seed": 7, "learning_rate": 0.1, "target": ["a", "b"]},
        {"seed": 8, "learning_rate": 0.2, "target": ["a", "b"]},
    ]
    assert settings_of_starts(2, {"seed": [4, 4]}) == [{"seed": 4}, {"seed": 4}]
    assert settings_of_starts(1, {"l2": np.array([0.5])}) == [{"seed": 0, "l2": 0.5}]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"starts": 2, "learning_rate": [0.1]}, "learning_rate has 1 values for 2 starts"),
        ({"starts": 0}, "starts must be a whole number of at least 1, got 0"),
        ({"starts": True}, "starts must be a whole number of at least 1, got True"),
        ({"starts": 2, "epochs": [1, 2]}, r"epochs must be .*, got \[1, 2\]"),
        ({"starts": 2, "folder": "x.run"}, "folder='x.run' keeps one run; leave starts out"),
        ({"starts": 2, "probes": ()}, "probes are for one run"),
    ],
)
def test_wishes_for_starts_that_cannot_be_are_refused(settings, told):
    """In a sentence, before anything is trained."""
    x = np.arange(8.0)[:, None]
    with pytest.raises(UsageError, match=told):
        train(Network(Dense(1)), x, 2.5 * x[:, 0], **settings)


def test_each_rate_has_its_own_weight_decay():
    """What follows from a rate by default follows from that of each start."""
    x = np.arange(8.0)[:, None]
    settings = {"learning_rate": [0.1, 0.02], "epochs": 2, "engine": "reference"}
    found = train(Network(Dense(1)), x, 2.5 * x[:, 0], starts=2, **settings)
    assert [one.learning_rate for one in found.experiments] == [0.1, 0.02]
    assert [one.weight_decay for one in found.experiments] == [
        prepare(Network(Dense(1)), x, 2.5 * x[:, 0], learning_rate=rate).experiment.weight_decay
        for rate in (0.1, 0.02)
    ]
