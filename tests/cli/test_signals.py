"""Ctrl-C and its relatives."""

from __future__ import annotations

import contextlib
import signal
import sys
from types import SimpleNamespace

import pytest

from glassnet.cli.signals import Stop, Terminated, listen, tell_lost


@pytest.fixture(autouse=True)
def handlers():
    """Give the tests' own handlers back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def nothing_heard(monkeypatch):
    """Forget what a test let be heard."""
    monkeypatch.setattr("glassnet.cli.signals._heard", [])


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
)
def test_a_signal_becomes_an_exception(number, error):
    """So that what is open is closed on the way out."""
    listen()
    with pytest.raises(error):
        signal.raise_signal(number)


def test_a_signal_whose_exception_was_lost_is_not_lost():
    """Python drops what a callback raises; the training does not begin all the same."""
    listen()
    with contextlib.suppress(Terminated):
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(Terminated), Stop():
        pytest.fail("it began")


@pytest.mark.parametrize(("kind", "told"), [(Terminated, False), (ValueError, True)])
def test_only_a_lost_signal_is_passed_over(monkeypatch, kind, told):
    """Any other exception that Python drops is told as ever."""
    seen = []
    monkeypatch.setattr(sys, "__unraisablehook__", seen.append)
    tell_lost(SimpleNamespace(exc_type=kind))
    assert bool(seen) is told


def test_what_was_to_be_ignored_is_ignored():
    """A shell starts a job in the background with SIGINT ignored."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listen()
    signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_the_first_signal_asks_and_the_second_leaves():
    """The exit code is that of the first; afterwards the signals do what they did before."""
    before = signal.getsignal(signal.SIGINT)
    with Stop() as stop:
        assert not stop
        signal.raise_signal(signal.SIGTERM)
        assert stop.exit_code == 143
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_that_was_to_be_ignored_is_ignored():
    """nohup tells a program to ignore SIGHUP; so it does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Stop() as stop:
            signal.raise_signal(signal.SIGHUP)
            assert not stop
    finally:
        signal.signal(signal.SIGHUP, before)
