"""A picture: lines of text for a terminal, a figure for a file or a notebook."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, final

from glassnet.ground.atomic import PathName
from glassnet.ground.errors import MissingPackageError, one_line
from glassnet.lab.pictures.chart import wrapped
from glassnet.lab.pictures.paper import form_of, picture_bytes, write_picture

WIDTH = 80
NARROWEST = 40  # characters below which a picture is not drawn narrower
NOTHING = re.compile("(?!)")


@final
@dataclass(frozen=True, eq=False)
class Picture:
    """Something drawn: `print` shows it as text, a notebook draws it, `save` writes it to a file.

    Args:
        title: What is drawn, in a line.
        lines: Draws it in lines of so many characters.
        figure: Draws it as a matplotlib figure.
        colors: Finds what may have a color where text has any; a group is named by what it
            means: positive, negative, faint. Without color nothing is lost.

    """

    title: str
    lines: Callable[[int], list[str]]
    figure: Callable[[], Any]
    colors: re.Pattern[str] = NOTHING

    def __str__(self) -> str:
        """Return it as text, 80 characters wide."""
        return self.text()

    def __repr__(self) -> str:
        """Return what it shows, and how one gets to see it."""
        return f'<Picture of {self.title}: print() it, or save("NAME.svg")>'

    def text(self, width: int = WIDTH) -> str:
        """Return it as text, in lines of at most `width` characters (and never under 40)."""
        room = max(width, NARROWEST)
        return "\n".join([*wrapped(one_line(self.title, 300), room), "", *self.lines(room)])

    def save(self, path: PathName) -> None:
        """Write it to `path`, an SVG or a PNG: whole, or not at all.

        Raises:
            MissingPackageError: matplotlib is not installed.
            UsageError: the name ends in neither .svg nor .png.
            FileError: it cannot be written.

        """
        form_of(path)  # a name that will be refused costs no drawing
        write_picture(self.figure(), path)

    def _repr_html_(self) -> str:
        try:
            drawn = b64encode(picture_bytes(self.figure(), "svg")).decode()
        except MissingPackageError:
            return f"<pre>{escape(self.text(100))}</pre>"
        return f'<img alt="{escape(self.title)}" src="data:image/svg+xml;base64,{drawn}">'
