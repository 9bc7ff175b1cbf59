"""Work in a thread beside."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from glassnet.ground.beside import beside


def test_what_a_thread_finds_out_or_fails_in_is_told():
    """The value, or the fault, where it is asked for; no thread is left."""
    assert beside(lambda: 42, "a sum").result(30.0) == 42
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 / 0, "a sum").result(30.0)
    time.sleep(0.05)
    assert "a sum" not in {thread.name for thread in threading.enumerate()}


def test_who_waits_hears_a_signal():
    """Though what is waited for never comes."""
    never = threading.Event()

    def interrupt(number, frame):
        raise InterruptedError

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(InterruptedError):
            beside(never.wait, "never").result(30.0)
    finally:
        signal.signal(signal.SIGALRM, before)
        never.set()
