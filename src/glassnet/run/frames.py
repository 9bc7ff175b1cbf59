"""Frames: pieces of a file that only grows, each whole or known not to be.

    4 bytes     the length n of the body, little-endian
    4 bytes     the CRC-32 of the body
    n bytes     the body: named arrays and a line of JSON, laid out as in a file of tensors

A file of frames that is cut anywhere can be read up to its last whole frame.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from io import BufferedReader
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DataError, one_line
from glassnet.ground.strict_json import parse_json
from glassnet.run.tensor_header import parse_header, places_for, render_header
from glassnet.run.tensors import LENGTH, as_bytes, storable

HEAD = 8  # bytes before the body
KEY = "facts"
CUT = "cut"


def frame(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return one frame, head and all."""
    stored = {name: storable(name, array) for name, array in arrays.items()}
    places = places_for(stored)
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    header = render_header(places, {KEY: text})
    by_place = sorted(places, key=lambda name: places[name].begin)
    data = (as_bytes(stored[name]).tobytes() for name in by_place)
    body = b"".join([len(header).to_bytes(LENGTH, "little"), header, *data])
    return len(body).to_bytes(4, "little") + zlib.crc32(body).to_bytes(4, "little") + body


def read_frame(file: BufferedReader, left: int) -> tuple[int, dict[str, Any], dict[str, Array]]:
    """Return the length of the next frame, its facts and its arrays, read-only.

    Args:
        file: Where it is read from.
        left: The bytes that are left there; nothing larger is ever asked of memory.

    Raises:
        DataError: the frame is not whole ("cut") or not as it was written.

    """
    head = file.read(min(HEAD, left))
    length = int.from_bytes(head[:4], "little")
    body = file.read(length) if len(head) == HEAD and length <= left - HEAD else b""
    if len(head) < HEAD or len(body) < length:
        raise DataError(CUT if left else f"nothing is left of {left} bytes")
    if zlib.crc32(body) != int.from_bytes(head[4:], "little"):
        raise DataError(f"the checksum of {length:,} bytes does not hold")
    return HEAD + length, *_parsed(body)


def _parsed(body: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the facts and the arrays of a body, checked as those of a model file are."""
    start = LENGTH + int.from_bytes(body[:LENGTH], "little")
    if start > len(body):
        raise DataError(f"a header claims {start:,} bytes of {len(body):,}")
    places, metadata = parse_header(body[LENGTH:start], len(body) - start)
    facts = parse_json(metadata.get(KEY, "null"))
    if not isinstance(facts, dict):
        raise DataError(f"a frame must tell names and values, got {one_line(facts)}")
    data = memoryview(body)[start:]
    arrays = {
        name: np.frombuffer(data[at.begin : at.end], at.dtype).reshape(at.shape)
        for name, at in places.items()
    }
    return facts, arrays


def named(arrays: Mapping[str, Array], kind: str) -> dict[str, Array]:
    """Return the arrays whose names begin with `kind` and a stroke, without that.

    >>> named({"state/step": 3, "best/step": 2}, "best")
    {'step': 2}
    """
    start = f"{kind}/"
    return {n.removeprefix(start): array for n, array in arrays.items() if n.startswith(start)}


def with_kind(kind: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays with `kind` and a stroke before their names.

    >>> with_kind("best", {"step": 2})
    {'best/step': 2}
    """
    return {f"{kind}/{name}": array for name, array in arrays.items()}
