"""When a diagnosis is proved, how long that takes, and what Ctrl-C leaves of it."""

from __future__ import annotations

import os
import signal

import pytest

import glassnet as gn
from glassnet.cli import proving
from glassnet.cli.proving import Asked, StoppedError, examined, measured, until
from glassnet.cli.signals import Stop
from glassnet.lab.doctor import fixing
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_data


@pytest.fixture
def slow():
    """A run that hardly moved."""
    network = gn.Network(gn.Dense(8), gn.ReLU(), gn.Dense(2))
    settings = {"learning_rate": 1e-6, "epochs": 20, "early_stopping": None}
    return gn.train(network, "moons", engine="reference", **settings)


def test_a_proof_is_made_if_it_is_quick_or_asked_for(slow):
    """A second an update is too slow, unless --prove says so; --no-prove is never overruled."""
    with Stop() as stop:
        told, _ = examined(slow, Asked(), stop, 1e-6)
        assert (told.findings or told.withdrawn)[0].proof is not None
        for prove, pace in ((None, 1.0), (False, 1e-6)):
            told, _ = examined(slow, Asked(prove), stop, pace)
            assert told.findings[0].proof is None
            assert len(told.notes) == (prove is None)
        told, _ = examined(slow, Asked(prove=True, starts=2), stop, 1.0)
        assert (told.findings or told.withdrawn)[0].proof is not None


def test_a_stopped_proof_leaves_the_diagnosis(slow):
    """With a note, and nothing is mended."""
    for asked in (Asked(), Asked(fix=True)):
        with Stop() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            told, mended = examined(slow, asked, stop, 1e-6)
        assert told.rules == ("rate-too-low",)
        assert told.notes == ("The proof was stopped: nothing of this is proved.",)
        assert mended is None
        assert stop.exit_code == 130


def test_training_ends_where_somebody_asks(slow):
    """After the steps at hand."""
    run = gn.prepare(slow.experiment.network, "moons", epochs=500, engine="reference")
    with Stop() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(StoppedError):
            until(stop)(run)
    assert not run.done


def test_the_pace_of_a_kept_run_is_measured_without_moving_it(slow, monkeypatch):
    """By its first updates, made again; also where there is only one."""
    monkeypatch.setattr(proving, "TRIED", 0.01)
    step = slow.step
    assert 0.0 < measured(slow) < 1.0
    assert slow.step == step
    network = gn.Network(gn.Dense(1))
    once = gn.train(network, "line", epochs=1, batch_size=None, engine="reference")
    assert measured(once) >= 0.0


def test_a_run_whose_first_update_diverges_has_a_pace():
    """It is the time until then, so the diagnosis can be made."""
    network = gn.Network(gn.Dense(4, weights=gn.Normal(1e30)), gn.ReLU(), gn.Dense(1))
    run = gn.prepare(network, "line", loss=gn.MSE(), engine="reference", epochs=2)
    with pytest.raises(gn.DivergedError):
        run.advance(1)
    assert 0.0 < measured(run) < 10.0


def test_a_remedy_that_cannot_be_tried_leaves_the_diagnosis(slow, monkeypatch):
    """With the reason as a note, proved or mended; nothing is raised."""
    blind = change_data(slow.experiment, "Do.", kinds=(("nowhere", "skip"),))
    found = Finding("missing-code", "So.", "likely", {}, blind)
    monkeypatch.setattr(proving, "examine", lambda _: [found])
    monkeypatch.setattr(fixing, "examine", lambda _: [found])
    for asked in (Asked(prove=True, starts=2), Asked(fix=True, starts=2)):
        with Stop() as stop:
            told, mended = examined(slow, asked, stop, 1e-6)
        assert told.findings == (found,)
        assert "nowhere" in told.notes[-1]
        assert mended is None or not mended.applied
