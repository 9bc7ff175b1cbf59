"""`gn.diagnose(run)`."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import mending
from glassnet.lab.doctor.diagnosis import is_question, proved, verdict
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.proof import Trial


def test_a_healthy_run_is_called_so(healthy):
    """With what simple predictors reach as evidence, and nothing to do."""
    told = gn.diagnose(healthy.run)
    assert (told.verdict, told.findings) == ("healthy", ())
    assert told.evidence["simple predictors"] > 0.9


def test_noise_that_nobody_can_learn_is_no_illness(examined):
    """A fifth of the labels is wrong: as good as this data allows."""
    rng = np.random.default_rng(0)
    table = gn.prepare(None, "moons", test=0.0, validation=0.0).table
    wrong = rng.uniform(size=len(table.known)) < 0.2
    y = np.where(table.known ^ wrong, "a", "b")
    told = gn.diagnose(examined(x=table.rows.x, y=y, epochs=20).run)
    assert told.verdict == "as good as this data allows"


def test_before_training_and_on_the_way_little_is_said(examined):
    """The description is right: not trained, or on its way."""
    assert gn.diagnose(examined(steps=0).run).verdict == "not trained"
    assert gn.diagnose(examined(steps=30).run).verdict == "on its way"


def test_proved_findings_stay_and_others_are_withdrawn(examined):
    """A rate far too low is proved; where it is low in a network that cannot, the bend waits."""
    case = examined(gn.Dense(8), gn.Dense(2), x="circles", learning_rate=1e-6, epochs=40)
    told = gn.diagnose(case.run, prove=True, starts=3)
    assert {each.rule for each in (*told.findings, *told.withdrawn)} == {
        "linear-stack",
        "rate-too-low",
    }
    assert all(each.proof.helps for each in told.findings)
    assert not any(each.proof.helps for each in told.withdrawn)


def test_a_remedy_that_cannot_be_tried_is_not_proved_and_that_is_said(examined):
    """A column that is not there: the finding stays, and so does the proof of the other one."""
    case = examined(learning_rate=1e-6, epochs=20)
    blind = mending.change_data(case.experiment, "Do.", kinds=(("nowhere", "skip"),))
    quick = mending.change(case.experiment, "Do.", learning_rate=0.02)
    found = [Finding(name, "So.", "likely", {}, r) for name, r in (("x", blind), ("y", quick))]
    told = proved(case, verdict(case, tuple(found)), Trial(case.run, 2))
    assert "x" in told.rules
    assert told.findings[told.rules.index("x")].proof is None
    assert any(each.rule == "y" and each.proof for each in (*told.findings, *told.withdrawn))
    assert "The remedy of x cannot be tried, nor proved: " in told.notes[-1]
    assert "nowhere" in told.notes[-1]


def test_what_only_asks_makes_nobody_ill(healthy):
    """What stands aside, is possible and cannot be proved; beside a cause it is told as well."""
    asked = Finding("leaking-column", "So.", "possible", {})
    cause = Finding("linear-stack", "So.", "likely", {})
    told = verdict(healthy, (asked,))
    assert (told.verdict, told.findings) == ("healthy", (asked,))
    assert "A question is left" in told.sentence
    assert verdict(healthy, (cause, asked)).verdict == "ill"
    assert is_question(asked)
    assert not is_question(Finding("overfitting", "So.", "likely", {}))
    assert not is_question(Finding("no-signal", "So.", "possible", {}))


def test_a_run_that_ended_at_infinity_is_examined(examined):
    """The cause is certain."""
    case = examined(gn.Dense(1), x="line", learning_rate=1e6, optimizer="sgd")
    told = gn.diagnose(case.run)
    assert told.rules == ("rate-too-high",)
    assert told.findings[0].sure == "certain"


@pytest.mark.parametrize("rate", [1e-6, 0.02, 50.0])
def test_the_same_run_has_the_same_diagnosis(examined, rate):
    """Nothing is left to chance."""
    case = examined(learning_rate=rate, epochs=20)
    assert gn.diagnose(case.run).to_dict() == gn.diagnose(case.run).to_dict()


def test_one_contradiction_among_rows_that_are_known_is_no_limit(examined):
    """One row stands there twice, with either answer: nearly all can be known, and is."""
    table = gn.prepare(None, "moons", test=0.0, validation=0.0).table
    x, codes = np.asarray(table.rows.x), np.asarray(table.known)
    twice = np.r_[x, x[:1]], np.array(["a", "b"])[np.r_[codes, 1 - codes[0]]]
    case = examined(x=twice[0], y=twice[1], validation=0.0)
    assert case.reference.ceiling < 1.0
    assert gn.diagnose(case.run).verdict == "healthy"
