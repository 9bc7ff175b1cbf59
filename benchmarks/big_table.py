"""A table of a million rows and 28 columns in a Parquet file: from the file to a trained network.

    python benchmarks/big_table.py [--quick] [--rows N] [--json FILE]

Everyone is alone in a process, reads the file, standardizes its columns with what it learned from
the rows to train on, goes once through nine tenths of the rows in batches of 512 with a network of
28-64-2 (ReLU, cross-entropy, Adam), and tells how many of the last tenth it knows then.
scikit-learn and PyTorch learn from the first rows, glassnet from rows that it draws.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from measuring import surroundings
from measuring.telling import tell

CHILD = Path(__file__).parent / "subjects" / "one_epoch.py"
WHO = {
    "reading alone": "pyarrow",
    "glassnet": "jax",
    "scikit-learn": "sklearn",
    "PyTorch": "torch",
}
FULL_ROWS, QUICK_ROWS = 1_000_000, 2_000
COLUMNS = 28
NOISE = 1.0  # standard deviation, beside a sum of five columns


def write(path: Path, rows: int) -> None:
    """Write a table of numbers, and of answers that five of its columns give, noisily."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(0)
    x = random.normal(size=(rows, COLUMNS)).astype(np.float32)
    x *= np.geomspace(0.1, 10.0, COLUMNS).astype(np.float32)  # as measured in different units
    known = (x[:, :5] / x[:, :5].std(axis=0)).sum(axis=1) + random.normal(scale=NOISE, size=rows)
    columns: dict[str, Any] = {f"c{k}": x[:, k] for k in range(COLUMNS)}
    columns["label"] = np.where(known > 0, "yes", "no")
    pq.write_table(pa.table(columns), path, row_group_size=65_536)


def told(name: str, path: Path) -> dict[str, Any]:
    """Return the row of one who does it."""
    paths = os.pathsep.join([str(CHILD.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, str(CHILD), name, str(path)]
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        "who": name,
        "s": found["wall"],
        "CPU s": found["CPU"],
        "peak memory, MB": found["peak"],
        "known afterwards": "" if found["known"] is None else f"{found['known']:.1%}",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--rows", type=int, default=FULL_ROWS, metavar="N")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    surroundings.on_one_core()
    count = QUICK_ROWS if options.quick else options.rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.parquet")
        write(path, count)
        size = path.stat().st_size / 1e6
        rows = [told(name, path) for name, package in WHO.items() if surroundings.has(package)]
    caption = f"{count:,} rows of {COLUMNS} columns, a file of {size:,.0f} MB, one epoch, one core"
    tell("A table in a Parquet file", surroundings.facts(), {caption: rows}, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
