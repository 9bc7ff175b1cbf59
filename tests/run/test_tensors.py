"""Named arrays in one file, in the safetensors layout."""

from __future__ import annotations

import io
import os
import pickle
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from glassnet.ground.errors import FileError, UsageError
from glassnet.run import tensors
from glassnet.run.tensor_header import DTYPES
from glassnet.run.tensors import open_tensors, read_tensors, storable, write_tensors

VIEWS = {
    "C order": lambda a: a,
    "Fortran order": np.asfortranarray,
    "transposed": lambda a: a.T,
    "every other": lambda a: a[::2] if a.ndim else a,
    "reversed": lambda a: a[::-1] if a.ndim else a,
    "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")),
    "broadcast": lambda a: np.broadcast_to(a, (2, *a.shape)),
}
SHAPES = arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
PLAIN = arrays_of.arrays(st.sampled_from(list(DTYPES.values())), SHAPES)
ANY = st.builds(lambda array, view: view(array), PLAIN, st.sampled_from(list(VIEWS.values())))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = TEXTS.filter(lambda name: name != "__metadata__")


def alike(a, b):
    """Tell whether two arrays have one shape, one kind of numbers, and equal bits (NaN too)."""
    same = a.shape == b.shape and a.dtype.newbyteorder("=") == b.dtype.newbyteorder("=")
    return (
        same
        and a.astype(b.dtype.newbyteorder("<")).tobytes()
        == b.astype(b.dtype.newbyteorder("<")).tobytes()
    )


def refused(path):
    """Return the sentence with which `path` is refused, and see that it costs no memory."""
    tracemalloc.start()
    try:
        with pytest.raises(FileError) as caught:
            read_tensors(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20e6 + 20 * min(Path(path).stat().st_size, 1e6)
    assert str(caught.value).startswith(f"cannot read {path}: ")
    assert len(str(caught.value)) < 500
    return str(caught.value)


@given(st.dictionaries(NAMES, ANY, max_size=5), st.dictionaries(TEXTS, TEXTS, max_size=3))
@settings(max_examples=60)
def test_what_is_written_is_read(arrays, metadata):
    """Arrays of every dtype, shape and memory layout come back to the bit, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        write_tensors(path, arrays, metadata)
        found, texts = read_tensors(path)
        theirs = load_file(path)
    assert list(found) == list(arrays)
    assert list(texts.items()) == list(metadata.items())
    assert theirs.keys() == arrays.keys()
    for name, array in arrays.items():
        assert alike(array, found[name])
        assert alike(array, theirs[name])  # the package safetensors agrees
        assert found[name].flags.writeable
        assert found[name].flags.aligned
        assert found[name].flags.c_contiguous


@given(st.dictionaries(NAMES, PLAIN, max_size=5), st.dictionaries(TEXTS, TEXTS, max_size=3))
@settings(max_examples=40)
def test_files_of_safetensors_are_read(arrays, metadata):
    """What the package safetensors writes is read to the bit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        save_file(arrays, path, metadata or None)  # 0.8.0 writes broken JSON for {} and {}
        found, texts = read_tensors(path)
    assert texts == metadata
    assert found.keys() == arrays.keys()
    assert all(alike(array, found[name]) for name, array in arrays.items())


def test_safetensors_sees_the_metadata(tmp_path):
    """Other tools find our texts and one array at a time."""
    write_tensors(tmp_path / "a", {"0.bias": np.arange(3.0)}, {"made by": "us"})
    with safe_open(tmp_path / "a", "numpy") as theirs:
        assert theirs.metadata() == {"made by": "us"}
        assert theirs.get_slice("0.bias")[1:].tolist() == [1.0, 2.0]


def test_the_same_arrays_give_the_same_bytes(tmp_path):
    """Bytes depend on the values alone, not on the memory layout; the layout is the documented."""
    array = np.arange(6, dtype="<f4").reshape(2, 3)
    written = set()
    for name, same in (("a", array), ("b", np.asfortranarray(array)), ("c", array.astype(">f4"))):
        write_tensors(tmp_path / name, {"x": same})
        written.add((tmp_path / name).read_bytes())
    (content,) = written
    length = int.from_bytes(content[:8], "little")
    assert length % 8 == 0
    assert content[8 : 8 + length].rstrip(b" ").endswith(b'"data_offsets":[0,24]}}')
    assert content[8 + length :] == array.tobytes()


@pytest.mark.parametrize(
    ("name", "array", "fact"),
    [
        ("a", np.array([None]), "dtype object"),
        ("a", np.array(["x"]), "dtype <U1"),
        ("a", np.zeros(2, complex), "dtype complex128"),
        ("a", np.zeros(2, np.longdouble), "dtype float128"),
        ("a", np.zeros(2, "datetime64[s]"), r"dtype datetime64\[s\]"),
        ("a", np.zeros(2, [("x", float)]), "dtype"),
        ("__metadata__", np.zeros(2), "other than __metadata__"),
        (3, np.zeros(2), "needs a text"),
        ("\ud800", np.zeros(2), "cannot be stored"),
    ],
)
def test_what_cannot_be_stored_is_refused(tmp_path, name, array, fact):
    """Dtypes without a place in the layout and impossible names are refused before writing."""
    with pytest.raises(UsageError, match=fact):
        write_tensors(tmp_path / "a", {name: array})
    assert not list(tmp_path.iterdir())


def test_a_write_that_reads_back_differently_is_refused(tmp_path, monkeypatch):
    """When the disk holds other bytes than were written, the old file stays."""
    path = tmp_path / "a"
    write_tensors(path, {"x": np.zeros(3)})
    before = path.read_bytes()
    real = os.write
    faulty = [lambda part: bytes(part)[:-1] + b"\1", lambda part: bytes(len(part))]
    for spoil in faulty:
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", lambda fd, part, spoil=spoil: real(fd, spoil(part)))
            with pytest.raises(FileError):
                write_tensors(path, {"x": np.ones(3)})
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]


def test_protected_inputs_are_not_overwritten(tmp_path):
    """The arrays' own file cannot be the target."""
    write_tensors(tmp_path / "a", {})
    with pytest.raises(FileError, match="overwrite its own input"):
        write_tensors(tmp_path / "a", {}, protect=[tmp_path / "a"])


SOUND = b'{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'


def container(header=SOUND, data=bytes(8), length=None):
    """Return a file with this header and data; `length` is what it claims the header's to be."""
    claimed = len(header) if length is None else length
    return claimed.to_bytes(8, "little") + header + data


def test_the_hand_built_file_is_sound(tmp_path):
    """The file that the hostile ones below deviate from is read."""
    (tmp_path / "a").write_bytes(container())
    arrays, metadata = read_tensors(tmp_path / "a")
    assert arrays["x"].tolist() == [0, 0]
    assert metadata == {}


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "it has 0 bytes, too few"),
        (b"\x10\0\0", "it has 3 bytes, too few"),
        (container(length=0), "its header is damaged: it is not JSON"),
        (container(length=2**63), "claims 9,223,372,036,854,775,808 bytes"),
        (container(length=2**64 - 8), "claims 18,446,744,073,709,551,608 bytes"),
        (container(length=2**25 + 1), "over the limit of 33,554,432"),
        (container(length=63), "claims 63 bytes, the file has 70: it was cut"),
        (container(length=len(SOUND) - 1), "is damaged"),
        (container(length=len(SOUND) + 8), "is damaged"),
        (container(data=bytes(7)), "need 8 bytes, and 7 are there: the file was cut"),
        (container(data=bytes(9)), "need 8 bytes, and 9 are there: something was added"),
        (container(b" " + SOUND), "it is no model file but something else"),
        (container(b"[" + SOUND + b"]"), "it is no model file"),
        (container(b"\xef\xbb\xbf" + SOUND), "it is no model file"),
        (container(SOUND.decode().encode("utf-16-le")), "is damaged"),
        (container(SOUND + b"\0" * 8), "is damaged"),
        (container(SOUND[:-1] + b',"x":{}}'), 'it names "x" twice'),
        (container(SOUND[:-1] + rb',"\u0078":{}}'), 'it names "x" twice'),
        (container(SOUND.replace(b"[2]", b"[NaN]")), "it holds NaN"),
        (container(SOUND.replace(b"[2]", b"[" * 100_000)), "nests 100,003 deep"),
        (container(SOUND.replace(b"2", b"2" * 50_000)), "a number of 50,000 characters"),
        (container(SOUND.replace(b"[2]", b"[1000000000000]")), "needs 4,000,000,000,000 bytes"),
        (
            container(b'{"x":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}}', b"\2" * 8),
            'array "x" holds bytes that are neither true nor false',
        ),
    ],
)
def test_a_hostile_file_is_refused(tmp_path, content, fact):
    """A header that lies about a length, a place or a number is refused before allocation."""
    (tmp_path / "a").write_bytes(content)
    assert fact in refused(tmp_path / "a")


class Bomb:
    """Makes a file when unpickled."""

    def __reduce__(self):
        return (open, ("exploded", "w"))


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("as_array", [False, True])
def test_a_pickle_is_named_and_never_opened(tmp_path, monkeypatch, protocol, as_array):
    """A pickle, bare or in a NumPy file, is refused by its content; what it holds never runs."""
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO(pickle.dumps(Bomb(), protocol))
    if as_array:
        buffer = io.BytesIO()
        np.save(buffer, np.array([Bomb()]), allow_pickle=True)
    path = tmp_path / "model.glassnet"
    path.write_bytes(buffer.getvalue())
    kind = "NumPy .npy file" if as_array else "pickle file, which can run any program"
    assert f"it is no model file but a {kind}" in refused(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_larger_than_memory_is_refused(tmp_path):
    """A sound header over four terabytes of hole is refused before anything is allocated."""
    size = 2**42
    header = b'{"x":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (size, size)
    path = tmp_path / "a"
    path.write_bytes(container(header, b""))
    try:
        os.truncate(path, 8 + len(header) + size)
    except OSError as error:
        pytest.skip(f"this file system has no files of four terabytes: {error}")
    assert "it needs about 4,398.0 GB of memory, more than there is" in refused(path)
    with open_tensors(path) as found:
        assert found.places["x"].shape == (size,)  # the header alone can still be looked at


def test_memory_that_runs_out_is_told(tmp_path, monkeypatch):
    """When the system refuses the memory, the need is told in GB."""
    write_tensors(tmp_path / "a", {"x": np.zeros(10)})

    def empty(*_):
        raise MemoryError

    monkeypatch.setattr(np, "empty", empty)
    with pytest.raises(FileError, match=r"it needs about 0\.0 GB of memory"):
        read_tensors(tmp_path / "a")


def test_a_file_that_shrinks_while_it_is_read(tmp_path):
    """A file that is cut between its header and its arrays is noticed."""
    path = tmp_path / "a"
    write_tensors(path, {"x": np.zeros(100_000)})
    words = 'it changed while array "x" was read'
    with pytest.raises(FileError, match=words), open_tensors(path) as found:
        (os.truncate(path, 1000), dict(found.arrays()))


def test_storable_copies_only_what_it_must():
    """An array that stands as it will be written is not copied, and stays 0-d if it is."""
    array = np.arange(6, dtype="<f8").reshape(2, 3)
    assert np.shares_memory(storable("a", array), array)
    assert storable("a", np.float32(3)).shape == ()
    assert storable("a", array.T).flags.c_contiguous
    assert tensors.as_bytes(np.zeros((0, 3))).shape == (0,)
