"""NumPy's .npy files: read in blocks in any order of axes, refused unless whole and plain."""

from __future__ import annotations

import io
import os
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError, GlassnetError, UsageError

DTYPES = (
    hnp.integer_dtypes(endianness="?")
    | hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | hnp.boolean_dtypes()
    | hnp.unicode_string_dtypes(max_len=4)
)


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


def described(kind: str, shape: str) -> bytes:
    """Return an .npy that ends behind the header of this type and shape."""
    return npy(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}\n".encode())


def npy(header: bytes, data: bytes = b"", version: int = 1) -> bytes:
    """Return an .npy with any header."""
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


@given(
    hnp.arrays(DTYPES, hnp.array_shapes(max_dims=4, max_side=5)), st.booleans(), st.integers(1, 4)
)
def test_what_numpy_saves_is_what_is_read(tmp_path_factory, array, fortran, rows):
    """Any type, shape, byte order and order of axes comes back, in blocks of any size."""
    path = tmp_path_factory.mktemp("npy") / "a.npy"
    np.save(path, np.asfortranarray(array) if fortran and array.ndim > 1 else array)
    source = open_source(path)
    found = columns(source, rows)
    if array.ndim == 2:
        assert source.names == tuple(f"x{place}" for place in range(array.shape[1]))
        joined = np.stack(list(found.values()), axis=1)
    else:
        assert source.names == ("x",)
        joined = found["x"]
    np.testing.assert_array_equal(joined, array.astype(joined.dtype))
    assert source.reading["shape"] == " × ".join(map(str, array.shape))


def test_targets_may_stand_beside_an_array(tmp_path):
    """An .npy with targets in memory has one more column, in every block."""
    np.save(tmp_path / "a.npy", np.arange(10).reshape(5, 2))
    found = columns(open_source(tmp_path / "a.npy", list("vwxyz")), 2)
    assert list(found) == ["x0", "x1", "target"]
    assert found["target"].tolist() == list("vwxyz")
    with pytest.raises(UsageError, match="X has 5 rows, y has 3"):
        open_source(tmp_path / "a.npy", [1, 2, 3])


def test_fields_are_columns(tmp_path):
    """An array of records gives a column for each field."""
    np.save(tmp_path / "a.npy", np.array([(1, "x"), (2, "y")], dtype=[("n", ">i4"), ("w", "U1")]))
    found = columns(open_source(tmp_path / "a.npy"), 1)
    assert {name: cells.tolist() for name, cells in found.items()} == {"n": [1, 2], "w": ["x", "y"]}


def test_objects_are_refused_before_they_are_unpickled(tmp_path):
    """An array of objects is a pickle: it is refused by its header, and nothing runs (M1)."""
    ran = tmp_path / "ran"

    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(ran),)

    np.save(tmp_path / "a.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    (tmp_path / "b.npy").write_bytes(pickle.dumps(Bomb()))
    for name in ("a.npy", "b.npy"):
        with pytest.raises(FileError, match="pickle"):
            open_source(tmp_path / name)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (described("<f8", "(2,)") + b"\0" * 15, FileError, "get a whole copy"),
        (described("<f8", "(2,)") + b"\0" * 17, FileError, "get a whole copy"),
        (described("<f8", "(10**9,)"), FileError, "damaged"),
        (described("<f8", "(9223372036854775807, 4)"), FileError, "needs 295"),
        (described("<f8", "(-1, -8)") + b"\0" * 64, FileError, "impossible"),
        (described("<U0", "(1000000000000,)"), FileError, "impossible"),
        (described("<f8", "(0, 3)"), DataError, r"shape \(0, 3\)"),
        (described("<f8", "()") + b"\0" * 8, DataError, "single value"),
        (described("<c16", "(1,)") + b"\0" * 16, DataError, "Complex data"),
        (described("nope", "(1,)"), FileError, "damaged"),
        (npy(b"__import__('os').abort()\n"), FileError, "damaged"),
        (npy(b"(" * 9000), FileError, "damaged"),
        (npy(b"{}" + b" " * 60_000, version=2), FileError, "damaged"),
        (npy(b"{'descr': '<f8'}\n", version=3), FileError, "version"),
        (b"\x93NUMPY", FileError, "damaged"),
        (b"\x93NUMPY\x01\x00\xff\xff", FileError, "damaged"),
    ],
)
def test_damaged_files_are_refused_before_allocation(tmp_path, content, kind, sentence):
    """A header that lies, overflows, or is no header is one sentence (M2)."""
    (tmp_path / "a.npy").write_bytes(content)
    with pytest.raises(kind, match=sentence) as refused:
        open_source(tmp_path / "a.npy")
    assert "a.npy" in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.data())
def test_damage_is_told_or_harmless(tmp_path_factory, data):
    """Headers with a few other bytes: read or refused in a sentence, never a traceback (M8)."""
    file = io.BytesIO()
    np.save(file, np.zeros(3, dtype=[("n", "i4"), ("w", "U2")]))
    content = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(6, 127))] = data.draw(
            st.sampled_from(b"()[]{}'\":,.-019<>OUVf \0")
        )
    path = tmp_path_factory.mktemp("flip") / "a.npy"
    path.write_bytes(content)
    try:
        columns(open_source(path))
    except GlassnetError as error:
        assert "\n" not in str(error)  # noqa: PT017 - harmless damage raises nothing


def test_a_file_cut_while_it_is_read_is_told(tmp_path):
    """A file that shrinks under the reader ends in a sentence, not in a dead process (T10)."""
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((100_000, 4)))
    blocks = open_source(path).blocks(1000)
    next(blocks)
    os.truncate(path, 1000)
    with pytest.raises(DataError, match="changed while it was read"):
        list(blocks)


def test_reading_by_hand_agrees_with_numpy():
    """The headers that NumPy writes are those that the tests build by hand."""
    file = io.BytesIO()
    np.save(file, np.zeros(2))
    assert file.getvalue().startswith(npy(b"", b"")[:8])
