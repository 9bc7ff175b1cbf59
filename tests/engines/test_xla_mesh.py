"""Where arrays lie on a grid of devices."""

from __future__ import annotations

import os

import jax
import numpy as np
import pytest

from glassnet.engines import xla_mesh
from glassnet.engines.machines import Machines
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_mesh import Grid, grid, take_devices, whole
from glassnet.engines.xla_sharded import ShardedEngine
from glassnet.ground.errors import UsageError


@pytest.fixture
def wide(monkeypatch):
    """Return a grid said to have one row and four columns: the rule asks for no devices."""
    monkeypatch.setattr(xla_mesh, "LARGE", 64)
    monkeypatch.setattr(Grid, "columns", property(lambda _: 4))
    return Grid(jax.sharding.Mesh(np.array(jax.devices()[:1]).reshape(1, 1), ("rows", "columns")))


@pytest.mark.parametrize(
    ("shape", "cut"),
    [
        ((8, 8), True),
        ((2, 32), True),
        ((8, 10), False),  # its columns do not divide
        ((7, 8), False),  # not large
        ((64,), False),
        ((4, 4, 8), False),  # no matrix
        ((), False),
    ],
)
def test_only_a_large_matrix_whose_columns_divide_is_cut(wide, shape, cut):
    """Everything else is whole on each device."""
    assert wide.place_of(shape).spec == jax.sharding.PartitionSpec(*([None, "columns"] * cut))


def test_a_grid_has_one_column_unless_a_matrix_is_large(problem):
    """So a small network shares the rows alone."""
    take_devices(Machines())
    found = grid(Machines(), problem().state)
    assert (found.rows, found.columns) == (1, 1)


def test_arrays_come_back_as_they_were_put(problem):
    """To the bit, and as NumPy arrays of their own."""
    take_devices(Machines())
    found = grid(Machines(), problem().state)
    array = np.arange(6.0, dtype=np.float32).reshape(2, 3)
    back = whole(found.put_whole({"a": array})["a"])
    np.testing.assert_array_equal(back, array)
    assert back.flags.writeable


def test_more_devices_than_there_are_is_told_with_the_remedy():
    """JAX runs already: it cannot get more; one says how it could have."""
    take_devices(Machines())
    many = len(jax.devices()) + 1
    with pytest.raises(UsageError, match=f"at most the {many - 1} .*JAX_NUM_CPU_DEVICES={many}"):
        take_devices(Machines(many))


@pytest.mark.parametrize("machines", [Machines(hosts=2), Machines(hosts=2, host=1)])
def test_hosts_that_have_not_met_are_refused(machines):
    """Which hosts JAX knows, which were given, and what to call before."""
    given = f"host 0 of 1, got host {machines.host} of 2; call jax.distributed"
    with pytest.raises(UsageError, match=given):
        take_devices(machines)


@pytest.mark.gpu
def test_an_accelerator_does_what_a_processor_does(problem):
    """For whoever has one: JAX_PLATFORMS=cuda,cpu pytest -m gpu; without, this is skipped."""
    if jax.default_backend() == "cpu":
        pytest.skip(f"JAX sees no GPU or TPU (JAX_PLATFORMS={os.environ['JAX_PLATFORMS']})")
    given = problem(dtype="float32")
    devices = len(jax.local_devices())
    one = given.start(XlaEngine()).advance(12, 0.1)["loss"]
    shared = given.start(ShardedEngine(Machines(devices))).advance(12, 0.1)["loss"]
    with jax.default_device(jax.devices("cpu")[0]):
        expected = given.start(XlaEngine()).advance(12, 0.1)["loss"]
    np.testing.assert_allclose(one, expected, rtol=1e-4)
    np.testing.assert_allclose(shared, expected, rtol=1e-4)
