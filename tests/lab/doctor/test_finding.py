"""What is said, and how it is printed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from glassnet.lab.doctor.finding import Diagnosis, Finding, Proof, Remedy, sparkline
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import Experiment

REMEDY = Remedy("Take 1.", Experiment(Network(Dense(1)), MSE()), "[training]\nx = 1", "--x 1")
PROOF = Proof(5, "error", 2.0, 1.0, 0.5, 1.5)


def _unwrapped(text):
    return " ".join(text.split())


FINDING = Finding(
    "rate-too-low", "It is slow.", "likely", {"steps": 20.0}, REMEDY, "layer 1", 7,
    chain=("it waits",), proof=PROOF, picture="loss 1 ▁▂ 2",
)  # fmt: skip


def test_everything_is_printed_within_the_width():
    """Cause, place, step, evidence, chain, remedy in three forms, proof and page."""
    told = str(Diagnosis("ill", "one cause was found.", {}, (FINDING,)))
    for part in (
        "ILL: ",
        "It is slow. (likely)",
        "layer 1",
        "step 7",
        "steps 20",
        "it waits",
        "loss 1 ▁▂ 2",
    ):
        assert part in told
    for part in ("Take 1.", "[training]", "FILE --x 1", "from 2 to 1", "--explain rate-too-low"):
        assert part in told
    assert max(map(len, told.splitlines())) <= 80


def test_what_was_withdrawn_is_said():
    """With the numbers against it."""
    told = str(Diagnosis("unexplained", "nobody knows.", {"score": 0.5}, (), (FINDING,)))
    assert "Withdrawn: It is slow." in told
    assert "0.5  score" in told


def test_everything_is_plain_data():
    """JSON can hold it."""
    told = json.loads(json.dumps(Diagnosis("ill", "one.", {"a": 1.0}, (FINDING,)).to_dict()))
    assert told["findings"][0]["proof"]["starts"] == 5
    assert told["findings"][0]["remedy"]["options"] == "--x 1"
    assert told["findings"][0]["picture"] == "loss 1 ▁▂ 2"


def test_a_remedy_is_a_command_for_the_file_at_hand():
    """With its options, or with --fix where no option does it."""
    assert REMEDY.command("a.toml") == "glassnet train --experiment a.toml --x 1"
    assert replace(REMEDY, options="").command("a.toml") == "glassnet doctor a.toml --fix"
    told = "\n".join(Diagnosis("ill", "one.", {}, (FINDING,)).lines(80, "a.toml"))
    assert "--experiment a.toml --x 1" in told


def test_a_finding_explains_itself():
    """With the page of its cause."""
    assert FINDING.explain().startswith("# Steps that lead nowhere")


@pytest.mark.parametrize(
    ("low", "high", "opinion"),
    [
        (0.1, 3.0, "helps"),
        (0.0, 3.0, "is not sure to help"),
        (-1.0, 0.1, "is not sure to help"),
        (-1.0, 0.0, "does not help"),
    ],
)
def test_help_is_sure_or_none(low, high, opinion):
    """The whole interval is on the right side; where it holds 0, that is said."""
    proof = Proof(5, "error", 2.0, 1.0, low, high)
    assert proof.helps is (opinion == "helps")
    assert proof.opinion == opinion
    told = str(Diagnosis("healthy", "all is well.", {}, (), (replace(FINDING, proof=proof),)))
    assert f"Its remedy was tried and {opinion}: the error goes from 2 to 1" in _unwrapped(told)


def test_a_curve_is_as_long_as_it_may_be():
    """A thousand numbers in forty blocks, from the highest to the lowest; nothing is no curve."""
    curve = sparkline([1.0 / (1 + n) for n in range(1000)])
    assert (len(curve), curve[0], curve[-1]) == (40, "█", "▁")
    assert sparkline([]) == ""
    assert sparkline([2.0, 2.0]) == "▁▁"
