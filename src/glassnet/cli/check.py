"""`glassnet check`: is the backpropagation in a file right, and if not, which term is wrong?"""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli import values
from glassnet.cli.explained import flag, option
from glassnet.cli.screen import BAD, DOUBTFUL, GOOD, HEAD, Screen, width
from glassnet.cli.streams import printable, say_json
from glassnet.lab.codecheck.running import check_file
from glassnet.lab.codecheck.verdict import GradientCheck

COLORS = {"right": GOOD, "wrong": BAD, "unclear": DOUBTFUL}


def check(
    file: Annotated[
        str,
        Parameter(
            name="FILE",
            help="A Python file with loss, gradients (or train_step, or a network) and params.",
        ),
    ],
    /,
    *,
    timeout: Annotated[
        float,
        option("SECONDS", "How long the file may run. (60)", values.real("[0.1, 86400]")),
    ] = 60.0,
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False,
) -> None:
    """Check the backpropagation in a file, and name the term that is wrong."""
    found = check_file(file, timeout)
    if json:
        say_json(found.to_dict())
    else:
        show(found)
    if found.verdict == "wrong":
        raise SystemExit(1)


def show(found: GradientCheck) -> None:
    """Print the verdict, its first word in color."""
    screen = Screen()
    for place, line in enumerate(found.lines(width())):
        text = Text(printable(line))
        if place == 0:
            text.stylize(f"{HEAD} {COLORS[found.verdict]}", 0, len(found.verdict) + 1)
        screen.plain(text)
    screen.show()
