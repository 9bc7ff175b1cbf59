"""Too slow, and why."""

from __future__ import annotations

import pytest

import glassnet as gn
from glassnet.lab.doctor import pace


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"learning_rate": 1e-6}, "rate-too-low"),
        ({"learning_rate": 1e-4, "optimizer": "sgd"}, "rate-too-low"),
        ({"epochs": 2, "learning_rate": 0.001}, "too-few-epochs"),
        ({"batch_size": None, "learning_rate": 0.0005, "x": "breast_cancer"}, "batch-too-large"),
    ],
)
def test_the_setting_farthest_from_the_usual_is_named(examined, settings, cause):
    """The remedy changes that setting, and no other."""
    found = pace.too_slow(examined(**settings))
    assert found.rule == cause
    changed = {"rate-too-low": "learning_rate", "too-few-epochs": "epochs"}.get(cause, "batch_size")
    before, after = examined(steps=0, **settings).experiment, found.remedy.after
    assert [n for n in vars(before) if getattr(before, n) != getattr(after, n)] == [changed]


def test_a_run_that_arrived_or_is_on_its_way_is_left_alone(examined, healthy):
    """Who learned is not slow, however low the rate; who is not done may still."""
    assert pace.too_slow(healthy) is None
    assert pace.too_slow(examined(learning_rate=1e-6, steps=50)) is None


def test_a_schedule_that_ends_early_is_named(examined):
    """The rate halves in each step: after seven it is below a hundredth."""
    found = pace.schedule_too_short(examined(schedule=gn.Exponential(0.5), x="circles"))
    assert found.since == 7
    assert found.remedy.after.schedule == gn.ConstantRate()


def test_a_schedule_that_lasts_is_left_alone(examined):
    """A cosine over the whole run."""
    assert pace.schedule_too_short(examined(schedule=gn.Cosine(), learning_rate=0.05)) is None


def test_the_usual_rate_counts_momentum():
    """A momentum of 0.9 adds up ten steps, one of 0 a single one."""
    assert pace.usual_rate(gn.Momentum(0.0)) == pytest.approx(pace.usual_rate(gn.SGD()))
    assert pace.usual_rate(gn.Momentum(0.9)) == pytest.approx(pace.usual_rate(gn.SGD()) / 10.0)


def test_a_run_that_would_still_get_much_better_is_named(examined):
    """Forty updates of whole batches tell digits fairly, and as many again would do far better."""
    settings = {"x": "digits", "learning_rate": 0.01, "batch_size": None, "epochs": 38}
    layers = (gn.Flatten(), gn.Dense(32), gn.ReLU(), gn.Dense(10))
    case = examined(*layers, **settings)
    assert not case.failing
    assert pace.too_slow(case).rule == "batch-too-large"
    assert pace.too_slow(examined(*layers, **{**settings, "epochs": 120})) is None


def test_more_updates_at_another_rate_move_nothing(examined):
    """They begin where the run ended, and leave it there; with its own rate they are its own."""
    case = examined(epochs=2)
    before = case.run.state.digest()
    there = pace.continued(case, 30, case.experiment.learning_rate)
    assert case.run.state.digest() == before
    longer = examined(epochs=20, steps=case.run.recorded + 30)
    assert there.params["0.weights"] == pytest.approx(longer.run.state.params["0.weights"])
