"""Losses: the printed arithmetic is the loss, and its slope, for every one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.losses import Verdict, loss_lines, slope_lines
from glassnet.lab.explain.notation import Plain
from glassnet.nn import catalogue
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.program.batches import Batch

LOSSES = [
    *(kind() for kind in catalogue.LOSSES),
    *(kind(reduction="sum") for kind in catalogue.LOSSES),
    BinaryCrossEntropy(class_weights=(0.5, 3.0)),
    CategoricalCrossEntropy(label_smoothing=0.1, class_weights=(1.0, 2.0, 0.5, 3.0)),
    CategoricalCrossEntropyFromProbabilities(class_weights=(1.0, 2.0, 0.5, 3.0)),
    NegativeLogLikelihood(class_weights=(1.0, 2.0, 0.5, 3.0), reduction="sum"),
    BinaryCrossEntropyFromProbabilities(clip=0.2),
]


def verdict_of(loss, seed, terms, *, weighted=False) -> Verdict:
    """Return a loss on five random rows of four outputs."""
    draw = np.random.default_rng(seed)
    p = draw.normal(size=(5, 4)) * 3
    if loss.takes == "probabilities":
        p = np.exp(p) / np.exp(p).sum(axis=1, keepdims=True)
    y = {
        "numbers": draw.normal(size=(5, 4)),
        "binary": draw.integers(0, 2, size=(5, 4)).astype(float),
        "classes": draw.integers(0, 4, size=5),
    }[loss.target]
    weights = draw.random(5) if weighted else None
    return Verdict(loss, p, Batch(p, y, weights), 2, "z", (), terms)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@settings(max_examples=6)
@given(seed=st.integers(0, 99), terms=st.sampled_from([1, 50]), weighted=st.booleans())
def test_a_reader_computes_the_loss_and_its_slope(arithmetic, loss, seed, terms, weighted):
    """The row's loss, the batch's and where the error begins come to what the loss computes."""
    verdict = verdict_of(loss, seed, terms, weighted=weighted)
    p, y, weights = verdict.prediction, verdict.batch.y, verdict.batch.weights
    each = loss.elements(np, p, y).reshape(5, -1).sum(axis=1)
    whole, slopes = loss.value_and_gradient(np, p, y, weights)
    lines = loss_lines(verdict, each, float(whole))
    for k in range(4):
        lines += slope_lines(verdict, k, float(slopes[2, k]))
    for line in lines:
        found = arithmetic(Plain(17).write(line.worked))
        assert found == pytest.approx(line.value, rel=1e-9, abs=1e-12), line
    assert {"ℓ", "L"} <= {line.symbol for line in lines}


def test_the_log_of_the_sum_of_exponentials_is_a_line_of_its_own():
    """Cross-entropy from logits is told in the form that does not overflow."""
    verdict = verdict_of(CategoricalCrossEntropy(), 1, 50)
    first, second, *_ = loss_lines(verdict, np.zeros(5), 0.0)
    assert (first.symbol, first.formula) == ("lse", "m + log(Σⱼ e^(zⱼ − m))")
    assert first.value == pytest.approx(np.log(np.exp(verdict.p).sum()))
    assert second.formula == "Σₖ yₖ·(lse − zₖ)"
