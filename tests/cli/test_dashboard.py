"""Where the dashboard can be drawn, and what happens when its terminal is gone."""

import io
import os
import threading

import pytest

from glassnet.cli import dashboard
from glassnet.cli.signals import HUNG_UP, Stop


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("streams", "term", "expected"),
    [
        ((Terminal, Terminal, Terminal), "xterm", True),
        ((Terminal, io.StringIO, Terminal), "xterm", False),
        ((io.StringIO, Terminal, Terminal), "xterm", False),
        ((Terminal, Terminal, io.StringIO), "xterm", False),
        ((Terminal, Terminal, Terminal), "dumb", False),
        ((Terminal, Terminal, Terminal), "", False),
    ],
)
def test_it_needs_a_terminal_at_all_three_streams(monkeypatch, streams, term, expected):
    """Keys come from one, the screen goes to another, and the third must not disturb it."""
    monkeypatch.setenv("TERM", term)
    for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(f"sys.{name}", stream())
    assert dashboard.usable() is expected


def test_a_dashboard_that_hangs_after_a_hangup_is_rescued(monkeypatch):
    """What there is is kept, and the process ends with the signal's code."""
    done, codes = [], []
    ended = threading.Event()

    def end(code):
        codes.append(code)
        ended.set()  # the thread goes on and ends again, for the process is the test's

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(dashboard, "SECONDS_TO_LEAVE", 0.01)
    monkeypatch.setattr(dashboard, "SECONDS_BETWEEN_LOOKS", 0.01)
    stop = Stop()
    with dashboard._outliving(stop, lambda: done.append("kept")):
        stop.exit_code = HUNG_UP
        assert ended.wait(30)
    assert (done[0], codes[0]) == ("kept", HUNG_UP)


def test_a_dashboard_that_leaves_by_itself_is_let_alone(monkeypatch):
    """No rescue, though a signal came."""
    monkeypatch.setattr(dashboard, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(os, "_exit", lambda code: pytest.fail(f"ended with {code}"))
    stop = Stop()
    with dashboard._outliving(stop, lambda: pytest.fail("rescued")):
        stop.exit_code = 143
    stop.exit_code = HUNG_UP
