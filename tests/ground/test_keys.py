"""Random numbers are those of JAX to the last bit, and what is drawn has its distribution."""

from __future__ import annotations

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground import keys
from glassnet.ground.keys import Purpose

SEEDS = st.integers(0, 2**64 - 1)
SHAPES = st.sampled_from([(), (7,), (0,), (2, 3, 4)])


def of_jax(key):
    return jax.random.wrap_key_data(jnp.asarray(key))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**63 - 1))
def test_the_key_of_a_seed_is_that_of_jax(seed):
    """Its two words, for every seed that JAX takes."""
    with jax.enable_x64(True):
        np.testing.assert_array_equal(keys.seed_key(seed), jax.random.PRNGKey(seed))


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(0, 2**32 - 1))
def test_fold_is_fold_in_of_jax(seed, number):
    """The key that a number makes of a key, bit for bit."""
    key = keys.seed_key(seed)
    expected = jax.random.key_data(jax.random.fold_in(of_jax(key), np.uint32(number)))
    np.testing.assert_array_equal(keys.fold(np, key, number), expected)


@settings(max_examples=20, deadline=None)
@given(SEEDS, SHAPES)
def test_bits_and_uniforms_are_those_of_jax(seed, shape):
    """32 random bits, and numbers in [0, 1) in both dtypes, bit for bit."""
    key = keys.seed_key(seed)
    with jax.enable_x64(True):
        bits = jax.random.bits(of_jax(key), shape, dtype="uint32")
        np.testing.assert_array_equal(keys.bits(np, key, shape), bits)
        for dtype in ("float32", "float64"):
            own = keys.uniform(np, key, shape, dtype)
            assert own.dtype == dtype
            np.testing.assert_array_equal(own, jax.random.uniform(of_jax(key), shape, dtype))


def test_the_hash_is_that_of_its_authors():
    """The three known answers that Random123 ships for Threefry-2x32 with 20 rounds."""
    known = [
        ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ]
    for key, (high, low), expected in known:
        words = (np.array(given, dtype=np.uint32) for given in (key, [high], [low]))
        assert tuple(int(word[0]) for word in keys.threefry(*words)) == expected


@pytest.mark.parametrize("xp", [jnp, array_api_strict], ids=["jax", "strict"])
def test_every_namespace_draws_the_same(xp):
    """Keys, bits and float32 numbers of NumPy, JAX and the bare standard are one."""
    key = keys.seed_key(2**40 + 7)
    folded = keys.fold(xp, xp.asarray(key), 3)
    np.testing.assert_array_equal(np.from_dlpack(folded), keys.fold(np, key, 3))
    drawn = keys.uniform(xp, folded, (4, 5), "float32")
    expected = keys.uniform(np, keys.fold(np, key, 3), (4, 5), "float32")
    np.testing.assert_array_equal(np.from_dlpack(drawn), expected)


def test_a_number_may_be_an_array_inside_a_compiled_program():
    """The step of a scan is an array; folding it in gives the key of the plain number."""
    key = keys.seed_key(11)
    folded = jax.jit(lambda step: keys.fold(jnp, jnp.asarray(key), step))(jnp.asarray(5))
    np.testing.assert_array_equal(folded, keys.fold(np, key, 5))


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(0, 300))
def test_a_permutation_holds_every_number_once(seed, n):
    """0 … n − 1, in int64, and the same again for the same key."""
    order = keys.permutation(keys.stream(seed, Purpose.SHUFFLE), n)
    assert order.dtype == np.int64
    np.testing.assert_array_equal(np.sort(order), np.arange(n))
    np.testing.assert_array_equal(order, keys.permutation(keys.stream(seed, Purpose.SHUFFLE), n))


def test_every_order_is_equally_likely():
    """Of 6,000 permutations of three, each of the six comes about 1,000 times (χ², p > 0.001)."""
    many = np.stack([keys.stream(0, Purpose.SHUFFLE, epoch) for epoch in range(6000)], axis=1)
    orders = keys.permutations(many, 3) @ [9, 3, 1]
    assert scipy.stats.chisquare(np.unique(orders, return_counts=True)[1]).pvalue > 0.001
    assert len(np.unique(orders)) == 6


def test_many_permutations_are_those_of_each_key():
    """Drawn together or one by one, the orders are the same."""
    each = [keys.stream(9, Purpose.SHUFFLE, epoch) for epoch in range(5)]
    together = keys.permutations(np.stack(each, axis=1), 40)
    np.testing.assert_array_equal(together, [keys.permutation(key, 40) for key in each])


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_normal_numbers_are_normal(seed):
    """A Kolmogorov test of 20,000 of them against the bell curve (p > 0.001), all finite."""
    drawn = keys.normal(keys.stream(seed, Purpose.INITIALIZE), (200, 100))
    assert drawn.shape == (200, 100)
    assert np.isfinite(drawn).all()
    assert scipy.stats.kstest(drawn.ravel(), "norm").pvalue > 0.001


def test_streams_of_different_purposes_and_places_are_strangers():
    """No two of a hundred streams of one seed, nor of two seeds, share their key."""
    found = {
        tuple(keys.stream(seed, purpose, number).tolist())
        for seed in (0, 1)
        for purpose in Purpose
        for number in range(7)
    }
    assert len(found) == 2 * len(Purpose) * 7
    assert tuple(keys.stream(0, Purpose.SPLIT, 1, 2)) != tuple(keys.stream(0, Purpose.SPLIT, 2, 1))


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    """The message names the range and the value."""
    with pytest.raises(ValueError, match=rf"seed must be in \[0, 2\*\*64\), got {seed}"):
        keys.seed_key(seed)
