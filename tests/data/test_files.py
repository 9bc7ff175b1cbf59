"""Regular files only, and the same ones from first byte to last."""

from __future__ import annotations

import gzip
import os
import socket

import pytest

from glassnet.data.files import SMALL, regular_file
from glassnet.data.sources import open_source
from glassnet.ground.errors import DataError, FileError


def test_a_missing_file_names_its_neighbor(tmp_path):
    """A mistyped name is answered with the file that lies beside."""
    (tmp_path / "iris.csv").write_text("a\n1\n")
    with pytest.raises(FileError, match=r'there is no file .*irsi.csv. Did you mean "iris.csv"\?'):
        regular_file(tmp_path / "irsi.csv")


def test_a_missing_folder_is_told(tmp_path):
    """Where the folder is missing too, the sentence says so."""
    with pytest.raises(FileError, match="There is no folder"):
        regular_file(tmp_path / "nowhere" / "iris.csv")


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "socket", "loop"])
def test_only_regular_files_are_opened(tmp_path, monkeypatch, kind):
    """Folders, pipes, devices, sockets and loops of links are refused and never waited for (M7)."""
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    path = tmp_path / "data.csv"
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "device":
            path = "/dev/zero"
        elif kind == "socket":
            listener.bind("data.csv")
        else:
            path.symlink_to(path)
        with pytest.raises(FileError, match=f"not a regular file .*{kind}"):
            open_source(path)


def test_a_link_to_a_file_is_followed(tmp_path):
    """A symbolic link to a regular file is that file."""
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert open_source(tmp_path / "b.csv").names == ("a",)


@pytest.mark.parametrize("path", ["a\0b.csv", "x" * 5000])
def test_impossible_paths_are_clean(path):
    """A name that no file can have is one sentence, not a traceback."""
    with pytest.raises(FileError, match="cannot read"):
        open_source(path)


@pytest.mark.parametrize("change", ["append", "cut", "replace", "delete"])
def test_a_change_between_two_blocks_is_found(tmp_path, change):
    """What is written while a file is read ends the reading with a sentence (T10)."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 50_000)
    blocks = open_source(path).blocks(1000)
    next(blocks)
    if change == "append":
        with path.open("a") as file:
            file.write("3,4\n")
    elif change == "cut":
        os.truncate(path, 100_002)
    elif change == "replace":
        (tmp_path / "new").write_text(path.read_text())
        (tmp_path / "new").replace(path)
    else:
        path.unlink()
    with pytest.raises(DataError, match=r"a\.csv changed while it was read"):
        list(blocks)


def test_a_change_between_two_passes_is_found(tmp_path):
    """A source is the same at every pass, or it says that it is not."""
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n2\n")
    source = open_source(path)
    list(source.blocks())
    path.write_text("a\n1\n3\n4\n")
    with pytest.raises(DataError, match="changed while it was read"):
        list(source.blocks())


def test_gzip_bombs_are_refused(tmp_path):
    """A small file that unpacks without end is refused at a bound (M6)."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"1,1\n" * (SMALL // 4 + 1), compresslevel=9))
    with pytest.raises(FileError, match="unpacks to more than"):
        open_source(path)


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_damaged_gzip_is_told(tmp_path, damage):
    """A gzip file that is cut or altered is refused by its checksum."""
    packed = bytearray(gzip.compress(b"a,b\n" + b"1,2\n3,4\n" * 100))
    if damage == "cut":
        packed = packed[:-6]
    else:
        packed[-7] ^= 1
    (tmp_path / "a.csv.gz").write_bytes(packed)
    with pytest.raises(FileError, match="damaged gzip"):
        list(open_source(tmp_path / "a.csv.gz").blocks())
