"""A run that is broken off in a step goes on as if it had been left in peace."""

from __future__ import annotations

import pytest

import glassnet as gn


def test_an_interrupt_in_a_step_leaves_a_run_that_can_go_on(monkeypatch):
    """What was half done is undone: the run goes on to the bits of one that was left in peace."""
    run, undisturbed = (gn.prepare(None, "iris", epochs=3, seed=4) for _ in range(2))
    undisturbed.finish()
    run.advance(5)
    runner = type(run._timeline._runner)
    whole = runner.advance

    def broken(self, steps, learning_rate):
        whole(self, min(2, steps), learning_rate)
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "advance", broken)
    with pytest.raises(KeyboardInterrupt):
        run.advance_epoch()
    monkeypatch.setattr(runner, "advance", whole)
    run.finish()
    assert run.step == int(run.state.step) == undisturbed.step
    assert run.state.digest() == undisturbed.state.digest()
    assert len(run.history.evaluations) == len(undisturbed.history.evaluations)
