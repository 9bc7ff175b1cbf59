"""Files that are never half-written: the new one is made beside the old one, then takes its name.

    open a hidden file in the same folder · write · fsync · check · rename · fsync the folder

The data reach the disk before the name does (Pillai et al. 2014, "All file systems are not created
equal"), so whatever stops the program, at any system call, leaves the old or the new file whole.

A link is followed, as `open(path, "w")` would: what it leads to is replaced and the link stays.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import secrets
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from glassnet.ground.errors import FileError, did_you_mean, one_line

PathName: TypeAlias = str | os.PathLike[str]
Chunk: TypeAlias = bytes | memoryview

# A temporary file says who writes it: the machine, the process, and which life of that process
# number, for numbers come back after a restart. So only the litter of the dead is ever removed.
MACHINE = f"{zlib.crc32(platform.node().encode(errors='surrogatepass')):08x}"
LIFE = secrets.token_hex(4)
TEMPORARY = re.compile(r"\.glassnet-([0-9a-f]{8})-([0-9]{1,9})-([0-9a-f]{8})-[0-9a-f]{8}\.tmp")

WORDS = {
    errno.ENOSPC: "no space left on the device; free some, or choose another folder",
    errno.EDQUOT: "the disk quota is used up; free some space, or choose another folder",
    errno.EFBIG: "the file would be larger than is allowed here; raise the limit (ulimit -f)",
    errno.EIO: "the device reports an input/output error; check the disk",
    errno.EROFS: "the file system is read-only; choose another folder",
    errno.EACCES: "permission is denied; change it (chmod), or choose another path",
    errno.EPERM: "the system does not permit it; choose another path",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "the link leads in a circle; remove it, or choose another path",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine; close some programs",
}

# A folder that may be written but not read, and some network file systems.
UNSYNCABLE = {errno.EACCES, errno.EINVAL, errno.ENOTSUP}


def in_words(error: OSError) -> str:
    """Return what the system says is wrong, and what to do about it.

    >>> in_words(OSError(28, "No space left on device"))
    'no space left on the device; free some, or choose another folder'
    """
    return WORDS.get(error.errno or 0) or one_line(error.strerror or error, 200)


def nearest(missing: Path, *, folder: bool = False) -> str:
    """Return ` Did you mean "…"?` of the name beside `missing` that is nearest, if one is near."""
    with contextlib.suppress(OSError), os.scandir(missing.parent) as beside:
        names = [entry.name for entry in beside if entry.is_dir() or not folder]
        return did_you_mean(missing.name, names)
    return ""


def write_atomically(
    path: PathName,
    chunks: Iterable[Chunk],
    *,
    protect: Iterable[PathName] = (),
    check: Callable[[Path], None] | None = None,
) -> None:
    """Write `chunks`, one after the other, as the file `path`: whole and durable, or not at all.

    Args:
        path: The file to make or to replace. A file that is replaced keeps its permissions, a new
            one gets those of the umask.
        chunks: Its bytes. What their iterator raises is raised on, and nothing is written.
        protect: Input files that `path` must not be, nor lead to.
        check: Is given the finished temporary file before it takes the name; raises to refuse it.

    Raises:
        FileError: It cannot be written; what was there before is untouched.

    """
    try:
        target = _target(path, protect)
        _remove_litter(target.parent)
        _replace(target, chunks, check)
    except FileError:
        raise
    except OSError as error:
        raise _refusal(path, in_words(error)) from error


def require_writable(path: PathName, protect: Iterable[PathName] = ()) -> None:
    """Refuse `path` now if `write_atomically` would refuse it later, as far as one can tell."""
    try:
        folder = _target(path, protect).parent
    except FileError:
        raise
    except OSError as error:
        raise _refusal(path, in_words(error)) from error
    if not os.access(folder, os.W_OK):
        raise _refusal(path, WORDS[errno.EACCES])


def _refusal(path: PathName, reason: str, hint: str = "") -> FileError:
    """Return the one form that every refusal to write has."""
    return FileError(f"cannot write {one_line(os.fsdecode(path), 300)}: {reason}.{hint}")


def _target(path: PathName, protect: Iterable[PathName]) -> Path:
    """Return the file that is to be made or replaced, links followed, if it may be."""
    text = os.fsdecode(path)
    if "\0" in text:
        raise _refusal(path, "a name cannot hold a zero byte; choose another")
    target = Path(os.path.realpath(text))
    if _is_machinery(Path(os.path.abspath(text))) or _is_machinery(target):  # noqa: PTH100
        raise _refusal(path, "/dev, /proc and /sys hold no files to keep; choose another folder")
    if text.endswith(os.sep) or target.is_dir():
        raise _refusal(path, "it is a folder; add a file name")
    if target.is_symlink():  # realpath gives up on a circle and leaves the link as it is
        raise _refusal(path, WORDS[errno.ELOOP])
    if not target.parent.is_dir():
        hint = nearest(target.parent, folder=True)
        raise _refusal(path, "its folder does not exist; create it first", hint)
    for other in protect:
        if _same_file(target, os.fsdecode(other)):
            raise _refusal(path, "it would overwrite its own input; choose another name")
    if target.exists():
        _require_replaceable(path, target)
    return target


def _is_machinery(path: Path) -> bool:
    """Tell whether `path` is the kernel's rather than a disk's; /dev/shm is memory to use."""
    return path.parts[1:2] in (("dev",), ("proc",), ("sys",)) and path.parts[1:3] != ("dev", "shm")


def _same_file(target: Path, other: str) -> bool:
    """Tell whether both names lead to one file, be it through soft or hard links."""
    if os.path.realpath(other) == str(target):
        return True
    try:
        return target.samefile(other)
    except OSError:  # one of them does not exist
        return False


def _require_replaceable(path: PathName, target: Path) -> None:
    """Refuse to replace what a plain `open(path, "w")` could not write either."""
    if not stat.S_ISREG(target.stat().st_mode):
        raise _refusal(path, "it is not a regular file; choose another name")
    if not os.access(target, os.W_OK):
        raise _refusal(path, "it is read-only; change that (chmod u+w), or choose another name")


def _replace(target: Path, chunks: Iterable[Chunk], check: Callable[[Path], None] | None) -> None:
    """Fill a temporary file, look at it, and give it the name; or leave nothing behind."""
    name = f".glassnet-{MACHINE}-{os.getpid()}-{LIFE}-{secrets.token_hex(4)}.tmp"
    temporary = target.with_name(name)
    try:
        _fill(temporary, chunks, _permissions(target))
        if check is not None:
            check(temporary)
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:  # Ctrl-C too
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target)


def _permissions(target: Path) -> int | None:
    """Return the permissions of the file that is replaced, if there is one."""
    return stat.S_IMODE(target.stat().st_mode) & 0o777 if target.exists() else None


def _fill(temporary: Path, chunks: Iterable[Chunk], permissions: int | None) -> None:
    """Write `chunks` into a new file and wait until the disk has them."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666 if permissions is None else permissions)
    try:
        if permissions is not None:  # what the umask took away
            os.chmod(temporary, permissions)  # noqa: PTH101
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:  # the system may take less than it is given
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(target: Path) -> None:
    """Wait until the disk has the new name, where the file system can tell."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in UNSYNCABLE:
            undone = f"durably (it is whole, but a power cut may undo it): {in_words(error)}."
            raise FileError(f"cannot write {one_line(target, 300)} {undone}") from error


def _remove_litter(folder: Path) -> None:
    """Remove the temporary files of processes of this machine that were killed while writing."""
    with contextlib.suppress(OSError):
        for name in list(_litter(folder)):
            (folder / name).unlink(missing_ok=True)


def _litter(folder: Path) -> Iterator[str]:
    """Yield the names in `folder` that a dead process left."""
    for name in os.listdir(folder):  # noqa: PTH208
        found = TEMPORARY.fullmatch(name)
        if found is None or found[1] != MACHINE or os.name != "posix":
            continue
        mine = int(found[2]) == os.getpid()
        if (found[3] != LIFE) if mine else not _is_alive(int(found[2])):
            yield name


def _is_alive(process: int) -> bool:
    """Tell whether a process of that number runs (signal 0 asks, and does nothing)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
