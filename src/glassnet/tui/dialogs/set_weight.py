"""Changing one weight by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, final

import numpy as np
from textual.app import ComposeResult
from textual.widgets import Input

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.run.commands import SetWeight
from glassnet.tui.dialogs.dialog import Dialog, field, told
from glassnet.tui.dialogs.typed import typed_number

WEIGHT = re.compile(r"(\d{1,9}\.[\w.]{1,80})\s*\[?\s*([\d\s,]{0,80}?)\s*\]?")


def read_weight(text: str, params: Mapping[str, Array]) -> tuple[str, tuple[int, ...]]:
    """Return the parameter and the place in it that `text` calls: "0.weights[3, 1]".

    Raises:
        UsageError: there is no such parameter, or no such place in it.

    """
    found = WEIGHT.fullmatch(text.strip())
    told_of = one_line(text.strip(), 40)
    if found is None:
        example = next((f"{name}{[0] * p.ndim}" for name, p in params.items()), "0.weights[0, 0]")
        raise UsageError(f'"{told_of}" is no weight; write it as in "{example}".')
    name, shape = found[1], np.shape(params.get(found[1], ()))
    if name not in params:
        raise UsageError(
            f"there is no parameter {one_line(name, 40)}.{did_you_mean(name, params)} The network "
            f"has {', '.join(params)}."
        )
    places = re.split(r"[\s,]+", found[2]) if found[2] else []
    index = tuple(int(place[:9]) for place in places if place)
    if len(index) != len(shape) or any(a >= b for a, b in zip(index, shape, strict=True)):
        raise UsageError(
            f'{name} is {" × ".join(map(str, shape))}, so it has no place "{told_of}"; places are '
            "counted from 0."
        )
    return name, index


@final
class SetWeightDialog(Dialog[SetWeight]):
    """Which weight becomes what? The answer is the command.

    Args:
        params: All that is learned, as it is now, by "layer.name".
        layer: The layer of the weight to begin with.
        name: Its parameter.
        index: Its place.

    """

    heading: ClassVar[str] = "A weight by hand"
    verb: ClassVar[str] = "change"

    def __init__(
        self,
        params: Mapping[str, Array],
        layer: int = 0,
        name: str = "weights",
        index: tuple[int, ...] = (0, 0),
    ) -> None:
        """Begin with that weight, and its value."""
        super().__init__()
        self._params = params
        self._first = f"{layer}.{name}{list(index)}"

    def body(self) -> ComposeResult:
        """Yield the lines for the weight and for its value."""
        yield field("Weight", self._first, "weight", hint="0.weights[0, 1]")
        yield field("New value", "", "value", hint="0.5, *2 or /10")
        yield told()

    def on_mount(self) -> None:
        """Let the value be typed first: the weight is chosen already."""
        self.query_one("#value").focus()

    def preview(self) -> str:
        """Tell what the weight is now."""
        name, index = self._weight()
        shape = " × ".join(map(str, self._params[name].shape))
        now = float(self._params[name][index])
        return f"{name}{list(index)} is {now:.6g} now, one of {shape}."

    def answer(self) -> SetWeight:
        """Return the command."""
        name, index = self._weight()
        before = self._params[name][index]
        value = typed_number(self.query_one("#value", Input).value, float(before), "the weight")
        with np.errstate(over="ignore"):
            fits = np.isfinite(before.dtype.type(value))
        if not fits:
            raise UsageError(f"the weight must be a finite {before.dtype} number, got {value:g}.")
        layer, _, own = name.partition(".")
        return SetWeight(int(layer), index, value, own)

    def _weight(self) -> tuple[str, tuple[int, ...]]:
        return read_weight(self.query_one("#weight", Input).value, self._params)
