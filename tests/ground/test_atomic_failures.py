"""Files stay whole when the machine fails: killed, interrupted, full, read-only."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

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
