"""How an option is typed and what a page of help says about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cyclopts import Parameter

from glassnet.cli import values
from glassnet.nn import catalogue


def option(
    metavar: str, text: str, converter: values.Converter | None = None, **more: Any
) -> Parameter:
    """Return how an option that takes a value is typed and explained."""
    return Parameter(
        metavar=metavar, help=text, converter=converter, show_default=False, negative=(), **more
    )


def word(words: Sequence[str], text: str, usual: str) -> Parameter:
    """Return how an option that takes one of `words` is typed and explained."""
    return option("WORD", f"{text}: {', '.join(words)}. ({usual})", values.choice(*words))


def flag(text: str, name: str | None = None) -> Parameter:
    """Return how an option without a value is typed and explained."""
    return Parameter(name=name, help=text, show_default=False, negative=())


def names(kind: str, contract: type = object) -> str:
    """Return the names that the catalogue has of one `kind`, for a page of help."""
    classes = [each for each in catalogue.KINDS[kind] if issubclass(each, contract)]
    return ", ".join(each.__name__ for each in classes)
