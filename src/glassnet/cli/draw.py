"""`glassnet draw`: pictures of a model, a run or an experiment, on the terminal or in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter
from rich.text import Text

from glassnet.cli import values
from glassnet.cli.explained import flag, option
from glassnet.cli.options import NO_READING, ReadingOptions
from glassnet.cli.predict import opened
from glassnet.cli.screen import HEAD, Screen
from glassnet.cli.show import is_text
from glassnet.cli.streams import note
from glassnet.ground.atomic import require_writable
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.drawing import PICTURES
from glassnet.lab.pictures.drawing import draw as drawn
from glassnet.lab.pictures.paper import form_of, matplotlib
from glassnet.lab.pictures.picture import Picture
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import read_experiment
from glassnet.run.model import Model, load
from glassnet.run.opening import open_run
from glassnet.run.run import Run
from glassnet.run.table import find
from glassnet.run.training import repeat

# The words that the Tab key completes; a test holds them to be the pictures there are.
Name = Literal[
    "network",
    "weights",
    "boundary",
    "loss",
    "activations",
    "gradients",
    "confusion",
    "answers",
]
WHAT, OUTPUT = Group("What", sort_key=0), Group("Output", sort_key=1)
MOST = 1_000_000_000
# Blue and vermillion are apart for every eye (Okabe & Ito, 2008), these on black and on white.
STYLES = {"positive": "#1a85d6", "negative": "#d55e00", "faint": "dim"}


@Parameter(name="*", group=WHAT)
@dataclass(frozen=True)
class PartOptions:
    """Which part is drawn."""

    layer: Annotated[
        int | None,
        option(
            "N",
            "Of weights, activations and gradients: this layer, counted from 0.",
            values.whole(0, MOST),
        ),
    ] = None
    unit: Annotated[
        int | None,
        option(
            "N",
            "Of weights: this unit alone, in the shape of what it sees. Of answers: this target.",
            values.whole(0, MOST),
        ),
    ] = None
    row: Annotated[
        int | None,
        option(
            "N",
            "Of the network: what each unit puts out for this row of DATA, counted from 0.",
            values.whole(0, MOST),
        ),
    ] = None
    step: Annotated[
        int | None,
        option("N", "Of a run: after so many updates. (all)", values.whole(0, MOST)),
    ] = None

    def given(self) -> dict[str, int]:
        """Return what was typed, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


@Parameter(name="*", group=OUTPUT)
@dataclass(frozen=True)
class OutputOptions:
    """Where the picture goes."""

    output: Annotated[
        str | None, option("FILE", "Draw it in a file instead: NAME.svg or NAME.png.")
    ] = None
    quiet: Annotated[bool, flag("Say nothing about the file on standard error.")] = False


def draw(
    thing: Annotated[
        str,
        Parameter(
            name="MODEL", help="What glassnet train saved: a model, the folder of a run, a .toml."
        ),
    ],
    picture: Annotated[
        Name,
        Parameter(
            name="PICTURE",
            help=f"{', '.join(PICTURES)}.",
            converter=values.choice(*PICTURES),
            show_choices=False,
        ),
    ],
    data: Annotated[
        str | None,
        Parameter(
            name="DATA",
            help="The rows to draw; those that were held out, if none are named. Of a run or an "
            "experiment: where its data are now, if they were moved.",
        ),
    ] = None,
    /,
    *,
    part: PartOptions = PartOptions(),
    output: OutputOptions = OutputOptions(),
    reading: ReadingOptions = NO_READING,
) -> None:
    """Draw a picture of a model, a run or an experiment, on the terminal or in a file."""
    if output.output is not None:
        form_of(output.output)
        require_writable(output.output, tuple(name for name in (thing, data) if name))
        matplotlib()
    found = _opened(thing, data, reading)
    if isinstance(found, Model) and data is not None:
        with opened(data, reading.given()) as source:
            _put(drawn(found, picture, source, **part.given()), output)
    else:
        _put(drawn(found, picture, **part.given()), output)


def _opened(thing: str, data: str | None, reading: ReadingOptions) -> Model | Run | Experiment:
    """Return what is in the file or folder `thing`; of the rows of a model nothing is read yet."""
    folder = Path(thing).is_dir()
    if not folder and not is_text(thing):
        return load(thing)
    for name, given in reading.given().items():
        raise UsageError(
            f"option --{name} {one_line(given)}: {one_line(thing, 200)} knows how its data are "
            "read; leave it out."
        )
    if folder:
        return open_run(thing, data)
    experiment = read_experiment(thing)
    return experiment if data is None else repeat(experiment, find(data))


def _put(picture: Picture, output: OutputOptions) -> None:
    """Write the picture to its file, or show it."""
    if output.output is None:
        show(picture)
        return
    picture.save(output.output)
    if not output.quiet:
        note(f"{picture.title}: drawn in {one_line(output.output, 300)}.")


def show(picture: Picture) -> None:
    """Print the picture, in colors where the terminal has any."""
    screen = Screen()
    title, _, rest = picture.text(screen.width).partition("\n\n")
    for line in title.split("\n"):
        screen.plain(Text(line, style=HEAD))
    for line in ("", *rest.split("\n")):
        screen.plain(colored(line, picture))
    screen.show()


def colored(line: str, picture: Picture) -> Text:
    """Return a line in the colors that its parts have by their meaning."""
    text = Text(line)
    for found in picture.colors.finditer(line):
        for name, style in STYLES.items():
            if found.groupdict().get(name):
                text.stylize(style, *found.span(name))
    return text
