"""Which crew does the work, by the words that a person types."""

from __future__ import annotations

import os
import re

from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.lab.compare.crews.crew import Crew, alone
from glassnet.lab.compare.crews.dask_cluster import dask_cluster
from glassnet.lab.compare.crews.processes import processes
from glassnet.lab.compare.crews.ray_cluster import ray_cluster

BACKENDS = {"dask": dask_cluster, "ray": ray_cluster}
WANTED = "loky, dask, ray, dask://HOST:PORT or ray://HOST:PORT"
ADDRESS = re.compile(r"(dask|ray)://((?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5})", re.ASCII)
MOST = 1024  # processes of one machine


def crew_of(backend: str | None, count: int | None) -> Crew:
    """Return who trains, not yet at work.

    Args:
        backend: "loky" (processes of this machine, the usual), "dask" or "ray" (a cluster of
            processes here), dask://HOST:PORT or ray://HOST:PORT (one that is there).
        count: Processes of this machine; None for one, or for a cluster here one a core.

    Raises:
        UsageError: a word or a number that says nothing of this kind.

    """
    check_crew(backend, count)
    there = ADDRESS.fullmatch(backend or "")
    if there:
        return BACKENDS[there[1]](there[2], 0)
    if backend in BACKENDS:
        return BACKENDS[backend](None, count or os.cpu_count() or 1)
    return alone() if count in {None, 1} else processes(count or 1)


def check_crew(backend: object, count: object) -> None:
    """Refuse words and numbers that choose no crew."""
    if count is not None and (
        isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST
    ):
        raise UsageError(f"processes must be a whole number from 1 to {MOST:,}, got {count!r}.")
    if backend is not None and not known_backend(backend):
        shown = one_line(repr(backend), 100)
        raise UsageError(
            f"backend must be {WANTED}, got {shown}.{did_you_mean(str(backend), BACKENDS)}"
        )
    if count is not None and ADDRESS.fullmatch(str(backend)):
        raise UsageError(
            f"{one_line(backend, 100)} has workers of its own; leave processes={count} out."
        )


def known_backend(backend: object) -> bool:
    """Tell whether a word says who trains."""
    return isinstance(backend, str) and (
        backend in {"loky", *BACKENDS} or ADDRESS.fullmatch(backend) is not None
    )
