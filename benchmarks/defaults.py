"""How good `glassnet train TABLE` is without options, beside scikit-learn's MLP without options.

Ten splits of each table. Both learn from the same rows and are judged on the same other rows; the
rows that glassnet puts aside to tell when to stop, scikit-learn may learn from. It gets the columns
as glassnet prepared them (words one-hot, missing values filled, a target that is a number
standardized), each standardized by its own StandardScaler.

    python benchmarks/defaults.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any, NamedTuple

import numpy as np
from measuring import surroundings
from measuring.telling import tell
from numpy.typing import NDArray

from glassnet.run.run import Run
from glassnet.run.scoring import judge
from glassnet.run.training import prepare

REAL = ("iris", "wine", "breast_cancer", "digits", "diabetes", "penguins")
MADE = ("moons", "circles", "spirals", "blobs", "line")
TINY = ("xor", "captcha")  # too few rows to hold any out
SIGNIFICANT = 0.05
Scores = NDArray[np.float64]


class Outcome(NamedTuple):
    """What came of one table: the scores of both by split, and the CPU seconds of a training."""

    ours: Scores
    theirs: Scores
    our_seconds: float
    their_seconds: float
    measure: str


def compare(name: str, seeds: range) -> Outcome:
    """Return the outcome of the table called `name` on the splits of `seeds`."""
    beside(prepare(None, name, seed=seeds.start), 0)  # imports what it needs, before time is taken
    ours, theirs, seconds, measure = [], [], [], ""
    for seed in seeds:
        run = prepare(None, name, seed=seed)
        start = time.process_time()
        run.finish()
        middle = time.process_time()
        theirs.append(beside(run, seed))
        seconds.append((middle - start, time.process_time() - middle))
        score = judge(run).score
        ours.append(score.value)
        measure = score.name
    return Outcome(np.array(ours), np.array(theirs), *np.median(seconds, axis=0), measure)


def beside(run: Run, seed: int) -> float:
    """Return scikit-learn's score on the test rows of `run`, learned from all others."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    classes = run.table.preparation.task == "classification"
    kind = MLPClassifier if classes else MLPRegressor
    parts = run.table.split
    x, y = flat(run, np.union1d(parts.train, parts.validation))
    model = make_pipeline(StandardScaler(), kind(random_state=seed)).fit(x, y)
    return float(model.score(*flat(run, parts.test)))


def flat(run: Run, rows: Any) -> tuple[Any, Any]:
    """Return x (rows, inputs) and y (rows,) as scikit-learn takes them."""
    x, y = run.table.part(rows)
    return np.reshape(x, (len(x), -1)), np.ravel(y)


def row(name: str, found: Outcome) -> dict[str, Any]:
    """Return what is told of one table."""
    difference = found.ours - found.theirs
    by_mean, by_rank = significance(difference)
    word = "better" if difference.mean() > 0 else "worse"
    return {
        "table": name,
        "score": found.measure,
        "glassnet": f"{found.ours.mean():.4f} ± {found.ours.std(ddof=1):.4f}",
        "scikit-learn": f"{found.theirs.mean():.4f} ± {found.theirs.std(ddof=1):.4f}",
        "difference": f"{difference.mean():+.4f}",
        "p (t)": f"{by_mean:.3f}",
        "p (Wilcoxon)": f"{by_rank:.3f}",
        "verdict": word if by_mean < SIGNIFICANT else "no difference shown",
        "s": found.our_seconds,
        "s, scikit-learn": found.their_seconds,
    }


def significance(difference: Scores) -> tuple[float, float]:
    """Return how often chance alone would do it: paired t-test, and Wilcoxon's signed ranks."""
    from scipy.stats import ttest_1samp, wilcoxon

    if not difference.any():
        return 1.0, 1.0
    if (difference == difference[0]).all():  # t has nothing to divide by
        return 0.0, float(wilcoxon(difference).pvalue)
    return float(ttest_1samp(difference, 0.0).pvalue), float(wilcoxon(difference).pvalue)


def tiny(name: str, seeds: range) -> dict[str, Any]:
    """Return how well a table of a few rows is learned by heart: all its rows train."""
    shares, seconds = [], []
    for seed in seeds:
        run = prepare(None, name, seed=seed)
        start = time.process_time()
        run.finish()
        seconds.append(time.process_time() - start)
        prediction = run.predict(run.training.x)
        given = run.experiment.loss, prediction, run.training.y
        shares.append(float(run.table.targets.score(np, *given)))
    return {
        "table": name,
        "rows": run.training.rows,
        "rows learned": f"{np.mean(shares):.0%}",
        "the worst start": f"{min(shares):.0%}",
        "s": float(np.median(seconds)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few tables, two splits")
    parser.add_argument("--splits", type=int, default=10, help="how many splits")
    parser.add_argument("--first", type=int, default=0, help="the first split's seed")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    count = 2 if options.quick else options.splits
    seeds = range(options.first, options.first + count)
    real, made, little = (
        (("diabetes",), ("line",), ("xor",)) if options.quick else (REAL, MADE, TINY)
    )
    tables = {
        "Real tables": [row(name, compare(name, seeds)) for name in real],
        "Made tables": [row(name, compare(name, seeds)) for name in made],
        "Tiny tables, on the rows they were learned from": [tiny(name, seeds) for name in little],
    }
    facts = surroundings.facts() | {"splits": f"seeds {seeds.start} to {seeds.stop - 1}"}
    tell("What the usual settings achieve on rows held out", facts, tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
