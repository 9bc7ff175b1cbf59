"""Typing or drawing a row, and seeing what the model says of it."""

from __future__ import annotations

import re

import numpy as np
import pytest

import glassnet as gn
from glassnet.tui.dialogs.ink import InkGrid
from glassnet.tui.dialogs.predict import Predict
from glassnet.tui.dialogs.specimen import answer, typical_cells


def shares(session):
    """Return the per cents on the screen by class."""
    found = re.findall(r"(?:▸ )?(\w+) [━╸]* *(?:[<>]?)(\d+)%", session.text)
    return {name: int(share) for name, share in found}


def test_the_typical_row_is_answered_at_once(play, iris):
    """A line for each column with its median, and a bar for each class, as the model says."""
    there = play(Predict(iris.model, iris.table))
    cells = typical_cells(iris.table)
    assert all(f"{name} {cell}" in there.text for name, cell in cells.items())
    wanted = answer(iris.model, cells)
    for name, value in zip(wanted.names, wanted.values, strict=True):
        assert shares(there)[name] == pytest.approx(100 * value, abs=1)


def test_the_answer_follows_every_key(play, iris):
    """A petal of 0.2 is answered as the model answers it, without Enter."""
    there = play(Predict(iris.model, iris.table), ["down", "down", *"1.3", "enter", *"0.2"])
    cells = typical_cells(iris.table) | {"petal_length": "1.3", "petal_width": "0.2"}
    wanted = answer(iris.model, cells)
    assert f"▸ {wanted.names[int(wanted.values.argmax())]}" in there.text
    for name, value in zip(wanted.names, wanted.values, strict=True):
        assert shares(there)[name] == pytest.approx(100 * value, abs=1)


def test_a_training_row_is_written_in(play, iris):
    """Ctrl+R takes one, and tells its number and its answer; another one the next time."""
    one = play(Predict(iris.model, iris.table), ["ctrl+r"])
    other = play(Predict(iris.model, iris.table), ["ctrl+r", "ctrl+r"])
    rows = [int(re.search(r"Row (\d+) of the table", session.text)[1]) for session in (one, other)]
    assert rows[0] != rows[1]
    assert set(rows) <= set(iris.table.split.train.tolist())
    labels = iris.table.preparation.inverse_target(iris.table.known[rows])
    assert f"where the answer is {labels[0]}" in one.text
    assert f"where the answer is {labels[1]}" in other.text


def test_what_is_typed_wrong_is_told(play, iris, penguins):
    """A word is no number: no bar stands; an unknown category is named, and answered."""
    there = play(Predict(iris.model, iris.table), [*"wide"])
    assert '"wide" is not a number' in there.text
    assert "%" not in there.text
    there = play(Predict(penguins.model, penguins.table), [*"Dreem"])
    assert 'Did you mean "Dream"?' in there.text
    assert sum(shares(there).values()) == pytest.approx(100, abs=2)


def test_a_number_is_predicted_in_its_unit(play, diabetes):
    """A regression shows its number."""
    there = play(Predict(diabetes.model, diabetes.table))
    value = answer(diabetes.model, typical_cells(diabetes.table)).values[0]
    assert f"progression {value:.5g}" in there.text


@pytest.mark.parametrize("name, size", [("digits", (80, 24)), ("captcha", (40, 12))])
def test_a_drawing_is_answered_as_it_grows(play, request, name, size):
    """An image is a sheet: what is drawn with the arrows is what the model is asked."""
    run = request.getfixturevalue(name)
    drawn = {}

    async def keep(app, pilot):
        drawn["ink"] = app.screen.query_one(InkGrid).ink

    there = play(Predict(run.model, run.table), ["shift+down", "shift+left", keep], size=size)
    scale = 16.0 if name == "digits" else 1.0
    x = np.zeros(drawn["ink"].shape)
    middle = x.shape[0] // 2
    x[middle + 1, middle] = x[middle + 1, middle - 1] = scale
    image = run.table.preparation.inputs[0]
    prepared = ((x - image.center) / image.scale)[None, :, :, None]
    wanted = run.table.targets.probabilities(run.experiment.loss, run.model.forward(prepared))[0]
    for label, value in zip(run.model.classes, wanted, strict=True):
        if str(label) in shares(there):
            assert shares(there)[str(label)] == pytest.approx(100 * value, abs=1)
    assert len(shares(there)) >= 9


def test_a_training_image_is_taken_and_cleared(play, digits):
    """R shows one with its answer, C takes all ink away."""
    there = play(Predict(digits.model, digits.table), ["r"])
    row = int(re.search(r"Row ([\d,]+) of the table", there.text)[1].replace(",", ""))
    assert f"where the answer is {digits.table.known[row]}" in there.text
    assert "██" in there.text
    assert "██" not in play(Predict(digits.model, digits.table), ["r", "c"]).text


def test_a_large_image_is_drawn_in_half_cells(play):
    """28 × 28 pixels fit into 14 lines; the cursor is kept in sight where even that is too much."""
    random = np.random.default_rng(0)
    x, y = random.random((30, 28, 28)), np.arange(30) % 3
    network = gn.Network(gn.Flatten(), gn.Dense(3))
    run = gn.prepare(network, x, y, engine="reference")
    there = play(Predict(run.model, run.table), ["shift+up"])
    assert "▀" in there.text or "▄" in there.text
    assert "Row 13, column 14: 100% ink" in there.text
    small = play(Predict(run.model, run.table), [*["down"] * 12, "space"], size=(40, 12))
    assert "▄" in small.text or "▀" in small.text


def test_a_colored_image_is_drawn_in_one_ink(play):
    """A row of the table keeps its colors while nobody draws on it; what is drawn has none."""
    random = np.random.default_rng(0)
    x, y = random.random((30, 4, 4, 3)), np.arange(30) % 3
    run = gn.prepare(gn.Network(gn.Flatten(), gn.Dense(3)), x, y, engine="reference")
    taken = play(Predict(run.model, run.table), ["r"])
    row = int(re.search(r"Row (\d+) of the table, where", taken.text)[1])
    wanted = run.model.forward(run.table.rows.x[[row]])
    wanted = run.table.targets.probabilities(run.experiment.loss, wanted)[0]
    assert list(shares(taken).values()) == pytest.approx(100 * wanted, abs=1)
    assert "of the table" not in play(Predict(run.model, run.table), ["r", "space"]).text


def test_escape_closes_it(play, iris):
    """There is nothing to answer."""
    assert play(Predict(iris.model, iris.table), ["enter", "escape"]).answers == (None,)
