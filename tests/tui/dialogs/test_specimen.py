"""A row made by hand: it begins as the table's own, and gets the model's answer."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import DataError
from glassnet.lab.explain.row import row_of
from glassnet.tui.dialogs.specimen import answer, expected, ground_of, row_cells, typical_cells


def frame(run):
    """Return the training rows of a table as they were written, by column."""
    block = next(run.table.source.blocks())
    return {name: cells[run.table.split.train] for name, cells in block.cells.items()}


@pytest.mark.parametrize("name", ["iris", "penguins", "diabetes", "digits", "captcha"])
def test_a_row_of_the_table_gets_the_answer_it_gets_there(request, name):
    """Read off the prepared numbers, a row is predicted as the model predicts the table's."""
    run = request.getfixturevalue(name)
    direct = run.model.forward(run.table.rows.x[:12])
    for row in range(len(direct)):
        found = answer(run.model, row_cells(run.table, row))
        if found.classes:
            wanted = run.table.targets.probabilities(run.experiment.loss, direct[[row]])[0]
        else:
            wanted = np.ravel(run.model.answer(direct[[row]]))
        np.testing.assert_allclose(found.values, wanted, rtol=1e-3, atol=1e-4)


def test_cells_are_those_of_the_source(iris, penguins):
    """Numbers to six digits, labels exactly, nothing where a cell is missing."""
    for run in (iris, penguins):
        for row in (0, 3, 50):
            written = row_of(run.table.source, row).cells
            for name, cell in row_cells(run.table, row).items():
                own = written[name][0]
                if own is None or own == "" or str(own) in ("NA", "nan"):
                    assert cell == ""
                elif isinstance(own, str) and not own.replace(".", "").isdigit():
                    assert cell == own
                else:
                    assert float(cell) == pytest.approx(float(own), rel=1e-5)


def test_typical_is_the_median_and_the_most_common(penguins, iris):
    """Of the training rows only, as NumPy counts them."""
    typical, columns = typical_cells(iris.table), frame(iris)
    for name, cell in typical.items():
        own = np.median(columns[name].astype(float))
        assert float(cell) == pytest.approx(own, rel=1e-5)
    words, counts = np.unique(frame(penguins)["island"].astype(str), return_counts=True)
    assert typical_cells(penguins.table)["island"] == words[counts.argmax()]


def test_what_one_draws_on(digits, captcha, iris, penguins):
    """Images are sheets with the ink that training saw; four measurements are none."""
    assert ground_of(digits.table).shape == (8, 8)
    assert (ground_of(digits.table).low, ground_of(digits.table).high) == (0.0, 16.0)
    assert ground_of(digits.table).shades
    assert ground_of(captcha.table).shape == (5, 5)
    assert not ground_of(captcha.table).shades
    assert ground_of(iris.table) is None
    assert ground_of(penguins.table) is None


def test_a_square_of_pixel_columns_is_a_sheet():
    """Nine columns that differ by their number alone are 3 × 3 pixels; ink goes both ways."""
    random = np.random.default_rng(0)
    x = random.integers(0, 5, (40, 9)).astype(float)
    data = {f"pixel_{k}": x[:, k] for k in range(9)} | {"y": (x[:, 4] > 2).astype(str)}
    run = gn.prepare(gn.Network(gn.Dense(2)), _frame(data), target="y", engine="reference")
    ground = ground_of(run.table)
    assert (ground.shape, ground.low, ground.high) == ((3, 3), 0.0, 4.0)
    row = int(run.table.split.train[0])
    ink = ground.ink(row_cells(run.table, row))
    np.testing.assert_allclose(ink.reshape(-1) * 4.0, x[row], atol=1e-4)
    again = ground.cells(ink, run.table.preparation.inputs)
    np.testing.assert_allclose([float(cell) for cell in again.values()], x[row], atol=1e-3)


def test_nine_different_measurements_are_no_sheet():
    """A square number of columns with names of their own stays a list."""
    x = np.random.default_rng(0).normal(size=(40, 9))
    data = {name: x[:, k] for k, name in enumerate("abcdefghi")} | {"y": x[:, 0] > 0}
    run = gn.prepare(gn.Network(gn.Dense(2)), _frame(data), target="y", engine="reference")
    assert ground_of(run.table) is None


def _frame(data):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(data)


def test_ink_comes_back_from_an_image(digits):
    """A drawn sheet becomes an image in the table's units, and is read off it again."""
    ground = ground_of(digits.table)
    ink = np.random.default_rng(1).integers(0, 3, (8, 8)) / 2.0
    cells = ground.cells(ink, digits.table.preparation.inputs)
    assert cells["image"].max() == 16.0
    np.testing.assert_allclose(ground.ink(cells), ink)


def test_what_training_never_saw_is_told(penguins):
    """An unknown label is named with the known ones; a word where a number stands is refused."""
    cells = typical_cells(penguins.table)
    found = answer(penguins.model, {**cells, "island": "Dreem"})
    assert 'never saw "Dreem"' in found.notes[0]
    assert 'Did you mean "Dream"?' in found.notes[0]
    with pytest.raises(DataError, match='"heavy" is not a number'):
        answer(penguins.model, {**cells, "body_mass_g": "heavy"})


def test_what_is_missing_is_told(iris):
    """An empty cell that training never had takes the average, and it is said so."""
    found = answer(iris.model, {**typical_cells(iris.table), "petal_width": ""})
    assert found.notes == ("petal_width is empty, as never in training: the average stands in.",)


def test_what_is_expected_is_in_the_tables_words(iris, diabetes):
    """A label, or a number in its own unit."""
    assert expected(iris.table, 0) == "setosa"
    assert float(expected(diabetes.table, 3)) == pytest.approx(206.0)
