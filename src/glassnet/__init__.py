"""A neural network you can see through.

    import glassnet as gn

    run = gn.train(gn.Network(gn.Dense(16), gn.ReLU(), gn.Dense(3)), "iris", target="species")
    run.model.predict("iris")

Names are loaded when they are first used, so that importing glassnet is quick; they are listed in
`__init__.pyi`, which editors and type checkers read, too.
"""

from __future__ import annotations

import ast as _ast
import importlib as _importlib
from pathlib import Path as _Path
from typing import Any as _Any


def _homes() -> dict[str, str]:
    """Return the module of each public name."""
    stub = _ast.parse(_Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, _ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


_HOMES = _homes()
__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> _Any:
    """Load a public name from where it lives."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  it costs 40 ms, and few ask

        return version("glassnet")
    if name not in _HOMES:
        from glassnet.ground.errors import did_you_mean  # noqa: PLC0415

        raise AttributeError(f'glassnet has no "{name}".{did_you_mean(name, _HOMES)}')
    value = getattr(_importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
