"""The thread that owns the runs: it does what it is asked, and tells what there is to see."""

import threading
import time
from collections import deque

import pytest

from glassnet.nn.activations import Step
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare
from glassnet.tui.stage import Stage
from glassnet.tui.trainer import Trainer

PATIENCE = 30.0  # seconds, for a machine that is busy


@pytest.fixture
def trainer():
    """Return a trainer that lives, with 100 epochs of iris before it."""
    run = prepare(Network(Dense(3)), "iris", epochs=100, engine="reference", seed=1)
    living = Trainer(Stage(run))
    living.start()
    yield living
    living.close()


def until(trainer, true):
    """Wait until the view is as it should be, asking for one again and again."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if trainer.view is not None and true(*trainer.view):
            return trainer.view
        trainer.want()
        time.sleep(0.002)
    pytest.fail(f"it never came to that: {trainer.view}")


def test_it_tells_what_there_is_to_see_at_once(trainer):
    """Before anything is asked the first step can be seen."""
    moment, look, place = until(trainer, lambda *_: True)
    assert (moment.step, look.step, place.step) == (0, 0, 0)


def test_wishes_are_done_in_order(trainer):
    """Three moves forward and one back lead two steps further, however quickly they come."""
    for count in (1, 1, 1, -1):
        trainer.ask(lambda stage, count=count: stage.move(count))
    _, look, place = until(trainer, lambda moment, *_: moment.step == 2 and not moment.playing)
    assert (look.step, place.step) == (2, 2)


def test_it_plays_and_pauses(trainer):
    """While it plays it goes on without being asked; a key stops it within a portion."""
    trainer.ask(Stage.play)
    until(trainer, lambda moment, *_: moment.step > 10)
    trainer.ask(Stage.pause)
    moment, *_ = until(trainer, lambda moment, *_: not moment.playing)
    time.sleep(0.05)
    trainer.want()
    again = until(trainer, lambda moment, *_: not moment.playing)
    assert again[0].step == moment.step
    assert again[1].step == moment.step


def test_a_failure_is_kept_for_whoever_shows_the_screen(trainer):
    """A fault ends the thread and is not swallowed."""

    def fail(stage):
        raise ZeroDivisionError("a fault of ours")

    trainer.ask(fail)
    end = time.monotonic() + PATIENCE
    while trainer.failure is None and time.monotonic() < end:
        time.sleep(0.002)
    assert isinstance(trainer.failure, ZeroDivisionError)


def test_once_closed_no_thread_is_left():
    """Closing while it plays waits for the portion at hand, and hands the stage back."""
    run = prepare(Network(Dense(3)), "iris", epochs=100, engine="reference", seed=1)
    stage = Stage(run)
    living = Trainer(stage)
    living.start()
    living.ask(Stage.play)
    until(living, lambda moment, *_: moment.step > 0)
    assert living.close() is stage
    assert "trainer" not in {thread.name for thread in threading.enumerate()}


def test_what_the_doctor_finds_while_one_stands_is_told():
    """Nobody asks for it: the view comes by itself, before the first step."""
    network = Network(Dense(4), Step(), Dense(3))
    run = prepare(network, "iris", epochs=2, engine="reference", seed=1)
    living = Trainer(Stage(run))
    living.start()
    end = time.monotonic() + PATIENCE
    while living.view is None or not living.view[0].findings:
        assert time.monotonic() < end
        time.sleep(0.002)
    assert living.view[0].findings[0].rule == "step-activation"
    assert living.view[0].step == 0
    living.close()


def test_a_wish_that_comes_in_the_midst_of_a_turn_is_answered():
    """However late it comes: whoever asked waits for the answer."""

    class Late(deque):
        """Wishes, the first of which comes after one has looked whether there are any."""

        def __bool__(self):
            if not self.looked:
                self.looked = True
                return False
            return len(self) > 0

    run = prepare(Network(Dense(3)), "iris", epochs=100, engine="reference", seed=1)
    living, answers = Trainer(Stage(run)), []
    living._wishes = Late([Stage.play])
    living._wishes.looked = False
    living._answer = lambda: answers.append(living.view)
    living._bell.wait = lambda _: None
    living._turn()
    living._turn()
    assert len(answers) == 1
    assert answers[0][0].playing  # what came of it is to be seen by then
