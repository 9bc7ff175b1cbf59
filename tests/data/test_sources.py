"""One door for all data: content decides, names must agree, and every refusal says why."""

from __future__ import annotations

import gzip
import io
import pickle
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError, GlassnetError, UsageError


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    if not blocks:  # a header alone
        return {name: np.empty(0, dtype=object) for name in source.names}
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


def zipped_csv() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (gzip.compress(b"a\n1\n"), "a gzip file, its name says text"),
        (zipped_csv(), "a zip archive, its name says text"),
        (b"<!doctype html><html><body>Not found", "an HTML page"),
        (pickle.dumps({"a": [1]}), "a Python pickle, which could run code"),
        (pickle.dumps([1, 2], protocol=0), "a Python pickle"),
        (b"PAR1....PAR1", "a Parquet file, its name says text"),
        (b"\x93NUMPY\x01\0", "a NumPy array, its name says text"),
    ],
    ids=["png", "gzip", "zip", "html", "pickle", "old pickle", "parquet", "npy"],
)
def test_foreign_content_under_the_name_csv_is_named(tmp_path, content, words):
    """What is no text is refused by its content, in words (T3, M1)."""
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(FileError, match=rf"a\.csv looks like {words}"):
        open_source(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.parquet", "a.feather", "a.csv.gz"])
def test_text_under_another_name_is_refused(tmp_path, name):
    """A name that promises a format which the content is not is a mistake."""
    (tmp_path / name).write_text("a,b\n1,2\n")
    with pytest.raises(FileError, match=r"looks like text, its name says"):
        open_source(tmp_path / name)


@pytest.mark.parametrize("name", ["a", "a.data", "a.csv", "a.TXT", "iris.2024"])
def test_text_is_read_under_any_other_name(tmp_path, name):
    """Endings that claim nothing else do not matter."""
    (tmp_path / name).write_text("a,b\n1,2\n")
    assert open_source(str(tmp_path / name)).names == ("a", "b")


def test_arrays_are_read_without_an_ending(tmp_path):
    """Content alone is enough to know an array."""
    with (tmp_path / "array").open("wb") as file:
        np.save(file, np.zeros((2, 2)))
    assert open_source(tmp_path / "array").names == ("x0", "x1")


def test_gzip_packs_tables_only(tmp_path):
    """A gzip file of anything but text or IDX is to be unpacked first; of a picture it is named."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"\x93NUMPY\x01\0"))
    with pytest.raises(FileError, match="packs a NumPy array by gzip; unpack it first"):
        open_source(tmp_path / "a.gz")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"GIF89a"))
    with pytest.raises(FileError, match="looks like a GIF picture"):
        open_source(tmp_path / "a.csv.gz")


@settings(max_examples=200)
@given(
    st.binary(max_size=40)
    | st.lists(st.sampled_from(b'",;|\t \r\n1.a-\xe9\xc3\xa9'), max_size=30).map(bytes),
    st.sampled_from(["a.csv", "a"]),
)
def test_any_bytes_are_a_table_or_a_sentence(tmp_path_factory, content, name):
    """Whatever a file holds: cells without replacement signs, or one line that names the file."""
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content)
    try:
        found = columns(open_source(path))
    except GlassnetError as error:
        assert str(error).startswith(name)  # noqa: PT017 - some bytes are a table
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert all("\ufffd" not in str(cell) for cells in found.values() for cell in cells.tolist())


@pytest.mark.parametrize("name", ["a.csv", "a.npy", "a.parquet", "a"])
def test_empty_files_are_empty(tmp_path, name):
    """A file of no bytes is called empty, whatever it is called."""
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(DataError, match="is empty"):
        open_source(tmp_path / name)


@pytest.mark.parametrize("option", [{"header": True}, {"encoding": "utf-8"}, {"decimal": ","}])
def test_options_for_text_are_refused_elsewhere(tmp_path, option):
    """An option that would change nothing is a mistake, and said."""
    np.save(tmp_path / "a.npy", np.zeros(2))
    for data in (tmp_path / "a.npy", [[1, 2]]):
        with pytest.raises(UsageError, match=f"{next(iter(option))}= is for text files"):
            open_source(data, **option)


@pytest.mark.parametrize(
    ("y", "name"),
    [
        ([1, 2, 3], "target"),
        (np.array([[1], [2], [3]]), "target"),
        (pd.Series([1, 2, 3], name="price"), "price"),
        (pd.Series([1, 2, 3], name="x0"), "x0 (2)"),
        (pl.Series("price", [1, 2, 3]), "price"),
        (pd.DataFrame({"price": [1, 2, 3]}), "price"),
        (pa.chunked_array([[1, 2], [3]]), "target"),
    ],
)
@pytest.mark.parametrize("rows", [2, 100])
def test_targets_stand_beside_the_table(y, name, rows):
    """Targets of any kind become the last column, in every block."""
    X = np.arange(6.0).reshape(3, 2)
    for data in (X, pd.DataFrame(X, columns=["x0", "x1"]), pl.DataFrame(X, schema=["x0", "x1"])):
        source = open_source(data, y)
        assert source.names == ("x0", "x1", name)
        assert columns(source, rows)[name].tolist() == [1, 2, 3]


def test_several_targets_are_numbered():
    """Targets of two axes are as many columns."""
    assert open_source([[1], [2]], [[1, 2], [3, 4]]).names == ("x0", "target0", "target1")


def test_a_series_is_a_table_of_one_column():
    """One column of a frame keeps its name."""
    assert columns(open_source(pd.Series([1, 2], name="a")))["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("X", "y", "sentence"),
    [
        ([[1], [2]], [1], "X has 2 rows, y has 1"),
        ([[1], [2]], [], "X has 2 rows, y has 0"),
        (pd.DataFrame({"a": [1]}), [1, 2], "X has 1 rows, y has 2"),
        ([[1], [2]], 5, "cannot read y, of type int"),
        ([[1], [2]], np.float64(5), "y is a single value"),
    ],
)
def test_targets_that_do_not_fit_are_refused(X, y, sentence):
    """Both numbers of rows are told (N11)."""
    with pytest.raises(UsageError, match=sentence):
        open_source(X, y)


def test_a_file_holds_its_target_itself(tmp_path):
    """Targets beside a table with names are a misunderstanding."""
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="holds its target itself"):
        open_source(tmp_path / "a.csv", [1])


def test_hostile_names_are_shown_escaped(tmp_path):
    """A file name with a line end or a terminal's command cannot break the message (P9)."""
    (tmp_path / "a\n\x1b[31m.csv").write_text("a,b\n1\n")
    with pytest.raises(DataError) as refused:
        list(open_source(tmp_path / "a\n\x1b[31m.csv").blocks())
    assert r"a\n\x1b[31m.csv, line 2: 1 of 2 fields" in str(refused.value)


def test_the_door_imports_no_data_frames():
    """Opening the door costs none of pandas, Polars and PyArrow."""
    code = (
        "import sys, glassnet.data.sources; "
        "print({'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"
