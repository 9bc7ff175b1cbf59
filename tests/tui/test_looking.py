"""Looking inside, now and then."""

from glassnet.tui.looking import SHARE, Looking
from tests.tui.test_stage import small_run


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.01
        return self.now


def test_who_stands_sees_where_it_is():
    """At every step, and no look is taken twice."""
    run, looking = small_run(), Looking(Clock())
    first = looking.at(run, moving=False)
    assert looking.at(run, moving=False) is first
    run.advance(1)
    assert looking.at(run, moving=False).step == 1


def test_who_moves_sees_what_was_there_a_little_while_ago():
    """The next look waits until the last one is but a small share of the time."""
    run, clock = small_run(), Clock()
    looking = Looking(clock)
    looking.at(run, moving=True)
    run.advance(2)
    assert looking.at(run, moving=True).step == 0
    clock.now += 0.01 / SHARE
    assert looking.at(run, moving=True).step == 2


def test_another_run_at_the_same_step_is_looked_at_anew():
    """Futures are not mistaken for one another."""
    run, other, looking = small_run(), small_run(seed=4), Looking(Clock())
    first = looking.at(run, moving=False)
    assert looking.at(other, moving=False) is not first
