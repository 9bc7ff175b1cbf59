"""Parquet and Arrow files: typed cells in batches, or one sentence, whatever is broken."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import random
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError, GlassnetError, MissingPackageError

ROWS = st.tuples(
    st.integers(-(2**63), 2**63 - 1) | st.none(),
    st.floats() | st.none(),
    st.text() | st.none(),
    st.booleans(),
)


def write(table, path):
    """Write a table in the format of the path's ending."""
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=3)
    else:
        pyarrow.feather.write_feather(table, path, chunksize=3)
    return path


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    assert max(map(len, blocks)) <= rows
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


@settings(max_examples=60)
@given(
    st.lists(ROWS, min_size=1),
    st.sampled_from([".parquet", ".feather"]),
    st.integers(1, 5),
)
def test_what_is_written_is_what_is_read(tmp_path_factory, rows, ending, block):
    """Integers, floats, words and flags come back exactly, in blocks of any size."""
    whole, real, word, flag = map(list, zip(*rows, strict=True))
    kinds = (pa.int64(), pa.float64(), pa.string(), pa.bool_())
    arrays = [pa.array(c, kind) for c, kind in zip((whole, real, word, flag), kinds, strict=True)]
    table = pa.table(arrays, names=["whole", "real", "word", "flag"])
    found = columns(open_source(write(table, tmp_path_factory.mktemp("t") / f"a{ending}")), block)
    assert found["whole"].tolist() == whole
    np.testing.assert_array_equal(found["real"], np.array(real, dtype=np.float64))
    assert found["word"].tolist() == word
    assert found["flag"].tolist() == flag


@pytest.mark.parametrize("ending", [".parquet", ".feather"])
def test_decimals_dates_and_dictionaries(tmp_path, ending):
    """Decimals are floats, dates dates from the year 1 on, dictionaries their words (T11)."""
    table = pa.table(
        {
            "money": pa.array([Decimal("0.10"), None]),
            "day": pa.array([dt.date(1, 1, 1), None]),
            "time": pa.array([dt.datetime(1, 1, 1, 12), None], pa.timestamp("us")),  # noqa: DTZ001
            "zoned": pa.array([0, None], pa.timestamp("s", "Europe/Berlin")),
            "word": pa.array(["x", None]).dictionary_encode(),
        }
    )
    source = open_source(write(table, tmp_path / f"a{ending}"))
    found = columns(source)
    np.testing.assert_array_equal(found["money"], [0.1, np.nan])
    assert found["day"][0] == np.datetime64("0001-01-01")
    assert found["time"][0] == np.datetime64("0001-01-01T12:00")
    assert found["zoned"][0] == np.datetime64("1970-01-01T00:00")
    assert all(np.isnat(found[name][1]) for name in ("day", "time", "zoned"))
    assert found["word"].tolist() == ["x", None]
    assert source.reading["format"] == ("Parquet" if ending == ".parquet" else "Arrow")


def test_double_names_are_told_apart(tmp_path):
    """Columns that share a name are all kept (T5, T11)."""
    table = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    source = open_source(write(table, tmp_path / "a.parquet"))
    assert source.names == ("a", "a (2)")
    assert columns(source)["a (2)"].tolist() == [2]


@pytest.mark.parametrize(
    "metadata",
    [b"{", b"[" * 100_000, json.dumps({"columns": [{"name": 7}], "index_columns": ["?"]})],
)
def test_metadata_of_pandas_is_ignored(tmp_path, metadata):
    """What a file claims about a data frame cannot harm the reading (T11)."""
    table = pa.table({"a": [1, 2]}).replace_schema_metadata({"pandas": metadata})
    assert columns(open_source(write(table, tmp_path / "a.parquet")))["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([[1, 2]], 'column "deep" is nested'),
        ([{"a": 1}], 'column "deep" is nested'),
        ([b"raw"], 'column "deep" holds Binary'),
        ([dt.timedelta(1)], 'column "deep" holds Duration'),
        ([dt.time(1)], 'column "deep" holds Time'),
    ],
)
def test_columns_that_no_network_takes_are_named(tmp_path, values, sentence):
    """Lists, structures, bytes and durations are refused by the column's name (T11)."""
    write(pa.table({"ok": [1], "deep": values}), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=sentence):
        open_source(tmp_path / "a.parquet")


@pytest.mark.parametrize("ending", [".parquet", ".feather"])
def test_no_rows_are_no_table(tmp_path, ending):
    """A file with a schema alone says so."""
    write(pa.table({"a": pa.array([], pa.int64())}), tmp_path / f"a{ending}")
    with pytest.raises(DataError, match="no rows"):
        open_source(tmp_path / f"a{ending}")


@pytest.mark.parametrize("ending", [".parquet", ".feather"])
def test_damage_ends_in_a_sentence(tmp_path, ending):
    """Cut or flipped anywhere, a file is read or refused; the process lives (T11)."""
    table = pa.table({"n": list(range(50)), "w": [f"word {n}" for n in range(50)]})
    content = write(table, tmp_path / f"a{ending}").read_bytes()
    chance = random.Random(1)  # noqa: S311 - damage needs no secrecy
    damaged = [content[: chance.randrange(9, len(content))] for _ in range(12)]
    for _ in range(120):
        flipped = bytearray(content)
        flipped[chance.randrange(8, len(content))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(flipped))
    refused = 0
    for number, mutant in enumerate(damaged):
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(mutant)
        try:
            columns(open_source(path))
        except GlassnetError as error:
            refused += 1
            assert "\n" not in str(error)  # noqa: PT017 - harmless damage raises nothing
    assert refused >= 12


def test_without_pyarrow_the_way_to_install_it_is_told(tmp_path, monkeypatch):
    """Where the optional package is missing, the sentence holds the command."""
    write(pa.table({"a": [1]}), tmp_path / "a.parquet")

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(MissingPackageError, match=r'a\.parquet .*pip install "glassnet\[data\]"'):
        open_source(tmp_path / "a.parquet")


def test_names_decide_nothing_about_a_cut_file(tmp_path):
    """A Parquet file that lost its beginning is not read as text."""
    content = write(pa.table({"a": [1]}), tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(content[4:])
    with pytest.raises(FileError, match="its name says a Parquet file"):
        open_source(tmp_path / "b.parquet")
