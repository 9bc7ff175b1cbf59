"""The page of each cause: its mathematics, how it is seen, what helps, and the sources.

There is one text, docs/causes/NAME.md, which the installed package carries along.
"""

from __future__ import annotations

from pathlib import Path

from glassnet.ground.errors import UsageError, did_you_mean, one_line


def folder() -> Path:
    """Return where the pages are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[2]
    inside = package / "causes"
    return inside if inside.is_dir() else package.parents[1] / "docs" / "causes"


def page(cause: str) -> str:
    """Return the page of a cause, in Markdown.

    Args:
        cause: Its name, such as "dead-units".

    Raises:
        UsageError: there is no such cause.

    """
    known = {path.stem: path for path in sorted(folder().glob("*.md"))}
    if cause not in known:
        raise UsageError(
            f'there is no cause "{one_line(cause)}".{did_you_mean(cause, known)} '
            "List them: glassnet doctor --explain"
        )
    return known[cause].read_text(encoding="utf-8")


def title(cause: str) -> str:
    """Return what a cause is, in a few words: the first line of its page.

    >>> title("unshuffled")
    'Rows in the order of their answers'
    """
    return page(cause).partition("\n")[0].removeprefix("# ")
