"""Descriptions as JSON and back, trusting nothing: closed names, checked types, no code.

A record is a JSON object: "is" names one of the known classes, the other keys are its fields,
neither more nor fewer.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

from glassnet.data.labels import MOST_LABELS, key
from glassnet.ground.arrays import size
from glassnet.ground.errors import FileError, did_you_mean, one_line

LARGEST_IMAGE = 100_000_000


def to_record(item: Any) -> dict[str, Any]:
    """Return the JSON object that describes the dataclass `item`."""
    values = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {"is": type(item).__name__, **plain}


def from_record(record: object, classes: tuple[type, ...], where: str) -> Any:
    """Return the item that `record` describes, one of `classes`, or say what is wrong with it."""
    known = {cls.__name__: cls for cls in classes}
    fields = table_of(record, where)
    name = fields.pop("is", None)
    if not isinstance(name, str) or name not in known:
        raise damaged(where, f'"is" must be one of {", ".join(known)}', name)
    cls: Any = known[name]
    wanted = {field.name: str(field.type) for field in dataclasses.fields(cls)}
    refuse_other_names(fields, tuple(wanted), where)
    return cls(**{k: _checked(fields[k], wanted[k], f"{where}.{k}") for k in wanted})


def table_of(value: object, where: str) -> dict[str, Any]:
    """Return `value` as a new dictionary if it is a JSON object."""
    if not isinstance(value, dict):
        raise damaged(where, "must be an object", value)
    return dict(value)


def list_of(value: object, where: str) -> list[Any]:
    """Return `value` if it is a JSON list."""
    if not isinstance(value, list):
        raise damaged(where, "must be a list", value)
    return value


def refuse_other_names(table: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    """Refuse names that are missing or not known."""
    for name in table:
        if name not in names:
            raise damaged(where, f"has an unknown name{did_you_mean(str(name), names)}", name)
    for name in names:
        if name not in table:
            raise damaged(where, f'lacks "{name}"', list(table))


def damaged(where: str, what: str, value: object) -> FileError:
    """Return the error that says where a description is wrong."""
    return FileError(
        f"The description of the data is damaged: {where} {what}, got {one_line(repr(value), 40)}."
    )


def _checked(value: Any, wanted: str, where: str) -> Any:
    """Return `value` with lists as tuples if it fits the annotation `wanted`."""
    what, fits = CHECKS[wanted]
    if wanted.startswith("tuple") or wanted == "Shape":
        value = tuple(list_of(value, where))
    if not fits(value) or (where.endswith(".scale") and value <= 0):
        raise damaged(where, f"must be {what}", value)
    return float(value) if wanted == "float" else value


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_label(value: object) -> bool:
    # An integer may be larger than any float: a label is compared, never calculated with.
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def _are_labels(values: tuple[Any, ...]) -> bool:
    return (
        len(values) <= MOST_LABELS
        and all(map(_is_label, values))
        and len({key(value) for value in values}) == len(values)
    )


def _is_shape(values: tuple[Any, ...]) -> bool:
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in values)
    return 0 < len(values) <= 8 and whole and size(values) <= LARGEST_IMAGE


CHECKS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("text", lambda value: isinstance(value, str)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "float": ("a finite number (a scale above 0)", _is_number),
    "tuple[str, ...]": ("texts", lambda values: all(isinstance(value, str) for value in values)),
    "tuple[Label, ...]": ("different labels", _are_labels),
    "Shape": ("a shape of positive integers", _is_shape),
}
