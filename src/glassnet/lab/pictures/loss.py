"""The loss over the steps of a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.pictures.chart import Frame, inside, limits, wrapped
from glassnet.lab.pictures.paper import FIRST, INK, SECOND, paper
from glassnet.run.history import History

TRAINING, VALIDATION, NOW = "·", "o", "│"
COLORS = re.compile(r"(?P<positive>·+)|(?P<negative>\bo+\b)|(?P<faint>│)")


def loss_text(
    history: History, now: int | None = None, *, width: int = 77, height: int = 14
) -> list[str]:
    """Return the curves of the loss over the steps: · training, o validation, │ where one is now.

    Where the largest loss is over 100 times the least, the height is its logarithm. The loss of
    a character is the mean of the steps it stands for.
    """
    losses = history["loss"]
    if not len(losses):
        return ["no step was made yet."]
    evaluated = [e for e in history.evaluations if e.validation_loss is not None]
    steps = np.array([e.step for e in evaluated], dtype=np.float64)
    validation = np.array([e.validation_loss for e in evaluated], dtype=np.float64)
    cells = np.array_split(np.arange(len(losses)), min(inside(width), len(losses)))
    x = np.array([cell.mean() + 1 for cell in cells])
    y = np.array([losses[cell].mean() for cell in cells])
    scale, unit = _height_of(y, validation)
    ends = (0.0, float(len(losses))), limits(scale(y), scale(validation))
    frame = Frame(*ends, inside(width), height)
    rows = frame.empty()
    if now is not None:
        marks = np.linspace(*frame.y, height)
        frame.put(rows, np.full(height, float(now)), marks, NOW * height)
    frame.put(rows, x, scale(y), TRAINING * len(x))
    frame.put(rows, steps, scale(validation), VALIDATION * len(steps))
    told = f"{TRAINING} training loss" + f"   {VALIDATION} validation loss" * bool(len(steps))
    told += "" if now is None else f"   {NOW} now: step {now:,}"
    return [*frame.lines(rows, "steps"), *wrapped(told + unit, width)]


def loss_figure(history: History, now: int | None = None) -> Any:
    """Return the curves of the loss over the steps, and a line where one is now."""
    figure, axes = paper()
    losses = history["loss"]
    evaluated = [e for e in history.evaluations if e.validation_loss is not None]
    axes.plot(np.arange(1, len(losses) + 1), losses, color=FIRST, lw=0.8, label="training",
              gid="training")  # fmt: skip
    if evaluated:
        axes.plot([e.step for e in evaluated], [e.validation_loss for e in evaluated], "o--",
                  ms=3, color=SECOND, lw=0.8, label="validation", gid="validation")  # fmt: skip
    if now is not None:
        axes.axvline(now, color=INK, lw=0.8, ls=":", label=f"step {now:,}", gid="now")
    known = losses[np.isfinite(losses)]
    if len(known) and known.min() > 0 and known.max() > 100 * known.min():
        axes.set_yscale("log")
    axes.set(xlabel="step", ylabel="loss")
    axes.legend(fontsize=8)
    return figure


def _height_of(y: Array, validation: Array) -> tuple[Callable[[Array], Array], str]:
    """Return what becomes of a loss on its way to its height, and a word on it."""
    low, high = limits(y, validation)
    if low > 0 and high > 100 * low:
        return np.log10, "   (height: log₁₀ of the loss)"
    return np.asarray, ""
