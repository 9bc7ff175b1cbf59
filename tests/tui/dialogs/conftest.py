"""Whole sessions with a dialog: keys in, the screen and the answer out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

import glassnet as gn
from glassnet.run.run import Run

Step = str | Callable[[App, Pilot], Any]


@dataclass(frozen=True)
class Session:
    """What is on the screen after the last key, and what was answered by then."""

    lines: tuple[str, ...]
    answers: tuple[object, ...]
    open: bool

    @property
    def text(self) -> str:
        """The words on the screen, however they are broken into lines."""
        inside = [line.strip("│╭╮╰╯─ ") for line in self.lines if "│" in line or "╰" in line]
        return " ".join(" ".join(inside).split())


class Host(App):
    """Something that a dialog can open over."""

    def __init__(self, dialog: Screen) -> None:
        super().__init__()
        self.dialog, self.answers = dialog, []

    def compose(self):
        yield Static("behind it")

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)


def lines_of(app: App) -> tuple[str, ...]:
    """Return what stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return tuple("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def _play(dialog: Screen, steps: Iterable[Step], size: tuple[int, int]) -> Session:
    app = Host(dialog)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for step in steps:
            await (pilot.press(step) if isinstance(step, str) else step(app, pilot))
        await pilot.pause()
        is_open = app.screen is dialog
        return Session(lines_of(app), tuple(app.answers), is_open)


@pytest.fixture(scope="session")
def play() -> Callable[..., Session]:
    """Return a function that opens a dialog, does some steps, and returns what there is then."""

    def session(
        dialog: Screen, steps: Iterable[Step] = (), size: tuple[int, int] = (80, 24)
    ) -> Session:
        return asyncio.run(_play(dialog, steps, size))

    return session


def trained(name: str, steps: int = 120, **settings: Any) -> Run:
    """Return a run on a bundled table, so many steps old."""
    run = gn.prepare(None, name, engine="reference", **settings)
    run.advance(steps)
    return run


@pytest.fixture(scope="session")
def iris() -> Run:
    """Numbers in, a class out."""
    return trained("iris")


@pytest.fixture(scope="session")
def penguins() -> Run:
    """Numbers, categories and missing cells in, a class out."""
    return trained("penguins")


@pytest.fixture(scope="session")
def digits() -> Run:
    """Images of 8 × 8 shades in, a digit out."""
    return trained("digits")


@pytest.fixture(scope="session")
def captcha() -> Run:
    """Drawings of 5 × 5 black and white pixels in, a digit out."""
    return trained("captcha")


@pytest.fixture(scope="session")
def diabetes() -> Run:
    """Numbers in, a number out."""
    return trained("diabetes")
