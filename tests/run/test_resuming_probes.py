"""What probes measured before a run was stopped is there afterwards, and they go on measuring."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.program.probes import GradientNorm, Outputs, Saturation
from glassnet.run.folder import create
from glassnet.run.opening import open_run
from glassnet.run.places import checkpoints
from glassnet.run.resuming import resume
from glassnet.run.training import prepare


def iris(**settings):
    """Return a small run on a bundled table, of four steps an epoch."""
    usual = {"target": "species", "epochs": 12, "engine": "reference", "seed": 5}
    return prepare(Network(Dense(4), Tanh(), Dense(3)), "iris", **{**usual, **settings})


def same(one, other):
    """Hold two runs against each other, to the bit."""
    assert one.state.digest() == other.state.digest()
    assert one.history.evaluations == other.history.evaluations
    assert list(one.history) == list(other.history)
    for name, column in other.history.items():
        assert one.history[name].tobytes() == column.tobytes()


@pytest.mark.parametrize("step", [0, 3, 8, 21])
def test_probes_go_on_measuring(tmp_path, step):
    """Stopped anywhere, what probes measured before and measure afterwards is all there."""
    probes = (GradientNorm(), Saturation(0.3), Outputs())
    undisturbed = iris(probes=probes)
    undisturbed.finish()
    with create(tmp_path / "a.run", iris(probes=probes)) as folder:
        folder.run.advance(step)
    opened = open_run(folder.path)
    assert opened.probes == probes
    same(opened, folder.run)
    with resume(folder.path) as folder:
        assert (folder.notes, folder.run.probes) == ((), probes)
        folder.run.finish()
    same(folder.run, undisturbed)
    assert len(folder.run.history) > 10


def test_where_the_recording_is_lost_probes_go_on(tmp_path):
    """What was measured before is not a number; what comes is measured, and is kept again."""
    probes = (GradientNorm(),)
    undisturbed = iris(probes=probes)
    undisturbed.finish()
    for step in (8, 10):  # at the end of an epoch, and inside of one
        with create(tmp_path / f"{step}.run", iris(probes=probes)) as folder:
            folder.run.advance(step)
        (folder.path / "history.log").unlink()
        with resume(folder.path):
            pass
        with resume(folder.path) as folder:
            folder.run.finish()
        with resume(folder.path) as folder:
            assert folder.run.state.digest() == undisturbed.state.digest()
            for name, column in undisturbed.history.items():
                np.testing.assert_array_equal(folder.run.history[name][step:], column[step:])
                assert np.isnan(folder.run.history[name][:8]).all()


def test_without_a_checkpoint_the_recording_tells_the_probes(tmp_path):
    """A run whose making was stopped measures what it was to measure."""
    create(tmp_path / "a.run", iris(probes=(Outputs(),))).close()
    checkpoints(tmp_path / "a.run")[0].unlink()
    assert open_run(tmp_path / "a.run").probes == (Outputs(),)
    with resume(tmp_path / "a.run") as folder:
        assert folder.run.probes == (Outputs(),)
    (tmp_path / "a.run/history.log").unlink()
    checkpoints(tmp_path / "a.run")[0].unlink()
    assert open_run(tmp_path / "a.run").probes == ()
