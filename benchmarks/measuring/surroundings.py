"""Where a benchmark runs: one core, one thread, no switches that a shell left behind."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

MARK = "GLASSNET_BENCHMARK"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")
# They make a BLAS believe in another processor, for better or worse.
LEFT_BEHIND = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
PACKAGES = ("numpy", "jax", "scikit-learn", "torch", "keras", "onnxruntime")


def alone(measure: Callable[[], None]) -> int:
    """Run `measure` in a process of its own, on one core with one thread; return its exit code.

    BLAS and JAX count threads when they are loaded, so it is too late for this process.
    """
    if os.environ.get(MARK):
        warnings.simplefilter("ignore")  # of contenders that are stopped when it suits us
        measure()
        return 0
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}
    fixed = dict.fromkeys(ONE_THREAD, "1")
    return subprocess.call([sys.executable, *sys.argv], env={**kept, **fixed, MARK: "1"})


def on_one_core() -> None:
    """Stay on one core, where the system lets one say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def has(package: str) -> bool:
    """Tell whether `package` can be imported."""
    return importlib.util.find_spec(package) is not None


def facts() -> dict[str, str]:
    """Return machine, versions, date and command: what a number needs beside it."""
    return {
        "processor": _processor(),
        "system": platform.platform(aliased=True, terse=True),
        "Python": platform.python_version(),
        **{name: version for name in PACKAGES if (version := _version(name))},
        "BLAS": _blas(),
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "command": " ".join(["python", "benchmarks/" + Path(sys.argv[0]).name, *sys.argv[1:]]),
        "noise": _noise(),
    }


def _processor() -> str:
    """Return the processor's name and how many cores this process may use."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _blas() -> str:
    """Return the kernels of the BLAS libraries that are loaded, as far as they tell."""
    if not has("threadpoolctl"):
        return "unknown: threadpoolctl is not installed"
    import threadpoolctl

    found = [
        library for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"
    ]
    told = {
        f"{one['internal_api']} {one['version']}, {one.get('architecture', 'unknown')} kernels, "
        f"{one['num_threads']} thread"
        for one in found
    }
    return "; ".join(sorted(told))


def _noise() -> str:
    """Return how many processes wanted a core in the last minute, and this process's share."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    share = time.process_time() / max(1e-9, time.monotonic() - STARTED)
    return f"load {load}; this process had {share:.0%} of a core"


STARTED = time.monotonic()
