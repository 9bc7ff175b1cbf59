r"""The header of the safetensors layout: what stands where, checked to the last number.

    {"__metadata__": {text: text}, "name": {"dtype": "F32", "shape": [4, 3],
     "data_offsets": [begin, end]}, …}

The offsets count from the first byte of the data; together they cover the data once, without hole
or overlap. Source: the format section of huggingface/safetensors, here with every "must" enforced.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np

from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, UsageError, one_line
from glassnet.ground.strict_json import parse_json

HEADER_LIMIT = 32 * 2**20  # bytes; the layout allows 100 MB, no network needs a third of it
AXES_LIMIT = 64  # as NumPy 2
METADATA = "__metadata__"
FIELDS = ("dtype", "shape", "data_offsets")

DTYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "I16": np.dtype("<i2"),
    "I8": np.dtype("i1"),
    "U64": np.dtype("<u8"),
    "U32": np.dtype("<u4"),
    "U16": np.dtype("<u2"),
    "U8": np.dtype("u1"),
    "BOOL": np.dtype("?"),
}
CODES = {dtype: code for code, dtype in DTYPES.items()}

Metadata: TypeAlias = Mapping[str, str]


@final
@dataclass(frozen=True)
class Place:
    """Where one array stands: what it is, and its bytes begin … end of the data."""

    dtype: np.dtype[Any]
    shape: Shape
    begin: int
    end: int


def places_for(arrays: Mapping[str, Array]) -> dict[str, Place]:
    """Give each array its bytes: the widest numbers first, so that each begins at a multiple."""
    begins, position = {}, 0
    for name in sorted(arrays, key=lambda name: -arrays[name].itemsize):
        begins[name] = position
        position += arrays[name].nbytes
    return {
        name: Place(array.dtype, array.shape, begins[name], begins[name] + array.nbytes)
        for name, array in arrays.items()
    }


def render_header(places: Mapping[str, Place], metadata: Metadata) -> bytes:
    """Return the header as JSON, filled with blanks so that the data begin at a multiple of 8."""
    header: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    for name, place in places.items():
        offsets = (place.begin, place.end)
        described = (CODES[place.dtype], place.shape, offsets)
        header[name] = dict(zip(FIELDS, described, strict=True))
    try:
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"a name or text cannot be stored: {one_line(error)}.") from None
    if len(text) > HEADER_LIMIT:
        raise UsageError(f"the names and texts take {len(text):,} bytes, over {HEADER_LIMIT:,}.")
    return text + b" " * (-len(text) % 8)


def parse_header(text: bytes, data_size: int) -> tuple[dict[str, Place], dict[str, str]]:
    """Return the places and the metadata that `text` states, for data of `data_size` bytes.

    Raises:
        DataError: The fact that forbids it.

    """
    try:
        header = parse_json(text)
    except DataError as error:
        raise DataError(f"its header is damaged: {error}") from error
    if not isinstance(header, dict):
        raise DataError(f"its header must be names and places, got {one_line(header)}")
    metadata = _metadata(header.pop(METADATA, {}))
    places = {name: _place(name, entry) for name, entry in header.items()}
    _require_cover(places, data_size)
    return places, metadata


def _metadata(found: Any) -> dict[str, str]:
    """Return the metadata, if it is texts by name."""
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise DataError(f"its {METADATA} must be texts by name, got {one_line(found)}")
    return found


def _place(name: str, entry: Any) -> Place:
    """Return what the header says of one array, if every number of it is possible."""
    where = f'array "{one_line(name)}"'
    if not isinstance(entry, dict) or set(entry) != set(FIELDS):
        raise DataError(f"{where} must have {', '.join(FIELDS)}, got {one_line(entry)}")
    code, shape, offsets = (entry[field] for field in FIELDS)
    if not isinstance(code, str) or code not in DTYPES:
        raise DataError(f"{where} has dtype {one_line(code)}, not one of {', '.join(DTYPES)}")
    if not _are_counts(shape) or len(shape) > AXES_LIMIT:
        raise DataError(f"{where} has the impossible shape {one_line(shape)}")
    if not _are_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise DataError(f"{where} has the impossible data_offsets {one_line(offsets)}")
    begin, end = offsets
    wanted = math.prod(shape) * DTYPES[code].itemsize
    if wanted != end - begin:
        raise DataError(
            f"{where} needs {wanted:,} bytes for {code} {one_line(shape)}, its offsets"
            f" give {end - begin:,}"
        )
    return Place(DTYPES[code], tuple(shape), begin, end)


def _are_counts(found: Any) -> bool:
    """Tell whether `found` is a list of whole numbers ≥ 0 that memory could count (no bool)."""
    if not isinstance(found, list) or not all(type(number) is int for number in found):
        return False
    # The axes beside an axis of length 0 count too: no array library can hold such a shape.
    return all(n >= 0 for n in found) and math.prod(max(n, 1) for n in found[:AXES_LIMIT]) < 2**60


def _require_cover(places: Mapping[str, Place], data_size: int) -> None:
    """Refuse a hole, an overlap, or data that belong to no array."""
    position = 0
    for name, place in sorted(places.items(), key=lambda item: (item[1].begin, item[1].end)):
        if place.begin != position:
            fault = "leaves a hole before" if place.begin > position else "overlaps"
            raise DataError(
                f'array "{one_line(name)}" begins at byte {place.begin:,} and {fault} byte'
                f" {position:,}"
            )
        position = place.end
    if position != data_size:
        fault = "the file was cut" if position > data_size else "something was added to it"
        raise DataError(f"its arrays need {position:,} bytes, and {data_size:,} are there: {fault}")
