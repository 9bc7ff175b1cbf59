"""Fields of several whole numbers."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from glassnet.ground.errors import UsageError
from glassnet.nn.tuples import check_pairs, check_tuple


def test_numbers_of_numpy_and_lists_become_plain():
    """What a description holds is what a file can hold: Python's own ints in tuples."""
    owner = SimpleNamespace(size=[np.int64(3), 2], stride=np.int32(2), shape=[4])
    check_pairs(owner, "size", "stride")
    check_tuple(owner, "shape", "(4,)")
    assert (owner.size, owner.stride, owner.shape) == ((3, 2), 2, (4,))
    assert {type(n) for n in (*owner.size, owner.stride, *owner.shape)} == {int}


@pytest.mark.parametrize("value", [0, True, 1.0, None, "3", (1,), (1, 2, 3), (1, 0), (1, "2")])
def test_what_is_neither_a_number_nor_a_pair_is_refused(value):
    """The message names owner, field and value."""
    with pytest.raises(UsageError, match="SimpleNamespace: size must be a whole number ≥ 1 or a"):
        check_pairs(SimpleNamespace(size=value), "size")
