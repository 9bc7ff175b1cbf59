"""A file of frames is whole up to where it is, and never something else."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import DataError
from glassnet.run.frames import frame, read_frame

FACTS = {"first": 0, "text": "ÿ\n\0", "list": [1, 2.5, None, True]}


def arrays():
    """Return arrays of several kinds."""
    return {
        "a": np.arange(5, dtype=np.float32),
        "b": np.array([[1.0, np.nan], [np.inf, -0.0]]),
        "none": np.zeros((0, 3)),
        "c": np.array([True, False]),
    }


def test_a_frame_comes_back():
    """Facts and arrays of every kind are the same after reading, to the bit."""
    written = frame(FACTS, arrays())
    length, facts, found = read_frame(io.BytesIO(written), len(written))
    assert length == len(written)
    assert facts == FACTS
    assert list(found) == list(arrays())
    for name, array in arrays().items():
        assert found[name].dtype == array.dtype
        assert found[name].tobytes() == array.tobytes()
        assert found[name].shape == array.shape


def test_a_frame_cut_anywhere_is_cut():
    """However many bytes are missing at its end, a frame is not read."""
    written = frame(FACTS, arrays())
    for size in range(len(written)):
        with pytest.raises(DataError, match=r"cut|nothing is left"):
            read_frame(io.BytesIO(written[:size]), size)


@settings(max_examples=100)
@given(st.data())
def test_a_flipped_bit_is_noticed(data):
    """No frame with one bit changed is taken for what it was, or for another."""
    written = bytearray(frame(FACTS, arrays()))
    bit = data.draw(st.integers(0, 8 * len(written) - 1))
    written[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DataError):
        read_frame(io.BytesIO(bytes(written)), len(written))


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_with_a_right_checksum_are_refused_in_words(body):
    """Whoever can compute a CRC cannot make the reader fail otherwise than by DataError."""
    head = len(body).to_bytes(4, "little") + zlib.crc32(body).to_bytes(4, "little")
    with pytest.raises(DataError):
        read_frame(io.BytesIO(head + body), 8 + len(body))


def test_a_frame_that_claims_much_is_refused_unread():
    """A length beyond the file's end asks nothing of memory."""
    with pytest.raises(DataError, match="cut"):
        read_frame(io.BytesIO(b"\xff" * 100), 100)
