"""The crew of one: this process does all."""

from __future__ import annotations

from glassnet.lab.compare.crews.crew import alone


def test_alone_all_is_done_in_order_and_no_sooner_than_asked_for(tasks, expected):
    """A task is begun when the one before it was taken: what is kept is never behind."""
    with alone() as work:
        outcomes = work(tasks)
        first = next(outcomes)
        rest = list(outcomes)
    assert [place for place, _ in (first, *rest)] == list(range(8))
    assert {place: outcome.found for place, outcome in (first, *rest)} == expected
    assert list(work([])) == []
