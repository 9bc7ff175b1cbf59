"""Where matplotlib is, and how a figure becomes a file: the same figure, the same bytes."""

from __future__ import annotations

import importlib
from io import BytesIO
from pathlib import Path
from typing import Any

from glassnet.ground.atomic import PathName, write_atomically
from glassnet.ground.errors import MissingPackageError, UsageError, one_line

FORMS = ("svg", "png")
INK, FAINT = "#1a1a1a", "#9a9a9a"
FIRST, SECOND = "#0072b2", "#d55e00"  # blue, vermillion: apart for every eye (Okabe & Ito, 2008)
STYLE = {"svg.hashsalt": "glassnet", "svg.fonttype": "none"}


def matplotlib(module: str = "matplotlib") -> Any:
    """Import `module` of matplotlib, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingPackageError(
            f'pictures in files need matplotlib ({error}): pip install "glassnet[plot]".'
        ) from None


def paper(width: float = 6.4, height: float = 4.0) -> tuple[Any, Any]:
    """Return a new figure of `width` × `height` inches, and its axes."""
    figure = matplotlib("matplotlib.figure").Figure((width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def blank(width: float, height: float) -> tuple[Any, Any]:
    """Return a new figure, and axes without lines and numbers in which a circle is round."""
    figure, axes = paper(width, height)
    axes.set_axis_off()
    axes.set_aspect("equal")
    return figure, axes


def write_picture(figure: Any, path: PathName) -> None:
    """Write a figure to `path`, an SVG or a PNG: whole, or not at all.

    Raises:
        UsageError: the name ends in neither.
        FileError: it cannot be written.

    """
    form = form_of(path)
    write_atomically(path, [picture_bytes(figure, form)])


def form_of(path: PathName) -> str:
    """Return "svg" or "png", as the name ends; other names are refused."""
    form = Path(path).suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise UsageError(
            f"a picture is written as NAME.svg or NAME.png, got {one_line(path, 300)}."
        )
    return form


def picture_bytes(figure: Any, form: str) -> bytes:
    """Return a figure as the bytes of a file; the same figure, the same bytes."""
    buffer = BytesIO()
    with matplotlib().rc_context(STYLE):
        kept = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(buffer, format=form, dpi=150, metadata=kept, bbox_inches="tight")
    return buffer.getvalue()
