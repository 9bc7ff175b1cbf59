"""The model file: a description, the arrays, and a checksum over all of it.

It is a file of tensors (`tensors.py`) whose metadata are

    glassnet    the description, JSON
    format      "1", the version of this page
    checksum    SHA-256 of format, description, names, dtypes, shapes and every byte of the arrays

so every tool that reads safetensors can look into it, and no change of a bit goes unnoticed. What
the description means is not known here; it is data, of which nothing is opened or imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.atomic import PathName
from glassnet.ground.errors import DataError, UsageError, one_line
from glassnet.ground.strict_json import parse_json
from glassnet.run.tensor_header import CODES
from glassnet.run.tensors import as_bytes, open_tensors, storable, write_tensors

FORMAT = 1
DESCRIPTION_LIMIT = 10_000_000  # bytes
KEYS = ("glassnet", "format", "checksum")


def save_model_file(
    path: PathName,
    description: Mapping[str, Any],
    arrays: Mapping[str, Array],
    protect: Iterable[PathName] = (),
) -> None:
    """Write a model file, whole or not at all; the order of keys and arrays is kept.

    Args:
        path: The file to make or replace.
        description: Plain JSON: dicts with text keys, lists, texts, finite numbers, bools, None.
        arrays: By name; floats, integers or bools.
        protect: Input files that must not be overwritten.

    """
    text = _render(description)
    stored = {name: storable(name, array) for name, array in arrays.items()}
    metadata = dict(zip(KEYS, (text, str(FORMAT), _checksum(text, stored)), strict=True))
    write_tensors(path, stored, metadata, protect=protect)


def load_model_file(
    path: PathName, *, allow_nonfinite: bool = False
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the description and the arrays of a model file, if nothing in it was altered.

    Args:
        path: The model file.
        allow_nonfinite: Load weights that are NaN or infinite as well.

    """
    with open_tensors(path) as tensors:
        description = _described(tensors.metadata)
        arrays = dict(tensors.arrays())
        _require_checksum(tensors.metadata, arrays)
        if not allow_nonfinite:
            _require_finite(arrays)
    return description, arrays


def read_description(path: PathName) -> dict[str, Any]:
    """Return the description alone; the arrays are not read, so the checksum is not tested."""
    with open_tensors(path) as tensors:
        return _described(tensors.metadata)


def _render(description: Mapping[str, Any]) -> str:
    """Return the description as JSON, if reading that gives the same description."""
    if not isinstance(description, dict):
        raise UsageError(f"the description must be a dict, got {one_line(description)}.")
    try:
        text = json.dumps(description, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        _require_short(text)
        back = parse_json(text)
    except (TypeError, ValueError, RecursionError) as error:  # a DataError is a ValueError
        raise UsageError(f"the description cannot be stored as JSON: {one_line(error)}.") from error
    if back != description:
        different = next(key for key in description if back.get(key) != description[key])
        raise UsageError(
            f"the description would read back differently at {one_line(repr(different))}; it must"
            " be of dicts with texts as keys, lists (not tuples), texts, numbers, bools and None."
        )
    return text


def _described(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return the description, if this program can read its format."""
    if "glassnet" not in metadata:
        raise DataError(
            f"it holds no glassnet model: its metadata are {one_line(dict(metadata))}, without"
            ' a description named "glassnet"'
        )
    version = metadata.get("format", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10 and int(version)):
        raise DataError(f'its format must be a number such as {FORMAT}, got "{one_line(version)}"')
    if int(version) > FORMAT:
        raise DataError(
            f"it has format {version}, this program reads up to {FORMAT}; install a newer glassnet"
        )
    text = metadata["glassnet"]
    _require_short(text)
    try:
        description = parse_json(text)
    except DataError as error:
        raise DataError(f"its description is damaged: {error}") from error
    if not isinstance(description, dict):
        raise DataError(f"its description must be names and values, got {one_line(description)}")
    return description


def _require_short(text: str) -> None:
    """Refuse a description that no honest model has."""
    size = len(text.encode(errors="replace"))
    if size > DESCRIPTION_LIMIT:
        raise DataError(f"the description takes {size:,} bytes, over {DESCRIPTION_LIMIT:,}")


def _checksum(text: str, arrays: Mapping[str, Array]) -> str:
    """Return the SHA-256 of all that a model file says; its names and shapes are said too."""
    plan = [(name, CODES[array.dtype], array.shape) for name, array in arrays.items()]
    digest = hashlib.sha256(json.dumps((FORMAT, text, plan)).encode())
    for array in arrays.values():
        digest.update(as_bytes(array))
    return digest.hexdigest()


def _require_checksum(metadata: Mapping[str, str], arrays: Mapping[str, Array]) -> None:
    """Refuse what is not as it was written."""
    stated, found = metadata.get("checksum", ""), _checksum(metadata["glassnet"], arrays)
    if stated != found:
        raise DataError(
            f'its checksum does not hold: it states "{one_line(stated, 12)}" and its content gives'
            f' "{one_line(found, 12)}"; the file was altered or cut'
        )


def _require_finite(arrays: Mapping[str, Array]) -> None:
    """Refuse weights that are NaN or infinite, and count them."""
    for name, array in arrays.items():
        count = array.size - int(np.isfinite(array).sum())
        if count:
            values = "1 value that is" if count == 1 else f"{count:,} values that are"
            raise DataError(
                f'array "{one_line(name)}" holds {values} not finite (NaN or infinity); train'
                " again, or allow them with --allow-nonfinite"
            )
