"""Biases: none where one is needed, and ones that do nothing."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor.biases import idle_biases, missing_bias
from glassnet.lab.doctor.proof import prove


@pytest.fixture(scope="module")
def beside():
    """Points, and whether they are beyond a straight line that misses the origin by far."""
    x = np.random.default_rng(0).normal(size=(300, 2))
    return {"x": x, "y": np.where(x.sum(axis=1) > 1.0, "a", "b")}


def test_a_line_that_misses_the_origin_needs_a_bias(examined, beside):
    """Found, and the re-run with biases says so."""
    case = examined(gn.Dense(2, bias=False), **beside)
    found = missing_bias(case)
    assert found.rule == "missing-bias"
    assert found.remedy.after.network == gn.Network(gn.Dense(2))
    assert prove(case.run, found, 3).proof.helps


def test_who_learns_without_is_left_alone(examined):
    """Hidden units make up for it: eight rows of bits, and two half moons."""
    bits = np.array([[row >> 2 & 1, row >> 1 & 1, row & 1] for row in range(8)])
    settings = {"loss": gn.HalfSumOfSquares(), "optimizer": "sgd", "learning_rate": 1.0}
    case = examined(
        *(gn.Dense(8, bias=False), gn.Sigmoid(), gn.Dense(1, bias=False), gn.Sigmoid()),
        x=bits, y=[0, 1, 1, 0, 1, 1, 1, 1], validation=0.0, batch_size=None, epochs=900, **settings,
    )  # fmt: skip
    assert missing_bias(case) is None
    straight = {"x": bits[:, :2] + 0.0, "y": bits[:, 0], "validation": 0.0, "batch_size": None}
    assert missing_bias(examined(gn.Dense(2, bias=False), steps=0, **straight)) is None


def test_one_bias_or_a_shift_is_enough(examined, beside):
    """In a layer, or in a normalization; without its shift, that is none."""
    slow = {"learning_rate": 1e-6, "epochs": 5, **beside}
    bare = gn.Dense(4, bias=False)
    assert missing_bias(examined(bare, gn.ReLU(), gn.Dense(2), **slow)) is None
    last = gn.Dense(2, bias=False)
    assert missing_bias(examined(bare, gn.BatchNorm(), last, **slow)) is None
    assert missing_bias(examined(bare, gn.BatchNorm(affine=False), last, **slow)) is not None


def test_a_bias_before_batch_norm_is_noted_and_no_finding(examined, beside):
    """Its gradient is 0, as it should be; without it there is no note."""
    layers = (gn.BatchNorm(), gn.ReLU(), gn.Dense(2))
    case = examined(gn.Dense(8), *layers, epochs=40, **beside)
    assert np.abs(case.last_look.layers[0].gradients["bias"]).max() < 1e-6
    told = gn.diagnose(case.run)
    assert told.verdict == "healthy"
    assert told.notes == tuple(idle_biases(case))
    assert told.notes[0].startswith("By the way: the bias of layer 0 does nothing")
    without = examined(gn.Dense(8, bias=False), *layers, steps=0, **beside)
    assert not list(idle_biases(without))
    twice = examined(gn.Dense(8), gn.BatchNorm(), gn.Dense(4), *layers, steps=0, **beside)
    assert "the biases of layer 0, 2 do nothing" in next(idle_biases(twice))
