"""Files that are never half-written."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading

import pytest

from glassnet.ground import atomic
from glassnet.ground.atomic import in_words, nearest, write_atomically
from glassnet.ground.errors import FileError

OLD, NEW = b"old " * 1000, b"new " * 3000
PARTS = [NEW[:5000], NEW[5000:7000], NEW[7000:]]


def names(folder):
    """Return what stands in `folder`."""
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def path(tmp_path):
    """A file that is already there."""
    path = tmp_path / "model.glassnet"
    path.write_bytes(OLD)
    return path


def refused(path, *, protect=(), chunks=(NEW,)):
    """Return the sentence with which writing `path` is refused."""
    with pytest.raises(FileError) as caught:
        write_atomically(path, chunks, protect=protect)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_new_file_and_a_replaced_one(tmp_path):
    """The chunks follow one another; what was there is replaced; nothing else is left."""
    path = tmp_path / "new"
    write_atomically(path, [b"", b"a", memoryview(b"bc"), b""])
    assert path.read_bytes() == b"abc"
    write_atomically(str(path), iter([]))
    assert path.read_bytes() == b""
    assert names(tmp_path) == ["new"]


@pytest.mark.parametrize(
    "name",
    ["two words", "line\nbreak", "-dash", '"quoted"', "naïve 模型", os.fsdecode(b"\xff\xfe")],
)
def test_any_name_works_and_is_shown_on_one_line(tmp_path, name):
    """A name with blanks, breaks, quotes, a dash or bytes that are no UTF-8 is as good as any."""
    write_atomically(tmp_path / name, [NEW])
    assert (tmp_path / name).read_bytes() == NEW
    said = refused(tmp_path / name, protect=[tmp_path / name])
    assert said.isprintable()


def test_a_system_that_takes_little_at_a_time(path, monkeypatch):
    """A write that takes fewer bytes than given is continued."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, part: real(descriptor, part[:7]))
    write_atomically(path, PARTS)
    assert path.read_bytes() == NEW


def test_a_check_can_refuse_the_finished_file(path):
    """The check sees the whole new content before it has the name, and its error prevents that."""
    seen = []

    def check(temporary):
        seen.append(temporary.read_bytes())
        raise FileError("not like this.")

    with pytest.raises(FileError, match="not like this"):
        write_atomically(path, PARTS, check=check)
    assert seen == [NEW]
    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


def test_permissions(tmp_path):
    """A new file gets what the umask leaves; a replaced one keeps what it had."""
    path = tmp_path / "model"
    before = os.umask(0o027)
    try:
        write_atomically(path, [NEW])
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        for mode in (0o600, 0o666):
            path.chmod(mode)
            write_atomically(path, [OLD])
            assert stat.S_IMODE(path.stat().st_mode) == mode
    finally:
        os.umask(before)


def test_a_link_is_followed(tmp_path):
    """What a link leads to is replaced, in its own folder, and the link stays a link."""
    (tmp_path / "far").mkdir()
    link = tmp_path / "link"
    link.symlink_to("far/model")
    for content in (OLD, NEW):  # made, then replaced
        write_atomically(link, [content])
        assert link.is_symlink()
        assert (tmp_path / "far" / "model").read_bytes() == content
    assert names(tmp_path / "far") == ["model"]


def test_inputs_are_protected(path, monkeypatch):
    """An output that is an input, by another spelling or through a link of any kind, is refused."""
    monkeypatch.chdir(path.parent)
    (path.parent / "soft").symlink_to(path)
    (path.parent / "hard").hardlink_to(path)
    (path.parent / "sub").mkdir()
    for name in (path, "model.glassnet", "soft", "hard", "sub/../model.glassnet"):
        assert "overwrite its own input" in refused(name, protect=["absent", path])
        assert "overwrite its own input" in refused(path, protect=[name])
    assert path.read_bytes() == OLD
    assert "overwrite its own input" in refused("absent", protect=["absent"])
    write_atomically("other", [NEW], protect=[path])


def test_a_folder_is_no_file(tmp_path):
    """A folder, with or without its slash, is refused, and so is a new name with a slash."""
    assert "it is a folder" in refused(tmp_path)
    assert "it is a folder" in refused("")
    assert "it is a folder" in refused(f"{tmp_path}/new/")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["/dev/null", "/dev/full", "/dev/stdout", "/dev/new", "/proc/self/comm", "/sys/new"]
)
def test_devices_are_no_files(name):
    """Nothing is written into /dev, /proc or /sys."""
    assert "/dev, /proc and /sys" in refused(name)


def test_a_link_to_a_device_is_refused(tmp_path):
    """A link does not hide a device."""
    (tmp_path / "link").symlink_to("/dev/null")
    assert "/dev, /proc and /sys" in refused(tmp_path / "link")
    assert names(tmp_path) == ["link"]


def test_pipes_and_sockets_are_no_files(tmp_path):
    """A pipe or a socket is refused, without waiting for its other end."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert "not a regular file" in refused(tmp_path / "socket")
    assert "not a regular file" in refused(tmp_path / "pipe")


def test_a_missing_folder_is_named(tmp_path):
    """A folder that is not there is told, with the nearest name beside it."""
    (tmp_path / "models").mkdir()
    said = refused(tmp_path / "model" / "iris")
    assert said.endswith('its folder does not exist; create it first. Did you mean "models"?')
    assert refused(tmp_path / "a" / "b" / "iris").endswith("create it first.")
    (tmp_path / "file").touch()
    assert "folder" in refused(tmp_path / "file" / "iris")


def test_what_stands_beside_the_missing_is_named(tmp_path):
    """A file or a folder, or folders alone; nothing where there is no such place."""
    (tmp_path / "iris.csv").touch()
    assert nearest(tmp_path / "irsi.csv") == ' Did you mean "iris.csv"?'
    assert nearest(tmp_path / "irsi.csv", folder=True) == ""
    (tmp_path / "iris.run").mkdir()
    assert nearest(tmp_path / "iris.rnu", folder=True) == ' Did you mean "iris.run"?'
    assert nearest(tmp_path / "no" / "iris") == nearest(tmp_path / "iris.csv" / "iris") == ""


def test_impossible_names(tmp_path):
    """A zero byte, a name too long and a link in a circle are each told in words."""
    (tmp_path / "circle").symlink_to("circle")
    assert "zero byte" in refused(f"{tmp_path}/a\0b")
    assert "too long" in refused(tmp_path / ("x" * 300))
    assert "circle" in refused(tmp_path / "circle")
    write_atomically(tmp_path / ("x" * 255), [NEW])


def test_a_read_only_file_is_not_replaced(path, monkeypatch):
    """A file that its owner protected from writing is not replaced by way of the folder."""
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert "it is read-only" in refused(path)
    assert path.read_bytes() == OLD


def test_two_writers_at_once(path):
    """Of writers to one file the last one wins, whole; a reader never sees a mixture."""
    seen = set()

    def write(content):
        for _ in range(20):
            write_atomically(path, [content[:1000], content[1000:]])

    writers = [threading.Thread(target=write, args=(content,)) for content in (OLD, NEW)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen.add(path.read_bytes())
    assert seen | {path.read_bytes()} <= {OLD, NEW}
    assert names(path.parent) == [path.name]


def test_every_errno_has_a_sentence():
    """An error of the system that has no sentence of ours keeps the system's own."""
    assert in_words(OSError(errno.ETXTBSY, "Text file busy")) == "Text file busy"
    assert in_words(OSError("odd\nerror")) == r"odd\nerror"
    assert all(in_words(OSError(number, "")) == words for number, words in atomic.WORDS.items())
