"""How far a run is, in a terminal and elsewhere."""

from __future__ import annotations

import sys

import pytest

from glassnet.cli import progress
from glassnet.cli.progress import Clock, Display, Lines, Moment, Silence, drawn, facts
from glassnet.run.evaluation import Evaluation
from glassnet.run.training import prepare

LATEST = Evaluation(80, 10, 0.123456, 0.001, validation_loss=0.5, score=0.975)
MOMENT = Moment(10, 40, 0.25, 1234.5, 75.2, LATEST, 7, "accuracy")


@pytest.fixture
def run():
    """A run after its first epoch."""
    made = prepare(None, "iris", epochs=4, batch_size=34, engine="reference")
    made.advance_epoch()
    return made


def test_all_there_is_to_say():
    """Epoch, pace, time left, losses, score and the best epoch."""
    assert ", ".join(facts(MOMENT)) == (
        "epoch 10 of 40, 1,234 steps/s, 1:15 left at most, loss 0.1235, validation 0.5, "
        "accuracy 97.5 %, best epoch 7"
    )


def test_before_the_first_epoch_there_is_little_to_say():
    """Neither a pace nor a loss is invented."""
    assert facts(Moment(0, 40, 0.0, 0.0, 0.0, None, None, "R²")) == ["epoch 0 of 40"]


@pytest.mark.parametrize("room", [1, 20, 80, 400])
def test_the_display_has_two_lines_that_fit(room):
    """Whatever the terminal's width."""
    lines = drawn(MOMENT, room).plain.split("\n")
    assert len(lines) == 2
    assert max(map(len, lines)) <= room


def test_the_clock_leaves_out_what_came_before_the_first_look(run):
    """Two epochs in two seconds are counted from the first look on; the rest is extrapolated."""
    clock = Clock()
    assert clock.moment(run, 100.0).pace == 0.0
    run.advance_epoch()
    moment = clock.moment(run, 102.0)
    steps = run.program.plan.steps_per_epoch
    assert moment.pace == steps / 2.0
    assert moment.left == 4.0
    assert moment.share == 0.5


def test_a_clock_that_stands_still_divides_by_nothing(run):
    """No time has passed: no pace, no time left."""
    clock = Clock()
    for _ in range(2):
        assert clock.moment(run, 5.0).pace == 0.0


def test_lines_come_every_few_seconds_only(run, capsys):
    """Nothing at first, a line after five seconds, none a second later."""
    lines = Lines(5.0)
    for now in (0.0, 4.9, 5.0, 6.0, 10.0):
        lines.see(run, now)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(line.startswith("glassnet: epoch 1 of 4") for line in told)


def test_nothing_moves_where_nobody_sees_it(monkeypatch):
    """A pipe and a dumb terminal get lines, a quiet command gets nothing."""
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(progress.watch(quiet=False), Lines)
    assert isinstance(progress.watch(quiet=True), Silence)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert isinstance(progress.watch(quiet=False), Display)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(progress.watch(quiet=False), Lines)


def test_a_display_draws_what_it_sees(run, capsys):
    """The text it holds is that of the moment; entering and leaving give the terminal back."""
    with Display() as display:
        display.see(run, 1.0)
        assert "epoch 1 of 4" in display._text.plain
    assert "\x1b" not in capsys.readouterr().out


def test_a_sentence_is_said_now_and_then(capsys):
    """Not before its time, and not to who wants quiet."""
    progress.now_and_then(60.0, quiet=False)("too early")
    progress.now_and_then(-1.0, quiet=True)("to nobody")
    tell = progress.now_and_then(-1.0, quiet=False)
    tell("1 of 3")
    tell("2 of 3")
    assert capsys.readouterr().err == "glassnet: 1 of 3\nglassnet: 2 of 3\n"
