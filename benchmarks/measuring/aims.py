"""What is aimed at, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measuring.timing import quartiles

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Aim:
    """A ratio to reach beside someone else, in one row of one table.

    Args:
        table: The caption of the table.
        beside: Whose row it is.
        faster: How many times faster than them glassnet means to be at least, or
        slower: how many times slower it may be at most, or
        costs: how many times as much as glassnet's engine that row, one of glassnet's own, may
            cost at most; with `than`, as much as that other row, or
        seconds: how long it may take at most, warm.
        than: See `costs`.

    """

    table: str
    beside: str
    faster: float | None = None
    slower: float | None = None
    costs: float | None = None
    seconds: float | None = None
    than: str = ""

    def told(self, tables: Tables) -> dict[str, str]:
        """Return the aim, what was measured, and how far apart they are."""
        rows = {row["who"]: row for row in tables.get(self.table, ())}
        row = rows.get(self.beside, {})
        told = {"work": self.table, "beside": self.beside, "aim": self.wanted}
        measured, between = self.measured(row)
        if measured and self.than:
            measured, between = measured / rows[self.than]["times glassnet"], f"than {self.than}"
        if not measured:
            return told | {"measured": "not measured", "quartiles": "", "reached": "unknown"}
        told |= {"measured": f"{measured:.3g}{self.unit}", "quartiles": between}
        share = measured / self.faster if self.faster else self.most / measured
        return told | {"reached": "yes" if share >= 1 else f"missed by {1 / share:.3g}×"}

    @property
    def most(self) -> float:
        """What may be at most."""
        return self.slower or self.costs or self.seconds or 0.0

    @property
    def unit(self) -> str:
        """What stands after a number."""
        return " s" if self.seconds else "×"

    @property
    def wanted(self) -> str:
        """The aim as text."""
        return f"≥ {self.faster:g}× faster" if self.faster else f"≤ {self.most:g}{self.unit}"

    def measured(self, row: Mapping[str, Any]) -> tuple[float, str]:
        """Return what is held against the aim, and its quartiles; nothing if it is not there."""
        value = row.get("warm, s" if self.seconds else "times glassnet")
        if not value or self.seconds:
            return value or 0.0, ""
        low, high = quartiles(row["quartiles of that"])
        if self.slower:
            value, low, high = 1 / value, 1 / high, 1 / low
        return value, f"{low:.3g} … {high:.3g}"


def told(aims: Sequence[Aim], tables: Tables) -> list[dict[str, str]]:
    """Return a row for each aim whose table was measured."""
    return [aim.told(tables) for aim in aims if aim.table in tables]
