"""Where a run comes from: the data that it read, and the program and machine that made it.

The same machine kind, versions, engine and threads give the same bits; where one of these differs,
a replay may differ in the last bits, and whoever goes on says so.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data import datasets
from glassnet.data.source import Source
from glassnet.engines.choice import Choice
from glassnet.engines.machines import ALONE
from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, one_line

CPU_FACTS = Path("/proc/cpuinfo")
SHOWN = 12  # digits of a digest in a sentence


def made_here(engine: Choice) -> dict[str, Any]:
    """Return what decides about the last bits of a run made here, by name."""
    packages = ("glassnet", "numpy", *(("jax", "jaxlib") if engine.name == "xla" else ()))
    return {
        **{name: _installed(name) for name in packages},
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": _processor(),
        "threads": _threads(),
        "engine": engine.name,
        "exact": bool(getattr(engine.engine, "exact", True)),
        **({} if engine.machines.total == 1 else {"machines": str(engine.machines)}),
    }


def changes(then: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """Return in words what is different here from how it was made, or nothing.

    >>> changes({"numpy": "2.1.0", "machine": "arm64"}, {"numpy": "2.4.1", "machine": "arm64"})
    'numpy 2.1.0 then, 2.4.1 here'
    """
    usual = {"machines": str(ALONE)}  # where none are named
    then, here = {**usual, **then}, {**usual, **here}
    return "; ".join(
        f"{name} {one_line(then.get(name), 40)} then, {one_line(here.get(name), 40)} here"
        for name in dict.fromkeys((*then, *here))
        if then.get(name) != here.get(name)
    )


def data_facts(source: Source, named: str) -> dict[str, Any]:
    """Return which data were read: the name that was `named`, its path, and a digest of its cells.

    A table made by a formula has no digest: its last bits are the machine's.
    """
    entry = {entry.name: entry for entry in datasets.catalogue()}.get(named)
    rows, digest = _digest(source)
    return {
        "name": named,
        "path": "" if entry else storable_path(named),
        "rows": rows,
        "columns": list(source.names),
        "digest": "" if entry and entry.make else digest,
    }


def require_same_data(then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse to go on with other data than those the run began with; DataError names both."""
    same = ("rows", "columns", "digest")
    if any(then.get(name) != now[name] for name in same):
        raise DataError(
            f"the data changed since: {one_line(then.get('name'), 300)} was {_told(then)}, and "
            f"is now {_told(now)}; bring the old data back, or begin another run."
        )


def _told(facts: Mapping[str, Any]) -> str:
    columns = facts.get("columns")
    count = len(columns) if isinstance(columns, list) else 0
    digest = one_line(facts.get("digest") or "none", SHOWN + 1)
    return f"{one_line(facts.get('rows'))} rows of {count} columns (digest {digest})"


def _digest(source: Source) -> tuple[int, str]:
    """Return the number of rows, and a SHA-256 of all cells, the same however they come in blocks.

    The source itself refuses a file that changed since it was first read.
    """
    rows = 0
    totals = {name: hashlib.sha256(name.encode(errors="replace")) for name in source.names}
    for block in source.blocks():
        rows += len(block)
        for name, total in totals.items():
            total.update(_cells(block.cells[name]))
    return rows, hashlib.sha256(b"".join(t.digest() for t in totals.values())).hexdigest()


def _cells(cells: Array) -> bytes:
    """Return the cells as bytes: numbers as they are, texts with an end after each."""
    if cells.dtype.kind == "O":
        texts = ("\1\0" if cell is None else f"{cell}\0" for cell in cells.flat)
        return "".join(texts).encode(errors="surrogatepass")
    plain = cells.astype(np.int64) if cells.dtype.kind == "M" else cells
    return bytes(plain.astype(plain.dtype.newbyteorder("<"), copy=False).tobytes())


@lru_cache
def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


@lru_cache
def _processor() -> str:
    """Return the processor's name: linear algebra takes other routes on another one."""
    try:
        lines = CPU_FACTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _threads() -> int:
    """Return how many threads linear algebra would take by itself."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def storable_path(name: str) -> str:
    """Return the whole path of a file, or nothing if it is no text (names can be any bytes)."""
    text = str(Path(name).absolute())
    return text if text.encode(errors="replace").decode() == text else ""
