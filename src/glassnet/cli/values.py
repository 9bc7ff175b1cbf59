"""What is typed after an option becomes a value: strictly, or refused with what is wanted.

A number is one in plain digits: no nan, no 1_000, no 0x10, no full-width digits. Names of layers,
optimizers, losses and schedules are looked up in the catalogue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from typing import Any

from cyclopts import Token

from glassnet.data.columns import KINDS_TO_ASK_FOR as KINDS
from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.nn.layer import Activation
from glassnet.nn.names import find

Converter = Callable[[Any, Sequence[Token]], Any]

WHOLE = re.compile(r"[+-]?\d{1,20}", re.ASCII)
REAL = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)


def whole(low: int, high: int, word: str = "") -> Converter:
    """Return a converter for whole numbers from `low` to `high`, or the `word`."""
    wanted = f"a whole number from {low} to {high:,}"

    def convert(_: Any, tokens: Sequence[Token]) -> int | str:
        text = tokens[0].value
        if word and text.casefold() == word:
            return word
        if not WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise wrong(f'{wanted} or "{word}"' if word else wanted, text)
        return int(text)

    return convert


def real(interval: str) -> Converter:
    """Return a converter for numbers within `interval`, written as mathematics does: "[0, 1)"."""
    low, high = (float(end) for end in interval[1:-1].split(","))

    def convert(_: Any, tokens: Sequence[Token]) -> float:
        text = tokens[0].value
        value = float(text) if REAL.fullmatch(text) else math.nan
        above = value >= low if interval[0] == "[" else value > low
        below = value <= high if interval[-1] == "]" else value < high
        if not (above and below and math.isfinite(value)):
            raise wrong(f"a number in {interval}", text)
        return value

    return convert


def choice(*words: str) -> Converter:
    """Return a converter that takes one of `words`."""

    def convert(_: Any, tokens: Sequence[Token]) -> str:
        text = tokens[0].value
        if text not in words:
            raise wrong(f"one of {', '.join(words)}", text, did_you_mean(text, words))
        return text

    return convert


def units(_: Any, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the numbers of units in "64,32"; "none" is no hidden layer."""
    text = tokens[0].value
    if text.casefold() == "none":
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not all(WHOLE.fullmatch(part) and 1 <= int(part) <= 1_000_000 for part in parts):
        raise wrong('whole numbers from 1 to 1,000,000 such as 64,32, or "none"', text)
    return tuple(int(part) for part in parts)


def column_kind(_: Any, tokens: Sequence[Token]) -> tuple[tuple[str, str], ...]:
    """Return (column, kind) for each COLUMN=KIND."""
    return tuple(_column_kind(token.value) for token in tokens)


def _column_kind(text: str) -> tuple[str, str]:
    column, equals, kind = text.rpartition("=")
    if not equals or not column:
        raise wrong("COLUMN=KIND, such as zip=category", text)
    if kind not in KINDS:
        raise wrong(f"COLUMN= and one of {', '.join(KINDS)}", text, did_you_mean(kind, KINDS))
    return column, kind


def activation(_: Any, tokens: Sequence[Token]) -> Any:
    """Return the activation of that name."""
    found = _made("layer", tokens[0].value)
    if not isinstance(found, Activation):
        raise UsageError(
            f"{type(found).__name__} is a layer, but no activation such as ReLU or Tanh; describe "
            "the whole network in a file: --experiment."
        )
    return found


def named(kind: str) -> Converter:
    """Return a converter that makes the thing of that `kind` which the catalogue has by name."""
    return lambda _, tokens: _made(kind, tokens[0].value)


def _made(kind: str, name: str) -> Any:
    found = find(kind, name)
    needs = [field.name for field in fields(found) if field.default is MISSING]
    if needs:
        raise UsageError(
            f"{found.__name__} needs {' and '.join(needs)}, which an option cannot say; describe "
            "it in a file: --experiment."
        )
    return found()


def wrong(wanted: str, text: str, hint: str = "") -> UsageError:
    """Return the one form in which a typed value is refused; the option's name comes before it."""
    return UsageError(f'must be {wanted}, got "{one_line(text, 60)}".{hint}')
