"""IDX files, as MNIST is kept in: images with the labels that lie beside."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array) -> bytes:
    """Write an array as IDX, by the format's description."""
    code = CODES[array.dtype.str[1:]]
    sides = struct.pack(f">{array.ndim}I", *array.shape)
    return (
        bytes([0, 0, code, array.ndim])
        + sides
        + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


def columns(source, rows=65_536):
    blocks = list(source.blocks(rows))
    return {name: np.concatenate([block.cells[name] for block in blocks]) for name in source.names}


@given(
    st.sampled_from(sorted(CODES)).flatmap(
        lambda kind: hnp.arrays(np.dtype(kind), hnp.array_shapes(max_dims=4, max_side=5))
    ),
    st.booleans(),
    st.integers(1, 4),
)
def test_every_type_and_shape_comes_back(tmp_path_factory, array, packed, rows):
    """What is written by the format's description is read, packed or not, in blocks of any size."""
    path = tmp_path_factory.mktemp("idx") / "data"
    path.write_bytes(gzip.compress(idx(array)) if packed else idx(array))
    source = open_source(path)
    found = list(columns(source, rows).values())
    joined = np.stack(found, axis=1) if array.ndim == 2 else found[0]
    np.testing.assert_array_equal(joined, array)
    assert joined.dtype.isnative
    assert source.names[0] == {1: "label", 2: "x0"}.get(array.ndim, "image")


@pytest.mark.parametrize(
    ("images_name", "labels_name"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
        ("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"),
    ],
)
def test_labels_beside_are_found(tmp_path, images_name, labels_name):
    """Images bring the labels of the same name, and the report says from where."""
    images = np.arange(4 * 28 * 28, dtype=np.uint32).reshape(4, 28, 28).astype(np.uint8)
    labels = np.array([7, 2, 1, 0], np.uint8)
    for name, array in ((images_name, images), (labels_name, labels)):
        content = idx(array)
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    source = open_source(tmp_path / images_name)
    assert source.names == ("image", "label")
    assert source.reading == {"format": "IDX", "shape": "4 × 28 × 28", "labels": labels_name}
    found = columns(source, 3)
    np.testing.assert_array_equal(found["image"], images)
    np.testing.assert_array_equal(found["label"], labels)


def test_labels_of_another_length_are_refused(tmp_path):
    """Images and labels that do not belong together are named with their numbers."""
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx(np.zeros((3, 2, 2), np.uint8)))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx(np.zeros(4, np.uint8)))
    with pytest.raises(DataError, match=r"holds 3 images, .* shape \(4,\)"):
        open_source(tmp_path / "a-images-idx3-ubyte")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        idx(np.zeros((3, 2), np.uint8))[:-1],
        idx(np.zeros((3, 2), np.uint8)) + b"\0",
        b"\0\0\x08\x03" + b"\xff" * 12 + b"\0" * 100,
        b"\0\0\x0e\x20" + b"\xff" * 128,
        b"\0\0\x08\x02\0\0",
    ],
    ids=["cut", "longer", "immense", "astronomic", "no header"],
)
def test_files_that_lie_about_their_size_are_refused(tmp_path, content, packed):
    """Lengths are compared with the file before anything is allocated (M2, M6)."""
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(FileError, match=r"images (is|ends|has)"):
        list(open_source(path).blocks())


def test_no_rows_are_no_table(tmp_path):
    """An IDX file without images says so."""
    (tmp_path / "images").write_bytes(idx(np.zeros((0, 2, 2), np.uint8)))
    with pytest.raises(DataError, match="at least one row"):
        open_source(tmp_path / "images")
