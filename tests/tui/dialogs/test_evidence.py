"""What is wrong, why, and what would help."""

from __future__ import annotations

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change
from glassnet.run.commands import SetLearningRate
from glassnet.tui.cures import Cure
from glassnet.tui.dialogs.evidence import Evidence, evidence

EXPERIMENT = gn.prepare(gn.Network(gn.Dense(3)), "iris", engine="reference").experiment
RATE = Finding(
    "rate-too-high",
    "The learning rate 10 is too high: the loss jumps up.",
    "likely",
    {"times the usual rate": 100.0},
    change(EXPERIMENT, "Take 0.1.", learning_rate=0.1),
    where="everywhere",
    since=7,
    chain=("units die",),
)
SCALE = Finding("unscaled-inputs", "The inputs are not scaled.", "likely", {"largest input": 99.0})
CURE = Cure({"learning_rate": 0.1}, 3, SetLearningRate(0.1), "learning_rate = 0.1")
PROSPECTS = [(RATE, CURE), (SCALE, UsageError("this needs the data prepared anew."))]


def test_the_evidence_is_all_that_the_doctor_prints():
    """Cause, certainty, step, numbers, chain, remedy, page; the cause stands out."""
    text = evidence(RATE)
    assert text.plain.splitlines() == list(RATE.lines(76))
    for word in ("likely", "step 7", "times the usual rate 100", "units die", "Take 0.1."):
        assert word in text.plain
    assert "glassnet doctor --explain rate-too-high" in text.plain
    bold = [span for span in text.spans if span.style == "bold"]
    assert text.plain[bold[0].start : bold[-1].end].replace("\n", " ") == f"{RATE.cause} (likely)"


def test_enter_and_a_apply_and_escape_does_not(play):
    """What applying does is told before; the answer is the finding."""
    assert "Another future begins at step 3: learning_rate = 0.1." in play(Evidence(PROSPECTS)).text
    for key in ("enter", "a"):
        assert play(Evidence(PROSPECTS[:1]), [key]).answers == (RATE,)
        assert play(Evidence(PROSPECTS), [key]).answers == (RATE,)
    assert play(Evidence(PROSPECTS), ["escape"]).answers == (None,)


def test_arrows_choose_a_cause_and_its_evidence_is_shown(play):
    """One that cannot be applied says why, and the dialog stays."""
    session = play(Evidence(PROSPECTS), ["down"])
    assert "largest input 99" in session.text
    assert "Apply: this needs the data prepared anew." in session.text
    assert "enter apply" in play(Evidence(PROSPECTS)).text
    assert "enter apply" not in session.text
    refused = play(Evidence(PROSPECTS), ["down", "enter"])
    assert refused.open
    assert refused.answers == ()


def test_without_findings_it_says_what_was_asked(play):
    """And there is nothing to apply."""
    session = play(Evidence([]), ["enter", "a"])
    assert "Nothing is wrong, as far as can be seen by looking on." in session.text
    assert "apply" not in session.lines[-1]
    assert session.open
    assert play(Evidence([]), ["escape"]).answers == (None,)


def test_a_failure_without_a_cause_is_not_called_well(play):
    """Nor is a run that cannot be judged yet; from when on it is, is told."""
    failing = play(Evidence([], failing=True)).text
    assert "It fails, and none of the causes asked here shows" in failing
    unseen = play(Evidence([], failing=None)).text
    assert "Still looking" in unseen
    assert "from step 100 on" in unseen
    assert "Nothing is wrong" not in failing + unseen


def test_on_a_small_screen_the_rest_is_a_page_further(play):
    """Page down leads to the page's name, while the arrows still choose."""
    small = (50, 12)
    assert "--explain" not in play(Evidence(PROSPECTS), [], small).text
    assert "--explain" in play(Evidence(PROSPECTS), ["pagedown"] * 5, small).text
    assert "--explain" not in play(Evidence(PROSPECTS), ["pagedown", "pageup"], small).text
