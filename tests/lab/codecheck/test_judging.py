"""Right or wrong, parameter by parameter."""

from __future__ import annotations

import numpy as np

from glassnet.lab.codecheck.judging import judge
from glassnet.lab.codecheck.samples import Sample

TRUE = np.array([1.0, -2.0, 0.5])


def samples(*claims):
    none = np.zeros(3)
    return [Sample({"w": none}, 1.0, {"w": TRUE}, {"w": none + 1e-9}, {"w": c}) for c in claims]


def verdict(*claims):
    return judge(samples(*claims), lambda s: s.true, 1.0, coarse=False)[0]


def test_a_claim_that_is_off_at_most_points_is_wrong():
    """The worst number, where it is, and what it should be."""
    found = verdict(np.add(TRUE, [0.0, 0.0, 0.1]), TRUE, TRUE + 0.1)
    assert found.ok is False
    assert (found.index, found.yours, found.right) == ((2,), 0.6, 0.5)


def test_a_single_point_accuses_nobody():
    """Right code may be off where its loss is cut."""
    assert verdict(TRUE + 1.0, TRUE, TRUE).ok


def test_what_is_not_there_or_not_finite_is_wrong():
    """None, another shape, NaN."""
    assert verdict(None, None).ok is False
    assert verdict(np.zeros(2), np.zeros(2)).ok is False
    assert verdict(np.full(3, np.nan), np.full(3, np.nan)).ok is False


def test_no_slope_at_all_says_nothing():
    """A loss that does not depend on a parameter neither clears nor accuses."""
    none = np.zeros(3)
    flat = Sample({"w": none}, 1.0, {"w": none}, {"w": none}, {"w": none})
    assert judge([flat], lambda s: s.true, 1.0, coarse=False)[0].ok is None
