"""Trials that do not fit or diverge are counted, and cost the search nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from glassnet.lab.search.trying import Effort


def endings(found):
    """Return how many trials came to which end."""
    return Counter(trial.outcome.ending for trial in found.trials)


def test_every_trial_comes_to_an_end_and_is_counted(found):
    """Some to the last, some were given up; the sum is what was asked for."""
    counted = endings(found)
    assert counted["done"] >= 1
    assert counted["given up"] >= 1
    assert sum(counted.values()) == 10
    assert f"{counted['done']} of 10 trials came to their end" in found.counts
    assert f"{counted['given up']} were given up half-way" in found.counts


def test_what_does_not_fit_is_a_trial_with_a_reason(searched):
    """A batch of more rows than there are."""
    found = searched(space={"batch_size": [8, 500]}, trials=8)
    counted = endings(found)
    assert counted["refused"] >= 1
    assert all(
        "batch_size must be at most the" in trial.outcome.reason
        for trial in found.trials
        if trial.outcome.ending == "refused"
    )
    assert f"{counted['refused']} did not fit (batch_size must be at most" in found.counts
    assert found.best == {"batch_size": 8}


def test_what_diverges_is_a_trial_too(searched):
    """A rate beyond all bounds has no numbers at its end, and is never the best."""
    found = searched(space={"learning_rate": [0.05, 1e30]}, trials=8)
    counted = endings(found)
    assert counted["diverged"] >= 1
    assert f"{counted['diverged']} diverged" in found.counts
    assert found.best == {"learning_rate": 0.05}


def test_all_can_be_kept(searched):
    """Then none is given up."""
    assert endings(searched(keep_all=True, trials=8)) == {"done": 8}


@pytest.mark.parametrize("seed", [0, 2**63])
def test_seeds_of_trials_are_not_those_of_the_end(seed):
    """However many starts there are."""
    effort = Effort(starts_each=1000, starts=1_000_000, seed=seed)
    assert min(effort.seeds) >= seed + effort.starts
