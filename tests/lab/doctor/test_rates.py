"""Too fast."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import rates
from glassnet.lab.doctor.proof import prove

NUMBERS = (gn.Dense(8), gn.ReLU(), gn.Dense(1))


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 100.0},
        {"learning_rate": 100.0, "optimizer": "sgd"},
        {"learning_rate": 10.0, "optimizer": gn.Momentum(0.9)},
    ],
)
def test_steps_that_overshoot_are_named(examined, settings):
    """Whether the loss jumps, swings or sticks; the remedy is the usual rate."""
    found = rates.rate_too_high(examined(x="circles", **settings))
    assert found.rule == "rate-too-high"
    assert found.remedy.after.learning_rate <= 0.1


def test_infinity_is_named_with_its_step(examined):
    """Plain descent on a straight line, at a hundred times the usual rate."""
    case = examined(*NUMBERS, x="line", learning_rate=10.0, optimizer="sgd")
    found = rates.rate_too_high(case)
    assert case.diverged is not None
    assert found.sure == "certain"
    assert 0 <= found.since <= case.run.recorded


def test_momentum_that_adds_up_too_much_is_named(examined):
    """0.99 at a rate that is fit for 0.9; the remedy changes the momentum alone."""
    settings = {"learning_rate": 0.02, "optimizer": gn.Momentum(0.99)}
    case = examined(*NUMBERS, x="diabetes", **settings)
    found = rates.rate_too_high(case)
    assert found.rule == "momentum-too-high"
    assert found.remedy.after.optimizer == gn.Momentum(0.9)
    assert found.remedy.after.learning_rate == 0.02


def test_a_high_rate_that_learns_is_left_alone(examined, healthy):
    """Ten times the usual, and all is right."""
    assert rates.rate_too_high(healthy) is None
    assert rates.rate_too_high(examined(learning_rate=1.0, optimizer="sgd")) is None


def test_a_low_rate_is_not_too_high(examined):
    """Who does not move does not overshoot."""
    assert rates.rate_too_high(examined(learning_rate=1e-6)) is None


def test_a_run_on_its_way_is_warned_of_escape_only(examined):
    """While it trains, nothing is said unless the loss is far above the first, and stays there."""
    assert rates.rate_too_high(examined(learning_rate=0.02, steps=30)) is None
    escaped = examined(x="circles", learning_rate=500.0, optimizer="sgd", steps=60)
    assert escaped.diverged is not None or rates.rate_too_high(escaped) is not None


def test_a_batch_of_one_row_is_too_small_for_a_rate_that_is_usual(examined):
    """The rate stays, the batch is mended; far above the usual, the rate is at fault."""
    settings = {"x": "diabetes", "optimizer": "sgd", "epochs": 15, "batch_size": 1}
    case = examined(*NUMBERS, learning_rate=0.1, **settings)
    found = rates.rate_too_high(case)
    assert found.rule == "batch-too-small"
    assert found.remedy.after.learning_rate == 0.1
    assert found.remedy.after.batch_size == 32
    assert prove(case.run, found, 3).proof.helps
    high = examined(*NUMBERS, learning_rate=1.0, **settings)
    assert rates.rate_too_high(high).rule == "rate-too-high"


def test_rows_one_by_one_can_be_too_few_without_infinity(examined):
    """The error stays high, and a tenth of the rate brings it down: no loss has to escape first."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1.0, 1.0, (240, 2))
    settings = {"x": x, "y": x[:, 0] * x[:, 1], "optimizer": "sgd", "learning_rate": 0.1}
    layers = (gn.Dense(16), gn.Tanh(), gn.Dense(16), gn.Tanh(), gn.Dense(1))
    case = examined(*layers, **settings, epochs=6, batch_size=1)
    assert case.diverged is None
    assert rates.rate_too_high(case).rule == "batch-too-small"


def test_losses_of_single_rows_jump_of_themselves(examined):
    """A straight line fails at circles one by one, and its batches are not at fault."""
    case = examined(gn.Dense(2), x="circles", batch_size=1, epochs=6, learning_rate=0.001)
    assert case.failing
    assert rates.rate_too_high(case) is None
