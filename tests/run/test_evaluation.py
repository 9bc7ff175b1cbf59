"""What an epoch comes to."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.run.evaluation import summary


def test_an_epoch_is_summed_up():
    """The mean of its own losses, and the rate of its last update."""
    history = {"loss": np.arange(8.0), "learning_rate": np.linspace(1.0, 0.3, 8)}
    found = summary(history, 6, 3)
    assert (found.step, found.epoch, found.training_loss) == (6, 2, 4.0)
    assert found.learning_rate == pytest.approx(0.5)
    assert (found.validation_loss, found.score) == (None, None)
