"""What a result is saved as: JSON, CSV, Markdown or a page, told by how the file's name ends."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from math import isfinite
from typing import Any

from glassnet.ground.atomic import PathName
from glassnet.ground.errors import UsageError, one_line


def form_of(path: PathName, forms: Sequence[str], what: str) -> str:
    """Return which of `forms` the name ends in, such as ".json"; `what` is what is saved.

    Raises:
        UsageError: it ends in none of them.

    """
    name = str(path)
    for form in forms:
        if name.lower().endswith(form):
            return form
    raise UsageError(f"{what} is saved as {', '.join(forms)}, got {one_line(name, 300)}.")


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it.

    >>> plain({"loss": float("nan"), "kinds": ("a", 1)})
    {'loss': None, 'kinds': ['a', 1]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def json_text(value: Any) -> str:
    """Return `value` as JSON; what is no finite number is null."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a line for each of `rows`, which all have the columns of the first."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def markdown_table(rows: Sequence[Sequence[str]], rule: Sequence[str]) -> list[str]:
    r"""Return the lines of a table; the first of `rows` are its heads, `rule` stands below them.

    >>> markdown_table([("a|b", "n"), ("c", "1")], ("---", "--:"))
    ['| a\\|b | n |', '| --- | --: |', '| c | 1 |']
    """
    heads, *others = rows
    return ["| " + " | ".join(map(_escaped, row)) + " |" for row in (heads, rule, *others)]


def html_page(title: str, body: str) -> str:
    """Return a page of its own around `body`, which is HTML; `title` is text."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f"{head}\n{body}\n</html>\n"


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")
