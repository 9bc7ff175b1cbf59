"""Draw the pictures of the dashboard that the pages show, from the real program.

    python docs/pictures/draw.py

Each is a screen as a terminal shows it, of a run that is really trained. The pictures name no font
from elsewhere: whoever shows them takes the fixed-width font that is there.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

import glassnet as gn
from glassnet.cli.watch import lesson_run
from glassnet.tui.app import Dashboard
from glassnet.tui.stage import Stage

HERE = Path(__file__).parent
Prepare = Callable[[Stage], None]


def picture(run: gn.Run, size: tuple[int, int], prepare: Prepare, keys: tuple[str, ...]) -> str:
    """Return the screen as an SVG, after `prepare` moved the stage and `keys` were pressed."""
    stage = Stage(run)
    prepare(stage)
    app = Dashboard(stage, run.table)

    async def use() -> str:
        async with app.run_test(size=size) as pilot:
            while app.sight is None:
                await asyncio.sleep(0.05)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.2)
            await pilot.pause(1.0)
            return app.export_screenshot(title="glassnet watch")

    try:
        svg = asyncio.run(use())
    finally:
        app.trainer.close()
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal", svg)


def digits() -> gn.Run:
    """Return a run on written digits."""
    network = gn.Network(gn.Flatten(), gn.Dense(24), gn.ReLU(), gn.Dense(10))
    return gn.prepare(network, "digits", epochs=40, seed=1, engine="reference")


def ill() -> gn.Run:
    """Return a run on two rings, which a network without an activation cannot tell apart."""
    network = gn.Network(gn.Dense(16), gn.Dense(2))
    return gn.prepare(network, "circles", epochs=200, seed=1, engine="reference")


def at(step: int) -> Prepare:
    """Return what leads a stage to a step."""

    def go(stage: Stage) -> None:
        stage.go_to(step)
        stage.arrive()

    return go


def until_found(stage: Stage) -> None:
    """Train some steps at a time, and let the doctor visit, until something is found."""
    while not stage.findings:
        stage.go_to(stage.run.step + 20)
        stage.arrive()
        while (seconds := stage.rest()) is not None:
            time.sleep(seconds)


def two_rates(stage: Stage) -> None:
    """Train, go back, and take ten times the rate from there."""
    stage.go_to(600)
    stage.arrive()
    stage.go_to(200)
    stage.arrive()
    stage.give(gn.SetLearningRate(0.01))
    stage.go_to(600)
    stage.arrive()


def main() -> None:
    """Draw all of them."""
    penguins = gn.prepare(
        gn.Network(gn.Dense(8), gn.ReLU(), gn.Dense(3)), "penguins", epochs=60, seed=1,
        engine="reference",
    )  # fmt: skip
    inside = ("U", "U", *("right",) * 7)
    for name, run, size, prepare, keys in (
        ("digits", digits(), (120, 40), at(500), ("down",)),
        ("penguins", penguins, (200, 60), at(250), ()),
        ("xor", lesson_run("xor"), (80, 24), at(1000), inside),
        ("futures", digits(), (120, 40), two_rates, ()),
        ("finding", ill(), (120, 40), until_found, ("d",)),
    ):
        (HERE / f"{name}.svg").write_text(picture(run, size, prepare, keys), encoding="utf-8")


if __name__ == "__main__":
    main()
