"""A small table as HTML, for a notebook: whatever its cells hold is shown as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from glassnet.ground.errors import one_line

CELL = 120  # characters


def html_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with `title` above, `heads` over the columns and a line for each of `rows`.

    >>> html_table("1 < 2", (), [("a", 5)])
    '<table><caption>1 &lt; 2</caption><tbody><tr><td>a</td><td>5</td></tr></tbody></table>'
    """
    head = f"<thead>{_row('th', heads)}</thead>" if heads else ""
    body = "".join(_row("td", row) for row in rows)
    caption = f"<caption>{escape(one_line(title, CELL))}</caption>"
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[object]) -> str:
    shown = (escape(one_line(cell, CELL)) for cell in cells)
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in shown)}</tr>"
