"""Results that are kept: none is lost, none is computed or counted twice, whoever writes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from glassnet.ground.errors import FileError
from glassnet.lab.compare.measures import Measured
from glassnet.lab.compare.store import NAME, Store, work
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

ONE = Measured({"error": 0.1 + 0.2, "loss": float("inf")}, True, False, (1.0, 0.25, float("nan")))


def test_a_full_disk_is_told_and_takes_nothing_back(tmp_path):
    """When there is no room for a group, that is said; those before it are there, whole."""
    with Store(tmp_path) as store:
        store.put("w", range(5), [ONE] * 5, 0.5)
        store._database.execute("PRAGMA max_page_count = 1")  # no page more than there are
        long = replace(ONE, curve=tuple(range(2000)))
        with pytest.raises(FileError, match=r"cannot write .*full; free some space"):
            store.put("w", range(5, 50), [long] * 45, 0.5)
        assert sorted(store.get("w", range(99))) == list(range(5))
        store._database.execute("PRAGMA max_page_count = 100000")
        store.put("w", range(5, 50), [long] * 45, 0.5)
    with Store(tmp_path) as store:
        assert sorted(store.get("w", range(99))) == list(range(50))


WRITER = """
import sys
from glassnet.lab.compare.measures import Measured
from glassnet.lab.compare.store import Store
folder, first = sys.argv[1], int(sys.argv[2])
with Store(folder) as store:
    for seed in range(first, first + 60):
        store.put("w", [seed], [Measured({"error": float(seed)}, False, False, ())], 0.5)
"""


def test_what_is_put_is_got_again_to_the_last_bit(tmp_path):
    """Scores, infinite ones too, come back as they were; other seeds and other work do not."""
    with Store(tmp_path / "new" / "folder") as store:
        store.put("w", [3, 2**64 - 1], [ONE, ONE], 0.5)
    with Store(tmp_path / "new" / "folder") as store:
        found = store.get("w", [2, 3, 2**64 - 1])
        assert store.get("other", [3]) == {}
    assert sorted(found) == [3, 2**64 - 1]
    measured, seconds = found[3]
    assert (measured.scores, measured.failed, measured.diverged) == (ONE.scores, True, False)
    np.testing.assert_array_equal(measured.curve, ONE.curve)
    assert seconds == 0.5


def test_a_start_is_counted_once(tmp_path):
    """What is put again changes nothing: the first result stays."""
    with Store(tmp_path) as store:
        store.put("w", [1], [ONE], 0.5)
        store.put("w", [1, 2], [replace(ONE, failed=False)] * 2, 9.0)
        found = store.get("w", [1, 2])
    assert [found[seed][0].failed for seed in (1, 2)] == [True, False]


def test_a_group_is_kept_whole_or_not_at_all(tmp_path):
    """If one of a group cannot be written, none is, and the store goes on."""
    with Store(tmp_path) as store:
        with pytest.raises(OverflowError):  # at the second, when the first is written
            store.put("w", [1, 2], [ONE, replace(ONE, diverged=2**70)], 0.5)
        assert store.get("w", range(9)) == {}
        store.put("w", [5], [ONE], 0.5)
        assert sorted(store.get("w", range(9))) == [5]


def test_two_processes_may_write_at_once(tmp_path):
    """Two write 60 starts each, 20 of them the same: 100 are there in the end, each right."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, str(first)]) for first in (0, 40)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Store(tmp_path) as store:
        found = store.get("w", range(200))
    assert sorted(found) == list(range(100))
    assert all(found[seed][0].scores == {"error": float(seed)} for seed in found)


@pytest.mark.parametrize(
    "content", [b"no database at all" * 99, b"SQLite format 3\0" + b"x" * 2000]
)
def test_what_is_no_store_is_refused(tmp_path, content):
    """A file of that name that is something else is told, not overwritten."""
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(
        FileError, match=r"it holds no results of glassnet, or is damaged .*another"
    ):
        Store(tmp_path)
    assert (tmp_path / NAME).read_bytes() == content


def test_a_damaged_start_is_told(tmp_path):
    """What somebody wrote into the file by hand is no result."""
    Store(tmp_path).put("w", [1], [ONE], 0.5)
    database = sqlite3.connect(tmp_path / NAME)
    database.execute("UPDATE starts SET scores = '[1, 2'")
    database.commit()
    database.close()
    with Store(tmp_path) as store, pytest.raises(FileError, match="damaged"):
        store.get("w", [1])


def test_a_folder_that_cannot_be_is_told(tmp_path):
    """A file where the folder should be is refused with its name."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="a part of the path is a file, not a folder; choose anoth"):
        Store(tmp_path / "file" / "below")
    with pytest.raises(FileError, match="its folder is a file; choose another folder for the resu"):
        Store(tmp_path / "file")


def test_work_is_named_by_what_is_computed():
    """Another seed is the same work; another rate, network, row or split is not."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    y = 2.0 * x[:, 0]
    usual = {"engine": "reference", "epochs": 3}

    def name(*layers, y=y, **changes):
        network = Network(*(layers or (Dense(1),)))
        return work(prepare(network, x.copy(), y, **{**usual, **changes}))

    first = name()
    assert name() == first
    nudged = np.where(np.arange(40) < 9, 9.0, y)
    others = [
        name(learning_rate=0.1),
        name(Dense(2), Dense(1)),
        name(y=nudged),
        name(test=0.3),
        name(seed=1),  # divides the rows otherwise
    ]
    assert len({first, *others}) == 6
    assert name(y=4.0 * y) != first  # prepared to the same bits, and measured in another unit
    whole = {"test": 0.0, "validation": 0.0}
    assert name(**whole) == name(**whole, seed=1)
