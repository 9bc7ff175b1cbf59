"""What came out of a training, as facts."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from glassnet.cli import facts
from glassnet.ground.documents import plain
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.run.scoring import judge
from glassnet.run.training import train


@pytest.fixture(scope="module")
def run():
    """A short run on penguins."""
    return train(None, "penguins", epochs=2, engine="reference")


@pytest.fixture(scope="module")
def numbers():
    """A short run on diabetes."""
    return train(None, "diabetes", epochs=2, engine="reference")


def test_layers_add_up_to_the_network(run):
    """Shapes follow one another; the parameters are those of the model, counted in its arrays."""
    layers = facts.layers(run.experiment.network, run.table.preparation.input_shape)
    assert [layer.output_shape for layer in layers] == [(100,), (100,), (3,)]
    total = sum(layer.parameters for layer in layers)
    assert total == sum(array.size for array in run.model.params.values())


def test_a_layer_is_named_by_the_shortest_call():
    """Usual values are left out, a layer inside a layer is not."""
    assert facts.layer_name(Conv2D(4, 3)) == "Conv2D(4, 3)"
    assert facts.layer_name(Dense(3, bias=False)) == "Dense(3, bias=False)"


def test_the_digest_knows_every_bit(run):
    """Equal weights, equal digest; the smallest change, another."""
    model = run.model
    params = {name: array.copy() for name, array in model.params.items()}
    assert facts.digest(replace(model, params=params)) == facts.digest(model)
    params["0.bias"][3] = np.nextafter(params["0.bias"][3], np.float32(1))
    assert facts.digest(replace(model, params=params)) != facts.digest(model)


def test_the_pairs_mistaken_most_come_first(run):
    """Counts, totals and places are those counted by hand."""
    report = judge(run)
    classes = run.table.preparation.classes
    truth = np.array([classes[0]] * 5 + [classes[1]] * 3, dtype=object)
    answer = np.array([classes[1]] * 2 + [classes[0]] * 3 + [classes[2]] * 3, dtype=object)
    made = replace(
        report,
        truth=truth,
        answer=answer,
        row_numbers=np.arange(8),
        confusion=np.array([[3, 2, 0], [0, 0, 3], [0, 0, 0]]),
    )
    first, second = facts.confusions(run.table, made)
    assert (first.truth, first.answer, first.count, first.of) == (classes[1], classes[2], 3, 3)
    assert (second.truth, second.answer, second.count, second.of) == (classes[0], classes[1], 2, 5)
    assert second.places == (2, 3)  # the first rows of the file stand below its header


def test_the_worst_misses_come_first(numbers):
    """By size, with line, truth and answer; what is met exactly is no miss."""
    report = judge(numbers)
    truth = np.array([[0.0], [10.0], [20.0], [30.0]])
    answer = np.array([[0.0], [13.0], [20.0], [-30.0]])
    made = replace(report, truth=truth, answer=answer, row_numbers=np.arange(4))
    found = facts.misses(numbers.table, made)
    assert [(m.place, m.truth, m.answer) for m in found] == [(5, 30.0, -30.0), (3, 10.0, 13.0)]
    assert {m.target for m in found} == {"progression"}


def test_the_commonest_class_is_that_of_the_training_rows(run):
    """Counted in the table itself."""
    labels = run.table.preparation.inverse_target(run.table.known)[run.table.split.train]
    names, counts = np.unique(labels.astype(str), return_counts=True)
    assert facts.commonest(run) == names[counts.argmax()]


def test_a_place_is_a_line_or_a_row():
    """Files with lines are told by line; others by row, from 1."""
    with_lines = SimpleNamespace(rows=SimpleNamespace(lines=np.array([2, 5])))
    without = SimpleNamespace(rows=SimpleNamespace(lines=None))
    assert (facts.place(with_lines, 1), facts.place_word(with_lines)) == (5, "line")
    assert (facts.place(without, 1), facts.place_word(without)) == (2, "row")


@pytest.mark.parametrize("name", ["run", "numbers"])
def test_the_document_is_json(name, request):
    """Everything is plain, and says the same as the run."""
    made = request.getfixturevalue(name)
    report = judge(made)
    outcome = facts.Outcome(made, made.model, report, 1.0, "a.glassnet", "a.toml")
    document = json.loads(json.dumps(plain(facts.document(outcome)), allow_nan=False))
    assert document["score"]["value"] == report.score.value
    assert document["data"]["rows"] == sum(document["data"]["split"].values())
    assert len(document["training"]["history"]) == 2
    assert document["weights_sha256"] == facts.digest(made.model)
    assert len(document["network"]["layers"]) == 3


def test_where_a_model_comes_from_does_not_change_with_the_clock(run):
    """Two descriptions of one run are the same, and JSON."""
    report = judge(run)
    first = facts.provenance(run, report, interrupted=False)
    assert first == facts.provenance(run, report, interrupted=False)
    assert json.dumps(first)
    assert facts.provenance(run, None, interrupted=True)["stopped"] == "interrupted"
