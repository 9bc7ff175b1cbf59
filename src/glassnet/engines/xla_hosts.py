"""Hosts that learn together, each a process of its own: how they meet, agree, and hear of a loss.

They meet on JAX's own distributed engine (`jax.distributed`), which also finds what a cluster's
environment says (SLURM, Open MPI, Kubernetes, TPU). All make the same steps of the same run, each
on its rows; what depends on a clock or on a person, host 0 decides or all agree upon.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils

from glassnet.engines.machines import Machines
from glassnet.engines.xla_start import start_jax
from glassnet.ground.arrays import Array
from glassnet.ground.beside import beside
from glassnet.ground.errors import HostError, one_line

WAITING_SECONDS = 120  # for all hosts to come
HEARTBEAT_SECONDS = 10  # after which a host that is not heard of is taken for dead
LEAVING_SECONDS = 300  # that hosts wait for the one which writes the model
WORDS = 8  # of 32 bits in a digest
SHOWN = 120  # characters of what JAX says

_lost: list[str] = []  # why this process cannot compute with others any more


def join(address: str | None, host: int | None, hosts: int | None, devices: int) -> Machines:
    """Meet the other hosts; return the machines that all are together.

    Where they cannot meet within WAITING_SECONDS, JAX ends the process.

    Args:
        address: Where host 0 is, such as "10.0.0.1:9911"; None for what the cluster says.
        host: The number of this host, from 0; None as before.
        hosts: How many there are; None as before.
        devices: How many devices each has.

    Raises:
        HostError: the cluster says nothing, or the address cannot be used.

    """
    config: Any = jax.config
    config.update("jax_enable_preemption_service", False)  # it would keep SIGTERM from us
    if devices > 1:
        config.update("jax_num_cpu_devices", devices)
    if address is not None and host == 0:
        require_free(address)
    try:
        _waited_for(
            lambda: jax.distributed.initialize(
                address,
                hosts,
                host,
                initialization_timeout=WAITING_SECONDS,
                heartbeat_timeout_seconds=HEARTBEAT_SECONDS,
                shutdown_timeout_seconds=LEAVING_SECONDS,
                coordinator_bind_address=address,  # and no other: JAX would listen to all networks
            )
        )
        start_jax()
        return Machines(devices, jax.process_count(), jax.process_index())
    except (ValueError, RuntimeError) as error:
        where = one_line(address or "what the cluster says", 60)
        raise HostError(f"the hosts cannot meet at {where}: {_words(error)}") from error


def require_free(address: str) -> None:
    """Refuse an address at which host 0 cannot listen: JAX would crash there.

    Raises:
        HostError: it is taken, or is none of this machine.

    """
    name, _, port = address.rpartition(":")
    try:
        places = socket.getaddrinfo(name.strip("[]"), int(port), type=socket.SOCK_STREAM)
        family, kind, *_, place = places[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except (OSError, UnicodeError) as error:  # the latter for a name that can be none
        no_name = isinstance(error, UnicodeError)
        told = "no host has such a name" if no_name else getattr(error, "strerror", None) or error
        reason = one_line(told, SHOWN).lower()
        raise HostError(
            f"host 0 cannot listen at {one_line(address, 60)} ({reason}); give all hosts an "
            "address of host 0 itself, with a port that is free there."
        ) from error


def part(machines: Machines) -> None:
    """Leave the others, once all have come so far."""
    if machines.hosts > 1:
        with told_if_gone(machines):
            shutdown: Any = jax.distributed.shutdown  # it has no types
            _waited_for(shutdown)


@contextlib.contextmanager
def told_if_gone(machines: Machines) -> Iterator[None]:
    """Raise HostError where JAX cannot go on because another host is gone; from then on at once."""
    if machines.hosts == 1:
        yield
        return
    if _lost:
        raise HostError(_lost[0])
    try:
        yield
    except (ValueError, RuntimeError) as error:
        if not _is_loss(error):
            raise
        _lost.append(f"another host of this run is gone ({_words(error)})")
        raise HostError(_lost[0]) from error


def gathered(machines: Machines, numbers: Sequence[int]) -> Array:
    """Return what all hosts say, (hosts, n) int64; each says `numbers`, n of 32 bits or fewer."""
    own = np.array(numbers, dtype=np.uint32)
    if machines.hosts == 1:
        return own[None].astype(np.int64)
    with told_if_gone(machines):
        all_of_them = multihost_utils.process_allgather(own)
        return np.asarray(all_of_them).reshape(machines.hosts, len(own)).astype(np.int64)


def require_same(machines: Machines, told: Mapping[str, Any]) -> None:
    """Refuse to learn together where hosts were told different things.

    Args:
        machines: The hosts.
        told: Plain data by what it is, in words: what all must have alike.

    Raises:
        HostError: which host has what otherwise than host 0.

    """
    own = [word for each in told.values() for word in digest(each)]
    found = gathered(machines, own).reshape(machines.hosts, len(told), WORDS)
    differs = (found != found[0]).any(axis=2)
    if differs.any():
        host, what = (int(place[0]) for place in np.nonzero(differs))
        raise HostError(
            f"host {host} has not {list(told)[what]} that host 0 has; "
            "give all hosts the same command, data and packages."
        )


def digest(told: Any) -> list[int]:
    """Return a SHA-256 of plain data, as WORDS numbers of 32 bits."""
    found = hashlib.sha256(json.dumps(told).encode()).digest()
    return [int(word) for word in np.frombuffer(found, dtype="<u4")]


def _waited_for(find: Callable[[], Any]) -> Any:
    """Return what `find` does, which waits for other hosts; Ctrl-C is heard meanwhile."""
    return beside(find, "waiting for other hosts").result()


def _is_loss(error: Exception) -> bool:
    """Tell whether JAX could not reach another host: it has no type of its own for that."""
    text = str(error).lower()
    signs = ("gloo", "nccl", "coordination", "connection", "unavailable", "deadline", "barrier")
    return any(sign in text for sign in signs)


def _words(error: Exception) -> str:
    """Return the end of JAX's first line, which says what happened."""
    first = str(error).partition("\n")[0].rpartition("] ")[2].removesuffix(".")
    return one_line(first or type(error).__name__, SHOWN)
