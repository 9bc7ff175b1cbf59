"""Penalties, clipping, rows in order."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import brakes

SGD = {"optimizer": "sgd", "learning_rate": 0.2}


@pytest.mark.parametrize("rule", [brakes.strong_penalty, brakes.tight_clipping, brakes.unshuffled])
def test_a_run_without_brakes_is_left_alone(healthy, rule):
    """Nothing is held back."""
    assert rule(healthy) is None


@pytest.mark.parametrize(
    "penalty", [{"l2": 1.0, **SGD}, {"l1": 0.3, **SGD}, {"weight_decay": 20.0}]
)
def test_a_penalty_that_overwhelms_is_named(examined, penalty):
    """The weights fade, and the remedy takes that penalty away."""
    found = brakes.strong_penalty(examined(**penalty))
    (name,) = [n for n in ("l1", "l2", "weight_decay") if n in penalty]
    assert getattr(found.remedy.after, name) == 0.0
    assert found.evidence["size of the weights over that at the start"] < 0.7


def test_a_little_penalty_is_left_alone(examined):
    """A network that learns in spite of it is well."""
    assert brakes.strong_penalty(examined(l2=1e-4)) is None


def test_clipping_that_always_cuts_is_named(examined):
    """A limit of a ten-thousandth makes steps of no length."""
    found = brakes.tight_clipping(examined(clip_norm=1e-4, **SGD))
    assert found.evidence["share of steps that are cut"] == 1.0
    assert found.remedy.after.clip_norm is None


def test_clipping_values_is_seen_too(examined):
    """By the largest number of a gradient."""
    found = brakes.tight_clipping(examined(clip_value=1e-6, **SGD))
    assert found.remedy.after.clip_value is None


def test_clipping_for_safety_is_left_alone(examined):
    """A limit of 5 that hardly ever cuts, and a tight one that Adam does not feel."""
    assert brakes.tight_clipping(examined(clip_norm=5.0)) is None
    assert brakes.tight_clipping(examined(clip_norm=1e-4)) is None


def test_rows_in_order_are_named(examined):
    """Class after class, never shuffled: the variance lies between the batches."""
    source = gn.prepare(None, "circles", test=0.0, validation=0.0).table
    order = np.argsort(source.known, kind="stable")
    x, y = source.rows.x[order], np.where(source.known[order] == 1, "one", "two")
    found = brakes.unshuffled(examined(x=x, y=y, shuffle=False, steps=0))
    assert found.evidence["share of the answers' variance between batches"] > 0.5
    assert found.remedy.after.shuffle


def test_rows_that_were_mixed_need_no_shuffling(examined):
    """Circles come alternately: an epoch in their order is as good as any."""
    assert brakes.unshuffled(examined(x="circles", shuffle=False, steps=0)) is None
