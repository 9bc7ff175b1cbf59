"""A doctor who looks on: at once what is described, with patience what is seen, else silence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.lab.doctor import live
from glassnet.lab.doctor.catalogue import RULES, Rule, names
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.live import DESCRIBED, PATIENCE, SEEN, Rounds


@pytest.fixture
def said(monkeypatch):
    """Let one rule be all there are; it finds something as long as the list is not empty."""
    sick = [Finding("dead-units", "Units are dead.", "likely", {})]
    rule = Rule(("dead-units",), lambda _: sick[0] if sick else None, "training")
    monkeypatch.setattr(live, "RULES", (rule,))
    return sick


def straight(**settings):
    """Return a run whose layers draw one straight line where a bent one is needed."""
    network = gn.Network(gn.Dense(16), gn.Dense(2))
    usual = {"learning_rate": 0.02, "epochs": 200, "early_stopping": None, "weight_decay": 0.0}
    return gn.prepare(network, "moons", **usual, engine="reference", seed=1, **settings)


def further(run, rounds, times=1.2):
    """Let a run go on, and be visited."""
    run.advance(max(1, int((times - 1.0) * run.step)))
    assert rounds.is_due()
    assert rounds.visit()


def test_what_is_asked_are_rules_of_the_doctor():
    """By their names; those of the description are not those of the outcome."""
    assert set(names()) >= DESCRIBED | SEEN
    assert not DESCRIBED & SEEN


def test_the_guide_names_what_is_not_asked():
    """Every cause that no visit looks for, and no other."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "watch.md").read_text("utf-8")
    told = re.findall(r"\[([a-z-]+)\]\(\.\./causes/\1\.md\)", page)
    asked = [rule for rule in RULES if not (DESCRIBED | SEEN) & set(rule.names)]
    assert set(told) == {name for rule in asked for name in rule.names}


def test_a_visit_names_a_code_and_no_predictors_are_asked_for_it():
    """A run that fails for it, at its end; the remedy is left to who reads the file."""
    rng = np.random.default_rng(2)
    x = rng.uniform(-1.0, 1.0, (240, 1))
    y = np.sin(5.0 * x[:, 0])
    network = gn.Network(gn.Dense(16), gn.ReLU(), gn.Dense(1))
    spoiled = np.where(rng.uniform(size=x.shape) < 0.04, -999.0, x)
    run = gn.train(network, spoiled, y, scaling="standardize", epochs=30, engine="reference")
    rounds = Rounds(run)
    assert rounds.visit()
    told = next(each for each in rounds.findings if each.rule == "missing-code")
    assert told.remedy is None
    assert "the same, where it means missing" not in told.evidence


def test_what_the_description_tells_is_said_before_the_first_step():
    """A step activation, at the first visit; no outcome is asked for, and no reference."""
    network = gn.Network(gn.Dense(4), gn.Step(), gn.Dense(2))
    run = gn.prepare(network, "moons", engine="reference")
    rounds = Rounds(run, reference=lambda _: pytest.fail("nobody asked"))
    assert rounds.is_due()
    assert rounds.visit()
    assert [each.rule for each in rounds.findings] == ["step-activation"]
    assert rounds.findings[0].since is None
    assert not rounds.is_due()
    assert not rounds.failing


def test_an_outcome_is_said_with_patience():
    """Not while the loss falls, not in the first hundred steps, not at the first sight of it."""
    run = straight()
    rounds, first = Rounds(run), 0
    while not rounds.findings and run.step < 900:
        run.advance(5)
        if rounds.is_due():
            rounds.visit()
            first = first or (run.step if "linear-stack" in rounds._suspicions else 0)
    assert [each.rule for each in rounds.findings] == ["linear-stack"]
    assert 100 <= first < run.step <= 300
    assert (
        rounds.findings[0].since is None
    )  # it was so from the first step on, not when it was seen
    assert rounds.failing
    assert rounds.findings[0].evidence["simple predictors"] > 0.95


def test_it_appears_and_goes_after_the_same_number_of_visits(said):
    """Three in a row, each a tenth further; one that is missed in between puts it off."""
    run = straight()
    rounds, kept = Rounds(run), said[0]
    run.advance(200)
    rounds.visit()
    assert not rounds.findings
    said.clear()
    further(run, rounds)
    said.append(kept)
    for _ in range(PATIENCE - 1):
        further(run, rounds)
        assert not rounds.findings
    further(run, rounds)
    assert [each.rule for each in rounds.findings] == ["dead-units"]
    said.clear()
    for _ in range(PATIENCE - 1):
        further(run, rounds, 1.11)
        assert [each.rule for each in rounds.findings] == ["dead-units"]
    further(run, rounds, 1.11)
    assert rounds.findings == ()


def test_the_findings_are_the_same_object_as_long_as_nothing_is_new(said):
    """So that whoever shows them knows that there is nothing to draw."""
    run = straight()
    rounds = Rounds(run)
    run.advance(100)
    rounds.visit()
    for _ in range(PATIENCE):
        further(run, rounds)
    before = rounds.findings
    assert before
    further(run, rounds)
    assert rounds.findings is before


def test_a_visit_is_due_when_there_is_something_new_to_see(said):
    """A tenth further, a command, the end; not in the past, and not twice at one place."""
    run = straight()
    rounds = Rounds(run)
    run.advance(100)
    assert rounds.is_due()
    rounds.visit()
    assert not rounds.is_due()
    run.advance(9)
    assert not rounds.is_due()
    run.advance(2)
    assert rounds.is_due()
    run.back(1)
    assert not rounds.is_due()
    run.advance(1)
    rounds.visit()
    run.command(gn.SetLearningRate(0.01))
    assert rounds.is_due()
    rounds.visit()
    run.finish()
    assert rounds.is_due()
    rounds.visit()
    assert not rounds.is_due()


def test_a_command_begins_everything_anew(said):
    """Whoever changed something has taken a remedy: patience begins again."""
    run = straight()
    rounds = Rounds(run)
    run.advance(100)
    rounds.visit()
    for _ in range(PATIENCE):
        further(run, rounds)
    assert rounds.findings
    run.command(gn.SetLearningRate(0.01))
    rounds.visit()
    assert rounds.findings == ()


def test_the_end_is_the_final_word(said):
    """There is no more to come: what is seen then is said, what is not is taken back."""
    run = straight()
    rounds = Rounds(run)
    run.advance(300)
    rounds.visit()
    assert not rounds.findings
    run.finish()
    rounds.visit()
    assert [each.rule for each in rounds.findings] == ["dead-units"]


def test_infinity_is_the_final_word():
    """A rate far too high, after a few steps, with the rate to take instead."""
    network = gn.Network(gn.Dense(4), gn.Dense(3))
    run = gn.prepare(
        network, "iris", optimizer=gn.SGD(), learning_rate=1e30, engine="reference", seed=1
    )
    with pytest.raises(gn.DivergedError) as told:
        run.finish()
    rounds = Rounds(run)
    assert rounds.is_due(told.value)
    rounds.visit(told.value)
    assert not rounds.is_due(told.value)
    found = rounds.findings[0]
    assert (found.rule, found.sure) == ("rate-too-high", "certain")
    assert found.remedy.after.learning_rate == 0.1


def test_what_is_not_known_yet_is_waited_for():
    """Nothing is said, nothing is counted, and the visit stays due."""
    run, known = straight(), []
    rounds = Rounds(run, reference=lambda _: known[0] if known else None)
    run.finish()
    assert not rounds.visit()
    assert rounds.visits == 0
    assert rounds.is_due()
    known.append(live.Case(run).reference)
    assert rounds.visit()
    assert [each.rule for each in rounds.findings] == ["linear-stack"]


def test_a_visit_moves_nothing():
    """Visited or not, a run has the same losses and weights, to the last bit."""
    run, alone = straight(), straight()
    rounds = Rounds(run)
    for _ in range(60):
        run.advance(7)
        if rounds.is_due():
            rounds.visit()
    alone.advance(420)
    assert rounds.visits > 10
    assert np.array_equal(run.history["loss"], alone.history["loss"])
    for name, value in run.state.params.items():
        assert np.array_equal(value, alone.state.params[name])


def test_what_is_the_same_at_every_visit_is_found_once():
    """The reference, above all, which takes longest."""
    counted = []
    run = straight()
    rounds = Rounds(run, reference=lambda case: counted.append(1) or case.reference)
    for _ in range(20):
        run.advance(20)
        if rounds.is_due():
            rounds.visit()
    assert rounds.visits > 5
    assert len(counted) == 1
