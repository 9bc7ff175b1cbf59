r"""Random numbers without a generator: every number is a hash of where it is needed.

A key is two uint32 words. `fold(key, n)` makes a new key of an old one, so that
``hash(seed, purpose, step, position)`` is a chain of folds and one block of bits:

    key = fold(stream(seed, Purpose.DROPOUT), step);   uniform(xp, key, (rows, units))

The hash is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011, "Parallel random
numbers: as easy as 1, 2, 3"), laid out as `jax.random` lays it out, so that JAX is an independent
oracle: same key, same bits. It needs nothing but integer arithmetic of the Array API, hence NumPy
and XLA draw the same numbers to the last bit.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from glassnet.ground.arrays import Array, Namespace, Shape, size
from glassnet.ground.errors import UsageError

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA  # Salmon et al. 2011, section 4.3; the 32-bit form used by Random123 and JAX


class Purpose(IntEnum):
    """What a random number is for; each purpose has a stream of its own."""

    INITIALIZE = 1
    SHUFFLE = 2
    SPLIT = 3
    DROPOUT = 4
    DATASET = 5
    NOISE = 6
    RESAMPLE = 7


def seed_key(seed: int) -> Array:
    """Return the key of a `seed` in [0, 2⁶⁴): shape (2,), as `jax.random.PRNGKey` makes it."""
    if not 0 <= seed < 2**64:
        raise UsageError(f"seed must be in [0, 2**64), got {seed}.")
    return np.array([seed >> 32, seed & 0xFFFFFFFF], dtype=np.uint32)


def stream(seed: int, purpose: Purpose, *numbers: int) -> Array:
    """Return the key of one `purpose` of a run, at `numbers` such as an epoch or a layer."""
    key = seed_key(seed)
    for number in (int(purpose), *numbers):
        key = fold(np, key, number)
    return key


def fold(xp: Namespace, key: Array, number: int | Array) -> Array:
    """Return the key that `number`, an integer in [0, 2³²) or a 0-d array, makes of `key`."""
    word = xp.reshape(xp.asarray(number, dtype=xp.uint32), (1,))
    return xp.concat(threefry(key, xp.zeros_like(word), word))


def threefry(key: Array, x0: Array, x1: Array) -> tuple[Array, Array]:
    """Hash the counter (x0, x1) with `key`: 20 rounds of add, rotate and exclusive or.

    Args:
        key: (2,) uint32; (2, …) for many keys at once, as the counter broadcasts with key[0:1].
        x0: (n,) uint32, the high words of the counter.
        x1: (n,) uint32, the low words.

    Returns:
        Two (n,) uint32 arrays of random words.

    """
    # Slices rather than items: NumPy warns when a scalar overflows, and wrapping is meant here.
    schedule = (key[0:1], key[1:2], key[0:1] ^ key[1:2] ^ PARITY)
    x0, x1 = x0 + schedule[0], x1 + schedule[1]  # of our own: NumPy changes them in place below
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            x0 += x1
            high = x1 << rotation
            x1 >>= 32 - rotation
            x1 |= high
            x1 ^= x0
        x0 += schedule[(group + 1) % 3]
        x1 += schedule[(group + 2) % 3] + (group + 1)
    return x0, x1


def words(xp: Namespace, key: Array, n: int) -> tuple[Array, Array]:
    """Return two (n,) arrays of uint32 words, the hash of the positions 0 … n − 1 (n < 2³²)."""
    positions = xp.arange(n, dtype=xp.uint32)
    return threefry(key, xp.zeros_like(positions), positions)


def bits(xp: Namespace, key: Array, shape: Shape) -> Array:
    """Return uint32 random bits of `shape`, equal to `jax.random.bits(key, shape)`."""
    high, low = words(xp, key, size(shape))
    return xp.reshape(high ^ low, shape)


def uniform(xp: Namespace, key: Array, shape: Shape, dtype: str = "float64") -> Array:
    """Return numbers in [0, 1) of `shape`, equal to `jax.random.uniform` in that `dtype`.

    As many random bits as the fraction of the dtype holds: 23 for float32, 52 for float64.
    """
    kind = getattr(xp, dtype)
    if dtype == "float32":
        return xp.astype(bits(xp, key, shape) >> 9, kind) * 2.0**-23
    high, low = words(xp, key, size(shape))
    fraction = xp.astype(high, kind) * 2.0**20 + xp.astype(low >> 12, kind)
    return xp.reshape(fraction * 2.0**-52, shape)


def normal(key: Array, shape: Shape) -> Array:
    """Return standard normal float64 numbers of `shape` (Box & Muller 1958), drawn by NumPy."""
    radius = uniform(np, fold(np, key, 0), shape)
    angle = uniform(np, fold(np, key, 1), shape)
    # 1 − u lies in (0, 1]: the logarithm is always finite.
    return np.sqrt(-2.0 * np.log1p(-radius)) * np.cos(2.0 * np.pi * angle)


def permutation(key: Array, n: int) -> Array:
    """Return the numbers 0 … n − 1 (n < 2³²) in random order, (n,) int64."""
    return permutations(key[:, None], n)[0]


def permutations(many: Array, n: int) -> Array:
    """Return one permutation of 0 … n − 1 a key: `many` is (2, keys), the result (keys, n) int64.

    Each number is sorted by 32 random bits before itself. The rare tie is settled by the number,
    so that the order does not depend on the sorting algorithm.
    """
    positions = np.arange(n, dtype=np.uint32)
    high, low = threefry(many[:, :, None], np.zeros_like(positions), positions)
    random = (high ^ low)[0].astype(np.uint64) << np.uint64(32)
    return (np.sort(random | positions, axis=-1) & np.uint64(0xFFFFFFFF)).astype(np.int64)
