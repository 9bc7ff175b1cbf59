"""Mending, remedy after remedy."""

from __future__ import annotations

import glassnet as gn
from glassnet.lab.doctor.fixing import fix


def test_two_faults_are_mended_one_after_the_other(examined):
    """Too low a rate hides that nothing bends: first the one, then the other."""
    case = examined(gn.Dense(16), gn.Dense(2), x="circles", learning_rate=1e-6)
    mended = fix(case.run, starts=3)
    assert [each.rule for each in mended.applied][:2] == ["rate-too-low", "linear-stack"]
    assert mended.experiment.learning_rate == 0.001
    assert gn.ReLU() in mended.experiment.network.layers
    assert mended.before.verdict == "ill"


def test_what_is_healthy_stays_as_it_is(healthy):
    """Nothing is applied."""
    mended = fix(healthy.run, starts=2)
    assert mended.applied == ()
    assert mended.experiment == healthy.run.experiment
