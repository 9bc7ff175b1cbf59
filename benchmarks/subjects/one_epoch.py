"""Someone goes once through the rows of a Parquet file, alone in a process.

    python one_epoch.py WHO FILE

prints one line of JSON: seconds, CPU seconds, the most megabytes, and the share of right answers.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from subjects.alone import peak

BATCH, HIDDEN, RATE = 512, 64, 0.001
HELD_OUT = 0.1


def read(path: str) -> float | None:
    """Read every column, and nothing else."""
    _columns(path)
    return None


def by_glassnet(path: str) -> float | None:
    """Train as anybody would."""
    import glassnet as gn
    from glassnet.run.scoring import judge

    run = gn.train(
        gn.Network(gn.Dense(HIDDEN), gn.ReLU(), gn.Dense(2)),
        path,
        target="label",
        batch_size=BATCH,
        learning_rate=RATE,
        epochs=1,
        test=HELD_OUT,
        validation=0.0,
        scaling="standardize",
        early_stopping=None,
        weight_decay=0.0,
        engine="xla",
    )
    report = judge(run)
    return report and report.score.value


def by_scikit_learn(path: str) -> float | None:
    """One epoch of its own network."""
    from sklearn.neural_network import MLPClassifier

    x, y, cut = _standardized(path)
    model = MLPClassifier(
        (HIDDEN,), alpha=0.0, batch_size=BATCH, learning_rate_init=RATE, max_iter=1, random_state=0
    )
    model.fit(x[:cut], y[:cut])
    return float(model.score(x[cut:], y[cut:]))


def by_pytorch(path: str) -> float | None:
    """One epoch, batches cut from one tensor."""
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)
    table, answers, cut = _standardized(path)
    x, y = torch.from_numpy(table), torch.from_numpy((answers == "yes").astype(np.int64))
    model = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 2)
    )
    optimizer = torch.optim.Adam(model.parameters(), RATE, fused=True)
    for rows in torch.randperm(cut).split(BATCH):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()
    with torch.no_grad():
        return float((model(x[cut:]).argmax(dim=1) == y[cut:]).float().mean())


def _standardized(path: str) -> tuple[Any, Any, int]:
    """Return the numbers, scaled by the rows to train on, the answers, and how many rows those are.

    The rows of the file have no order, so the last ones may be held out.
    """
    x, y = _columns(path)
    cut = round(len(x) * (1 - HELD_OUT))
    x -= x[:cut].mean(axis=0)
    x /= x[:cut].std(axis=0)
    return x, y, cut


def _columns(path: str) -> tuple[Any, Any]:
    """Return the numbers, float32 (rows, columns), and the answers."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    names = [name for name in table.column_names if name != "label"]
    x = np.empty((table.num_rows, len(names)), dtype=np.float32)
    for place, name in enumerate(names):
        x[:, place] = table[name].to_numpy()
    return x, np.asarray(table["label"].to_pylist())


WHO: dict[str, Callable[[str], float | None]] = {
    "reading alone": read,
    "glassnet": by_glassnet,
    "scikit-learn": by_scikit_learn,
    "PyTorch": by_pytorch,
}


def main(name: str, path: str) -> None:
    """Do it, and tell."""
    warnings.simplefilter("ignore")  # that one epoch is not enough
    begun = time.perf_counter()
    known = WHO[name](path)
    wall, cpu = time.perf_counter() - begun, time.process_time()
    print(json.dumps({"wall": wall, "CPU": cpu, "peak": peak(), "known": known}))


if __name__ == "__main__":
    main(*sys.argv[1:])
