"""How long one waits for 10,000 kept results: to open them, to filter them, to see them drawn.

Results of ten designs are made up and kept, as `glassnet compare --keep` keeps them. Then they are
read as `glassnet compare --show` reads them, again and again; and once more while another process
writes into the same file.

    python benchmarks/many_results.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from measuring import surroundings
from measuring.telling import tell
from measuring.timing import between, spread

from glassnet.lab.compare.budgets import Budget
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.measures import CURVE, Measured, yardstick
from glassnet.lab.compare.pairs import Rules
from glassnet.lab.compare.showing import Kept, comparison, kept_in, remember
from glassnet.lab.compare.store import Store, work
from glassnet.lab.compare.training import Plan
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.run.training import prepare

DESIGNS = 10
GROUP = 50
SOME = ("design 2", "design 7")
WRITER = """
import sys
from glassnet.lab.compare.measures import Measured
from glassnet.lab.compare.store import Store
one = Measured({"rmse": 1.0, "mae": 1.0, "loss": 1.0}, False, False, (1.0,) * 60)
with Store(sys.argv[1]) as store:
    print("ready", flush=True)
    for first in range(0, 10**9, 50):
        store.put("other", range(first, first + 50), [one] * 50, 1.0)
"""


def fill(folder: str, starts: int) -> None:
    """Keep a comparison of ten designs with so many starts in all; one of 20 fails."""
    x = np.linspace(-1.0, 1.0, 40)[:, None]
    networks = {f"design {k}": Network(Dense(1 + k), Dense(1)) for k in range(DESIGNS)}
    runs = {
        name: [prepare(network, x, 2.0 * x[:, 0], engine="reference", early_stopping=None)]
        for name, network in networks.items()
    }
    by = yardstick(runs["design 0"][0], None)
    plan = Plan(starts // DESIGNS)
    draw = np.random.default_rng(1)
    with Store(folder) as store:
        remember(store, runs, (by, plan, Rules(), Budget()))
        for shift, (run,) in enumerate(runs.values()):
            for first in range(0, plan.starts, GROUP):
                seeds = range(first, min(plan.starts, first + GROUP))
                store.put(work(run), seeds, [made_up(draw, shift) for _ in seeds], 0.1)


def made_up(draw: np.random.Generator, shift: int) -> Measured:
    """Return the result of a start that was never trained."""
    failed = bool(draw.random() < 0.05)
    scores = dict(zip(("rmse", "mae", "loss"), draw.lognormal(0.05 * shift, 1.0, 3), strict=True))
    curve = np.geomspace(10.0, scores["loss"], CURVE) * draw.lognormal(0.0, 0.1, CURVE)
    told = {name: np.inf if failed else float(value) for name, value in scores.items()}
    return Measured(told, failed, failed, tuple(float(f"{loss:.6g}") for loss in curve))


def subjects(folder: str) -> dict[str, Callable[[], Any]]:
    """Return what a person waits for."""

    def known() -> Kept:
        return kept_in(folder)[0]

    kept = known()
    whole = opened(folder, kept)
    return {
        "list what is kept, and how far it is": known,
        "open, and judge every pair": lambda: comparison(folder, kept),
        "two designs of ten": lambda: comparison(folder, kept.chosen(SOME)),
        "by another score": lambda: comparison(folder, kept.chosen((), "mae")),
        "the starts that failed": lambda: [row for row in whole.rows() if row["failed"]],
        "the table and the verdicts as text": whole.lines,
        "every start drawn as text": lambda: whole.picture("starts").text(),
        "all of it: list, open, filter, text, drawn": lambda: shown(folder),
    }


def opened(folder: str, kept: Kept) -> Comparison:
    """Return a comparison that has starts."""
    found = comparison(folder, kept)
    if found is None:
        raise RuntimeError("nothing is kept")
    return found


def shown(folder: str) -> None:
    """Do all that a look needs."""
    found = opened(folder, kept_in(folder)[0].chosen(SOME))
    found.lines()
    found.picture("starts").text()


def rows(folder: str, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield how long each takes, and the whole command in a process of its own."""
    command = [sys.executable, "-m", "glassnet", "compare", "--show", folder]
    turns: dict[str, Callable[[], Any]] = subjects(folder)
    whole = {"glassnet compare --show, Python's start included": lambda: quiet(command)}
    for name, turn in (turns | whole).items():
        seconds = [timed(turn) for _ in range(rounds + 1)][1:]  # the first warms up
        found = spread(np.array(seconds))
        yield {"what": name, "s": found.median, "quartiles": between(found), "times": rounds}


def timed(turn: Callable[[], Any]) -> float:
    """Return how long something takes, on the wall: it is what a person waits for."""
    begun = time.perf_counter()
    turn()
    return time.perf_counter() - begun


def quiet(command: list[str]) -> None:
    """Run a command, and look away."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def beside_a_writer(folder: str, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield how long a look takes while another process keeps results as quickly as it can."""
    with subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE) as writer:
        if writer.stdout is not None:
            writer.stdout.readline()
        found = spread(np.array([timed(lambda: shown(folder)) for _ in range(rounds)]))
        writer.kill()
    what = "all of it, beside a process that writes"
    yield {"what": what, "s": found.median, "quartiles": between(found), "times": rounds}


def main() -> None:
    """Keep, read, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--json", default="", metavar="FILE", help='write to FILE ("-": print)')
    options = parser.parse_args()
    starts, rounds = (400, 2) if options.quick else (10_000, 9)
    with tempfile.TemporaryDirectory() as folder:
        fill(folder, starts)
        tables = {
            f"{starts:,} kept starts of {DESIGNS} designs": [
                *rows(folder, rounds),
                *beside_a_writer(folder, rounds),
            ]
        }
    tell("How long one waits for many results", surroundings.facts(), tables, options.json)


if __name__ == "__main__":
    sys.exit(surroundings.alone(main))
