"""`--vary NAME=VALUE,VALUE`: designs that differ in what `glassnet train` could be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, get_type_hints

from cyclopts import Token

from glassnet.cli.options import DataOptions, NetworkOptions, TrainingOptions
from glassnet.cli.screen import count
from glassnet.cli.settings import Wishes
from glassnet.cli.values import wrong
from glassnet.ground.errors import UsageError, did_you_mean, one_line

# What may vary: the rows that are learned from and judged by must stay the same.
PLACES = {
    "network": (NetworkOptions, ("hidden", "activation", "dropout")),
    "training": (
        TrainingOptions,
        (
            *("optimizer", "learning_rate", "schedule", "epochs", "batch_size", "loss"),
            *("l1", "l2", "weight_decay", "clip_norm", "clip_value", "dtype"),
        ),
    ),
    "data": (DataOptions, ("scaling", "categories")),
}
HOMES = {name: place for place, (_, names) in PLACES.items() for name in names}
MOST_DESIGNS = 40

Variation = tuple[str, tuple[str, ...]]


def variation(_: Any, tokens: Sequence[Token]) -> tuple[Variation, ...]:
    """Return (name, values) for each NAME=VALUE,VALUE; a converter."""
    return tuple(_variation(token.value) for token in tokens)


def _variation(text: str) -> Variation:
    name, equals, listed = text.partition("=")
    values = tuple(value.strip() for value in listed.split(","))
    if not equals or not all(values):
        raise wrong("NAME=VALUE,VALUE, such as learning_rate=0.01,0.001", text)
    known = _name(name)
    if len(set(values)) < len(values):
        raise wrong(f"different values of {known}", text)
    for value in values:
        value_of(known, value)
    return known, values


def _name(typed: str) -> str:
    """Return the name of what varies; "optimizer.name" and "training.optimizer" are taken, too."""
    parts = typed.strip().replace("-", "_").lower().split(".")
    if len(parts) > 1 and parts[-1] == "name":
        parts.pop()
    if parts[-1] not in HOMES or (len(parts) > 1 and parts[0] not in PLACES):
        hint = did_you_mean(parts[-1], HOMES)
        raise UsageError(f'"{one_line(typed, 60)}" cannot vary, only {", ".join(HOMES)} can.{hint}')
    return parts[-1]


def value_of(name: str, text: str) -> Any:
    """Return the value that `text` stands for, as the option of that name takes it.

    Raises:
        UsageError: it stands for none; the sentence begins with the name.

    """
    options, _ = PLACES[HOMES[name]]
    hints = get_type_hints(options, include_extras=True)
    convert = hints[name].__metadata__[0].converter
    typed = text.replace("-", ",") if name == "hidden" else text
    try:
        return convert(hints[name], [Token(value=typed)])
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None


def changed(wishes: Wishes, settings: Mapping[str, Any]) -> Wishes:
    """Return the wishes as if these settings were typed, too, each by its name."""
    for name, value in settings.items():
        place = HOMES[name]
        wishes = replace(wishes, **{place: replace(getattr(wishes, place), **{name: value})})
    return wishes


def varied(wishes: Wishes, variations: Sequence[Variation]) -> Iterator[tuple[str, Wishes]]:
    """Yield the name and the wishes of each design: every value with every other (a grid).

    Raises:
        UsageError: a name that is given twice, or more designs than are compared.

    """
    names = [name for name, _ in variations]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} varies twice; list all of its values after one --vary.")
    grid = list(product(*(values for _, values in variations)))
    if not 2 <= len(grid) <= MOST_DESIGNS:
        raise UsageError(
            f"--vary makes {count(len(grid), 'design')}; a comparison has from 2 to {MOST_DESIGNS}."
        )
    for values in grid:
        settings = {n: value_of(n, value) for n, value in zip(names, values, strict=True)}
        yield "/".join(values), changed(wishes, settings)
