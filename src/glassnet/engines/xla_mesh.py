"""A grid of devices: a batch is shared by rows along one side, wide matrices along the other.

Only this module says where an array lies. The learning step is compiled as it stands, for arrays of
their whole size; XLA's partitioner gives each device its part of the work and puts sums over rows
together once (`psum`), so a batch statistic is still that of the whole batch. Where the rows do not
divide by the devices it pads the last share, and leaves the padding out of every sum.

    rows of a batch (batch, …)            cut along the first axis, over the rows of the grid
    a matrix of LARGE numbers or more     cut by its columns, over the columns of the grid
    everything else                       whole on each device

A grid has one column unless there is such a matrix; then as many as the devices of one host, so
that each host can put every array together from what it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, final

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding

from glassnet.engines.machines import Machines
from glassnet.engines.xla_start import start_jax
from glassnet.ground.arrays import Array, Shape, size
from glassnet.ground.errors import UsageError
from glassnet.program.batches import Batch
from glassnet.program.state import State

LARGE = 1 << 22  # numbers in a matrix: 16 MB in float32, four times that with Adam and a gradient
ROWS, COLUMNS = "rows", "columns"


@final
@dataclass(frozen=True)
class Grid:
    """Devices in `rows` × `columns`; hashable, so that compiled programs can be found by it."""

    mesh: Mesh

    @property
    def rows(self) -> int:
        """The number of devices that share the rows of a batch."""
        return int(self.mesh.shape[ROWS])

    @property
    def columns(self) -> int:
        """The number of devices that share a wide matrix."""
        return int(self.mesh.shape[COLUMNS])

    def place(self, *axes: str | None) -> NamedSharding:
        """Return where an array lies whose axes are cut along these sides of the grid."""
        spec: Any = jax.sharding.PartitionSpec  # this and others of JAX have no types
        return NamedSharding(self.mesh, spec(*axes))

    def place_of(self, shape: Shape) -> NamedSharding:
        """Return where an array of the state lies: the one rule about wide matrices."""
        return self.place(None, COLUMNS) if _cut(shape, self.columns) else self.place()

    def spread(self, batch: Batch) -> Batch:
        """Say, inside a program, that the rows of `batch` are shared."""
        return cast("Batch", _constrained(batch, self.place(ROWS)))

    def settle(self, state: State) -> State:
        """Say, inside a program, where the arrays of `state` lie."""

        def settled(array: Array) -> Array:
            return _constrained(array, self.place_of(array.shape))

        return cast("State", jax.tree.map(settled, state))

    def put(self, array: Array, place: NamedSharding) -> Array:
        """Return `array`, which every host has whole, on the devices of this host."""
        copy = np.array(array)
        return jax.make_array_from_callback(copy.shape, place, lambda part: copy[part])

    def put_whole(self, arrays: Any) -> Any:
        """Return a tree of arrays, each whole on every device."""
        return jax.tree.map(lambda array: self.put(array, self.place()), arrays)

    def put_state(self, state: State) -> State:
        """Return `state` on the devices, as `settle` leaves it."""

        def put(array: Array) -> Array:
            return self.put(array, self.place_of(np.shape(array)))

        return cast("State", jax.tree.map(put, state))

    def put_rows(self, shape: Shape, dtype: Any, rows: Callable[[slice], Array]) -> Array:
        """Return an array (steps, rows, …) that is cut along its second axis.

        `rows` fetches some of them, (steps, some, …): only those that this host computes with.
        """
        fetched: dict[tuple[int | None, int | None], Array] = {}

        def part(index: Any) -> Array:
            wanted: slice = index[1]
            key = (wanted.start, wanted.stop)
            if key not in fetched:  # the devices of a row of the grid want the same
                fetched[key] = np.asarray(rows(wanted), dtype=dtype)
            return fetched[key]

        return jax.make_array_from_callback(shape, self.place(None, ROWS), part)


def whole(array: Array) -> Array:
    """Return `array` as a NumPy array of its own, put together from the devices of this host."""
    found = np.empty(array.shape, dtype=array.dtype)
    for shard in array.addressable_shards:
        found[shard.index] = np.asarray(shard.data)
        if shard.data.shape == array.shape:
            break
    return found


def grid(machines: Machines, state: State) -> Grid:
    """Return the grid of `machines` for a run whose arrays are as those of `state`."""
    shapes = [np.shape(array) for array in state.flat().values()]
    devices = machines.devices
    wide = any(_cut(shape, devices) for shape in shapes)
    columns = devices if wide else 1
    chosen = [_devices_of(host, machines) for host in range(machines.hosts)]
    mesh = Mesh(np.array(chosen).reshape(-1, columns), (ROWS, COLUMNS))
    return Grid(mesh)


def take_devices(machines: Machines) -> bool:
    """Start JAX with as many devices as `machines` have here; return whether bits are exact.

    Raises:
        UsageError: JAX has fewer, or the hosts have not met.

    """
    running = jax._src.xla_bridge.backends_are_initialized()  # noqa: SLF001  no public way to ask
    if not running and machines.devices > 1:
        config: Any = jax.config
        config.update("jax_num_cpu_devices", machines.devices)
    exact = start_jax()
    found = jax.local_devices()
    if len(found) < machines.devices:
        kind = found[0].platform
        cure = (
            f"; JAX runs in this process already, so set JAX_NUM_CPU_DEVICES={machines.devices} "
            "before it starts"
            if running and kind == "cpu"
            else ""
        )
        raise UsageError(
            f"devices must be at most the {len(found)} that JAX has here ({kind}), "
            f"got {machines.devices}{cure}."
        )
    met = jax.process_count(), jax.process_index()
    if met != (machines.hosts, machines.host):
        raise UsageError(
            f"machines must be those that JAX knows, host {met[1]} of {met[0]}, got host "
            f"{machines.host} of {machines.hosts}; call jax.distributed.initialize() before, or "
            "leave hosts and host out."
        )
    return exact


def _constrained(arrays: Any, place: NamedSharding) -> Any:
    constrain: Any = jax.lax.with_sharding_constraint
    return constrain(arrays, place)


def _cut(shape: Shape, columns: int) -> bool:
    """Tell whether an array of `shape` is a matrix wide enough to be cut into `columns`."""
    return columns > 1 and len(shape) == 2 and size(shape) >= LARGE and shape[1] % columns == 0


def _devices_of(host: int, machines: Machines) -> list[Any]:
    """Return the devices that a host computes with, in the order of their numbers."""
    own = [device for device in jax.devices() if device.process_index == host]
    return sorted(own, key=lambda device: device.id)[: machines.devices]
