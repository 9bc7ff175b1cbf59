"""Training that can be watched and stopped."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.cli.learning import agreed, learn
from glassnet.cli.progress import Silence, Watch
from glassnet.cli.signals import Stop
from glassnet.engines import xla_hosts
from glassnet.engines.machines import Machines
from glassnet.run.parts import SECONDS_A_PART, next_part
from glassnet.run.training import prepare


class Count(Watch):
    """Remembers at which steps it was shown the run, and may ask to stop."""

    def __init__(self, stop=None, after=0):
        self.steps = []
        self.stop, self.after = stop, after

    def see(self, run, _):
        self.steps.append(run.step)
        if self.stop is not None and len(self.steps) == self.after:
            self.stop.exit_code = 130


def run():
    """Return a run of 12 steps an epoch, three epochs."""
    return prepare(None, "iris", epochs=3, batch_size=9, early_stopping=None, engine="reference")


def slow_clock():
    """Return a clock by which each part takes ten times as long as it should."""
    times = iter(range(100_000))
    return lambda: next(times) * SECONDS_A_PART * 10


@pytest.mark.parametrize("clock", [slow_clock(), lambda: 0.0], ids=["slow", "stopped"])
def test_cutting_the_way_changes_nothing(clock):
    """However the parts are cut, weights and history are those of a run in one go."""
    whole, parts = run(), run()
    whole.finish()
    learn(parts, Silence(), Stop(), clock)
    assert parts.state.digest() == whole.state.digest()
    assert parts.history.evaluations == whole.history.evaluations


def test_whoever_watches_sees_the_end_of_every_epoch():
    """And the last step."""
    watch, trained = Count(), run()
    learn(trained, watch, Stop(), slow_clock())
    per_epoch = trained.program.plan.steps_per_epoch
    assert {per_epoch, 2 * per_epoch, 3 * per_epoch} <= set(watch.steps)


def test_a_stop_ends_after_the_part_at_hand():
    """Even in the middle of an epoch, and the best weights so far can be had."""
    stop, trained = Stop(), run()
    watch = Count(stop, after=2)
    learn(trained, watch, stop, slow_clock())
    assert len(watch.steps) == 2
    assert not trained.done
    assert trained.model.params


def test_parts_grow_and_shrink_with_the_clock():
    """Ten times as many steps at most, one at least."""
    assert next_part(100, SECONDS_A_PART) == 100
    assert next_part(100, 0.0) == 1000
    assert next_part(1, 1e9) == 1


@pytest.mark.parametrize(
    ("codes", "told", "code"),
    [
        ((0, 0, 0), "", 0),
        ((0, 143, 0), "glassnet: host 1 was asked to stop (SIGTERM), and all stop with it.\n", 143),
        (
            (0, 130, 143),
            "glassnet: host 1 was asked to stop (SIGINT), and all stop with it.\n",
            130,
        ),
    ],
)
def test_hosts_go_as_far_as_host_0_would_and_stop_where_one_is_to(
    codes, told, code, monkeypatch, capsys
):
    """All come to the same number of steps and the same exit code, and say who was asked."""
    said = np.array([[part, each] for part, each in zip((7, 8, 9), codes, strict=True)])
    monkeypatch.setattr(xla_hosts, "gathered", lambda *_: said)
    stop = Stop()
    assert agreed(Machines(hosts=3, host=2), 9, stop) == 7
    assert (stop.exit_code, bool(stop)) == (code, bool(code))
    assert capsys.readouterr().err == told
