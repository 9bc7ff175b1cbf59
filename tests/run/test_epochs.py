"""What the epochs of a run came to, and which of them was the best."""

from __future__ import annotations

from itertools import accumulate

import pytest

from glassnet.nn.schedules import Plateau
from glassnet.run.epochs import Epochs
from glassnet.run.progress import Progress

PER_EPOCH = 3


@pytest.fixture
def run(made):
    """A run of eight epochs whose validation loss goes up and down."""
    found = made(learning_rate=0.3, epochs=8)
    found.finish()
    return found


def test_the_best_is_the_lowest_loss_so_far(run):
    """After each epoch, the best is the lowest of all losses up to it, and its state is kept."""
    losses = [each.validation_loss for each in run.history.evaluations]
    for epoch, lowest in enumerate(accumulate(losses, min), 1):
        run.seek(epoch * PER_EPOCH)
        assert run.progress.best_loss == lowest
        best = run.best_state
        assert int(best.step) == (losses.index(lowest) + 1) * PER_EPOCH
        run.seek(int(best.step))
        assert best.digest() == run.state.digest()


def test_before_the_first_epoch_the_present_is_the_best(made):
    """There is nothing to compare it with."""
    run = made()
    run.advance(2)
    epochs = Epochs(run._timeline, None)
    assert epochs.progress(0) == Progress()
    assert epochs.best_state(0).digest() == run.state.digest()


def test_what_another_process_found_is_the_same_progress(run):
    """Restored from its evaluations alone, or taken over from another run."""
    restored, adopted = (Epochs(run._timeline, None) for _ in range(2))
    restored.restore(run.history.evaluations, None)
    adopted.adopt(restored, 5)
    for epoch in range(9):
        assert restored.progress(epoch) == run._epochs.progress(epoch)
        assert epoch > 5 or adopted.progress(epoch) == restored.progress(epoch)
    assert restored.best_state(8).digest() == run.best_state.digest()
    restored.cut(2)
    with pytest.raises(IndexError):
        restored.progress(3)


def test_a_plateau_gives_its_command_where_the_epoch_ends(made):
    """The rate is lower from the next update on, and not before."""
    run = made(schedule=Plateau(decay=0.5, patience=0), learning_rate=0.3, epochs=8)
    run.finish()
    lowered = [each for each in run.commands if each.step < run.recorded]
    assert lowered
    for recorded in lowered:
        assert recorded.step % PER_EPOCH == 0
        before, after = run.history["learning_rate"][recorded.step - 1 : recorded.step + 1]
        assert after == pytest.approx(0.5 * before)
