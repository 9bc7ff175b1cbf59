"""The right to write into a folder: one process has it at a time, and its death gives it back.

The system holds the lock (flock), so a killed process leaves none behind; the file `lock` says in
words who has it, or had it and was killed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import final

from glassnet.ground.atomic import in_words
from glassnet.ground.errors import DataError, FileError, one_line
from glassnet.ground.strict_json import parse_json

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"
LIMIT = 1_000  # bytes
TRIES = 5  # whoever only looks holds the lock for a moment, too
SECONDS_BETWEEN = 0.02
WINDOWS_BYTE = 1 << 30  # beyond the words, which stay readable


@final
@dataclass(frozen=True)
class Holder:
    """Who has a lock, in the words of its file; `process` is 0 where these cannot be read."""

    process: int
    machine: str
    since: str

    def __str__(self) -> str:
        """Return it for a sentence."""
        if not self.process:
            return "another process"
        return f"process {self.process} on {self.machine} (since {self.since})"


@final
@dataclass(frozen=True)
class Lock:
    """A lock that this process has; `taken_over` tells whose it was that was killed, or nothing."""

    path: Path
    descriptor: int
    taken_over: str

    def release(self) -> None:
        """Give the lock back; the file goes first, while nobody else can have it."""
        with contextlib.suppress(OSError):
            if _is_the_file(self.descriptor, self.path):
                self.path.unlink()
        with contextlib.suppress(OSError):
            os.close(self.descriptor)


def take(folder: Path) -> Lock:
    """Return the lock of `folder`.

    Raises:
        FileError: another process has it, or the folder cannot be written to.

    """
    path = folder / NAME
    try:
        for _ in range(TRIES):
            lock = _attempt(path)
            if lock is not None:
                return lock
            time.sleep(SECONDS_BETWEEN)
        who = _written(path)
    except OSError as error:
        raise FileError(f"cannot lock {one_line(folder, 300)}: {in_words(error)}.") from error
    raise FileError(
        f"{one_line(folder, 300)} is in use: {who} writes into it; wait for it, or take "
        "another folder."
    )


def holder(folder: Path) -> Holder | None:
    """Return who has the lock of `folder` now, or None; nothing is changed."""
    path = folder / NAME
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return None if _hold(descriptor, shared=True) else _written(path)
        finally:
            os.close(descriptor)
    return None


def _attempt(path: Path) -> Lock | None:
    """Try once; None if another process has the lock or just gives it back."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if _hold(descriptor) and _is_the_file(descriptor, path):
            before = _parsed(os.read(descriptor, LIMIT))
            lock = Lock(path, descriptor, str(before) if before else "")
            _write_words(lock)
            return lock
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _hold(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it is free; tell whether it was."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, WINDOWS_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def _is_the_file(descriptor: int, path: Path) -> bool:
    """Tell whether the open file still has the name: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write_words(lock: Lock) -> None:
    """Say in the file who has it; give the lock back if that cannot be written."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    words = {"process": os.getpid(), "machine": one_line(platform.node()), "since": now}
    try:
        os.ftruncate(lock.descriptor, 0)
        os.lseek(lock.descriptor, 0, os.SEEK_SET)
        os.write(lock.descriptor, json.dumps(words).encode())
    except OSError:
        with contextlib.suppress(OSError):
            lock.path.unlink()
        raise


def _written(path: Path) -> Holder:
    """Return who the file says has the lock."""
    with path.open("rb") as file:
        return _parsed(file.read(LIMIT)) or Holder(0, "", "")


def _parsed(content: bytes) -> Holder | None:
    """Return who wrote `content`, or None if that cannot be told."""
    try:
        found = parse_json(content)
        return Holder(int(found["process"]), one_line(found["machine"]), one_line(found["since"]))
    except (DataError, KeyError, TypeError, ValueError):
        return None
