"""Learned by heart."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import generalizing

WIDE = (gn.Dense(128), gn.ReLU(), gn.Dense(2))


@pytest.fixture
def noisy():
    """Ten columns, one of which tells the answer, which is wrong in one of seven rows."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 10))
    return x, np.where((x[:, 0] > 0.0) ^ (rng.uniform(size=300) < 0.15), "a", "b")


def test_what_is_learned_by_heart_is_named(examined, noisy):
    """The validation loss falls, then rises for good; the remedy stops there."""
    x, y = noisy
    case = examined(*WIDE, x=x, y=y, epochs=100, batch_size=16)
    found = generalizing.overfitting(case)
    curve = [e.validation_loss for e in case.run.history.evaluations]
    assert found.evidence["least validation loss"] == min(curve)
    assert found.since == case.run.history.evaluations[int(np.argmin(curve))].step
    assert found.remedy.after.early_stopping is not None


def test_who_stops_early_or_still_falls_is_left_alone(examined, noisy, healthy):
    """Early stopping keeps the best, and a curve that falls shows nothing."""
    x, y = noisy
    stopping = examined(*WIDE, x=x, y=y, epochs=200, early_stopping=gn.EarlyStopping(20))
    assert generalizing.overfitting(stopping) is None
    assert generalizing.overfitting(healthy) is None
