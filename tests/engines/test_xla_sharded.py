"""Several devices do what one does, whatever the network, the batch and the number of devices.

JAX gets its devices when it starts, once for a process; so a process of its own, which has four,
makes what is looked at here.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

# Networks of every kind of work: sums over rows inside the network (BatchNorm), masks (Dropout),
# weights that many rows share (Conv1D), scattered sums (Embedding).
SCRIPT = """
import sys
from dataclasses import replace
import numpy as np
import glassnet as gn
from glassnet.engines import xla_mesh, xla_sharded
from glassnet.engines.machines import Machines
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_sharded import ShardedEngine
from glassnet.program import layout
from glassnet.program.batches import Batch, Chosen
from glassnet.program.experiment import Experiment
from glassnet.program.probes import GradientNorm, Outputs
from glassnet.program.step import Program

engines = {n: ShardedEngine(Machines(n)) for n in (4, 3, 2)}
found = {"exact": np.array([engine.exact for engine in engines.values()])}
# The shape of a row, the network, the rows of a batch and of the table, the numbers of devices.
CASES = {
    "dense": ((3,), gn.Network(gn.Dense(8), gn.Tanh(), gn.Dropout(0.3), gn.Dense(2)), 8, 40, [2]),
    "norm": (
        (3,), gn.Network(gn.Dense(8, False), gn.BatchNorm(), gn.ReLU(), gn.Dense(2)), 7, 37, [2, 3]
    ),
    "maps": (
        (9, 2), gn.Network(gn.Conv1D(4, 3), gn.ReLU(), gn.Flatten(), gn.Dense(2)), None, 23, [4]
    ),
}


def keep(name, runner, *, parts):
    columns = [runner.advance(steps, 0.01) for steps in parts]
    for column in columns[0]:
        found[f"{name}/{column}"] = np.concatenate([each[column] for each in columns])
    for key, array in runner.state().flat().items():
        found[f"{name}/{key}"] = array


for name, (shape, network, size, rows, counts) in CASES.items():
    rng = np.random.default_rng(rows)
    x, y = rng.normal(size=(rows, *shape)), rng.normal(size=(rows, 2))
    batch = Batch(x, y, rng.uniform(size=rows) if name == "norm" else None)
    experiment = Experiment(
        network=network, loss=gn.MSE(), batch_size=size, epochs=5, dtype="float64", seed=1,
        clip_norm=0.5, l2=0.01,
    )
    program = Program(experiment, rows, shape)
    first = layout.initial_state(experiment, shape)
    probes = (GradientNorm(), Outputs()) if name == "dense" else ()
    keep(f"{name}/1", XlaEngine().start(program, batch, first, probes), parts=(13,))
    for n in counts:
        keep(f"{name}/{n}", engines[n].start(program, batch, first, probes), parts=(13,))
    keep(f"{name}/parts", engines[n].start(program, batch, first, probes), parts=(5, 1, 7))
    if name == "norm":
        xla_sharded.BLOCK_BYTES = 2_000  # some blocks an epoch
        chosen = batch._replace(x=Chosen(x, np.arange(rows)))
        keep("norm/mapped", engines[n].start(program, chosen, first), parts=(5, 1, 7))
    if name == "dense":
        xla_mesh.LARGE = 24
        wide = engines[4].start(program, batch, first, probes)
        keep("dense/wide", wide, parts=(13,))
        found["predicted"] = wide.predict(x)
        found["predicted by one"] = XlaEngine().start(program, batch, wide.state()).predict(x)
        found["columns"] = np.array(wide._grid.columns)
        weights = wide._state.slots["0.weights"]["m"]
        found["shares"] = np.array([s.data.shape for s in weights.addressable_shards])
        xla_mesh.LARGE = 1 << 22
np.savez(sys.argv[1], **found)
"""
COUNTS = {"dense": 2, "norm": 3, "maps": 4}  # of devices, the last that are tried


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a process with four devices computed, by name."""
    path = tmp_path_factory.mktemp("sharded") / "found.npz"
    environment = {**os.environ, "NPROC": "1", "XDG_CACHE_HOME": str(path.parent)}
    words = [sys.executable, "-c", SCRIPT, str(path)]
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    with np.load(path) as kept:
        return dict(kept)


def of(found, prefix):
    """Return what was found of one run, by name."""
    start = f"{prefix}/"
    return {name[len(start) :]: a for name, a in found.items() if name.startswith(start)}


def assert_equal(found, one, other):
    """Hold every column and every array of the state of two runs against each other."""
    one, other = of(found, one), of(found, other)
    assert one.keys() == other.keys() >= {"loss", "slots/0.weights/m"}
    for name, array in one.items():
        np.testing.assert_allclose(other[name], array, rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("case", "count"), [*COUNTS.items(), ("norm", 2)])
def test_devices_do_what_one_does(found, case, count):
    """Thirteen steps end the same, also where the rows of a batch do not divide by the devices."""
    assert_equal(found, f"{case}/1", f"{case}/{count}")


def test_wide_matrices_are_shared_and_do_what_whole_ones_do(found):
    """A device has a quarter of their columns and slots, and what is learned is the same."""
    assert found["columns"] == 4
    np.testing.assert_array_equal(found["shares"], [[3, 2]] * 4)
    assert_equal(found, "dense/1", "dense/wide")


def test_a_prediction_is_that_of_one_device(found):
    """Shared weights are put together, and then the same program runs as on one device."""
    np.testing.assert_array_equal(found["predicted"], found["predicted by one"])


@pytest.mark.parametrize(("case", "count"), COUNTS.items())
def test_parts_change_no_bit(found, case, count):
    """Steps made in parts give the same bits as in one go."""
    assert_same_bits(found, f"{case}/{count}", f"{case}/parts")


def test_rows_laid_out_from_a_file_change_no_bit(found):
    """Block by block, each device gets the rows that it would have taken itself."""
    assert_same_bits(found, "norm/3", "norm/mapped")


def assert_same_bits(found, one, other):
    """Hold every column and every array of the state of two runs against each other."""
    again = of(found, other)
    for name, array in of(found, one).items():
        np.testing.assert_array_equal(again[name], array, err_msg=name)


def test_with_one_thread_each_bits_are_exact(found):
    """So a run on devices can go on to the last bit."""
    assert found["exact"].all()
