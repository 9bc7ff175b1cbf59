"""Telling what was measured: a table for people, a file for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.nn.intervals import wilson

Row = Mapping[str, Any]


def tell(title: str, facts: Row, tables: Mapping[str, Sequence[Row]], json_file: str) -> None:
    """Print the facts and the tables; write them to `json_file` too, if it is named ("-": only).

    Args:
        title: What was measured.
        facts: Machine, versions, date.
        tables: Rows by the caption of their table; a row's keys are its columns' heads.
        json_file: A file, "-" for the standard output, or nothing.

    """
    content = json.dumps({"title": title, "facts": facts, "tables": tables}, indent=1)
    if json_file == "-":
        sys.stdout.write(content + "\n")
        return
    print(f"{title}\n")
    for name, value in facts.items():
        print(f"{name}: {value}")
    for caption, rows in tables.items():
        print(f"\n{caption}\n\n{table(rows)}")
    if json_file:
        Path(json_file).write_text(content + "\n", encoding="utf-8")


def share(what: str, seen: Sequence[Any], aim: str) -> Row:
    """Return how many of `seen` are true, as a row: of how many, the share, its Wilson interval."""
    low, high = wilson(sum(seen), len(seen))
    return {
        "what": what,
        "of": f"{sum(seen)}/{len(seen)}",
        "share": f"{sum(seen) / max(1, len(seen)):.1%}",
        "95 % interval": f"{low:.1%} to {high:.1%}",
        "aim": aim,
    }


def table(rows: Sequence[Row]) -> str:
    """Return `rows` as a table that reads well here and in Markdown.

    >>> print(table([{"engine": "xla", "µs": 1.5}, {"engine": "reference", "µs": 12.5}]))
    | engine    |   µs |
    |:----------|-----:|
    | xla       |  1.5 |
    | reference | 12.5 |
    """
    heads = list(rows[0])
    cells = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [not isinstance(rows[0][head], str) for head in heads]
    lines = [
        " | ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        for row in cells
    ]
    rule = "|".join(
        f"{'-' if to_right else ':'}{'-' * width}{':' if to_right else '-'}"
        for width, to_right in zip(widths, right, strict=True)
    )
    return "\n".join([f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:])])


def _cell(value: object) -> str:
    """Return `value` with three digits that count, or all before the point."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
