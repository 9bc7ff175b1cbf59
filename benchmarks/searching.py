"""What `glassnet search` takes, what it finds, and how honest its end is.

How long a search takes, beside the same trials trained one after the other, and what giving trials
up half-way saves. How often it finds what is best, where that is known: with a single input of mean
0 and deviation 1, whole batches and the mean squared error, T updates at the rate η leave |1 − 2η|ᵀ
of the way to the solution, so the best rate is 1/2. And how often it calls the best trial better
than the default where no design is better than another: some differ in the order of their columns
alone, and are trained; others are drawn, so that the usual mistake can be counted beside them.

    python benchmarks/searching.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from measuring import surroundings
from measuring.telling import Row, share, tell

from glassnet.ground.arrays import Array
from glassnet.lab.compare.measures import Measured, Yardstick
from glassnet.lab.compare.pairs import Rules, judge
from glassnet.lab.compare.training import Standing
from glassnet.lab.search.found import BEST, DEFAULT, Search
from glassnet.lab.search.searching import search, search_designs
from glassnet.lab.search.space import LAYERS, Choices, Space
from glassnet.lab.search.trial import POINTS
from glassnet.lab.search.trying import Effort
from glassnet.nn.activations import ReLU
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run import automatic
from glassnet.run.run import Run
from glassnet.run.training import prepare, train

STARTS = 3  # of each trial
RATES: dict[str, object] = {
    "learning_rate": (1e-4, 0.1),
    "weight_decay": [0.0, 0.01, 0.1, 1.0],
}
SPACES = {"digits, rates and decays": RATES}
SPACES["digits, hidden units, too"] = {**RATES, "hidden": [(16,), (64,), (64, 64)]}
UPDATES = 8
LEFT = 0.05  # of the way to the solution: less would not show beside the noise
LINE = {"learning_rate": (0.001, 1.0), "l2": [0.0, 1.0, 2.0, 4.0]}
FEATURES = 4
DESIGNS, VALIDATED, TESTED = 30, 24, 40  # what is drawn: trials, and the rows that judge them
WRONG = 0.2  # the share of rows that each of them answers wrong
MORE, AT_MOST = "the more the better", "2.5 % at most"


def paces(trials: int, epochs: int) -> Iterator[Row]:
    """Yield how long trials take: as searched, all to their end, and one after the other."""
    search(None, "digits", epochs=1, trials=1, starts_each=1, starts=2)  # wakes JAX and Optuna up
    for name, space in SPACES.items():
        for how, keep_all in (("worse ones given up", False), ("--keep-all", True)):
            begun = clocks()
            found = search(
                None, "digits", space=space, keep_all=keep_all, epochs=epochs, trials=trials,
                starts_each=STARTS, starts=2,
            )  # fmt: skip
            yield pace(f"{name}: {how}", found, begun)
        begun = clocks()
        one_by_one(found, epochs)
        yield pace(f"{name}: those trials in a loop of gn.train", found, begun)


def clocks() -> Array:
    """Return the seconds of the clock on the wall, and those of the processor."""
    return np.array([time.perf_counter(), time.process_time()])


def pace(what: str, found: Search, begun: Array) -> Row:
    """Return a row: trials in a second, and how many of all updates were not made."""
    seconds, busy = clocks() - begun
    saved = [1.0 - len(trial.outcome.curve) / POINTS for trial in found.trials]
    return {
        "what": what,
        "trials": len(found.trials),
        "s": float(seconds),
        "CPU s": float(busy),
        "trials a second": len(found.trials) / float(seconds),
        "updates saved": f"{np.mean(saved):.0%}",
    }


def one_by_one(found: Search, epochs: int) -> None:
    """Train each start of each trial by itself, looking at its validation rows as a run does."""
    for trial in found.trials:
        picked = found.space.values(trial.picks)
        layers = {name: picked.pop(name) for name in LAYERS if name in picked}
        for seed in range(STARTS):
            train(
                automatic.network((8, 8, 1), (), 10, **layers), "digits", epochs=epochs, seed=seed,
                split_seed=0, early_stopping=None, **picked,
            )  # fmt: skip


def found_best(searches: int) -> Iterator[Row]:
    """Yield how often a search finds what is best on a line of 100 noisy rows."""
    best, decay, better = [], [], []
    for seed in range(searches):
        draw = np.random.default_rng(seed)
        x = draw.normal(size=(100, 1))
        found = search(
            Network(Dense(1)), x, 2.0 * x[:, 0] + 0.3 * draw.normal(size=100), space=LINE,
            batch_size=None, epochs=UPDATES, optimizer="sgd", learning_rate=0.001, loss="mse",
            engine="reference", seed=seed,
        )  # fmt: skip
        decay.append(found.best["l2"] == 0.0)
        best.append(decay[-1] and abs(1.0 - 2.0 * found.best["learning_rate"]) ** UPDATES <= LEFT)
        better.append(found.comparison.pairs[0].verdict == "first")
    yield share(f"no penalty, and a rate that leaves at most {LEFT:.0%} of the way", best, MORE)
    yield share("no penalty", decay, MORE)
    yield share("the best is called better than a default of a rate of 0.001", better, MORE)


def equal_designs(searches: int) -> Iterator[Row]:
    """Yield what is claimed where designs differ in the order of their columns alone."""
    orders = [np.roll(np.arange(FEATURES), k)[::way] for k in range(FEATURES) for way in (1, -1)]
    values = tuple(map(tuple, orders))
    space = Space((Choices("hidden", tuple(map(str, values)), values),))  # a name it knows
    claims = []
    for seed in range(searches):
        draw = np.random.default_rng(seed)
        x = draw.normal(size=(120, FEATURES))
        y = (x.sum(axis=1) + draw.normal(size=120) > 0.0).astype(int)

        def make(picked: Mapping[str, Any], split: int, x: Array = x, y: Array = y) -> Run:
            return prepare(
                Network(Dense(4), ReLU(), Dense(2)), x[:, picked.get("hidden", values[0])], y,
                seed=split, epochs=8, learning_rate=0.01, engine="reference", early_stopping=None,
                kinds={"target": "category"},
            )  # fmt: skip

        effort = Effort(trials=8, seed=seed, keep_all=True)
        found = search_designs(space, make, effort, lambda *_: None)
        claims.append(found.comparison.pairs[0].verdict)
    for verdict, told in (("first", "better"), ("second", "worse")):
        seen = [claim == verdict for claim in claims]
        yield share(f"trained: the best is called {told} than the default", seen, AT_MOST)


def drawn_designs(searches: int) -> Iterator[Row]:
    """Yield what is claimed of scores that are drawn: of fresh starts, and of those of trials."""
    run = prepare(Network(Dense(1)), np.linspace(-1.0, 1.0, 40)[:, None], np.arange(40.0))
    draw = np.random.default_rng(7)
    fresh, own = [], []
    for _ in range(searches):
        trials = drawn(draw, DESIGNS, VALIDATED)
        default, again = drawn(draw, 2, TESTED)
        best = trials[trials.mean(axis=1).argmin()]
        fresh.append(better(run, again, default, TESTED))
        own.append(better(run, best, trials[0], VALIDATED))
    yield share("drawn: better, by fresh starts on rows that no trial has seen", fresh, AT_MOST)
    yield share("drawn: better, by the scores that it was chosen by", own, "what one must not do")


def drawn(draw: np.random.Generator, designs: int, rows: int) -> Array:
    """Return the errors of 20 starts of each design, all as good: (designs, 20)."""
    return draw.binomial(rows, WRONG, (designs, Effort().starts)) / rows


def better(run: Run, best: Array, default: Array, rows: int) -> bool:
    """Tell whether the best is called better than the default by these errors."""
    by = Yardstick("error", "held-out", rows, "classification", solvable=False)
    made = [
        Standing(
            name, run, (tuple(Measured({"error": e}, False, False, ()) for e in errors),), 0.1, ()
        )
        for name, errors in ((BEST, best), (DEFAULT, default))
    ]
    (pair,) = judge(made, by, Rules())
    return pair.verdict == "first"


def main() -> None:
    """Search, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    sizes = ((2, 1), 2, 2, 20) if options.quick else ((16, 10), 60, 100, 2_000)
    tables = {
        "How long trials take": list(paces(*sizes[0])),
        "Searches that find what is known to be best": list(found_best(sizes[1])),
        "Searches among designs of which none is better": [
            *equal_designs(sizes[2]),
            *drawn_designs(sizes[3]),
        ],
    }
    tell("What a search takes and finds", surroundings.facts(), tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
