"""A table on its way into a run: which rows train, and what is said about it."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data.memory import read_memory
from glassnet.ground.errors import DataError, FileError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, Experiment
from glassnet.run import table


def read(rows, **choices):
    """Return a table of so many rows: a number, and a target that follows from it."""
    x = np.linspace(0.0, 1.0, rows)
    source = read_memory({"x": x, "y": 2.0 * x + 0.1})
    return table.read(DataChoices(target=("y",), **choices), source, 0, "float32")


@pytest.mark.parametrize("rows", [2, 4, 19])
def test_a_tiny_table_is_not_divided(rows):
    """Below 20 rows all rows train, and a note says so with the number of rows."""
    found = read(rows)
    np.testing.assert_array_equal(found.split.train, np.arange(rows))
    assert len(found.split.validation) == len(found.split.test) == 0
    assert len(found.split.notes) == 1
    assert found.split.notes[0].startswith(f"{rows} rows are too few to hold any out")


def test_twenty_rows_are_divided():
    """From 20 rows on some are held out, and nothing needs to be said."""
    split = read(20).split
    assert (len(split.train), len(split.validation), len(split.test)) == (14, 2, 4)
    assert split.notes == ()


@pytest.mark.parametrize("choices", [{"test": 0.25}, {"validation": 0.5}])
def test_a_share_that_is_asked_for_is_held_out(choices):
    """A tiny table is divided as well, if somebody says how."""
    split = read(8, **choices).split
    assert len(split.test) == 2
    assert len(split.validation) > 0
    assert sorted([*split.train, *split.validation, *split.test]) == list(range(8))


def test_what_is_prepared_is_fitted_on_the_training_rows():
    """A tiny table is standardized by all its rows, for all of them train."""
    x, y = read(5).part(np.arange(5))
    np.testing.assert_allclose([x.mean(), x.std()], [0.0, 1.0], atol=1e-6)
    np.testing.assert_allclose([y.mean(), y.std()], [0.0, 1.0], atol=1e-6)


def test_a_batch_is_what_the_loss_takes():
    """The rows that are asked for come in order, the target with one column for each output."""
    found = read(6)
    experiment = Experiment(network=Network(Dense(1)), loss=MSE())
    batch = found.batch(experiment, np.array([3, 1]))
    np.testing.assert_array_equal(batch.x, found.rows.x[[3, 1]])
    np.testing.assert_array_equal(batch.y, np.asarray(found.rows.y)[[3, 1]].reshape(2, 1))


def test_a_table_without_a_target_asks_for_one():
    """Nobody knows what to predict in a table of one's own; the columns are named."""
    source = read_memory({"height": np.arange(30.0), "width": np.arange(30.0)})
    with pytest.raises(UsageError, match=r"say which column of .* to predict: height, width"):
        table.read(DataChoices(), source, 0, "float32")


GAPS = """age,town,birth,price
1.5,Ulm,2001-01-01,10.5
,Ulm,2002-01-01,11.5
3.5,Bonn,2003-02-01,12.25
4.5,NA,2004-01-01,14.5
5.5,Bonn,,15.75
2.5,Ulm,2006-01-01,16.5
6.5,Bonn,2007-03-01,17.5
"""


@pytest.fixture
def gaps(tmp_path):
    """A function that reads a file in which four rows lack an input, with some choices."""
    path = tmp_path / "gaps.csv"

    def read_gaps(text=GAPS, **choices):
        path.write_text(text)
        chosen = DataChoices(str(path), ("price",), **choices)
        return table.read(chosen, table.open_table(chosen), 0, "float64")

    return read_gaps


def test_a_missing_input_is_imputed_beside_an_indicator(gaps):
    """All rows stay; the mean stands in, and one more input says so."""
    found = gaps()
    assert len(found.rows) == 7
    assert "age is missing" in found.preparation.names
    place = found.preparation.names.index("age")
    assert found.rows.x[1, place] == pytest.approx(0.0)


@pytest.mark.parametrize("rows", [1, 2, 65_536])
def test_rows_that_lack_an_input_are_dropped(gaps, rows):
    """Of whatever kind it is; what is left is counted anew and knows its lines, in any blocks."""
    found = gaps(missing="drop")
    np.testing.assert_array_equal(found.rows.lines, [2, 4, 7, 8])
    assert [column.missing for column in found.columns] == [0, 0, 0, 0]
    assert not any("missing" in name for name in found.preparation.names)
    assert found.source.reading["without"] == "rows that lack age, town, birth"
    blocks = list(found.source.blocks(rows))
    assert [block.first_row for block in blocks] == sorted({b.first_row for b in blocks})
    assert sum(map(len, blocks)) == 4
    prices = [float(value) for block in blocks for value in block.cells["price"]]
    assert prices == [10.5, 12.25, 16.5, 17.5]
    assert {column.rows for column in found.columns} == {4}


def test_a_column_that_is_not_used_may_lack_what_it_likes(gaps):
    """Rows are dropped for inputs only: a column that is skipped counts for nothing."""
    found = gaps(missing="drop", kinds={"birth": "skip", "town": "skip"})
    assert len(found.rows) == 6


@pytest.mark.parametrize(
    "kinds, place",
    [
        ({}, r'Column "age", line 3: an empty cell means missing, as in 1 of 7 rows'),
        ({"age": "skip"}, r'Column "town", line 5: "NA" means missing'),
        ({"age": "skip", "town": "skip"}, r'Column "birth", line 6: an empty cell means missing'),
    ],
    ids=["number", "category", "date"],
)
def test_a_missing_input_is_refused_with_its_place(gaps, kinds, place):
    """The first one of the table: its column and its line."""
    with pytest.raises(DataError, match=place):
        gaps(missing="refuse", kinds=kinds)


def test_a_table_without_gaps_may_be_refused_none(gaps):
    """Where every used value stands, all three choices give the same rows."""
    whole = GAPS.replace("\n,", "\n2.25,").replace("NA", "Ulm").replace(",,", ",2005-01-01,")
    prepared = [gaps(whole, missing=choice) for choice in ("impute", "drop", "refuse")]
    for found in prepared:
        np.testing.assert_array_equal(found.rows.x, prepared[0].rows.x)
        assert "without" not in found.source.reading


def test_a_table_with_gaps_in_every_row_has_nothing_left(gaps):
    """The sentence names the file, and says that nothing is left."""
    with pytest.raises(DataError, match=r"gaps.csv has no rows"):
        gaps("a,b,price\n1,,1.5\n,2,2.5\n3,,3.5\n,4,4.5\n5,,0.5\n", missing="drop")


def test_a_missing_target_is_refused_unless_rows_are_dropped(gaps):
    """It cannot be imputed; with drop its row goes."""
    text = GAPS.replace(",10.5", ",")
    for choice in ("impute", "refuse"):
        with pytest.raises(DataError, match=r"missing in 1 of 7 rows, first in line 2"):
            gaps(text, missing=choice)
    np.testing.assert_array_equal(gaps(text, missing="drop").rows.lines, [4, 7, 8])


def test_further_words_mean_missing(gaps):
    """Only where somebody says so."""
    text = GAPS.replace("6.5", "oops")
    assert gaps(text).columns[0].kind != "number"
    found = gaps(text, missing="drop", missing_words=("oops",))
    assert found.columns[0].kind == "number"
    np.testing.assert_array_equal(found.rows.lines, [2, 4, 7])


@pytest.mark.parametrize("part", ["test", "validation"])
def test_only_training_rows_decide(part):
    """Other values in rows that are held out change neither the split nor the preparation."""
    x = np.random.default_rng(1).normal(size=60)
    made = {"x": x, "y": 2.0 * x + 0.1}
    first = table.read(DataChoices(target=("y",)), read_memory(made), 0, "float32")
    held_out = getattr(first.split, part)
    changed = {name: values.copy() for name, values in made.items()}
    for values in changed.values():
        values[held_out] = values[held_out] * 1e3 + 7.25
    second = table.read(DataChoices(target=("y",)), read_memory(changed), 0, "float32")
    assert second.preparation == first.preparation
    np.testing.assert_array_equal(second.split.train, first.split.train)
    np.testing.assert_array_equal(
        second.rows.x[second.split.train], first.rows.x[first.split.train]
    )


def test_options_for_text_are_for_files():
    """A bundled table is what it is."""
    with pytest.raises(UsageError, match="decimal: iris is a bundled table; leave it out"):
        table.open_table(DataChoices("iris", decimal="comma"))


def test_an_unknown_name_is_no_table():
    """Neither bundled nor a file, nor near a bundled one."""
    with pytest.raises(FileError, match=r"there is no file nowhere\.csv\.$"):
        table.find("nowhere.csv")


@pytest.mark.parametrize("name", ["penguin", "Penguins", "penguins.csv"])
@pytest.mark.parametrize("reading", [{}, {"decimal": "comma"}])
def test_a_bundled_table_is_proposed(name, reading, tmp_path, monkeypatch):
    """Where the name is near it, and no such file is there; the error stays one of files."""
    monkeypatch.chdir(tmp_path)
    meant = rf'there is no file {name}\. Did you mean "penguins"\? That table is bundled\.'
    with pytest.raises(FileError, match=meant):
        table.open_table(DataChoices(name, **reading))


def test_no_table_is_proposed_for_what_is_there(tmp_path, monkeypatch):
    """A folder of such a name is what was meant, and a place elsewhere never is a table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "penguin").mkdir()
    for name in ("penguin", str(tmp_path / "iri")):
        with pytest.raises(FileError) as refusal:
            table.find(name)
        assert "bundled" not in str(refusal.value)
