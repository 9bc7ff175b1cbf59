"""A model is what it was when it was saved, predicts from any table, and is refused otherwise."""

from __future__ import annotations

import contextlib
import tracemalloc

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data import datasets
from glassnet.ground.errors import DataError, FileError, UsageError
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Context
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.program.description import describe
from glassnet.run.model import Model, load
from glassnet.run.store import load_model_file, save_model_file
from glassnet.run.training import train

SMALL = {"epochs": 3, "engine": "reference", "seed": 1}


@pytest.fixture(scope="module")
def flowers():
    """A model of three classes, with running statistics."""
    network = Network(Dense(5), BatchNorm(), ReLU(), Dense(3))
    return train(network, "iris", target="species", **SMALL).model


@pytest.fixture(scope="module")
def numbers():
    """A model of one number, learned from arrays."""
    x = np.random.default_rng(0).uniform(0.0, 7.0, (30, 2))
    return train(Network(Dense(1)), x, 100.0 + x[:, 0] * 20.0, **SMALL).model


@pytest.fixture(scope="module")
def iris():
    """The columns of the bundled table, as pandas has them."""
    (block,) = datasets.load("iris").blocks()
    cells = {name: np.asarray(values) for name, values in block.cells.items()}
    return pd.DataFrame({n: c if n == "species" else c.astype(float) for n, c in cells.items()})


def test_a_saved_model_predicts_the_same(flowers, numbers, tmp_path):
    """To the last bit, and it knows its classes, its network and where it came from."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    for model, data in ((flowers, "iris"), (numbers, x)):
        model.save(tmp_path / "a.glassnet")
        back = load(tmp_path / "a.glassnet")
        np.testing.assert_array_equal(back.predict(data), model.predict(data))
        assert (back.experiment, back.preparation) == (model.experiment, model.preparation)
        assert (back.classes, back.provenance) == (model.classes, model.provenance)
        assert repr(back) == repr(model)
    flowers.save(tmp_path / "b.glassnet")
    back = load(tmp_path / "b.glassnet")
    np.testing.assert_array_equal(back.predict_proba("iris"), flowers.predict_proba("iris"))


def test_a_table_may_come_in_any_form(flowers, iris, tmp_path):
    """A bundled name, a file, frames, a list of rows: the same numbers give the same answers."""
    inputs = iris.drop(columns="species")
    inputs.to_csv(tmp_path / "inputs.csv", index=False)
    wanted = flowers.predict("iris")
    forms = [
        iris,
        inputs[inputs.columns[::-1]],
        pl.from_pandas(inputs),
        tmp_path / "inputs.csv",
        str(tmp_path / "inputs.csv"),
        {name: inputs[name].tolist() for name in inputs},
    ]
    for data in forms:
        np.testing.assert_array_equal(flowers.predict(data), wanted)
    assert set(wanted) <= {"setosa", "versicolor", "virginica"} == set(flowers.classes)
    assert (wanted == iris["species"]).mean() > 0.4


def test_probabilities_are_shares_in_the_order_of_the_classes(flowers):
    """They sum to 1, and the largest is the answer."""
    shares = flowers.predict_proba("iris")
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares.shape == (150, 3)
    names = np.asarray(flowers.classes, dtype=object)[shares.argmax(axis=1)]
    np.testing.assert_array_equal(names, flowers.predict("iris"))


def test_numbers_come_back_in_their_own_units(numbers):
    """(rows,) for one target, not standardized; another scaling of the same model shows."""
    found = numbers.predict(np.array([[0.0, 0.0], [6.0, 1.0], [3.0, 3.0]]))
    assert found.shape == (3,)
    target = numbers.preparation.targets[0]
    raw = numbers.forward(numbers.prepare(np.array([[6.0, 1.0]])).x)
    np.testing.assert_allclose(found[1], target.center + target.scale * raw[0, 0])
    assert 50.0 < target.center < 250.0


def test_many_rows_are_predicted_in_parts(numbers, monkeypatch):
    """However many rows at a time, the answers are the same; none at all is no answer."""
    x = np.arange(20.0).reshape(10, 2)
    wanted = numbers.predict(x)
    monkeypatch.setattr("glassnet.program.step.BLOCK_ROWS", 3)
    np.testing.assert_allclose(numbers.predict(x), wanted, rtol=1e-6)
    assert numbers.forward(np.empty((0, 2))).shape == (0, 1)


def test_the_network_of_a_model_is_its_networks_own(flowers):
    """Looked up once, every layer has its parameters and memory: the bits are the network's."""
    context = Context(training=False, memory=flowers.memory)
    for rows in (1, 7):
        x = np.random.default_rng(3).normal(size=(rows, 4)).astype(np.float32)
        wanted, _ = flowers.experiment.network.forward(np, flowers.params, x, context)
        np.testing.assert_array_equal(flowers.forward(x), wanted)


def test_a_number_has_no_probabilities(numbers):
    """The sentence says what to call in place of it."""
    with pytest.raises(UsageError, match=r"predicts a number, which has no prob.*use predict\(\)"):
        numbers.predict_proba([[1.0, 2.0]])


def test_a_table_that_lacks_a_column_is_refused(flowers, iris):
    """The column is named, and a similar one is suggested."""
    renamed = iris.rename(columns={iris.columns[0]: iris.columns[0].upper()})
    with pytest.raises(DataError, match=r"lacks a column the model learned from.*Did you mean"):
        flowers.predict(renamed)


def test_it_says_what_it_is(flowers):
    """In one line, and in a notebook as a table of its layers."""
    assert repr(flowers) == ("<Model of species: Network(Dense(5), BatchNorm(), ReLU(), Dense(3))>")
    page = flowers._repr_html_()
    assert "<td>0</td><td>Dense(5)</td><td>5</td><td>25</td>" in page
    assert "<td>all</td><td></td><td>53</td>" in page


def test_hostile_names_stay_text(tmp_path):
    """In messages, in a notebook and in a file."""
    name = "<img src=x>\x1b[31m"
    frame = pd.DataFrame({"a": np.arange(30.0) % 7, name: np.arange(30.0) % 3})
    model = train(Network(Dense(1)), frame, target=name, kinds={name: "number"}, **SMALL).model
    assert repr(model).isprintable()
    assert "<img" not in model._repr_html_()
    model.save(tmp_path / "m")
    np.testing.assert_array_equal(load(tmp_path / "m").predict(frame), model.predict(frame))


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("part", ["params", "memory"])
def test_weights_that_are_not_finite_are_not_saved(flowers, tmp_path, value, part):
    """The array and the count are named, and no file is made."""
    arrays = dict(getattr(flowers, part))
    name = next(iter(arrays))
    arrays[name] = np.full_like(arrays[name], value)
    parts = {"params": flowers.params, "memory": flowers.memory, part: arrays}
    broken = Model(flowers.experiment, flowers.preparation, **parts)
    size = arrays[name].size
    with pytest.raises(DataError, match=rf"not saved: {size} of {size} numbers in {part}/{name} "):
        broken.save(tmp_path / "m.glassnet")
    assert not list(tmp_path.iterdir())


def changed(model, folder, change):
    """Save `model` with a description and arrays that `change` has altered, checksum and all."""
    model.save(folder / "sound")
    description, arrays = load_model_file(folder / "sound")
    change(description, arrays)
    save_model_file(folder / "m", description, arrays)
    return folder / "m"


def layer(number, **fields):
    """Return a change to one layer of the description."""
    return lambda description, _: description["experiment"]["network"][number].update(fields)


def array(name, value):
    """Return a change to one array."""
    return lambda _, arrays: arrays.update({name: np.asarray(value)})


WEIGHTS = "params/0.weights"
CHANGES = {
    "a huge layer": (layer(0, units=10**12), "units must be at most 10,000,000"),
    "a large layer": (layer(0, units=10**6), r"params/0.bias should be \(1000000,\), got \(5,\)"),
    "no units": (layer(0, units=0), "units must be a whole number ≥ 1, got 0"),
    "units of text": (layer(0, units="5"), 'units must be a whole number, got "5"'),
    "another activation": (layer(2, layer="Dense", units=4), r"layer 2: Dense has no|should be"),
    "an unknown layer": (layer(2, layer="Rleu"), 'Did you mean "ReLU"'),
    "a module as a layer": (layer(2, layer="os.system"), "os.system"),
    "an unknown field": (layer(0, function="eval"), "Dense has no such field"),
    "another output": (layer(3, units=4), "there are 3 classes to predict"),
    "no network": (lambda d, _: d["experiment"].pop("network"), "network is missing"),
    "a later format": (lambda d, _: d["experiment"].update(format=2), "reads up to 1"),
    "no experiment": (lambda d, _: d.pop("experiment"), "should have experiment, prep"),
    "no provenance": (lambda d, _: d.pop("provenance"), "should have experiment, prep"),
    "a part too many": (lambda d, _: d.update(code="import os"), "provenance, code"),
    "provenance of text": (lambda d, _: d.update(provenance="x"), "should have experiment"),
    "nothing": (lambda d, _: d.clear(), "should have experiment"),
    "no inputs": (lambda d, _: d["preparation"].update(inputs=[]), "must have inputs"),
    "no targets": (lambda d, _: d["preparation"].update(targets=[]), "the target is a number"),
    "a scale of 0": (lambda d, _: d["preparation"]["inputs"][0].update(scale=0.0), "scale"),
    "an input less": (lambda d, _: d["preparation"]["inputs"].pop(), "0.weights should"),
    "an unknown input": (
        lambda d, _: d["preparation"]["inputs"][0].update({"is": "PickleInput"}),
        '"is" must be one of',
    ),
    "preparation of text": (lambda d, _: d.update(preparation="x"), "must be an object"),
    "experiment of text": (lambda d, _: d.update(experiment=[1]), "a table of sections"),
    "a loss for numbers": (
        lambda d, _: d["experiment"]["training"].update(loss="MAE", epochs=-1),
        "epochs must be",
    ),
    "another dtype": (lambda d, _: d["experiment"]["run"].update(dtype="float64"), "be float64"),
    "a wrong shape": (array(WEIGHTS, np.zeros((5, 4), "f4")), r"be \(4, 5\), got \(5, 4\)"),
    "whole numbers": (array(WEIGHTS, np.zeros((4, 5), "i4")), "be float32, got int32"),
    "no weights": (lambda _, a: a.pop(WEIGHTS), r"be \(4, 5\), got nothing"),
    "no memory": (lambda _, a: a.pop("memory/1.mean"), "1.mean should be .5,., "),
    "foreign arrays": (array("step", np.zeros(3, "f4")), r"step should be absent, got \(3,\)"),
    "hostile arrays": (array("memory/\x1b[31m", np.zeros(3, "f4")), "should be absent"),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_file_whose_parts_do_not_fit_is_refused(flowers, tmp_path, name):
    """With one printable sentence that begins with the file's name, and without much memory."""
    change, sentence = CHANGES[name]
    path = changed(flowers, tmp_path, change)
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match=sentence) as caught:
            load(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert str(caught.value).startswith(f"{path}: its description does not hold: ")
    assert str(caught.value).isprintable()


def test_a_network_that_would_remember_much_is_refused_unmade(flowers, tmp_path):
    """Running statistics are only made when the weights beside them are as large."""
    change = CHANGES["a large layer"][0]
    path = changed(flowers, tmp_path, lambda d, a: change(d, a) or layer(0, units=10**7)(d, a))
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match="should be"):
            load(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=60)
@given(st.data())
def test_any_field_may_be_anything(flowers, tmp_path_factory, data):
    """A description with a value exchanged loads and predicts, or is refused as a file."""
    junk = st.sampled_from([None, True, -1, 0, 2, 1e300, "", "x", "Dense", [], [1], {}, {"a": 1}])

    def change(description, _):
        place, steps = description, data.draw(st.integers(1, 5))
        for _ in range(steps):
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], (dict, list)) or not place[key]:
                break
            parent, place = place, place[key]
        else:
            place = parent
        place[key] = data.draw(junk)

    path = changed(flowers, tmp_path_factory.mktemp("m"), change)
    with contextlib.suppress(FileError, UsageError, DataError):
        load(path).predict("iris")


def test_the_loss_is_part_of_what_must_fit(flowers, tmp_path):
    """A loss for numbers on classes is taken, as in training; one for other outputs is not."""
    path = changed(
        flowers, tmp_path, lambda d, _: d["experiment"]["training"].update(loss=describe(MSE()))
    )
    assert load(path).predict("iris").shape == (150,)


def test_an_array_and_a_list_of_the_same_numbers_are_answered_alike(numbers):
    """To the last bit, row by row and all at once: the short way of arrays is no other way."""
    x = np.random.default_rng(1).normal(size=(7, 2))
    wanted = numbers.prepare(x.tolist()).x
    np.testing.assert_array_equal(numbers.prepare(x).x, wanted)
    np.testing.assert_array_equal(np.concat([numbers.prepare(row[None]).x for row in x]), wanted)
    np.testing.assert_array_equal(numbers.predict(x), numbers.predict(x.tolist()))
    with pytest.raises(DataError, match='"x1", row 3'):
        numbers.predict(np.where(np.arange(7)[:, None] == 2, [0.0, np.inf], x))
