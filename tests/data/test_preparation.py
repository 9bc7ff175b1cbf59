"""The preparation as part of a model: any later table, and JSON and back."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data import datasets
from glassnet.data.columns import understand
from glassnet.data.fitting import fit
from glassnet.data.memory import ArraySource
from glassnet.data.preparation import Preparation
from glassnet.data.source import Block
from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError, UsageError


def text(*cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def penguins(categories="one-hot"):
    source = datasets.load("penguins")
    return next(iter(source.blocks())), fit(understand(source, "species"), source, None, categories)


@pytest.mark.parametrize("categories", ["one-hot", "embedding"])
def test_json_and_back_prepares_the_same(categories):
    """What comes back from JSON text is equal and prepares every row to the same bits."""
    block, preparation = penguins(categories)
    back = Preparation.from_json(json.loads(json.dumps(preparation.to_json(), allow_nan=False)))
    assert back == preparation
    np.testing.assert_array_equal(back.transform(block).x, preparation.transform(block).x)


LABELS = st.one_of(
    st.text("ab０é\n\0", min_size=1, max_size=3), st.booleans(), st.integers(0, 2**70)
)


@settings(deadline=None, max_examples=60)
@given(st.lists(LABELS, min_size=2, max_size=12))
def test_labels_come_back_exactly(values):
    """Codes of any labels, kept as JSON, give back the very labels."""
    values = [v for v in values if not isinstance(v, str) or v.strip()] * 2
    if len(values) < 4:
        return
    source = ArraySource("t", {"n": np.arange(len(values)) ** 2, "y": text(*values)})
    preparation = fit(understand(source, "y", {"y": "category"}), source)
    back = Preparation.from_json(json.loads(json.dumps(preparation.to_json())))
    y = back.transform(next(iter(source.blocks()))).y
    assert [repr(v) for v in back.inverse_target(y).tolist()] == [repr(v) for v in values]


def test_integer_classes_come_back_as_integers():
    """Gaps, negative and huge integers come back as the integers they were."""
    labels = np.array([-5, 2**53 + 1, 2**53, 7] * 3)
    source = ArraySource("t", {"n": np.arange(12) ** 2, "y": labels})
    preparation = fit(understand(source, "y"), source)
    assert (preparation.task, preparation.outputs) == ("classification", 4)
    back = preparation.inverse_target(preparation.transform(next(iter(source.blocks()))).y)
    assert back.dtype == np.int64
    np.testing.assert_array_equal(back, labels)


def test_columns_may_stand_in_any_order_and_others_are_ignored():
    """Reordered columns give the same rows, extra ones none."""
    block, preparation = penguins()
    turned = dict(reversed(block.cells.items())) | {"new": np.zeros(len(block))}
    np.testing.assert_array_equal(
        preparation.transform(Block(0, turned)).x, preparation.transform(block).x
    )


def test_missing_columns_are_named():
    """A table without columns the model needs is refused, with the nearest names it has."""
    block, preparation = penguins()
    cells = {("Island" if name == "island" else name): c for name, c in block.cells.items()}
    del cells["sex"]
    with pytest.raises(
        DataError, match=r'lacks 2 columns .*"island" Did you mean "Island"\?, "sex"'
    ):
        preparation.transform(Block(0, cells))


def test_one_axis_is_no_table():
    """A row alone, as arrays give it, is a column to the table; the sentence says what to give."""
    source = open_source(np.arange(8.0).reshape(4, 2) ** 2, [0.5, 1.5, 2.0, 7.0])
    preparation = fit(understand(source, "target"), source)
    block = next(open_source(np.array([1.0, 2.0])).blocks())
    with pytest.raises(DataError, match=r'rows of 2 columns, .* single column came, "x".* \[row\]'):
        preparation.transform(block)


def test_prediction_needs_no_target():
    """Without the target column, or told to ignore it, y is None; unknown classes then pass."""
    block, preparation = penguins()
    cells = dict(block.cells)
    cells["species"] = text(*["Yeti"] * len(block))
    assert preparation.transform(Block(0, cells), with_target=False).y is None
    with pytest.raises(DataError, match='"Yeti" is none of the 3 known classes'):
        preparation.transform(Block(0, cells))
    del cells["species"]
    assert preparation.transform(Block(0, cells)).y is None


def test_no_rows_give_no_rows():
    """An empty table prepares to an empty array of the right shape."""
    block, preparation = penguins()
    empty = {name: cells[:0] for name, cells in block.cells.items()}
    assert preparation.transform(Block(0, empty)).x.shape == (0, *preparation.input_shape)


def test_decimal_commas_at_prediction():
    """A table with decimal commas prepares like the one with points."""
    source = ArraySource("t", {"n": text("1.5", "2.5", "4.5"), "y": text("1.5", "2", "7")})
    preparation = fit(understand(source, "y"), source)
    points = preparation.transform(next(iter(source.blocks())))
    commas = preparation.transform(Block(0, {"n": text("1,5", "2,5", "4,5")}), ",")
    np.testing.assert_array_equal(commas.x, points.x)


def test_several_targets_are_undone_together():
    """Several numeric targets become (rows, k) standardized numbers, and come back."""
    random = np.random.default_rng(0)
    cells = {name: random.normal(5, 3, 20) for name in ("a", "b", "c")}
    source = ArraySource("t", cells)
    preparation = fit(understand(source, ["b", "c"]), source)
    y = preparation.transform(next(iter(source.blocks()))).y
    assert (y.shape, preparation.outputs, preparation.task) == ((20, 2), 2, "regression")
    np.testing.assert_allclose(y.std(axis=0), 1.0)
    np.testing.assert_allclose(
        preparation.inverse_target(y), np.stack([cells["b"], cells["c"]], axis=1), rtol=1e-12
    )
    with pytest.raises(UsageError, match="no target"):
        Preparation(preparation.inputs).inverse_target(y)


def damage(record, path, value):
    """Return a copy of `record` with `value` at `path`."""
    record = json.loads(json.dumps(record))
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


@pytest.mark.parametrize(
    "path, value",
    [
        (("inputs",), {}),
        (("inputs",), []),
        (("more",), 1),
        (("inputs", 0, "is"), "os.system"),
        (("inputs", 0, "is"), ["x"]),
        (("inputs", 0), "NumberInput"),
        (("inputs", 0, "name"), 3),
        (("inputs", 0, "extra"), 1),
        (("inputs", 0, "labels"), ["a", "a"]),
        (("inputs", 0, "labels"), [["a"]]),
        (("inputs", 0, "labels"), "abc"),
        (("inputs", 0, "labels"), list(range(10_001))),
        (("inputs", 0, "tells_missing"), 1),
        (("inputs", 1, "center"), True),
        (("inputs", 1, "center"), float("nan")),
        (("inputs", 1, "center"), 10**400),
        (("inputs", 1, "scale"), 0),
        (("inputs", 1, "scale"), -1.0),
        (("inputs", 1, "scale"), "1"),
        (("inputs", 1, "reads"), "module"),
        (("inputs", 1, "name"), "island"),
        (("targets", 0, "labels"), []),
        (("targets", 0, "labels"), [None]),
        (("inputs", 0), {"is": "ImageInput", "name": "i", "shape": [0], "center": 0, "scale": 1}),
        (
            ("inputs", 0),
            {"is": "ImageInput", "name": "i", "shape": [True], "center": 0, "scale": 1},
        ),
        (
            ("inputs", 0),
            {"is": "ImageInput", "name": "i", "shape": [10**6] * 3, "center": 0, "scale": 1},
        ),
        (("inputs", 0), {"is": "CodeInput", "name": "i", "marks": [], "labels": ["a"]}),
    ],
)
def test_hostile_descriptions_are_refused(path, value):
    """A description with a foreign name, type, number or shape gives a FileError that says so."""
    _, preparation = penguins()
    record = preparation.to_json()
    assert Preparation.from_json(record) == preparation
    with pytest.raises(FileError, match="description of the data is damaged"):
        Preparation.from_json(damage(record, path, value))
    for name in ("inputs", "targets"):
        with pytest.raises(FileError, match=f'lacks "{name}"'):
            Preparation.from_json({k: v for k, v in record.items() if k != name})
