"""One process at a time; death gives the lock back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from glassnet.ground.errors import FileError
from glassnet.run.lock import holder, take

TAKES = """
import sys, time
from pathlib import Path
from glassnet.run.lock import take
take(Path(sys.argv[1]))
print("taken", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Another process, which has the lock of tmp_path."""
    process = subprocess.Popen(
        [sys.executable, "-c", TAKES, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "taken\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_lock_is_given_back_without_litter(tmp_path):
    """Taken, released, taken again: nobody is named as killed, and no file stays."""
    for _ in range(2):
        lock = take(tmp_path)
        assert lock.taken_over == ""
        assert holder(tmp_path).process == os.getpid()
        lock.release()
        assert list(tmp_path.iterdir()) == []
    assert holder(tmp_path) is None


def test_a_live_process_keeps_its_lock(tmp_path, other):
    """The second is refused, in a sentence with the process number of the first."""
    with pytest.raises(FileError, match=f"is in use: process {other.pid} on "):
        take(tmp_path)
    assert holder(tmp_path).process == other.pid


def test_the_lock_of_a_killed_process_is_taken_over_with_a_word(tmp_path, other):
    """kill -9 leaves the words behind, not the lock."""
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert holder(tmp_path) is None
    lock = take(tmp_path)
    assert lock.taken_over.startswith(f"process {other.pid} on ")
    lock.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"junk", b'{"process": "x"}', b"[" * 900, b"\xff\0"])
def test_a_lock_with_other_content_is_no_obstacle(tmp_path, content):
    """What somebody wrote into the file decides nothing."""
    (tmp_path / "lock").write_bytes(content)
    lock = take(tmp_path)
    assert lock.taken_over == ""
    lock.release()


def test_many_at_once_are_one(tmp_path):
    """Of many who try together, each gets the lock alone or a refusal."""
    inside, most, refused = [], [], []

    def attempt():
        for _ in range(20):
            try:
                lock = take(tmp_path)
            except FileError:
                refused.append(1)
                continue
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            lock.release()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) + len(refused) == 80


def test_a_folder_that_is_gone_is_told_and_forgotten(tmp_path):
    """Taking the lock of no folder is refused; releasing one whose folder vanished is not."""
    gone = tmp_path / "gone"
    with pytest.raises(FileError, match=r"cannot lock .*gone: there is no such"):
        take(gone)
    gone.mkdir()
    lock = take(gone)
    (gone / "lock").unlink()
    gone.rmdir()
    lock.release()
    assert holder(gone) is None
