"""The doctor's visits: at a bounded share of the time, and never in the way."""

import time
from concurrent.futures import Future

import pytest

import glassnet as gn
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.live import Rounds
from glassnet.tui import attendance
from glassnet.tui.attendance import LATER, SHARE, Attendance


class Clock:
    """Seconds that pass when they are told to, and a little whenever they are asked."""

    def __init__(self, step=0.0):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


@pytest.fixture
def at_once(monkeypatch):
    """Find out at once what a thread would find out some time."""

    def found(find, _):
        future = Future()
        future.set_result(find())
        return future

    monkeypatch.setattr(attendance, "beside", found)


def run_of(**settings):
    """Return a run on two half moons with a step activation, before its first step."""
    network = gn.Network(gn.Dense(4), gn.Step(), gn.Dense(2))
    return gn.prepare(network, "moons", engine="reference", seed=1, **settings)


def test_who_stands_is_visited_when_it_is_due():
    """And then there is nothing more to do."""
    run, doctor = run_of(), Attendance(Clock(), pytest.fail)
    assert doctor.findings(run) == ()
    assert doctor.is_failing(run) is None
    assert doctor.look_in(run, moving=False) == 0.0
    assert [each.rule for each in doctor.findings(run)] == ["step-activation"]
    assert doctor.look_in(run, moving=False) is None


@pytest.mark.parametrize(("steps", "is_judged"), [(0, False), (99, False), (100, True)])
def test_a_run_is_not_judged_before_it_could_learn(steps, is_judged, at_once):
    """Nobody knows of the first hundred steps whether it fails; of a run that ended before, yes."""
    longer, shorter = run_of(epochs=400), run_of(epochs=1)
    longer.advance(steps)
    shorter.finish()
    assert shorter.step < 100
    doctor = Attendance(Clock(), pytest.fail)
    for run in (longer, shorter):
        doctor.look_in(run, moving=False)
    assert (doctor.is_failing(longer) is not None) == is_judged
    assert doctor.is_failing(shorter) is not None


def test_visits_take_a_small_share_of_the_time():
    """While a run moves, the next visit waits until the last one is no more than that."""
    run, clock = run_of(), Clock(0.01)
    doctor, started = Attendance(clock, pytest.fail), clock.now
    for _ in range(2_000):
        run.advance(1) if run.step < run.last_step else run.seek(0)
        doctor.look_in(run, moving=True)
    assert doctor.seconds > 0.0
    assert doctor.seconds <= SHARE * (clock.now - started) + 0.02


def test_what_takes_long_is_found_out_beside(monkeypatch):
    """A visit does not wait for it: it is due again a little later."""
    waiting = Future()
    monkeypatch.setattr(attendance, "beside", lambda *_: waiting)
    run = run_of(epochs=40, early_stopping=None)
    run.finish()
    doctor = Attendance(Clock(), pytest.fail)
    assert doctor.look_in(run, moving=False) == LATER
    assert doctor.findings(run) == ()
    waiting.set_result(Case(run).reference)
    assert doctor.look_in(run, moving=False) == 0.0
    assert doctor.findings(run)


def test_all_futures_share_what_was_found_out_about_the_data(monkeypatch):
    """They have the same rows."""
    asked = []

    def once(find, _):
        asked.append(find)
        found = Future()
        found.set_result(find())
        return found

    monkeypatch.setattr(attendance, "beside", once)
    run = run_of(epochs=30)
    other, doctor = run.fork(), Attendance(Clock(), pytest.fail)
    for each in (run, other):
        each.finish()
        doctor.look_in(each, moving=False)
        assert doctor.findings(each)
    assert len(asked) == 1


def test_infinity_is_heard_of_as_long_as_one_stands_there():
    """A command that changes the rate makes it a thing of the past."""
    network = gn.Network(gn.Dense(4), gn.Dense(3))
    settings = {"optimizer": gn.SGD(), "learning_rate": 1e30, "engine": "reference"}
    run, doctor = gn.prepare(network, "iris", **settings), Attendance(Clock(), pytest.fail)
    with pytest.raises(gn.DivergedError) as told:
        run.finish()
    doctor.hear(run, told.value)
    end = time.monotonic() + 30.0
    while doctor.look_in(run, moving=False) is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert doctor.findings(run)[0].rule == "rate-too-high"
    assert doctor.is_failing(run)
    run.command(gn.SetLearningRate(0.1))
    doctor.look_in(run, moving=False)
    assert not doctor.findings(run)


def test_a_fault_of_the_doctor_ends_the_visits_and_not_the_training(monkeypatch):
    """It is told once, in a sentence; other runs are visited as before."""
    run, other, told = run_of(), run_of(), []
    doctor = Attendance(Clock(), told.append)

    def fail(rounds, error):
        raise ZeroDivisionError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(Rounds, "visit", fail)
        for _ in range(3):
            assert doctor.look_in(run, moving=False) is None
    assert len(told) == 1
    assert "a fault of ours" in told[0]
    assert doctor.look_in(run, moving=False) is None
    assert doctor.look_in(other, moving=False) == 0.0
    assert doctor.findings(other)
