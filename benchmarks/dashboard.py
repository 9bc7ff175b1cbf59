"""The dashboard's cost: frames a second, how soon a key is answered, what the trainer keeps.

    OPENBLAS_NUM_THREADS=1 python benchmarks/dashboard.py [--quick] [--size 120x40] [--json FILE]

A network of 784-128-10 trains at full speed on made-up images, in turns unwatched (the same thread,
and nobody looks) and watched by the dashboard, which draws every frame and drops the bytes. The
trainer's share is the ratio of the two paces within one round. A key is answered when the frame
that shows its effect is drawn. The doctor looks on all the while: what its visits take is told for
a run that learns and for one whose units are dead, where there is most to ask.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from dataclasses import replace
from typing import NamedTuple

from measuring import surroundings
from measuring.telling import tell
from watching import LARGE, run_of

from glassnet.nn.initializers import Constant
from glassnet.nn.network import Network
from glassnet.run.run import Run
from glassnet.tui.app import Dashboard
from glassnet.tui.stage import Stage
from glassnet.tui.trainer import Trainer


class Effort(NamedTuple):
    """Seconds of play in a turn, rounds, rows of the table, seconds to warm up, keys in a round."""

    seconds: float
    rounds: int
    rows: int
    warm: float  # until the trainer is at its pace
    keys: int


FULL = Effort(seconds=4.0, rounds=5, rows=8_192, warm=1.0, keys=10)
QUICK = Effort(seconds=0.1, rounds=1, rows=512, warm=0.1, keys=2)


def unwatched(run: Run, effort: Effort) -> float:
    """Return the steps a second that the trainer makes with nobody looking."""
    trainer = Trainer(Stage(run))
    trainer.start()
    trainer.ask(Stage.play)
    while not run.recorded:  # compiling
        time.sleep(0.01)
    time.sleep(effort.warm)
    start, before = time.perf_counter(), run.recorded
    time.sleep(effort.seconds)
    while run.recorded == before:
        time.sleep(0.01)
    made, taken = run.recorded - before, time.perf_counter() - start
    trainer.close()
    return made / taken


def watched(run: Run, effort: Effort, size: tuple[int, int]) -> tuple[float, float, list[float]]:
    """Return steps a second, frames a second, and how long each of some keys took."""
    return asyncio.run(_watched(run, effort, size))


async def _watched(
    run: Run, effort: Effort, size: tuple[int, int]
) -> tuple[float, float, list[float]]:
    app = Dashboard(Stage(run), run.table)
    async with app.run_test(size=size) as pilot:
        while app.sight is None:
            await asyncio.sleep(0.01)
        await pilot.press("space")
        await asyncio.sleep(effort.warm)
        start, before, frames = time.perf_counter(), run.recorded, app.frames
        await asyncio.sleep(effort.seconds)
        taken = time.perf_counter() - start
        pace, fps = (run.recorded - before) / taken, (app.frames - frames) / taken
        latencies = [await _answered(app) for _ in range(effort.keys)]
    app.trainer.close()
    return pace, fps, latencies


async def _answered(app: Dashboard) -> float:
    """Press the key that pauses, or plays; return the seconds until a frame shows it."""
    before, start = app.sight.moment.playing, time.perf_counter()
    app.simulate_key("space")
    while app.sight.moment.playing == before:
        await asyncio.sleep(0.001)
    taken = time.perf_counter() - start
    await asyncio.sleep(0.2)
    return taken


def visited(run: Run, effort: Effort) -> tuple[float, float]:
    """Return the share of the time that the doctor's visits take, and the longest one's seconds."""
    stage = Stage(run)
    trainer = Trainer(stage)
    trainer.start()
    trainer.ask(Stage.play)
    start = time.perf_counter()
    time.sleep(effort.warm + 2 * effort.seconds)
    taken = time.perf_counter() - start
    trainer.close()
    return stage.doctor.seconds / taken, stage.doctor.longest


def ill(run: Run) -> Run:
    """Return the same training, of a network whose hidden units are dead from the start."""
    first, *others = run.experiment.network.layers
    network = Network(replace(first, bias_start=Constant(-1e3)), *others)
    return Run(replace(run.experiment, network=network), run.table)


def spread(values: list[float], digits: int) -> str:
    """Return the middle, the least and the largest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} … {high:,.{digits}f})"


def main() -> None:
    """Measure in turns, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=FULL.seconds, help="of play in a turn")
    parser.add_argument("--rounds", type=int, default=FULL.rounds)
    parser.add_argument("--quick", action="store_true", help="see that it works; no real numbers")
    parser.add_argument("--size", default="120x40", help="of the screen, in characters")
    parser.add_argument("--json", default="", help='a file for the figures, or "-"')
    wanted = parser.parse_args()
    width, height = map(int, wanted.size.split("x"))
    effort = QUICK if wanted.quick else FULL._replace(seconds=wanted.seconds, rounds=wanted.rounds)
    work = replace(LARGE, rows=effort.rows)
    shares, frames, keys, paces = [], [], [], []
    for _ in range(effort.rounds):
        alone = unwatched(run_of(work), effort)
        pace, fps, answered = watched(run_of(work), effort, (width, height))
        shares.append(100 * pace / alone)
        frames.append(fps)
        keys += [1000 * each for each in answered]
        paces.append(alone)
    rows = [
        {
            "what": "trainer's share of its unwatched pace, %",
            "found": spread(shares, 0),
            "aim": "≥ 80",
        },
        {"what": "frames a second", "found": spread(frames, 1), "aim": "30"},
        {"what": "milliseconds until a key is answered", "found": spread(keys, 0), "aim": "< 50"},
        {"what": "unwatched steps a second", "found": spread(paces, 0), "aim": ""},
    ]
    for name, run in {"learns": run_of(work), "is ill": ill(run_of(work))}.items():
        share, longest = visited(run, effort)
        told = f"{100 * share:.2f} (longest visit {1000 * longest:.0f} ms)"
        what = f"the doctor's share of the time, %, of a run that {name}"
        rows.append({"what": what, "found": told, "aim": "≤ 5"})
    caption = f"{work.name}; {width}×{height} characters, {effort.rounds} rounds"
    tell(
        "The dashboard beside the same training unwatched",
        surroundings.facts(),
        {caption: rows},
        wanted.json,
    )


if __name__ == "__main__":
    main()
