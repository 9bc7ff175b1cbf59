"""Files that are never trusted."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import pickle
import socket
import zipfile

import numpy as np
import pytest

from glassnet.ground.errors import DataError, FileError
from glassnet.ground.reading import kind_of, reading


def refused(path):
    """Return the sentence with which opening `path` is refused."""
    with pytest.raises(FileError) as caught, reading(path):
        pass
    assert str(caught.value).isprintable()
    return str(caught.value)


def zipped():
    """Return a zip file's bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", "b")
    return buffer.getvalue()


def numpy_file():
    """Return the bytes of a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        *((pickle.dumps({"a": [1]}, protocol), "a pickle file") for protocol in range(6)),
        (pickle.dumps([], 1), "a pickle file"),
        (b"cposix\nsystem\n(S'true'\ntR.", "a pickle file"),
        (numpy_file(), "a NumPy .npy file"),
        (zipped(), "a zip file"),
        (gzip.compress(b"a", mtime=0), "a gzip file"),
        (bz2.compress(b"a"), "a compressed file"),
        (lzma.compress(b"a"), "a compressed file"),
        (b"\x89HDF\r\n\x1a\n\0", "an HDF5 file"),
        (b"\x89PNG\r\n\x1a\n\0", "a picture"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"<!DOCTYPE html>\r\n", "a text file"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "a text file"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content, kind):
    """Formats that are taken for a model by mistake, or by malice, are named."""
    assert (kind_of(content) or "").startswith(kind)


def test_unknown_bytes_have_no_name():
    """Nothing is said of bytes that say nothing."""
    assert kind_of(b"") is None
    assert kind_of(b"\0\1\2\3" * 20) is None


def test_a_regular_file_is_opened(tmp_path):
    """A file, also through a link, is opened for its bytes, and closed afterwards."""
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("a")
    for name in ("a", "link"):
        with reading(tmp_path / name) as file:
            assert file.read() == b"abc"
        assert file.closed


def test_what_is_no_file_is_refused(tmp_path):
    """A folder, a device, a pipe, a socket and a circle of links are refused without waiting."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to pipe").symlink_to("pipe")
    (tmp_path / "circle").symlink_to("circle")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert "it is a socket, not a regular file" in refused(tmp_path / "socket")
    assert "it is a pipe, not a regular file" in refused(tmp_path / "pipe")
    assert "it is a pipe, not a regular file" in refused(tmp_path / "to pipe")
    assert "it is a folder, not a regular file" in refused(tmp_path)
    assert "it is a device, not a regular file" in refused("/dev/zero")
    assert "the link leads in a circle" in refused(tmp_path / "circle")


def test_a_file_that_turns_into_a_pipe(tmp_path, monkeypatch):
    """What was a file when looked at and is a pipe when opened is refused without waiting."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    before = (tmp_path / "file").stat()
    monkeypatch.setattr(os, "stat", lambda _: before)
    assert "it is a pipe" in refused(tmp_path / "pipe")


def test_a_missing_file_has_a_nearest_name(tmp_path):
    """A missing file is told with the nearest name beside it; a missing folder without."""
    (tmp_path / "iris.glassnet").touch()
    said = refused(tmp_path / "irsi.glassnet")
    assert said.startswith(f"cannot read {tmp_path}/irsi.glassnet: there is no such file.")
    assert said.endswith('Did you mean "iris.glassnet"?')
    assert refused(tmp_path / "no" / "iris").endswith("there is no such file.")


def test_impossible_names(tmp_path):
    """A zero byte, a line break and a file used as a folder are each told on one line."""
    (tmp_path / "file").touch()
    assert "holds a zero byte" in refused(f"{tmp_path}/a\0b")
    assert r"two\nlines" in refused(f"{tmp_path}/two\nlines")
    assert "is a file, not a folder" in refused(tmp_path / "file" / "a")


def test_faults_found_while_reading_name_the_file(tmp_path):
    """A fact about the data, and an error of the system, leave as a FileError with the name."""
    (tmp_path / "a").touch()
    faults = [DataError("line 3 is torn"), OSError(errno.EIO, "Input/output error")]
    for fault, words in zip(faults, ["line 3 is torn.", "input/output error"], strict=True):
        with pytest.raises(FileError, match=words) as caught, reading(tmp_path / "a"):
            raise fault
        assert str(caught.value).startswith(f"cannot read {tmp_path}/a: ")
    with pytest.raises(FileError, match=r"^as it is\.$"), reading(tmp_path / "a"):
        raise FileError("as it is.")
