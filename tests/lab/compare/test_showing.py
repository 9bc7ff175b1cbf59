"""What is kept, looked at while it grows: never in the way, and as honest as when it is done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from glassnet.ground.errors import FileError, UsageError
from glassnet.lab.compare.comparing import compare
from glassnet.lab.compare.measures import Measured
from glassnet.lab.compare.showing import comparison, kept_in
from glassnet.lab.compare.store import NAME, Store
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network

LINE = np.linspace(-1.0, 1.0, 40)[:, None], 2.0 * np.linspace(-1.0, 1.0, 40)
RATES = {"slow": {"learning_rate": 1e-4}, "fast": {"learning_rate": 0.05}}
USUAL = {"network": Network(Dense(1)), "engine": "reference", "epochs": 20, "starts": 8}


def kept(folder, designs=None, **changes):
    """Compare two rates on a line, and keep it."""
    return compare(designs or RATES, *LINE, **{**USUAL, "folder": folder, **changes})


@pytest.mark.parametrize(
    "changes", [{}, {"splits": 3}, {"until_sure": True, "starts": 60}, {"margin": 0.5}]
)
def test_what_is_shown_is_what_was_found(tmp_path, changes):
    """Every number, verdict and caution of a comparison that is done, without its runs."""
    found = kept(tmp_path, **changes)
    (known,) = kept_in(tmp_path)
    assert known.finished
    shown = comparison(tmp_path, known)
    assert shown.to_json() == found.to_json()
    assert shown.lines() == found.lines()
    assert shown.picture().text() == found.picture().text()
    for one, other in zip(found.designs, shown.designs, strict=True):
        assert one.steps == other.steps
        np.testing.assert_array_equal(one.curves, other.curves)
    with pytest.raises(UsageError, match="slow was read from a file, which holds no run"):
        _ = shown.designs[0].run


def stopped(folder, name, done, **changes):
    """Stop a comparison when a design has so many starts."""

    def stop(*told):
        if told[:2] == (name, done):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept(folder, observe=stop, **changes)


def test_a_comparison_that_is_not_done_is_judged_by_what_all_have(tmp_path, monkeypatch):
    """One design has six starts, the other four: of four each, by intervals for peeking."""
    monkeypatch.setattr("glassnet.lab.compare.training.GROUP", 2)
    stopped(tmp_path, "slow", 6)
    (known,) = kept_in(tmp_path)
    assert (known.done, known.total, known.finished) == ((6, 4), 8, False)
    shown = comparison(tmp_path, known)
    assert shown.plan.starts == 4
    assert shown.rules.peeking
    whole = kept(tmp_path)
    assert [row for row in whole.rows() if row["seed"] < 4] == shown.rows()
    assert not comparison(tmp_path, kept_in(tmp_path)[0]).rules.peeking


def test_nothing_can_be_said_before_two_starts(tmp_path):
    """A comparison that has just begun has a progress, and no verdict."""
    stopped(tmp_path, "slow", 0)
    (known,) = kept_in(tmp_path)
    assert known.done == (0, 0)
    assert comparison(tmp_path, known) is None


def test_more_starts_are_the_same_comparison_and_other_designs_another(tmp_path):
    """With more starts it is further on; other designs share what they have in common."""
    kept(tmp_path)
    kept(tmp_path, starts=12)
    (known,) = kept_in(tmp_path)
    assert (known.total, known.done) == (12, (12, 12))
    kept(tmp_path, {**RATES, "middle": {"learning_rate": 0.01}}, starts=12)
    first, second = kept_in(tmp_path)
    assert [len(one.designs) for one in (first, second)] == [2, 3]


def test_some_designs_and_another_score_are_chosen(tmp_path):
    """What is kept has every score, so any two designs can be held beside each other by each."""
    three = {**RATES, "middle": {"learning_rate": 0.01}}
    kept(tmp_path, three)
    (known,) = kept_in(tmp_path)
    shown = comparison(tmp_path, known.chosen(("fast", "middle"), "mae"))
    pair = {name: three[name] for name in ("fast", "middle")}
    assert [one.name for one in shown.designs] == ["fast", "middle"]
    assert shown.verdicts == compare(pair, *LINE, **USUAL, score="mae").verdicts
    assert known.chosen() == known
    meant = 'no design fsat, only slow, fast, middle.*Did you mean "fast"'
    for wrong, told in (
        ({"designs": ("fsat",)}, meant),
        ({"designs": ("fast",)}, "two designs, got fast alone"),
        ({"score": "error"}, "one of rmse, mae, loss, got 'error'"),
    ):
        with pytest.raises(UsageError, match=told):
            known.chosen(**wrong)


WRITER = """
import sys
from glassnet.lab.compare.measures import Measured
from glassnet.lab.compare.store import Store
one = Measured({"rmse": 1.0, "mae": 1.0, "loss": 1.0}, False, False, (1.0,))
with Store(sys.argv[1]) as store:
    for seed in range(10, 10_000, 10):
        store.put(sys.argv[2], range(seed, seed + 10), [one] * 10, 1.0)
        print(seed, flush=True)
"""


def test_it_is_read_while_another_process_writes(tmp_path):
    """Each look sees whole groups, more and more of them; the writer is never held up."""
    stopped(tmp_path, "slow", 0, starts=20_000)
    works = [one.works[0] for one in kept_in(tmp_path)[0].designs]
    command = [sys.executable, "-c", WRITER, str(tmp_path), works[0]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "10\n"
        seen = [kept_in(tmp_path)[0].done[0] for _ in range(20)]
        writer.stdout.read()
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert all(count % 10 == 0 and count > 0 for count in seen)
    assert kept_in(tmp_path)[0].done == (9990, 0)


def test_a_reader_in_the_middle_holds_up_no_writer(tmp_path):
    """While what is kept is being read, a group is put without waiting."""
    kept(tmp_path)
    reader = sqlite3.connect(f"file:{tmp_path / NAME}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM starts").fetchone()
    with Store(tmp_path) as store:
        store._database.execute("PRAGMA busy_timeout = 0")
        store.put("w", [1], [Measured({"rmse": 1.0}, False, False, ())], 1.0)
        assert list(store.get("w", [1])) == [1]
    reader.close()


def test_what_may_not_be_written_can_be_read(tmp_path):
    """A folder of somebody else, or on a disk that is read-only, is shown, too."""
    found = kept(tmp_path)
    (tmp_path / NAME).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert comparison(tmp_path, kept_in(tmp_path)[0]).to_json() == found.to_json()
    finally:
        tmp_path.chmod(0o755)


def test_a_folder_without_comparisons_is_told(tmp_path):
    """No folder, an empty one, another file of that name, a damaged entry."""
    kept(tmp_path / "sizes")
    with pytest.raises(FileError, match=r'kept in .*siezs.*--keep.* Did you mean "sizes"'):
        kept_in(tmp_path / "siezs")
    with pytest.raises(FileError, match="no comparison is kept in"):
        kept_in(tmp_path)
    (tmp_path / NAME).write_bytes(b"no database" * 99)
    with pytest.raises(FileError, match=r"cannot read .*no file of kept comparisons"):
        kept_in(tmp_path)
    for told in ("[", "{}", '{"designs": 3}'):
        database = sqlite3.connect(tmp_path / "sizes" / NAME)
        database.execute("UPDATE comparisons SET told = ?", (told,))
        database.commit()
        database.close()
        with pytest.raises(FileError, match="damaged"):
            kept_in(tmp_path / "sizes")


def test_an_older_folder_has_starts_and_no_comparison(tmp_path):
    """That is no damage, with the table of paces and without it."""
    kept(tmp_path)
    for table in ("comparisons", "paces"):
        database = sqlite3.connect(tmp_path / NAME)
        database.execute(f"DROP TABLE {table}")
        database.commit()
        database.close()
        assert kept_in(tmp_path) == ()


def test_a_database_of_somebody_else_is_no_file_of_ours(tmp_path):
    """Without any of the tables it is refused."""
    sqlite3.connect(tmp_path / NAME).close()
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("CREATE TABLE songs (name TEXT)")
    database.close()
    with pytest.raises(FileError, match="no file of kept comparisons"):
        kept_in(tmp_path)
