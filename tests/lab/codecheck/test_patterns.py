# ruff: noqa: ARG005
"""Patterns that need no network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.codecheck.patterns import RIGHT, Beside, pattern

RANDOM = np.random.default_rng(1)
POINTS = [(RANDOM.normal(size=(3, 3)), RANDOM.normal(size=(3, 3))) for _ in range(3)]


def pairs(claim):
    return [Beside(w, claim(g, w), g, np.zeros_like(g)) for w, g in POINTS]


CLAIMS = {
    "missing": lambda g, w: None,
    "zero": lambda g, w: 0.0 * g,
    "transposed": lambda g, w: g.T,
    "some zero": lambda g, w: g * (np.arange(3) > 0),
    "same rows": lambda g, w: np.tile(g.sum(axis=0), (3, 1)),
    "penalty": lambda g, w: g + 0.25 * w,
    "clipped": lambda g, w: np.clip(g, -0.5, 0.5),
    "not summed": lambda g, w: np.stack([0.25 * g, 0.75 * g]),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_each_pattern_is_named(name):
    """What is claimed everywhere by one pattern gets its name."""
    assert pattern(pairs(CLAIMS[name])).name == name


@settings(max_examples=50, deadline=None)
@given(st.floats(-50.0, 50.0).filter(lambda f: abs(f) > 0.01 and abs(f - 1.0) > 0.01))
def test_every_factor_is_found(factor):
    """A constant factor is named with its number."""
    found = pattern(pairs(lambda g, w: factor * g))
    assert found.name == "factor"
    assert found.number == pytest.approx(factor)


def test_what_is_right_is_right():
    """Equal but for rounding is right."""
    assert pattern(pairs(lambda g, w: g * (1.0 + 1e-9))) == RIGHT


def test_noise_has_no_pattern():
    """Random numbers are explained by nothing."""
    assert pattern(pairs(lambda g, w: RANDOM.normal(size=g.shape))) is None
