"""What `glassnet compare` puts on the screen: a comparison, done or not, or a list of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.text import Text

from glassnet.cli.compare_options import USUAL, ComparisonOptions, OutputOptions
from glassnet.cli.draw import colored
from glassnet.cli.screen import FAINT, HEAD, Screen, columns, count, width
from glassnet.cli.settings import Wishes
from glassnet.cli.streams import note, printable, say_json
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.compare import wording
from glassnet.lab.compare.comparison import Comparison
from glassnet.lab.compare.lines import both_ends, item
from glassnet.lab.compare.showing import Kept, comparison, kept_in

HEADS = ("", "designs", "score", "starts", "asked for (UTC)")
NAMES = 34  # characters for the designs of a line
MOST_FAILED = 40  # starts that are listed on the screen
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
SO_FAR = (
    "not all starts are done: this is of the first {0:,} that every design has, and its intervals "
    "may be looked at as often as one likes."
)


def refuse_mixed(asked: ComparisonOptions, output: OutputOptions) -> None:
    """Refuse options that have no meaning beside or without --show."""
    if output.show and asked.vary:
        raise UsageError(
            f"option --vary {one_line(asked.vary[0][0])}: --show trains nothing; leave it out."
        )
    for name, value in (("design", output.design), ("failed", output.failed)):
        if value and not output.show:
            raise UsageError(f"option --{name}: it is for what is kept; say --show, too.")


def refuse_idle(
    things: Sequence[str], asked: ComparisonOptions, output: OutputOptions, wishes: Wishes
) -> None:
    """Refuse what says how to train, beside --show."""
    showing = replace(USUAL, keep=asked.keep, score=asked.score)
    if output.show and (asked != showing or wishes != Wishes()):
        folder = one_line((*things, asked.keep or ".")[0], 100)
        raise UsageError(
            f"option --show: what is kept in {folder} is shown, nothing is trained; leave out what "
            "says how to train, or leave out --show."
        )


def show(things: Sequence[str], asked: ComparisonOptions, output: OutputOptions) -> None:
    """Show what is kept in a folder: the only comparison, the one of that number, or a list."""
    folder, *number = things or (asked.keep or ".",)
    if len(number) > 1:
        raise UsageError(f"--show takes a folder and a number, got {one_line(things, 200)}.")
    known = kept_in(folder)
    if not known:
        raise UsageError(f"no comparison was asked for in {one_line(folder, 200)} yet.")
    if not number and len(known) > 1:
        _list(folder, known, output)
        return
    chosen = _chosen(known, number[0] if number else "1").chosen(output.design, asked.score)
    found = comparison(folder, chosen)
    if output.failed:
        _put_failed(chosen, found, output)
    elif found is None:
        _put_progress(chosen, output)
    else:
        put(found, output, chosen)


def put(found: Comparison, output: OutputOptions, kept: Kept | None = None) -> None:
    """Save a comparison, and show it; how far it is, where it was kept and is not done."""
    for path in output.output:
        found.save(path)
        if not output.quiet:
            note(f"saved in {one_line(path, 300)}.")
    going_on = kept is not None and not kept.finished
    if output.json:
        say_json({**found.to_dict(), **({} if kept is None else _progress(kept))})
        return
    screen = Screen()
    head, *rest = found.lines(width())
    if going_on and kept is not None:
        rest = [*_lines(kept), *item(SO_FAR.format(found.plan.starts), width()), *rest]
    screen.plain(Text(printable(head), style=HEAD))
    for line in rest:
        screen.plain(Text(printable(line)))
    screen.blank()
    picture = found.picture(*output.picture)
    for line in picture.lines(width()):
        screen.plain(colored(printable(line), picture))
    screen.show()


def _chosen(known: Sequence[Kept], number: str) -> Kept:
    if not NUMBER.fullmatch(number) or not 1 <= int(number) <= len(known):
        raise UsageError(
            f"the comparisons are numbered from 1 to {len(known):,}, got {one_line(number)}."
        )
    return known[int(number) - 1]


def _list(folder: str, known: Sequence[Kept], output: OutputOptions) -> None:
    if output.json:
        say_json({"comparisons": [_progress(kept) for kept in known]})
        return
    screen = Screen()
    screen.title(f"Kept in {one_line(folder, 60)}", count(len(known), "comparison"))
    rows = [
        (
            str(number),
            both_ends(", ".join(design.name for design in kept.designs), NAMES),
            kept.by.name,
            f"{min(kept.done):,} of {kept.total:,}",
            kept.asked,
        )
        for number, kept in enumerate(known, 1)
    ]
    head, *lines = columns([HEADS, *rows], right=(0, 3), gap="  ")
    screen.plain(Text(head, style=FAINT))
    for line in lines:
        screen.plain(printable(line))
    screen.blank()
    name = Path(one_line(folder, 60))
    screen.plain(f"Show one: glassnet compare --show {name} {len(known)}")
    screen.show()


def _put_progress(kept: Kept, output: OutputOptions) -> None:
    if output.json:
        say_json(_progress(kept))
        return
    screen = Screen()
    for line in _lines(kept):
        screen.plain(printable(line))
    screen.plain("Nothing can be said yet: no two starts are done in every design.")
    screen.show()


def _put_failed(kept: Kept, found: Comparison | None, output: OutputOptions) -> None:
    """List the starts that failed."""
    rows = [row for row in (found.rows() if found is not None else ()) if row["failed"]]
    if output.json:
        say_json({"failed": rows, **_progress(kept)})
        return
    of = found.plan.starts * kept.plan.splits * len(kept.designs) if found is not None else 0
    screen = Screen()
    screen.title("Starts that failed", f"{len(rows):,} of {of:,}")
    if rows:
        shown = [tuple(map(_cell, row.values())) for row in rows[:MOST_FAILED]]
        head, *lines = columns([tuple(rows[0]), *shown], right=range(1, len(rows[0])), gap="  ")
        screen.plain(Text(head, style=FAINT))
        for line in lines:
            screen.plain(printable(line))
    if len(rows) > MOST_FAILED:
        screen.plain(Text(f"{len(rows) - MOST_FAILED:,} more; --json lists all", style=FAINT))
    screen.show()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return wording.number(value) if isinstance(value, float) else both_ends(str(value), NAMES)


def _lines(kept: Kept) -> list[str]:
    """Return how far each design is."""
    names = [both_ends(design.name, NAMES) for design in kept.designs]
    room = max(map(len, names))
    return [
        f"{name.ljust(room)}  {done:,} of {kept.total:,} starts"
        for name, done in zip(names, kept.done, strict=True)
    ]


def _progress(kept: Kept) -> dict[str, Any]:
    """Return how far a comparison is, as JSON can hold it."""
    return {
        "score": kept.by.name,
        "asked": kept.asked,
        "finished": kept.finished,
        "planned": kept.total,
        "done": {design.name: done for design, done in zip(kept.designs, kept.done, strict=True)},
    }
