"""What a picture is drawn of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from glassnet.ground.errors import DataError, UsageError
from glassnet.lab.pictures.subject import subject
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare


@pytest.fixture
def frame():
    """Return twelve rows of two numbers and a class."""
    draw = np.random.default_rng(0)
    classes = np.array(["no", "yes"] * 6)
    return pd.DataFrame({"a": draw.normal(size=12), "b": draw.normal(size=12), "c": classes})


def test_a_run_is_drawn_as_it_stands_or_at_a_step(run):
    """Its weights are those before the update that follows the step."""
    here, then = subject(run, None, None), subject(run, 3, None)
    assert np.array_equal(here.model.params["0.weights"], run.state.params["0.weights"])
    assert then.name == "the run at step 3"
    assert np.array_equal(then.model.params["0.weights"], run.look(3).before.params["0.weights"])


def test_the_rows_are_those_that_were_held_out(run):
    """Of a run and of its model alike; the model reads its table again."""
    test = run.table.split.test
    for thing in (run, run.model):
        sample = subject(thing, None, None).sample
        assert np.array_equal(sample.x, run.table.rows.x[test])
        assert sample.told == f"the {len(test)} test rows of moons"


def test_named_rows_are_drawn_instead(run):
    """Their answers are known where the table holds them all."""
    sample = subject(run.model, None, "moons").sample
    assert sample.told == "the 200 rows of moons"
    assert sample.y is not None
    bare = pd.DataFrame({"x": [0.0, 1.0], "y": [1.0, 0.0]})
    assert subject(run.model, None, bare).sample.y is None


def test_a_table_that_changed_is_not_taken_for_the_old_one(tmp_path, frame):
    """Other training rows would tell of other held-out rows."""
    frame.to_csv(tmp_path / "t.csv", index=False)
    model = prepare(Network(Dense(2)), str(tmp_path / "t.csv"), target="c").model
    assert len(subject(model, None, None).sample.x) == 12
    frame.assign(a=frame["a"] + 1).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(DataError, match="not what the model of c learned from any more"):
        _ = subject(model, None, None).sample


def test_a_row_is_called_by_its_number_line_answer_and_truth(run):
    """As far as they are known; a row that is not there is refused with how many there are."""
    x, told = subject(run.model, None, "moons").row(3)
    answer, truth = run.model.predict("moons")[3], run.table.known[3]
    names = run.model.classes
    assert x.shape == (1, 2)
    assert told.startswith("row 3 of moons")
    assert told.endswith(f"answer {answer}, truth {names[truth]}")
    with pytest.raises(UsageError, match=r"no row 200;.* has 200"):
        subject(run.model, None, "moons").row(200)


def test_the_layers_of_a_model_compute_for_its_rows(run):
    """What they put out and the gradients are those of all rows together."""
    layers, told = subject(run.model, None, None).layers
    sample = subject(run.model, None, None).sample
    assert told == sample.told
    assert np.array_equal(layers[-1].y, run.model.forward(sample.x))
    dz = layers[-1].dy
    assert np.allclose(layers[-1].gradients["weights"], layers[-1].x.T @ dz, atol=1e-6)


def test_what_is_none_of_these_is_refused(run, frame, tmp_path):
    """A step of a model, a word, a model of arrays without rows."""
    with pytest.raises(UsageError, match="step 3 is of a run"):
        subject(run.model, 3, None)
    with pytest.raises(UsageError, match="got a str"):
        subject("iris.glassnet", None, None)
    model = prepare(Network(Dense(2)), frame, target="c").model
    with pytest.raises(UsageError, match="learned from arrays; name DATA"):
        _ = subject(model, None, None).sample
    (tmp_path / "none.csv").write_text("a,b,c\n")
    with pytest.raises(DataError, match="no rows"):
        _ = subject(model, None, str(tmp_path / "none.csv")).sample
