"""What a layer may know beside its input."""

from __future__ import annotations

import numpy as np

from glassnet.ground import keys
from glassnet.nn.layer import Context, numbered, within


def test_within_keeps_what_belongs_to_one_layer():
    """Layer 1's names do not include those of layer 11, and lose one prefix only."""
    named = {"1.weights": "a", "11.weights": "b", "1.0.bias": "c"}
    assert within(named, 1) == {"weights": "a", "0.bias": "c"}
    assert numbered(1, within(named, 1)).items() <= named.items()


def test_a_context_gives_each_layer_a_key_and_a_memory_of_its_own():
    """Two layers inside one context draw different numbers and see their own memory."""
    key = keys.stream(0, keys.Purpose.DROPOUT)
    whole = Context(training=True, key=key, memory={"0.mean": 1, "1.mean": 2})
    first, second = whole.inside(0), whole.inside(1)
    assert first.training
    assert (first.memory, second.memory) == ({"mean": 1}, {"mean": 2})
    assert not np.array_equal(first.own_key(np), second.own_key(np))
    assert Context().inside(3).key is None
    twice = keys.fold(np, keys.fold(np, key, 1), 4)
    assert np.array_equal(second.inside(4).own_key(np), twice)
