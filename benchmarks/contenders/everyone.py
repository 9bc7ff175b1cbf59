"""Who can take part here, and why the others cannot."""

from __future__ import annotations

import importlib
import importlib.util

from contenders.c_program import COMPILER
from contenders.work import Contender

# Module, class, and the package it needs; glassnet first, limits last.
ALL = (
    ("engines", "Xla", "jax"),
    ("engines", "KeptRun", "jax"),
    ("engines", "ShorterRun", "jax"),
    ("engines", "StoppingRun", "jax"),
    ("engines", "Reference", "numpy"),
    ("plain_numpy", "PlainNumpy", "numpy"),
    ("plain_lists", "PlainLists", "numpy"),
    ("jax_autodiff", "JaxAutodiff", "jax"),
    ("keras_on_jax", "KerasOnJax", "keras"),
    ("scikit_learn", "ScikitLearn", "sklearn"),
    ("pytorch", "PyTorch", "torch"),
    ("pytorch", "CompiledPyTorch", "torch"),
    ("blas", "Blas", "numpy"),
    ("c_program", "CProgram", ""),
)


def missing(package: str) -> str:
    """Return what is not here, or nothing."""
    if not package:
        return "" if COMPILER else "no C compiler (cc) on the PATH"
    found = importlib.util.find_spec(package) is not None
    return "" if found else f"{package} is not installed"


def contenders(*, compiling: bool = True) -> list[type[Contender]]:
    """Return who can take part; without those whose compiler takes long, if that is wanted."""
    found = [
        getattr(importlib.import_module(f"contenders.{module}"), name)
        for module, name, package in ALL
        if not missing(package)
    ]
    return [kind for kind in found if compiling or kind.__name__ != "CompiledPyTorch"]


def absent() -> list[str]:
    """Return a line for each contender that is left out."""
    return [f"{name} left out: {why}" for _, name, package in ALL if (why := missing(package))]
