"""Does the remedy help?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.lab.doctor import mending
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.proof import WORST, error, paired, prove, rerun


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=10))
def test_the_interval_is_students(pairs):
    """As scipy has it."""
    from scipy import stats

    before, after = np.array(pairs).T
    found = paired(before, after)
    difference = before - after
    reach = stats.t.ppf(0.975, len(pairs) - 1) * difference.std(ddof=1) / len(pairs) ** 0.5
    assert found.low == pytest.approx(difference.mean() - reach, abs=1e-3 * (1 + abs(reach)))
    assert found.high == pytest.approx(difference.mean() + reach, abs=1e-3 * (1 + abs(reach)))


def finding(case, **change):
    """Return a finding whose remedy is that change."""
    return Finding("x", "it is so.", "likely", {}, mending.change(case.experiment, "do", **change))


def test_what_helps_is_proved_and_what_does_not_is_not(examined):
    """A rate that learns against one that does not move; and another that does not either."""
    case = examined(learning_rate=1e-6, epochs=30)
    good = prove(case.run, finding(case, learning_rate=0.02), starts=5).proof
    bad = prove(case.run, finding(case, learning_rate=1e-7), starts=5).proof
    assert good.helps
    assert good.low <= good.before - good.after <= good.high
    assert not bad.helps


def test_infinity_is_the_worst_error(examined):
    """A start that has no number counts as much as one can."""
    case = examined(gn.Dense(1), x="line", learning_rate=1e6, optimizer="sgd", steps=0)
    assert error(case.experiment, case.table, 0) == WORST


def test_another_scaling_divides_the_rows_alike(examined):
    """The pairs are compared on the same rows."""
    case = examined(scaling="none", steps=0)
    other = rerun(case.run, mending.change_data(case.experiment, "do", scaling="range").after)
    np.testing.assert_array_equal(other.table.split.train, case.table.split.train)
    assert not np.allclose(other.table.rows.x, case.table.rows.x)


def test_a_finding_without_remedy_stays_and_starts_are_bounded(examined):
    """Nothing to try; and one start proves nothing."""
    case = examined(steps=0)
    bare = Finding("x", "it is so.", "likely", {})
    assert prove(case.run, bare) is bare
    with pytest.raises(gn.UsageError, match="starts must be from 2 to 10, got 1"):
        prove(case.run, bare, starts=1)
