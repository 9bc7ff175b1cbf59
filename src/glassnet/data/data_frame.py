"""Rows as a data frame of the package that is at hand."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from glassnet.ground.errors import MissingPackageError, UsageError, did_you_mean, one_line

PACKAGES = ("pandas", "polars", "pyarrow")


def data_frame(rows: Sequence[Mapping[str, Any]], package: str | None = None) -> Any:
    """Return rows that have the same names as a data frame of `package`.

    Without one it is the first of pandas, Polars and PyArrow that is installed.

    Raises:
        UsageError: the package is none of these.
        MissingPackageError: it is not installed, or none is.

    """
    if package is not None and package not in PACKAGES:
        raise UsageError(
            f"a data frame is one of {', '.join(PACKAGES)}, got {one_line(repr(package))}."
            f"{did_you_mean(str(package), PACKAGES)}"
        )
    wanted = PACKAGES if package is None else (package,)
    found = [name for name in wanted if importlib.util.find_spec(name) is not None]
    if not found:
        raise MissingPackageError(
            f"a data frame needs {' or '.join(wanted)}: pip install {wanted[0]}; rows() needs none."
        )
    import narwhals.stable.v2 as nw  # noqa: PLC0415  it takes a while, and few ask for frames

    backend: Any = found[0]  # Narwhals' type for it is a union of its own names
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    return nw.from_dict(columns, backend=backend).to_native()
