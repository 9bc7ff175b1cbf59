"""The whole run in three lines: how far it is, what stands on the way, and what goes on now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from glassnet.tui.drawing.lines import Part, line, name_of
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Moment, Sight

MADE, AHEAD, OPEN = "━", "╍", "─"  # updates behind, ahead and recorded, not made yet
NOW = "●"
TICKS = {MADE: "╋", AHEAD: "┿", OPEN: "┼"}
SNAPSHOT, COMMAND, FORK, BEST = "·", "◆", "Y", "★"
PLAYING, PAUSED, FINISHED = "►", "‖", "■"
LEFT = len(" · > year left at most")  # cells of the time left, whatever it is
ROOM = 6  # cells between two marks of epochs, at least


def draw_timeline(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return a bar of the run, the marks below it, and the words: three lines, of `height` at most.

    The bar is ━ up to now ● and ╍ where the record goes on, ─ where nothing is made yet; epochs end
    at the crosses. Below stand · snapshots, ◆ commands, Y forks and ★ the best step.
    """
    moment = sight.moment
    total = max(moment.total_steps, moment.recorded, moment.step, 1)
    lines = [
        _bar(moment, total, width, palette),
        _marks(moment, total, width, palette),
        _words(sight, total, width, palette),
    ]
    return lines[:height]


def _place(step: int, total: int, width: int) -> int:
    """Return in which cell a step stands."""
    return min(step * (width - 1) // total, width - 1)


def _bar(moment: Moment, total: int, width: int, palette: Palette) -> Text:
    """Return what is made, what is recorded ahead, and what is to be made."""
    now, ahead = _place(moment.step, total, width), _place(moment.recorded, total, width)
    signs = [MADE] * now + [AHEAD] * (ahead - now + 1) + [OPEN] * (width - ahead - 1)
    for step in _epochs(moment, total, width):
        cell = _place(step, total, width)
        signs[cell] = TICKS.get(signs[cell], signs[cell])
    future = palette.futures[moment.active % len(palette.futures)] if palette.futures else ""
    text = Text(no_wrap=True)
    text.append("".join(signs[:now]), future)
    text.append(NOW, palette.now)
    text.append("".join(signs[now + 1 : ahead + 1]), future if ahead > now else palette.faint)
    return text.append("".join(signs[max(now, ahead) + 1 :]), palette.faint)


def _epochs(moment: Moment, total: int, width: int) -> Iterable[int]:
    """Return the ends of epochs that are marked: all if there is room, else each fifth, tenth, …"""
    cells = moment.steps_per_epoch * (width - 1) / total  # of one epoch
    every = 1
    for factor in (2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000):
        if every * cells >= ROOM:
            break
        every = factor
    if every * cells < ROOM:
        return ()
    return range(every * moment.steps_per_epoch, total, every * moment.steps_per_epoch)


def _marks(moment: Moment, total: int, width: int, palette: Palette) -> Text:
    """Return what stands below the bar; of two marks in one cell the rarer is seen."""
    futures = moment.futures
    best = () if moment.best_step is None else (moment.best_step,)
    forks = [each.forked_at for each in futures if each.forked_at is not None]
    kinds: list[tuple[str, str, Iterable[int]]] = [
        (SNAPSHOT, palette.faint, moment.snapshots),
        (COMMAND, palette.now, (each.step for each in moment.future.commands)),
        (FORK, palette.doubtful, forks),
        (BEST, palette.good, best),
    ]
    cells = [(" ", "")] * width
    for sign, style, steps in kinds:
        for step in steps:
            cells[_place(max(0, step), total, width)] = (sign, style)
    return Text.assemble(*_runs(cells), no_wrap=True)


def _runs(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return neighbors of one style as one."""
    found: list[tuple[str, str]] = []
    for sign, style in cells:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + sign, style)
        else:
            found.append((sign, style))
    return found


def _words(sight: Sight, total: int, width: int, palette: Palette) -> Text:
    """Return the step, the epoch, the state, what just happened, the nearest command behind."""
    moment = sight.moment
    wide = len(f"{total:,}")
    parts: list[Part] = [
        (f"{_sign(moment)} step {moment.step:>{wide},} of {total:,}", palette.now),
        f" · {moment.epoch_in_words}",
    ]
    if moment.unkept:
        parts.append((f" · NOT KEPT: {name_of(moment.unkept)}", palette.bad))
    if sight.operation_in_words:
        parts.append((f" · {sight.operation_in_words}", palette.now))
    parts.append(f" · {name_of(moment.note)}" if moment.note else f" · {_state(moment)}")
    left = moment.total_steps - moment.step
    if moment.playing and moment.pace > 0 and left > 0:
        parts.append(f" · {duration(left / moment.pace)} left at most".ljust(LEFT))
    parts += [(f" · {word}", palette.faint) for word in _recent(moment)]
    return line(width, *parts)


def _sign(moment: Moment) -> str:
    """Return in one sign what goes on."""
    return PLAYING if moment.playing else FINISHED if moment.done else PAUSED


def _state(moment: Moment) -> str:
    """Return whether it plays, stands or is at its end, and where it will stop by itself."""
    until = f", until {name_of(moment.condition)}" if moment.condition else ""
    if moment.playing:
        return f"{moment.speed}{until}"
    if moment.stopped:
        return f"finished: {name_of(moment.stopped)}"
    return "finished" if moment.done else f"paused{until}"


def _recent(moment: Moment) -> list[str]:
    """Return which future this is, if there are several, and what the nearest command did."""
    told = []
    future = moment.future
    if len(moment.futures) > 1:
        begun = "" if future.forked_at is None else f" from step {future.forked_at:,}"
        told.append(f"future {future.name}{begun}")
    behind = [each for each in future.commands if each.step <= moment.step]
    if behind:
        told.append(f"{COMMAND} {behind[-1].step:,}: {name_of(str(behind[-1].command))}")
    return told


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it.

    >>> duration(0.4), duration(75), duration(5_400), duration(1e6), duration(1e12)
    ('1 s', '75 s', '90 min', '278 h', '> year')
    """
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    if seconds < 6_000:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3_600)} h" if seconds < 31e6 else "> year"
