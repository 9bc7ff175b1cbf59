"""The curves, drawn with textual-plot: the loss, and where there is room the score below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import final

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.filter import LineFilter
from textual.widgets import Static
from textual_plot import HiResMode, NumericAxisFormatter, PlotWidget

from glassnet.ground.arrays import Array
from glassnet.tui.curves import Curve, logarithmic, loss_curves, score_curves
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Moment, Sight

BOTH = 18  # lines from which on loss and score are seen at once
ZOOM = 2.0
MOST_STEPS = 5  # that are written below a plot
NOTHING = "no step was made yet"


@final
class Styled(LineFilter):
    """Gives a style to what has none: a plot's empty lines, over which filters of color trip."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments, each with a style; `background` is what Textual tells a filter."""
        return [Segment(text, style or Style(), control) for text, style, control in segments]


STYLED = Styled()  # one, since Textual keeps what a filter made of a line by the filter itself


@final
class Powers(NumericAxisFormatter):
    """Writes at a logarithm the number that it is of, at whole powers if there are two of them."""

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Return the whole powers in the range, of many every so many."""
        low, high = math.ceil(min_), math.floor(max_)
        if high - low < 1:
            return NumericAxisFormatter.get_ticks(self, min_, max_, max_ticks)
        every = -(-(high - low + 1) // max_ticks)
        return [float(power) for power in range(low, high + 1, every)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Return 10ᵗ for each tick t."""
        return [f"{10.0**tick:.3g}" for tick in ticks]


@final
class Steps(NumericAxisFormatter):
    """Writes steps, as many as have room beside one another."""

    def __init__(self, room: int) -> None:
        """Have `room` cells."""
        self._room = room

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Return whole steps 1, 2 or 5 · 10ᵏ apart, at most five (and never more than allowed)."""
        label = len(f"{max_:,.0f}") + 2
        most = max(2, min(MOST_STEPS, max_ticks, self._room // label))
        scales = (digit * 10**power for power in range(18) for digit in (1, 2, 5))
        apart = next(each for each in scales if max_ // each - math.ceil(min_ / each) < most)
        first = math.ceil(min_ / apart)
        return [float(apart * k) for k in range(first, int(max_ // apart) + 1)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Return the steps, thousands parted as everywhere."""
        return [f"{tick:,.0f}" for tick in ticks]


@final
class Plot(PlotWidget, can_focus=False, inherit_bindings=False):
    """One set of axes; keys belong to the dashboard.

    The wheel zooms it and the mouse drags it while the run stands: the next frame shows all again.
    """

    DEFAULT_CSS = """
    Plot > .plot--axis { color: $foreground 30%; }
    Plot > .plot--tick { color: $text-muted; text-style: none; }
    """

    def on_mount(self) -> None:
        """Leave the room to the curves."""
        self.margin_top, self.margin_bottom, self.margin_left = 0, 1, 8


@final
class Plots(Vertical):
    """The curves of a run and of its futures, with a line where one is now."""

    DEFAULT_CSS = """
    Plots { position: absolute; border: round $foreground 30%;
            border-title-color: $text-muted; border-subtitle-color: $text-muted; }
    Plots #nothing { color: $text-muted; }
    Plots.chosen { border-title-color: $text; border-title-style: bold; }
    """

    def __init__(self) -> None:
        """Be empty."""
        super().__init__(id="curves")
        self.border_title = "curves"
        self._span: float | None = None  # steps that are seen, if not all

    def compose(self) -> ComposeResult:
        """Make both axes, and what stands there while there is nothing to draw."""
        yield Static(NOTHING, id="nothing")
        yield Plot(id="loss")
        yield Plot(id="score")

    def zoom(self, by: int) -> None:
        """See fewer steps around where one is, or more where `by` is negative."""
        whole = self._span or 1.0
        self._span = max(1e-4, whole / ZOOM) if by > 0 else whole * ZOOM
        if self._span >= 1.0:
            self._span = None

    def show(self, sight: Sight, palette: Palette) -> None:
        """Draw the curves anew."""
        moment = sight.moment
        room = self.content_size
        if room.width < 20 or room.height < 4:
            return
        losses, scores = loss_curves(moment, 2 * room.width), score_curves(moment)
        both = bool(scores) and room.height >= BOTH
        self.query_one("#nothing").display = not losses
        self.query_one("#loss").display = bool(losses)
        self.query_one("#score").display = both
        _draw(self.query_one("#loss", Plot), losses, moment, palette, powers=logarithmic(losses))
        if both:
            _draw(self.query_one("#score", Plot), scores, moment, palette)
        for plot in self.query(Plot):
            plot.set_x_formatter(Steps(room.width - plot.margin_left))
            plot.set_xlimits(*self._limits(moment))
            plot.set_ylimits()  # whatever the mouse made of them
        self.border_subtitle = _latest((*losses, *scores), room.width, moment.active)

    def _limits(self, moment: Moment) -> tuple[float, float]:
        longest = float(max([1, *(len(future.losses) for future in moment.futures)]))
        if self._span is None:
            return 0.0, longest
        half = longest * self._span / 2
        middle = min(max(float(moment.step), half), longest - half)
        return middle - half, middle + half


def _draw(
    plot: Plot, curves: tuple[Curve, ...], moment: Moment, palette: Palette, *, powers: bool = False
) -> None:
    plot.clear()
    plot.set_xlabel("")
    plot.set_y_formatter(Powers() if powers else NumericAxisFormatter())
    for curve in curves:
        y = np.log10(curve.y) if powers else curve.y
        alone = len(moment.futures) == 1  # then the colors tell the kinds of curves apart
        place = int(curve.dotted) if alone else curve.future
        style = palette.futures[place % len(palette.futures)]
        _draw_curve(plot, curve, y, style)
    if moment.step < moment.recorded:
        plot.add_v_line(moment.step, _color(palette.now))


def _draw_curve(plot: Plot, curve: Curve, y: Array, style: str) -> None:
    if curve.dotted:
        plot.scatter(curve.x, y, marker="•" if len(y) < 40 else "·", marker_style=style)
    else:
        plot.plot(curve.x, y, line_style=style, hires_mode=HiResMode.BRAILLE)


def _latest(curves: tuple[Curve, ...], room: int, active: int) -> str:
    """Return the last value of as many curves as there is room for, each behind how it is drawn.

    Those of the future that is shown come first.
    """
    ranked = sorted(curves, key=lambda curve: (curve.future != active, curve.future))
    told = [f"{'·' if curve.dotted else '─'} {curve.label} {curve.y[-1]:.4g}" for curve in ranked]
    while told and len("  ".join(told)) > room - 4:
        told.pop()
    return "  ".join(told)


def _color(style: str) -> str:
    """Return the color of a style alone."""
    return style.rsplit(maxsplit=1)[-1]
