"""Play by itself: to the end, to where a condition comes true, fast and slow."""

import math

import numpy as np
import pytest

from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.program.experiment import EarlyStopping
from glassnet.run.commands import SetLearningRate
from glassnet.tui.condition_grammar import facts_of, parse
from glassnet.tui.stage import SPEEDS
from tests.tui.test_stage import play, small_run, stage_of


def test_play_goes_to_the_end_and_stops_there():
    """All epochs are made, and that is said."""
    stage = stage_of()
    play(stage)
    assert stage.run.step == 40
    assert "all 10 epochs" in stage.note
    stage.play()
    assert not stage.playing
    assert "end" in stage.note


def test_play_stops_where_early_stopping_says_and_can_go_on():
    """Nothing improves at such a rate: play stops at that epoch; played again, it trains on."""
    stage = stage_of(epochs=40, early_stopping=EarlyStopping(patience=2), learning_rate=1e-9)
    play(stage)
    stopped = stage.run.step
    assert stopped < 160
    assert "no improvement" in stage.note
    play(stage)
    assert stage.run.step == 160


def test_play_stops_at_the_exact_step_where_a_loss_is_reached():
    """Though it plays in large portions, it goes back to the first step that fulfills it."""
    straight = small_run(epochs=30)
    straight.advance(90)
    losses = straight.history["loss"]
    wanted = float(np.sort(losses)[20])
    stage = stage_of(epochs=30)
    stage.stop_at(parse(f"loss < {wanted!r}", facts_of(stage.run.experiment, stage.run.table)))
    play(stage)
    assert stage.run.step == int(np.flatnonzero(losses < wanted)[0]) + 1
    assert "Stopped" in stage.note


def test_play_stops_at_the_exact_step_where_a_weight_is_passed():
    """A condition that only the weights tell is asked after every step."""
    straight = small_run()
    seen = []
    for _ in range(30):
        straight.advance(1)
        seen.append(float(straight.state.params["0.weights"][0, 0]))
    low, high = min(seen[5:]), max(seen[5:])
    wanted = (low + high) / 2
    relation = ">" if seen[0] < wanted else "<"
    stage = stage_of()
    stage.stop_at(
        parse(
            f"weight 0,0 of layer 0 {relation} {wanted!r}",
            facts_of(stage.run.experiment, stage.run.table),
        )
    )
    play(stage)
    met = [value > wanted if relation == ">" else value < wanted for value in seen]
    assert stage.run.step == met.index(True) + 1


def test_a_run_that_diverges_is_told_and_stands_before_that_update():
    """The sentence says so; going back and on with another rate works."""
    stage = stage_of(network=Network(Dense(4), Dense(3)), optimizer=SGD(), learning_rate=1e30)
    play(stage)
    assert "learning_rate" in stage.note
    step = stage.run.step
    assert step < 30
    stage.go_to(0)
    stage.arrive()
    stage.give(SetLearningRate(0.01))
    stage.go_to(10)
    stage.arrive()
    assert stage.run.step == 10
    assert stage.look().step == 10


def test_slow_play_waits_between_units():
    """One unit a second: after each there is nothing to do for nearly a second."""
    stage = stage_of()
    stage.choose_unit("operation")
    stage.change_speed(-100)
    stage.play()
    assert stage.tick() == 0.0
    assert stage.place.operation == 0
    assert 0.9 < stage.tick() <= 1.0
    assert stage.place.operation == 0
    stage._clock.now += 1.0
    stage.tick()
    assert stage.place.operation == 1
    assert SPEEDS[stage.speed] == 1.0
    stage.change_speed(100)
    assert math.isinf(SPEEDS[stage.speed])


def test_a_far_place_is_reached_in_portions_and_can_be_given_up():
    """Each portion is short; a key in between stops it where it is."""
    stage = stage_of(epochs=1_000)
    stage.go_to(4_000)
    for _ in range(4):
        stage.tick()
    assert 0 < stage.run.step < 4_000
    assert stage.moving
    stage.toggle()
    assert not stage.moving
    assert stage.place.step == stage.run.step


@pytest.mark.parametrize("unit", ["row", "step", "epoch", "operation"])
@pytest.mark.parametrize("condition", ["step = 6", "weight 0,0 of layer 0 > -100"])
def test_slow_play_by_any_unit_stops_where_a_condition_comes_true(unit, condition):
    """At step 6 exactly, or at the first step, though it moves by epochs of four steps."""
    stage = stage_of()
    stage.choose_unit(unit)
    stage.change_speed(-1)
    stage.stop_at(parse(condition, facts_of(stage.run.experiment, stage.run.table)))
    stage.play()
    for _ in range(100_000):
        if not stage.playing:
            break
        stage._clock.now += 1.0
        stage.tick()
    assert stage.run.step == (6 if condition == "step = 6" else 1)
