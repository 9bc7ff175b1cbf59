"""Does the remedy help?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.lab.doctor import mending
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.proof import (
    WORST,
    Trial,
    can_be_proved,
    judged,
    paired,
    prove,
    rerun,
    updates,
)


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


def test_what_no_rerun_can_tell_is_not_tried(examined):
    """A finding that is judged by nothing stays as it is, and takes no update."""
    case = examined(steps=0)
    blind = replace(finding(case, learning_rate=0.1), judged_by="")
    assert prove(case.run, blind) is blind
    assert not can_be_proved(blind)
    assert updates(case.run, [blind]) == 0.0


def test_a_score_is_judged_by_what_it_lacks(examined):
    """1 − balanced accuracy, which no surer wrong answer makes worse."""
    case = examined(learning_rate=1e-6, epochs=30)
    told = prove(case.run, replace(finding(case, learning_rate=0.02), judged_by="score")).proof
    assert told.measure == "1 − balanced accuracy on the validation rows"
    assert 0.0 <= told.after < told.before <= 1.0
    assert told.helps


def test_the_ill_run_is_trained_once_for_all_remedies(examined):
    """Two remedies on three starts: nine runs, and as many updates as were foretold."""
    case = examined(learning_rate=1e-6, epochs=4)
    steps = []

    def counted(run):
        run.finish()
        steps.append(run.step)

    trial = Trial(case.run, 3, counted)
    remedies = [finding(case, learning_rate=0.02), finding(case, epochs=8, batch_size=10)]
    told = [trial.prove(each).proof for each in remedies]
    assert len(steps) == 9
    assert told[0].before == told[1].before
    assert sum(steps) == updates(case.run, remedies, 3)


def test_a_larger_batch_is_so_much_more_work(examined):
    """All rows at once: as many batches' worth as there are rows for."""
    case = examined(steps=0, epochs=3, batch_size=14)
    own = case.run.program
    told = updates(case.run, [finding(case, batch_size=None)], 2)
    assert told == pytest.approx(2 * (own.total_steps + 3 * own.plan.rows / 14))


def test_infinity_is_the_worst_error(examined):
    """A start that has no number counts as much as one can."""
    case = examined(gn.Dense(1), x="line", learning_rate=1e6, optimizer="sgd", steps=0)
    assert judged(case.experiment, case.table) == (0.0, WORST)


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
