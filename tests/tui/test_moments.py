"""What the dashboard is told of a stage is what its run says."""

import numpy as np

from glassnet.run.commands import SetLearningRate
from glassnet.tui.moments import moment_of
from glassnet.tui.stage import SPEEDS, Stage
from tests.tui.test_stage import small_run


def test_a_moment_is_what_the_run_says():
    """Steps, epochs, losses, commands, snapshots, memory, and the futures with what parted them."""
    stage = Stage(small_run())
    stage.go_to(9)
    stage.arrive()
    stage.go_to(5)
    stage.arrive()
    stage.give(SetLearningRate(0.2))
    stage.go_to(7)
    stage.arrive()
    found, run = moment_of(stage), stage.run
    assert (found.step, found.recorded, found.epoch) == (7, 7, 1)
    assert (found.total_steps, found.steps_per_epoch) == (40, 4)
    assert np.array_equal(found.future.losses, run.history["loss"])
    assert found.snapshots == run.memory.kept
    assert found.memory[0] == run.memory.states + run.memory.history
    assert [future.name for future in found.futures] == ["A", "B"]
    assert found.future.forked_at == 5
    assert found.future.commands == run.commands
    assert found.experiment.learning_rate == 0.2
    assert not found.done


def test_the_speed_is_told_in_words():
    """By the unit that one moves by."""
    stage = Stage(small_run())
    assert moment_of(stage).speed == "full speed"
    stage.change_speed(-len(SPEEDS))
    stage.choose_unit("epoch")
    assert moment_of(stage).speed == "1 epoch/s"
