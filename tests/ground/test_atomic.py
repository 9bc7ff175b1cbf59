"""Files that are never half-written."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from glassnet.ground import atomic
from glassnet.ground.atomic import LIFE, MACHINE, in_words, write_atomically
from glassnet.ground.errors import DataError, FileError

OLD, NEW = b"old " * 1000, b"new " * 3000
PARTS = [NEW[:5000], NEW[5000:7000], NEW[7000:]]
CALLS = ("open", "chmod", "write", "fsync", "close", "replace")

# Dies at the n-th call, as kill -9 would; a write gets half of its bytes out before.
VICTIM = f"""
import os, sys
from glassnet.ground.atomic import write_atomically
number, count = int(sys.argv[2]), 0
def mortal(call):
    def counted(*given):
        global count
        count += 1
        if count == number:
            if call is write:
                write(given[0], given[1][: len(given[1]) // 2])
            os._exit(9)
        return call(*given)
    return counted
write = os.write
for name in {CALLS}:
    setattr(os, name, mortal(getattr(os, name)))
write_atomically(sys.argv[1], [b"new " * 1250, b"new " * 500, b"new " * 1250])
"""


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


def test_killed_at_every_call(path):
    """Whichever system call is the last, the old or the new file is whole, and no litter stays."""
    results = []
    for number in itertools.count(1):
        path.write_bytes(OLD)
        died = subprocess.run([sys.executable, "-c", VICTIM, path, str(number)], check=False)
        results.append(path.read_bytes())
        assert results[-1] in (OLD, NEW)
        write_atomically(path, [OLD])
        assert names(path.parent) == [path.name]
        if died.returncode == 0:
            break
        assert died.returncode == 9
    assert number > 10
    assert results == sorted(results, key=lambda found: found == NEW)
    assert {OLD, NEW} == set(results)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EMFILE])
@pytest.mark.parametrize("call", CALLS)
def test_a_failing_call_leaves_the_old_file(path, monkeypatch, call, number):
    """When the n-th call of a kind fails, for every n, it is told and the old file is untouched."""
    real = getattr(os, call)
    for failing in itertools.count(1):
        path.write_bytes(OLD)
        countdown = itertools.count(1)
        failed = []

        def faulty(*given, countdown=countdown, failing=failing, failed=failed):
            if next(countdown) == failing:
                failed.append(given)
                if call == "close":
                    real(*given)
                raise OSError(number, os.strerror(number))
            return real(*given)

        with monkeypatch.context() as patched:
            patched.setattr(os, call, faulty)
            try:
                write_atomically(path, PARTS)
                said = ""
            except FileError as error:
                said = str(error)
        assert names(path.parent) == [path.name]
        if not failed:
            break
        assert said.startswith(f"cannot write {path}")
        assert said.endswith(f": {in_words(OSError(number, ''))}.")
        assert path.read_bytes() == (NEW if "durably" in said else OLD)
    assert failing > 1


def test_the_data_reach_the_disk_before_the_name(path, monkeypatch):
    """fsync of the file, then rename, then fsync of the folder."""
    order = []

    def fsync(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        order.append("fsync folder" if is_folder else "fsync file")

    def write(descriptor, part):
        order.append("write")
        return real_write(descriptor, part)

    def replace(source, target):
        assert Path(source).parent == Path(target).parent
        assert Path(source).read_bytes() == NEW
        order.append("rename")
        real_replace(source, target)

    real_write, real_replace = os.write, os.replace
    for name, call in (("fsync", fsync), ("write", write), ("replace", replace)):
        monkeypatch.setattr(os, name, call)
    write_atomically(path, PARTS)
    assert order == [*["write"] * 3, "fsync file", "rename", "fsync folder"]


def test_a_system_that_takes_little_at_a_time(path, monkeypatch):
    """A write that takes fewer bytes than given is continued."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, part: real(descriptor, part[:7]))
    write_atomically(path, PARTS)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("error", [KeyboardInterrupt(), DataError("no"), ValueError("x")])
def test_what_the_chunks_raise_is_raised_on(path, error):
    """Ctrl-C or an error amid the writing passes unchanged; the old file stays, no litter."""

    def chunks():
        yield NEW
        raise error

    with pytest.raises(type(error)) as caught:
        write_atomically(path, chunks())
    assert caught.value is error
    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


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


def test_a_folder_that_cannot_be_synced(path, monkeypatch):
    """A file system that cannot fsync folders is no reason to refuse."""
    real = os.fsync

    def fsync(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(path, [NEW])
    assert path.read_bytes() == NEW


def test_only_the_litter_of_the_dead_is_removed(tmp_path):
    """Temporary files of living writers, of other machines and of other programs stay."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    removed = {
        f".glassnet-{MACHINE}-{dead.pid}-{LIFE}-00000000.tmp",
        f".glassnet-{MACHINE}-{os.getpid()}-{int(LIFE, 16) ^ 1:08x}-00000000.tmp",
    }
    kept = {
        f".glassnet-{MACHINE}-{os.getpid()}-{LIFE}-00000000.tmp",
        f".glassnet-{MACHINE}-{os.getppid()}-{LIFE}-00000000.tmp",
        f".glassnet-{int(MACHINE, 16) ^ 1:08x}-{dead.pid}-{LIFE}-00000000.tmp",
        f".glassnet-{MACHINE}-{dead.pid}.tmp",
        "notes.tmp",
    }
    for name in removed | kept:
        (tmp_path / name).write_bytes(OLD)
    write_atomically(tmp_path / "model", [NEW])
    assert set(names(tmp_path)) == kept | {"model"}


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


def test_a_limit_on_file_sizes(path):
    """A real limit of the system is told in words, and the old file stays."""
    program = (
        "import sys, resource; from glassnet.ground.atomic import write_atomically\n"
        "from glassnet.ground.errors import FileError\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (5000, {resource.RLIM_INFINITY}))\n"
        "try: write_atomically(sys.argv[1], [b'x' * 9000])\n"
        "except FileError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True)
    assert b"the file would be larger than is allowed here" in ran.stdout
    assert path.read_bytes() == OLD
    assert names(path.parent) == [path.name]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB, where the system lets us mount one."""
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted here (this needs root on Linux)")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_a_disk_that_is_full(small_disk):
    """On a disk that is really full the old file stays and the room is given back."""
    path = small_disk / "model"
    write_atomically(path, [OLD])
    assert "no space left on the device" in refused(path, chunks=[b"x" * 100_000])
    assert path.read_bytes() == OLD
    assert names(small_disk) == ["model"]
    write_atomically(path, [NEW])


def test_a_disk_that_is_read_only(small_disk):
    """A read-only file system is named as such."""
    path = small_disk / "model"
    write_atomically(path, [OLD])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert "read-only" in refused(path)
    assert "the file system is read-only" in refused(small_disk / "new")
    assert path.read_bytes() == OLD


def test_every_errno_has_a_sentence():
    """An error of the system that has no sentence of ours keeps the system's own."""
    assert in_words(OSError(errno.ETXTBSY, "Text file busy")) == "Text file busy"
    assert in_words(OSError("odd\nerror")) == r"odd\nerror"
    assert all(in_words(OSError(number, "")) == words for number, words in atomic.WORDS.items())
