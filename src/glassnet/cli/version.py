"""`glassnet --version`: what runs here, for a report of a fault; nothing heavy is imported."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from glassnet.cli.streams import say, say_json
from glassnet.ground.errors import UsageError, did_you_mean, one_line

PARTS = ("numpy", "jax", "pyarrow")


def version_text() -> str:
    """Return the version in one line."""
    return f"glassnet {installed('glassnet')}"


def version(words: Sequence[str]) -> None:
    """Print the version; with `--json`, also those of what glassnet stands on."""
    for word in words:
        if word != "--json":
            raise UsageError(
                f"--version takes no {one_line(word)}, only --json.{did_you_mean(word, ['--json'])}"
            )
    say_json(versions()) if words else say(version_text())


def versions() -> dict[str, str | None]:
    """Return the versions by name; None for an optional package that is not installed."""
    return {
        "glassnet": installed("glassnet"),
        "python": platform.python_version(),
        **{name: _installed(name) for name in PARTS},
        "platform": platform.platform(),
        "executable": sys.executable,
    }


def _installed(name: str) -> str | None:
    try:
        return installed(name)
    except PackageNotFoundError:
        return None
