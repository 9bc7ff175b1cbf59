"""A preparation is fitted on training rows and on nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from glassnet.data import datasets
from glassnet.data.columns import understand
from glassnet.data.fitting import fit
from glassnet.data.inputs import CodeInput
from glassnet.data.memory import ArraySource
from glassnet.data.source import BLOCK_ROWS, Block, Source
from glassnet.ground.errors import DataError, UsageError


@dataclass(frozen=True)
class Cut(Source):
    """Another source in smaller blocks."""

    source: Source
    cut: int

    @property
    def name(self):
        return self.source.name

    @property
    def names(self):
        return self.source.names

    @property
    def reading(self):
        return self.source.reading

    def blocks(self, rows: int = BLOCK_ROWS) -> Iterator[Block]:
        return self.source.blocks(min(rows, self.cut))


def text(cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def table(rows=40, seed=0):
    random = np.random.default_rng(seed)
    age = random.normal(40, 10, rows)
    age[::9] = np.nan
    return {
        "age": age,
        "city": random.choice(["Rome", "Oslo", "Bonn"], rows).astype(object),
        "smokes": random.choice(["no", "yes"], rows).astype(object),
        "since": np.datetime64("2020-01-01") + random.integers(0, 900, rows),
        "y": random.normal(size=rows),
    }


def whole(source, preparation):
    return preparation.transform(next(iter(source.blocks())))


def test_numbers_and_categories_equal_scikit_learn():
    """Standardized numbers equal StandardScaler's, one-hot columns equal OneHotEncoder's."""
    cells = table()
    source = ArraySource("t", {k: cells[k] for k in ("age", "city", "y")})
    preparation = fit(understand(source, "y"), source)
    x = whole(source, preparation).x
    present = ~np.isnan(cells["age"])
    theirs = StandardScaler().fit_transform(cells["age"][:, None])
    np.testing.assert_allclose(x[present, 0], theirs[present, 0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(x[~present, 0], 0.0, atol=1e-15)
    np.testing.assert_array_equal(x[:, 1], ~present)
    hot = OneHotEncoder().fit_transform(cells["city"][:, None]).toarray()
    np.testing.assert_array_equal(x[:, 2:], hot)
    assert preparation.names == (
        "age",
        "age is missing",
        "city = Bonn",
        "city = Oslo",
        "city = Rome",
    )
    y = whole(source, preparation).y
    np.testing.assert_allclose(y, StandardScaler().fit_transform(cells["y"][:, None]), rtol=1e-12)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 50))
def test_block_size_changes_no_bit(cut):
    """A table read in blocks of any size gives the same preparation, to the last bit."""
    source = ArraySource("t", table())
    columns = understand(source, "y")
    assert fit(columns, Cut(source, cut)) == fit(columns, source)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 10**6), st.floats(-1e300, 1e300))
def test_test_rows_change_nothing(seed, strange):
    """Whatever stands in the test rows, the preparation is the same."""
    cells, other = table(), table(seed=seed)
    train = np.arange(25)
    changed = {k: np.concat([cells[k][:25], other[k][25:]]) for k in cells}
    changed["age"][25:] = strange
    source = ArraySource("t", cells)
    columns = understand(source, "y")
    assert fit(columns, ArraySource("t", changed), train) == fit(columns, source, train)
    mask = np.arange(40) < 25
    assert fit(columns, source, mask) == fit(columns, source, train)


def test_labels_that_only_test_rows_hold_are_unknown():
    """A category outside the training rows gets no input; it is counted as unknown."""
    cells = {"city": text(["a", "b", "a", "b", "c", "c"]), "y": np.arange(6) / 7}
    source = ArraySource("t", cells)
    preparation = fit(understand(source, "y"), source, np.arange(4))
    prepared = whole(source, preparation)
    assert preparation.names == ("city = a", "city = b")
    np.testing.assert_array_equal(prepared.x[4:], 0.0)
    assert [(n.column, n.what, n.count) for n in prepared.notes] == [("city", "unknown", 2)]


def test_embedding_codes_stand_at_the_end():
    """With embeddings each category is one code, behind all other inputs, its count known."""
    source = ArraySource("t", table())
    preparation = fit(understand(source, "y"), source, categories="embedding")
    assert isinstance(preparation.inputs[-1], CodeInput)
    assert preparation.category_counts == (4,)
    assert preparation.names[-1] == "city (code)"
    assert set(whole(source, preparation).x[:, -1]) == {1.0, 2.0, 3.0}


def test_scalings():
    """range maps training numbers to 0 … 1, none leaves them as they are."""
    cells = table()
    source = ArraySource("t", {"age": np.nan_to_num(cells["age"], nan=7.0), "y": cells["y"]})
    columns = understand(source, "y")
    x = whole(source, fit(columns, source, scaling="range")).x
    assert (x.min(), x.max()) == (0.0, 1.0)
    x = whole(source, fit(columns, source, scaling="none")).x
    np.testing.assert_array_equal(x[:, 0], next(iter(source.blocks())).cells["age"])


@pytest.mark.parametrize("scaling", ["standardize", "range", "none"])
def test_number_targets_are_left_alone_only_where_nothing_is_scaled(scaling):
    """A target that is a number is standardized, or with none stays what it is; it comes back."""
    source = ArraySource("t", {"x": np.arange(4.0), "y": np.array([5.5, 8.5, 11.5, 14.5])})
    preparation = fit(understand(source, "y", {"x": "number"}), source, scaling=scaling)
    y = whole(source, preparation).y[:, 0]
    if scaling == "none":
        np.testing.assert_array_equal(y, [5.5, 8.5, 11.5, 14.5])
    else:
        np.testing.assert_allclose([y.mean(), y.std()], [0.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(preparation.inverse_target(y)[:, 0], [5.5, 8.5, 11.5, 14.5])


def test_the_offset_table_is_learnable():
    """A column of 1e9 with steps of 1e-3 keeps its steps after preparation."""
    steps = np.random.default_rng(0).integers(0, 100, 300)
    source = ArraySource("t", {"c": 1e9 + 1e-3 * steps, "y": np.array([0.5, 1.5, 2.5] * 100)})
    x = whole(source, fit(understand(source, "y"), source)).x[:, 0]
    assert np.corrcoef(x, steps)[0, 1] > 0.999999
    assert abs(x.std() - 1.0) < 1e-3


def test_huge_and_tiny_columns_stay_finite():
    """Columns of 1e300 and 1e-300 and a constant one in the training rows prepare to finite x."""
    random = np.random.default_rng(0)
    cells = {
        "huge": 1e300 * random.normal(size=50),
        "tiny": 1e-300 * random.normal(size=50),
        "still": np.r_[np.full(40, 3.0), np.full(10, 4.0)],
        "y": 1e300 * random.normal(size=50),
    }
    source = ArraySource("t", cells)
    preparation = fit(understand(source, "y"), source, np.arange(40))
    prepared = whole(source, preparation)
    assert np.isfinite(prepared.x).all()
    np.testing.assert_allclose(prepared.x[:40].std(axis=0), [1.0, 1.0, 0.0], rtol=1e-12)
    np.testing.assert_array_equal(prepared.x[:, 2], np.r_[np.zeros(40), np.ones(10)])
    np.testing.assert_allclose(preparation.inverse_target(prepared.y)[:, 0], cells["y"], rtol=1e-12)


def test_images_are_scaled_to_their_brightest_pixel():
    """Whole numbers up to 255 become 0 … 1; other pixels are standardized as one."""
    digits = datasets.load("digits")
    preparation = fit(understand(digits, "digit"), digits)
    assert preparation.input_shape == (8, 8, 1)
    x = whole(digits, preparation).x
    assert (x.min(), x.max(), x.shape) == (0.0, 1.0, (1797, 8, 8, 1))
    noise = np.random.default_rng(0).normal(5, 3, (20, 4, 4, 3))
    source = ArraySource("t", {"i": noise, "y": np.arange(20) / 3})
    preparation = fit(understand(source, "y"), source)
    np.testing.assert_allclose(whole(source, preparation).x, (noise - noise.mean()) / noise.std())


def test_options_and_rows_that_cannot_be_are_refused():
    """Unknown options, rows outside the table, no rows, and a shrunken table give sentences."""
    source = ArraySource("t", table())
    columns = understand(source, "y")
    with pytest.raises(UsageError, match='Did you mean "standardize"'):
        fit(columns, source, scaling="standardise")
    with pytest.raises(UsageError, match="categories must be one of one-hot, embedding"):
        fit(columns, source, categories="x")
    with pytest.raises(UsageError, match="0 … 39"):
        fit(columns, source, np.array([40]))
    with pytest.raises(UsageError, match="mask"):
        fit(columns, source, np.ones(3, dtype=bool))
    with pytest.raises(DataError, match="None of the 40 rows is for training"):
        fit(columns, source, np.zeros(40, dtype=bool))
    for rows in (39, 41):
        with pytest.raises(DataError, match="changed while it was read"):
            fit(columns, ArraySource("t", table(rows)))
