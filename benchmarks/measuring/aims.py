"""What is aimed at, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Aim:
    """A ratio to reach beside someone else, in one row of one table.

    Args:
        table: The caption of the table.
        beside: Whose row it is.
        faster: How many times faster than them glassnet means to be at least, or
        slower: how many times slower it may be at most.

    """

    table: str
    beside: str
    faster: float | None = None
    slower: float | None = None

    def told(self, tables: Tables) -> dict[str, str]:
        """Return the aim, what was measured, and how far apart they are."""
        row = next((r for r in tables.get(self.table, ()) if r["who"] == self.beside), {})
        ratio = row.get("times glassnet")
        wanted = f"≥ {self.faster:g}× faster" if self.faster else f"≤ {self.slower:g}×"
        told = {"work": self.table, "beside": self.beside, "aim": wanted}
        if not ratio:
            return told | {"measured": "not measured", "quartiles": "", "reached": "unknown"}
        measured = ratio if self.faster else 1 / ratio
        share = measured / self.faster if self.faster else self.slower / measured
        low, high = (float(part) for part in row["quartiles of that"].split(" … "))
        between = (low, high) if self.faster else (1 / high, 1 / low)
        told |= {"measured": f"{measured:.3g}×", "quartiles": "{:.3g} … {:.3g}".format(*between)}
        return told | {"reached": "yes" if share >= 1 else f"missed by {1 / share:.2g}×"}


def told(aims: Sequence[Aim], tables: Tables) -> list[dict[str, str]]:
    """Return a row for each aim whose table was measured."""
    return [aim.told(tables) for aim in aims if aim.table in tables]
