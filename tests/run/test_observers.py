"""Observers: one that fails is switched off and told of; the others and the run go on."""

from __future__ import annotations

import functools

import pytest

from glassnet.run.evaluation import Evaluation
from glassnet.run.observers import Observers

FIRST, SECOND = Evaluation(3, 1, 0.5, 0.1), Evaluation(6, 2, 0.4, 0.1)


def test_all_are_told_in_their_order():
    """Those from the beginning first, then one that came for a while, and is not told after it."""
    seen = []
    observers = Observers(lambda each: seen.append(("a", each)))
    with observers.also(lambda each: seen.append(("b", each))):
        observers.tell(FIRST)
    with observers.also(None):
        observers.tell(SECOND)
    assert seen == [("a", FIRST), ("b", FIRST), ("a", SECOND)]


def test_one_that_raises_is_switched_off_and_told_of():
    """It is not asked again; the one after it is told as if nothing had happened."""
    seen = []

    def broken(each):
        seen.append("broken")
        raise RuntimeError(each.epoch)

    observers = Observers(broken, seen.append)
    observers.tell(FIRST)
    observers.tell(SECOND)
    assert seen == ["broken", FIRST, SECOND]
    assert observers.errors == ["broken was switched off: RuntimeError: 1"]


def test_one_without_a_name_is_told_of_by_what_it_is():
    """As a partial function or an object that can be called."""
    observers = Observers(functools.partial(int, base=2))
    observers.tell(FIRST)
    assert observers.errors[0].startswith("functools.partial(<class 'int'>")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_is_no_failure(interruption):
    """Ctrl-C while an observer runs stops the program as it does everywhere."""

    def interrupted(_):
        raise interruption

    with pytest.raises(interruption):
        Observers(interrupted).tell(FIRST)


def test_errors_may_hold_anything():
    """An error whose message has lines and control characters is one printable line."""

    def hostile(_):
        raise ValueError("a\nb\x1b[31m")

    observers = Observers(hostile)
    observers.tell(FIRST)
    assert observers.errors[0].isprintable()
