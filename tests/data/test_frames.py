"""Data frames of every kind give the same cells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import UsageError

MAKERS = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}
DAY = dt.date(2020, 2, 29)
NOON = dt.datetime(2020, 2, 29, 12)  # noqa: DTZ001 - a frame's times often have no zone
CONTENT = {
    "whole": [1, 2**53 + 1, -3],
    "real": [0.1, float("nan"), 1e300],
    "word": ["a", None, " b "],
    "flag": [True, False, True],
    "time": [NOON, NOON, NOON],
}


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("rows", [1, 2, 100])
def test_all_frames_give_the_same_cells(maker, rows):
    """pandas, Polars and PyArrow: the same columns, types and missing values, in any blocks."""
    source = open_source(MAKERS[maker](CONTENT))
    found = columns(source, rows)
    assert source.names == tuple(CONTENT)
    assert source.reading == {"format": f"{maker} data frame"}
    assert found["whole"].dtype == np.int64
    assert found["whole"].tolist() == CONTENT["whole"]
    np.testing.assert_array_equal(found["real"], CONTENT["real"])
    assert found["word"].tolist() == CONTENT["word"]
    assert found["flag"].dtype == np.bool_
    assert (found["time"] == np.datetime64("2020-02-29T12:00")).all()


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1) | st.none(),
            st.floats() | st.none(),
            st.text() | st.none(),
        ),
        min_size=1,
    ),
    st.sampled_from(["polars", "pyarrow"]),
    st.integers(1, 4),
)
def test_missing_values_are_none_or_nan(rows, maker, block):
    """None in integers and words, NaN in floats; everything else exactly as it was."""
    whole, real, word = map(list, zip(*rows, strict=True))
    arrow = pa.table(
        {
            "whole": pa.array(whole, pa.int64()),
            "real": pa.array(real, pa.float64()),
            "word": pa.array(word, pa.string()),
        }
    )
    found = columns(open_source(arrow if maker == "pyarrow" else pl.from_arrow(arrow)), block)
    assert found["whole"].tolist() == whole
    assert found["word"].tolist() == word
    np.testing.assert_array_equal(found["real"], np.array(real, dtype=np.float64))


def test_nullable_and_other_types_of_pandas():
    """Nullable columns, categories, decimals, dates with zones and mixed objects (N9)."""
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None], dtype="Int64"),
            "real": pd.array([1.5, None], dtype="Float64"),
            "flag": pd.array([True, None], dtype="boolean"),
            "kind": pd.Categorical(["x", None]),
            "mixed": [1, "a"],
            "gap": [None, "a"],
            "time": pd.to_datetime(["2020-01-01T01:00+01:00", None]),
            7: [1, 2],
        }
    )
    before = frame.copy(deep=True)
    found = columns(open_source(frame))
    assert found["whole"].tolist() == [1, None]
    np.testing.assert_array_equal(found["real"], [1.5, np.nan])
    assert found["flag"].tolist() == [True, None]
    assert found["kind"].tolist() == ["x", None]
    assert found["mixed"].tolist() == [1, "a"]
    assert found["gap"].tolist() == [None, "a"]
    assert found["time"][0] == np.datetime64("2020-01-01T00:00")
    assert np.isnat(found["time"][1])
    assert found["7"].tolist() == [1, 2]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("maker", [pa.table, pl.DataFrame])
def test_decimals_dates_and_dictionaries(maker):
    """Decimals become the nearest float, dates dates, dictionaries their words."""
    arrow = pa.table(
        {
            "money": pa.array([Decimal("0.10"), None]),
            "day": pa.array([DAY, dt.date(1, 1, 1)]),
            "word": pa.array(["x", None]).dictionary_encode(),
            "nothing": pa.nulls(2),
        }
    )
    frame = arrow if maker is pa.table else pl.from_arrow(arrow).drop("nothing")
    found = columns(open_source(frame))
    np.testing.assert_array_equal(found["money"], [0.1, np.nan])
    np.testing.assert_array_equal(found["day"], np.array([DAY, "0001-01-01"], "M8[D]"))
    assert found["word"].tolist() == ["x", None]
    if maker is pa.table:
        assert found["nothing"].tolist() == [None, None]


def test_a_lazy_frame_is_collected():
    """A lazy frame of Polars is computed and read."""
    assert columns(open_source(pl.LazyFrame({"a": [1, 2]})))["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (pl.DataFrame({"ok": [1], "deep": [[1, 2]]}), 'column "deep" holds List'),
        (pl.DataFrame({"deep": [{"a": 1}]}), 'column "deep" holds Struct'),
        (pl.DataFrame({"gap": [dt.timedelta(1)]}), 'column "gap" holds Duration'),
        (pl.DataFrame({"raw": [b"x"]}), 'column "raw" holds Binary'),
        (pd.DataFrame({"month": pd.period_range("2020", periods=2)}), 'column "month" holds'),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "'a' 2 times"),
        (pl.DataFrame({"a": []}, schema={"a": pl.Int64}), "0 rows and 1 columns"),
        (pd.DataFrame(index=[0, 1]), "0 columns"),
    ],
)
def test_what_no_network_can_take_is_refused_by_name(frame, sentence):
    """Nested, binary and period columns, double names and empty frames are one sentence."""
    with pytest.raises(UsageError, match=sentence):
        open_source(frame)


def test_a_frame_is_not_writable_through_a_block():
    """What a block shows of a frame cannot be changed."""
    block = next(open_source(pd.DataFrame({"a": [1.0, 2.0]})).blocks())
    with pytest.raises(ValueError, match="read-only"):
        block.cells["a"][0] = 5
