"""How honest `glassnet compare` is: simulated designs whose true difference is known.

Scores are drawn, not trained, so that the truth is known: how often does an interval hold it, how
often is a difference claimed that is not there, how often is one seen that is. Each share stands
beside its 95 % interval. How long it takes to read 10,000 kept starts and judge them. And how long
300 runs of 100,000 steps take, against a program that makes them one after the other; and how far
apart measurements of an update's CPU time are.

    python benchmarks/comparing.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from measuring import surroundings
from measuring.telling import share, tell

from glassnet.lab.compare import anytime, paces
from glassnet.lab.compare.comparing import GROUP, compare
from glassnet.lab.compare.measures import Measured, Yardstick
from glassnet.lab.compare.paired import paired_mean
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.pictures import picture
from glassnet.lab.compare.store import Store, work
from glassnet.lab.compare.training import Plan, Standing, train_designs
from glassnet.nn.activations import Sigmoid
from glassnet.nn.dense import Dense
from glassnet.nn.initializers import Uniform
from glassnet.nn.losses import HalfSumOfSquares
from glassnet.nn.network import Network
from glassnet.nn.optimizers import SGD
from glassnet.run.run import Run
from glassnet.run.training import prepare

Draw = Callable[[np.random.Generator, int], np.ndarray]

ERROR = Yardstick("error", "held-out", 100, "classification", solvable=False)
LOSS = Yardstick("loss", "training", 8, "regression", solvable=True)
RMSE = Yardstick("rmse", "held-out", 8, "regression", solvable=False)
TRUTH = 0.3
# Differences of two designs' scores, of mean TRUTH.
DIFFERENCES: dict[str, Draw] = {
    "normal": lambda draw, n: draw.normal(TRUTH, 1.0, n),
    "skewed (lognormal)": lambda draw, n: draw.lognormal(0.0, 1.0, n) - np.exp(0.5) + TRUTH,
    "whole rows of 30": lambda draw, n: draw.integers(-2, 3, n) / 30.0 + TRUTH,
    "1 of 10 far off": lambda draw, n: (
        draw.normal(0.0, 1.0, n) + 9.0 * (draw.random(n) < 0.1) - 0.6
    ),
}


def coverage(trials: int) -> Iterator[dict[str, Any]]:
    """Yield how often intervals hold the truth: Student's and percentiles of resamples."""
    for name, make in DIFFERENCES.items():
        for n in (10, 50):
            draw = np.random.default_rng(n)
            held = {"Student": 0, "bootstrap": 0, "at any time": 0}
            for _ in range(trials):
                values = make(draw, n)
                found = {
                    "Student": paired_mean(values).interval(),
                    "bootstrap": percentiles(draw, values),
                    "at any time": anytime.interval(values),
                }
                for who, (low, high) in found.items():
                    held[who] += low <= TRUTH <= high
            for who, count in held.items():
                yield share(f"{name}, {n} starts: {who}", _of(count, trials), "95 %")


def percentiles(draw: np.random.Generator, values: np.ndarray) -> tuple[float, float]:
    """Return the middle 95 % of the means of values drawn again (Efron 1979)."""
    means = values[draw.integers(0, len(values), (1000, len(values)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def designs(run: Run, draw: np.random.Generator, by: Yardstick, shift: float) -> list[Standing]:
    """Return three designs of 100 starts, the last `shift` deviations worse; 1 of 10 starts fails.

    Half of a start's luck is common to all designs, as with rows in one order.
    """
    scores = draw.normal(size=100) + draw.normal(size=(3, 100))
    scores[2] += shift
    failed = draw.random((3, 100)) < 0.1
    if by is ERROR:
        scores, failed = np.round(20.0 + 2.0 * scores) / 100.0, failed & False
    else:
        scores = np.exp(scores)
    made = []
    for name, values, fails in zip("abc", scores, failed, strict=True):
        rows = (
            Measured({by.score: float(value)}, bool(fail), False, ())
            for value, fail in zip(values, fails, strict=True)
        )
        made.append(Standing(name, run, (tuple(rows),), 0.1, ()))
    return made


def verdicts(made: list[Standing], by: Yardstick, rules: Rules, starts: int) -> set[str]:
    """Return what is said of the three pairs after so many starts."""
    first = [Standing(d.name, d.run, (d.starts[0][:starts],), 0.1, ()) for d in made]
    return {f"{p.first}{p.second} {p.verdict}" for p in judge(first, by, rules)}


def claims(run: Run, trials: int) -> Iterator[dict[str, Any]]:
    """Yield how often a difference is claimed, where there is none and where there is one."""
    for by in (ERROR, LOSS):
        for shift, wanted in ((0.0, "5 % at most"), (0.7, "the more the better")):
            draw = np.random.default_rng(5)
            fixed = naive = peeking = used = 0
            for _ in range(trials):
                made = designs(run, draw, by, shift)
                looks = range(GROUP, 101, GROUP)
                fixed += claimed(verdicts(made, by, Rules(), 50))
                naive += any(claimed(verdicts(made, by, Rules(), n)) for n in looks)
                for n in looks:
                    hit = claimed(verdicts(made, by, Rules(peeking=True), n))
                    if hit:
                        break
                peeking += hit
                used += n
            kind = "no difference" if shift == 0.0 else f"a difference of {shift} deviations"
            for how, count in (
                ("50 starts", fixed),
                (f"--until-sure ({used / trials:.0f} starts on average)", peeking),
                ("an ordinary test, peeking", naive),
            ):
                aim = "what one must not do" if how.endswith("peeking") else wanted
                yield share(f"{by.score}, {kind}: {how}", _of(count, trials), aim)


def claimed(said: set[str]) -> bool:
    """Tell whether one of three designs was called better than another."""
    return any(not told.endswith(("open", "equal")) for told in said)


def reading(starts: int) -> Iterator[dict[str, Any]]:
    """Yield how long it takes to read kept starts, to judge them and to draw them."""
    draw = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        runs = {}
        for name in "ab":
            own = prepare(Network(Dense(1 + len(runs)), Dense(1)), *line(), epochs=2)
            runs[name] = [own]
            found = [
                Measured({"rmse": float(v), "mae": 1.0, "loss": 1.0}, False, False, (1.0,) * 60)
                for v in draw.random(starts // 2)
            ]
            store.put(work(own), range(starts // 2), found, 0.1)
        begun = time.perf_counter()
        plan = Plan(starts // 2)
        standings = train_designs(runs, plan, RMSE, store, lambda *_: None)
        read = time.perf_counter()
        pairs = judge(standings, RMSE, Rules())
        judged = time.perf_counter()
        picture("kept", standings, pairs, RMSE).text()
        drawn = time.perf_counter()
    for what, seconds in (
        ("read from the disk", read - begun),
        ("judged", judged - read),
        ("drawn as text", drawn - judged),
    ):
        yield {"what": f"{starts:,} kept starts: {what}", "s": seconds}


BITS = np.array([[0, row >> 2 & 1, row >> 1 & 1, row & 1] for row in range(8)], dtype=float)
PAIRS = np.array([[1, 0], [1, 1], [1, 1], [1, 0], [1, 1], [0, 1], [0, 0], [1, 1]], dtype=float)
SHAPES = ((8, 8, 8), (8, 16, 8), (16, 8, 8))


def three_shapes(starts: int, steps: int, pace: float) -> Iterator[dict[str, Any]]:
    """Yield how long the shapes of the fifth tutorial take: compared, and each run by itself.

    The latter is not waited for: the pace of `pace` seconds, times the number of steps.
    """
    even = Uniform(-1.0, 1.0)
    designs = {
        "-".join(map(str, shape)): Network(
            *(
                layer
                for units in (*shape, 2)
                for layer in (Dense(units, bias=False, weights=even), Sigmoid())
            )
        )
        for shape in SHAPES
    }
    wall, cpu = time.perf_counter(), time.process_time()
    compare(
        designs, BITS, PAIRS, starts=starts, epochs=steps, loss=HalfSumOfSquares(),
        optimizer=SGD(), learning_rate=1.0, batch_size=None, shuffle=False, scaling="none",
        kinds={f"x{number}": "number" for number in range(4)}, dtype="float64", test=0.0,
        validation=0.0,
    )  # fmt: skip
    runs = f"{len(SHAPES) * starts} runs of {steps:,} steps"
    yield {"what": f"{runs}, compared", "s": time.perf_counter() - wall, "how": "measured"}
    yield {"what": f"{runs}, compared: CPU time", "s": time.process_time() - cpu, "how": "measured"}
    each = [one_by_one(shape, pace) for shape in SHAPES]
    yield {
        "what": f"{runs}, one after the other in NumPy: CPU time",
        "s": starts * steps * sum(each),
        "how": f"extrapolated from {sum(round(pace / step) for step in each):,} steps in "
        f"{len(SHAPES) * pace:g} s",
    }


def repeated(times: int) -> Iterator[dict[str, Any]]:
    """Yield what an update is measured to cost for `--equal time`, again and again."""
    runs = {
        f"{units} hidden": prepare(
            Network(Dense(units), Dense(1)), *line(), epochs=100, early_stopping=None
        )
        for units in (4, 64)
    }
    seen = [paces.measured(runs, time.process_time) for _ in range(times)]
    for name in runs:
        each = [1e6 * found[name] for found in seen]
        yield {
            "design": name,
            "least µs": min(each),
            "largest µs": max(each),
            "apart": f"{max(each) / min(each) - 1.0:.1%}",
            "measurements": times,
        }


def one_by_one(shape: tuple[int, ...], seconds: float) -> float:
    """Return the CPU time of a step by hand, as in the tutorial: the mean of so many seconds."""
    draw = np.random.default_rng(1)
    widths = (BITS.shape[1], *shape, PAIRS.shape[1])
    weights = [draw.uniform(-1.0, 1.0, sizes) for sizes in pairwise(widths)]
    steps, begun = 0, time.process_time()
    while time.process_time() - begun < seconds:
        outputs = [BITS]
        for each in weights:
            outputs.append(1.0 / (1.0 + np.exp(-(outputs[-1] @ each))))
        error = PAIRS - outputs[-1]
        for place in reversed(range(len(weights))):
            delta = error * outputs[place + 1] * (1.0 - outputs[place + 1])
            error = delta @ weights[place].T
            weights[place] += outputs[place].T @ delta
        steps += 1
    return (time.process_time() - begun) / steps


def _of(count: int, trials: int) -> list[bool]:
    """Return so many `trials`, of which `count` came out so."""
    return [True] * count + [False] * (trials - count)


def line() -> tuple[np.ndarray, np.ndarray]:
    """Return 40 rows on a line."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    return x, 2.0 * x[:, 0]


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    intervals, trials, kept = (20, 10, 200) if options.quick else (1_000, 1_000, 10_000)
    runs = (2, 50, 0.01) if options.quick else (100, 100_000, 1.0)
    if options.quick:
        paces.SECONDS = 0.001
    run = prepare(Network(Dense(1)), *line(), epochs=2)
    tables = {
        "Intervals that hold the true difference": list(coverage(intervals)),
        "Comparisons of three designs that claim a difference": list(claims(run, trials)),
        "Many kept starts": list(reading(kept)),
        "An update's CPU time, measured repeatedly": list(repeated(1 if options.quick else 5)),
        "The fifth tutorial's three shapes": list(three_shapes(*runs)),
    }
    tell("How honest a comparison is", surroundings.facts(), tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
