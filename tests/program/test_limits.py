"""Descriptions that ask for too much are refused before anything is built."""

from __future__ import annotations

import pytest

from glassnet.ground.errors import ExperimentError
from glassnet.program import limits


def nested(depth):
    """Return a list in a list, `depth` of them."""
    inner: list = []
    for _ in range(depth - 1):
        inner = [inner]
    return inner


def test_depth():
    """The deepest that is allowed passes, one more does not; a hundred thousand neither."""
    limits.check_size(nested(limits.DEPTH))
    for depth in (limits.DEPTH + 1, 100_000):
        with pytest.raises(ExperimentError, match="nests more than"):
            limits.check_size(nested(depth))


def test_number_of_values():
    """All values count, wherever they stand, and the description itself."""
    limits.check_size([0] * (limits.VALUES - 1))
    with pytest.raises(ExperimentError, match="more than 20,000 values"):
        limits.check_size([0] * limits.VALUES)
    with pytest.raises(ExperimentError, match="more than 20,000 values"):
        limits.check_size({str(i): {"a": [1, 2]} for i in range(limits.VALUES // 4)})


def test_circles_and_repeated_parts_end():
    """A list in itself is too deep; one part used a billion times is too many values."""
    circle: list = []
    circle.append(circle)
    with pytest.raises(ExperimentError, match="nests more than"):
        limits.check_size(circle)
    laughs: list = ["ha"]
    for _ in range(9):
        laughs = [laughs] * 10
    with pytest.raises(ExperimentError, match="more than 20,000 values"):
        limits.check_size(laughs)


def test_long_keys():
    """Ten names with a thousand dots pass; one key of a hundred thousand parts does not."""
    limits.check_keys("\n".join(['source = "' + "." * 1000 + '"'] * 10))
    with pytest.raises(ExperimentError, match="line 1 has 99,999 dots"):
        limits.check_keys(".".join("a" * 100_000) + " = 1")
