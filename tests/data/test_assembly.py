"""Whole tables as arrays, in memory or in a mapped file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import assembly, datasets
from glassnet.data.assembly import assemble, require_learnable, target_codes
from glassnet.data.columns import understand
from glassnet.data.fitting import fit
from glassnet.data.memory import ArraySource
from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError


def text(*cells):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


def prepared(name, target, **kinds):
    source = datasets.load(name)
    return source, fit(understand(source, target, kinds), source)


@pytest.mark.parametrize(
    "name, target", [("penguins", "species"), ("digits", "digit"), ("diabetes", "progression")]
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_mapped_file_holds_the_same_bits(name, target, dtype, tmp_path, monkeypatch):
    """Whatever the memory limit and the size of blocks, the rows are the same to the last bit."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source, preparation = prepared(name, target)
    in_memory = assemble(source, preparation, dtype)
    monkeypatch.setattr(assembly, "BLOCK_ROWS", 100)
    for limit in (0, in_memory.x.nbytes // 2):
        mapped = assemble(source, preparation, dtype, memory_limit=limit)
        assert isinstance(mapped.x, np.memmap)
        assert mapped.x.dtype == in_memory.x.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(mapped.x, in_memory.x)
        np.testing.assert_array_equal(mapped.y, in_memory.y)
        np.testing.assert_array_equal(mapped.lines, in_memory.lines)
        assert mapped.notes == in_memory.notes
    assert list(Path(tmp_path).iterdir()) == []
    assert in_memory.lines.tolist() == list(range(2, len(in_memory) + 2))


def test_a_full_disk_is_told():
    """A temporary folder that cannot be written gives a FileError that names it."""

    class Full:
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match=r"No space left on device; make room"):
        assembly._write(Full(), np.zeros(3))


def test_numbers_too_large_for_the_type_are_told():
    """A prepared number that float32 cannot hold names row and input, and float64 holds it."""
    source = ArraySource("t", {"n": np.array([1.0, 1e300]), "y": np.array([0.5, 1.5])})
    preparation = fit(understand(source, "y"), source, scaling="none")
    with pytest.raises(DataError, match='Row 2: "n" becomes 1e\\+300, too large for float32'):
        assemble(source, preparation)
    assert assemble(source, preparation, "float64").x[1, 0] == 1e300


def test_notes_of_all_blocks_add_up(monkeypatch):
    """Unknown labels of several blocks are told once, with their whole count."""
    source, preparation = prepared("penguins", "species")
    monkeypatch.setattr(assembly, "BLOCK_ROWS", 50)
    cells = {n: np.concat([b.cells[n] for b in source.blocks()]) for n in source.names}
    cells["island"] = text(*["Mars"] * 344)
    (note,) = assemble(ArraySource("t", cells), preparation).notes
    assert (note.column, note.what, note.count, note.example) == ("island", "unknown", 344, "Mars")


def test_tables_that_teach_nothing_are_refused():
    """One class, one row or no target give a sentence each."""
    one = ArraySource("t", {"n": np.array([1.5, 2.5, 3.0]), "y": text("a", "a", "a")})
    preparation = fit(understand(one, "y"), one)
    with pytest.raises(DataError, match='has one class, "a", in all 3 rows'):
        require_learnable(assemble(one, preparation), preparation)
    with pytest.raises(DataError, match="lacks the target"):
        require_learnable(assemble(one, preparation, with_target=False), preparation)
    row = ArraySource("t", {"n": np.array([1.5]), "y": text("a")})
    with pytest.raises(DataError, match="one row"):
        require_learnable(assemble(row, preparation), preparation)
    source, preparation = prepared("iris", "species")
    require_learnable(assemble(source, preparation), preparation)


def test_a_constant_number_is_learnable():
    """A constant target that is a number prepares to zeros and comes back."""
    source = ArraySource("t", {"n": np.array([1.5, 2.5, 3.0]), "y": np.full(3, 2.5)})
    preparation = fit(understand(source, "y"), source)
    rows = assemble(source, preparation)
    require_learnable(rows, preparation)
    np.testing.assert_array_equal(rows.y, np.zeros((3, 1)))
    np.testing.assert_array_equal(preparation.inverse_target(rows.y), np.full((3, 1), 2.5))


def test_ten_thousand_classes_assemble():
    """A target of 10,000 different words is coded and comes back."""
    words = [f"w{i}" for i in range(10_000)]
    source = ArraySource("t", {"n": np.arange(10_000) / 7, "y": text(*words)})
    columns = understand(source, "y")
    preparation = fit(columns, source)
    rows = assemble(source, preparation)
    assert preparation.outputs == 10_000
    assert preparation.inverse_target(rows.y).tolist() == words
    np.testing.assert_array_equal(target_codes(source, columns), rows.y)


def test_codes_before_fitting_are_the_codes_after():
    """The classes by which a split is stratified are those the model learns; numbers have none."""
    source, preparation = prepared("penguins", "species")
    codes = target_codes(source, understand(source, "species"))
    np.testing.assert_array_equal(codes, assemble(source, preparation).y)
    source = datasets.load("diabetes")
    assert target_codes(source, understand(source, "progression")) is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([[1, 0, 0], [0, 0, 1], [0, 1, 0]], True),
        ([[True, False], [False, True], [True, False]], True),
        ([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], False),
        ([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0]], False),
        ([[2.0, -1.0], [0.0, 1.0], [1.0, 0.0]], False),
        ([1.0, 0.0, 1.0], False),
    ],
)
def test_classes_written_as_columns_are_told(rows, told):
    """They stay numbers, which is what such columns are; a note says how to learn classes."""
    source = open_source([[0.5], [1.5], [2.5]], np.array(rows, dtype=np.float64))
    targets = [name for name in source.names if name.startswith("target")]
    found = understand(source, targets, dict.fromkeys(targets, "number"))
    notes = [str(note) for note in assemble(source, fit(found, source)).notes]
    assert len(notes) == told
    if told:
        assert f"Each row of the {len(targets)} targets has a single 1" in notes[0]
        assert "y.argmax(axis=1)" in notes[0]
