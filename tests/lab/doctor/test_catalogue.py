"""All rules together: causes first, consequences in their chains."""

from __future__ import annotations

from pathlib import Path

import glassnet as gn
from glassnet.lab.doctor.catalogue import CONSEQUENCES, GROUPS, RULES, examine, names, ranked
from glassnet.lab.doctor.finding import Finding

PAGES = Path(__file__).resolve().parents[3] / "docs" / "causes"


def finding(rule, sure="likely"):
    """Return a finding of that name."""
    return Finding(rule, f"{rule}.", sure, {})


def test_every_cause_has_its_page_and_every_page_its_cause():
    """docs/causes/NAME.md, beginning with its name in words."""
    assert {path.stem for path in PAGES.glob("*.md")} == set(names())
    assert set(CONSEQUENCES) <= set(names())


def test_every_cause_is_of_a_group():
    """The data, the design, the start or the training; no cause is named twice."""
    assert {rule.group for rule in RULES} == set(GROUPS)
    assert len(set(names())) == len(names())


def test_every_finding_has_a_picture(examined):
    """Its own, or the loss where a run was made; each line fits beside the labels."""
    cases = [
        examined(learning_rate=1e-6, epochs=20),
        examined(gn.Dense(8), gn.Dense(2), x="circles", steps=0),
        examined(gn.Dense(3), x="wine", scaling="none", steps=0),
        examined(gn.Dense(16), gn.Step(), gn.Dense(2), epochs=20),
        examined(gn.Dense(16), gn.ReLU(), gn.Dense(2), gn.Dropout(0.9), steps=0),
    ]
    found = [finding for case in cases for finding in examine(case)]
    assert {"linear-stack", "unscaled-inputs", "step-activation"} <= {f.rule for f in found}
    for each in found:
        assert each.picture, each.rule
        assert max(map(len, each.picture.splitlines())) <= 66, each.picture


def test_consequences_stand_in_the_chain_of_their_cause():
    """Dead units because of steps that are too long because inputs are unscaled: one finding."""
    found = ranked([finding(n) for n in ("unscaled-inputs", "rate-too-high", "dead-units")])
    assert [each.rule for each in found] == ["unscaled-inputs"]
    assert found[0].chain == ("steps overshoot", "units die")


def test_a_rate_far_too_low_is_no_consequence():
    """It stands beside another cause; one that is only a little low does not."""
    first = finding("linear-stack")
    assert len(ranked([first, finding("rate-too-low")])) == 2
    assert len(ranked([first, finding("rate-too-low", "possible")])) == 1
    assert len(ranked([finding("rate-too-high"), finding("too-few-epochs")])) == 1


def test_a_rate_is_never_both_too_high_and_too_low(examined):
    """Over ten decades of rates no contradictory pair appears."""
    for rate in (1e-6, 1e-4, 1e-2, 1.0, 1e2):
        found = {each.rule for each in examine(examined(learning_rate=rate, epochs=20))}
        assert not {"rate-too-high", "rate-too-low"} <= found
        assert not {"start-too-large", "start-too-small"} <= found


def test_nothing_is_found_in_what_learned(healthy):
    """No rule speaks."""
    assert examine(healthy) == []


def test_unscaled_inputs_explain_the_infinity_they_bring(examined):
    """Wine as it is, plain descent: one cause, and the rate is not blamed."""
    case = examined(gn.Dense(3), x="wine", scaling="none", optimizer="sgd", learning_rate=0.3)
    assert [each.rule for each in examine(case)][:1] == ["unscaled-inputs"]
