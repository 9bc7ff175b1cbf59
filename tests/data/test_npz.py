"""NumPy's .npz archives: arrays side by side, streamed; every other zip file is refused."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


@given(st.integers(1, 7), st.integers(1, 3), st.booleans(), st.booleans(), st.integers(1, 8))
def test_what_numpy_saves_is_what_is_read(tmp_path_factory, count, width, packed, fortran, rows):
    """Named arrays become columns, in blocks of any size, packed or not, in any order of axes."""
    path = tmp_path_factory.mktemp("npz") / "a.npz"
    table = np.arange(count * width, dtype=">f4").reshape(count, width)
    images = np.arange(count * 6).reshape(count, 2, 3)
    labels = np.array([f"é{number}" for number in range(count)])
    arrays = {"X": table, "images": images, "y": labels}
    if fortran:
        arrays = {name: np.asfortranarray(array) for name, array in arrays.items()}
    (np.savez_compressed if packed else np.savez)(path, **arrays)
    found = columns(open_source(path), rows)
    assert list(found) == [*(f"X{place}" for place in range(width)), "images", "y"]
    np.testing.assert_array_equal(np.stack(list(found.values())[:width], axis=1), table)
    np.testing.assert_array_equal(found["images"], images)
    assert found["y"].tolist() == labels.tolist()


def test_names_that_meet_are_told_apart(tmp_path):
    """A column X0 of X and an array X0 are both kept, and the report says so."""
    np.savez(tmp_path / "a.npz", X=np.zeros((2, 1)), X0=np.ones(2))
    source = open_source(tmp_path / "a.npz")
    assert source.names == ("X0", "X0 (2)")
    assert "renamed" in source.reading
    assert columns(source)["X0 (2)"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"a": np.zeros(3), "b": np.zeros(4)}, '"b" has 4 rows, "a" has 3'),
        ({"a": np.zeros(3), "seed": np.array(7)}, "seed holds a single value"),
        ({"a": np.zeros(0)}, "at least one row"),
        ({"a": np.zeros(2, complex)}, "Complex data"),
    ],
)
def test_arrays_that_are_no_table_are_named(tmp_path, arrays, sentence):
    """The array that does not fit is named with its length."""
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(DataError, match=sentence):
        open_source(tmp_path / "a.npz")


def test_objects_are_refused(tmp_path):
    """One array of objects among others refuses the archive (M1)."""
    np.savez(tmp_path / "a.npz", X=np.zeros(2), y=np.array([{}, 1], dtype=object))
    with pytest.raises(FileError, match=r"a\.npz, y holds Python objects"):
        open_source(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"data.csv": b"a\n1\n"}, 'zip archive with "data.csv"'),
        ({"../../evil.npy.txt": b"x"}, "zip archive with"),
        ({"archive/data.pkl": b"x", "archive/data/0": b"x"}, "pickle"),
        ({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}, "Excel"),
        ({"a.npy": b"not an array"}, "damaged .npy header"),
        ({}, "empty zip"),
    ],
)
def test_other_archives_are_named(tmp_path, entries, sentence):
    """A zip of tables, a PyTorch model or a workbook is called what it is."""
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with pytest.raises(FileError, match=sentence):
        open_source(tmp_path / "a.npz")


def test_bombs_are_refused_by_their_declared_size(tmp_path):
    """An archive that would unpack to 200 times its size, and much, is not unpacked (M6)."""
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros(12_000_000))
    with pytest.raises(FileError, match="unpacks to 96,0"):
        open_source(tmp_path / "a.npz")


@given(st.data())
def test_damage_is_told_or_harmless(tmp_path_factory, data):
    """A flipped bit anywhere: the same numbers, or a sentence; never a traceback (M8)."""
    file = io.BytesIO()
    np.savez_compressed(file, x=np.arange(50.0), y=np.arange(50))
    content = bytearray(file.getvalue())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path_factory.mktemp("flip") / "a.npz"
    path.write_bytes(content)
    try:
        found = columns(open_source(path))
    except (FileError, DataError) as error:
        assert "\n" not in str(error)  # noqa: PT017 - harmless damage raises nothing
    else:
        assert {tuple(cells) for cells in found.values()} == {tuple(range(50))}
