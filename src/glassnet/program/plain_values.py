"""A plain value where a field has a type: what fits, and the sentence when it does not.

Types are taken at their word: "3" is no number, true is no 1, 16.0 is no whole number. A whole
number is a number, though, and a list is a tuple.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from glassnet.ground.errors import ExperimentError, did_you_mean, one_line
from glassnet.program import limits

NONE = "none"  # how a file without a null says None
SCALARS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
MANY = {bool: "truth values", int: "whole numbers", float: "numbers", str: "texts"}

# Makes an object of a type hint that is no plain value, the data, and the path.
Make: TypeAlias = Callable[[Any, object, str], Any]


def unfit(path: str, wish: str, value: object, hint: str = "") -> ExperimentError:
    """Return the error that one value is not what is wanted in its place."""
    return ExperimentError([f"{path} must be {wish}, got {shown(value)}.{hint}"])


class Mistakes(list[str]):
    """What is wrong so far; reading goes on, so that all of it is told at once."""

    def attempt(self, make: Callable[..., Any], *arguments: Any) -> Any:
        """Return what `make` returns; or None, and note what it refuses."""
        try:
            return make(*arguments)
        except ExperimentError as error:
            self.extend(error.mistakes)
            return None

    def refuse(self) -> None:
        """Raise ExperimentError if there are any."""
        if self:
            raise ExperimentError(self)


def shown(value: object) -> str:
    """Return `value` as the file would write it, short.

    >>> shown("16"), shown(True), shown({"units": 16})
    ('"16"', 'true', 'a table')
    """
    if isinstance(value, str):
        return f'"{one_line(value)}"'
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > 256:  # Python refuses to print many digits
        return f"a number of {value.bit_length():,} bits"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value):,}"
    return one_line(value)


def wanted(hint: Any) -> str:
    """Return in words what a field of the type `hint` takes.

    >>> wanted(int | tuple[int, int] | None), wanted(Literal["valid", "same"])
    ('a whole number, 2 whole numbers or "none"', '"valid" or "same"')
    """
    if hint in SCALARS:
        return SCALARS[hint]
    if hint is NoneType:
        return f'"{NONE}"'
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _either(f'"{word}"' for word in inner)
    if origin in (Union, UnionType):
        said = [each for each in inner if each is not NoneType or str not in inner]
        return _either(dict.fromkeys(map(wanted, said)))
    if origin is tuple:
        several = MANY.get(inner[0]) or f"{inner[0].__name__.lower()}s"
        return f"a list of {several}" if inner[-1] is ... else f"{len(inner)} {several}"
    name = hint.__name__.lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _either(words: Any) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def convert(hint: Any, data: object, path: str, make: Make) -> Any:
    """Return `data` as the value of a field of the type `hint`.

    Args:
        hint: bool, int, float, str, a Literal, a tuple or a union of types, or a class.
        data: What a file holds there.
        path: Where that is.
        make: Builds what a class describes.

    Raises:
        ExperimentError: every mistake in it.

    """
    if hint in SCALARS:
        return _scalar(hint, data, path)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _word(inner, data, path)
    if origin in (Union, UnionType):
        return _union(hint, data, path, make)
    if origin is tuple:
        return _tuple(hint, data, path, make)
    return make(hint, data, path)


def _scalar(kind: type, data: object, path: str) -> Any:
    fits = isinstance(data, (int, float) if kind is float else kind)
    if not fits or (isinstance(data, bool) and kind is not bool):
        raise unfit(path, SCALARS[kind], data)
    if isinstance(data, str) and len(data) > limits.TEXT:
        raise unfit(path, f"a text of at most {limits.TEXT:,} characters", data)
    if isinstance(data, int) and abs(data) > limits.NUMBER:
        raise unfit(path, "a number of at most 64 bits", data)
    if isinstance(data, float) and not math.isfinite(data):
        raise unfit(path, "a finite number", data)
    return kind(data)


def _word(words: tuple[str, ...], data: object, path: str) -> Any:
    if isinstance(data, str) and data in words:
        return data
    hint = did_you_mean(one_line(data), words) if isinstance(data, str) else ""
    raise unfit(path, _either(f'"{word}"' for word in words), data, hint)


def _union(hint: Any, data: object, path: str, make: Make) -> Any:
    """Return `data` as the first alternative that it fits."""
    alternatives = [each for each in get_args(hint) if each is not NoneType]
    word = None if str in alternatives else NONE  # where any text may stand, it is that text
    if NoneType in get_args(hint) and (data is None or data == word):
        return None
    for each in alternatives[:-1]:
        try:
            return convert(each, data, path, make)
        except ExperimentError:
            continue
    try:
        return convert(alternatives[-1], data, path, make)
    except ExperimentError as error:
        if not error.mistakes[0].startswith(f"{path} must be"):
            raise  # it is about a part of the value, whose kind is right
        raise unfit(path, wanted(hint), data) from None


def _tuple(hint: Any, data: object, path: str, make: Make) -> tuple[Any, ...]:
    """Return a list's items; a single value is a list of one where any number of them will do."""
    inner = get_args(hint)
    if isinstance(data, Mapping) and get_args(inner[0]):  # pairs: a table is a list of them
        data = list(data.items())
    if not isinstance(data, (list, tuple)):
        if inner[-1] is not ... or isinstance(data, Mapping) or inner[0] not in SCALARS:
            raise unfit(path, wanted(hint), data)
        return (convert(inner[0], data, path, make),)
    if inner[-1] is not ... and len(data) != len(inner):
        raise unfit(path, wanted(hint), data)
    hints = [inner[0]] * len(data) if inner[-1] is ... else inner
    mistakes = Mistakes()
    values = tuple(
        mistakes.attempt(convert, each, item, f"{path}[{number}]", make)
        for number, (each, item) in enumerate(zip(hints, data, strict=True))
    )
    mistakes.refuse()
    return values
