"""Functions that remember."""

from __future__ import annotations

import numpy as np

from glassnet.lab.codecheck.freshness import Fresh, accumulates


def counting():
    """Return a function that counts its calls in a list around it."""
    calls = [0]

    def count():
        calls[0] += 1
        return calls[0]

    return count


def test_each_call_is_as_if_the_first():
    """What a function keeps is put back; where it shall remember, it does."""
    fresh = Fresh(counting())
    assert [fresh(), fresh()] == [1, 1]
    with fresh.remembering():
        assert [fresh(), fresh()] == [1, 2]
    assert fresh() == 1


def test_adding_up_is_seen():
    """Twice the numbers at the second call, and only that."""
    count = counting()
    assert accumulates(lambda: {"w": np.array([count()])})
    assert not accumulates(lambda: {"w": np.array([1.0])})
