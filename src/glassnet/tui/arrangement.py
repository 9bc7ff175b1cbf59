"""Where each panel stands on a screen of some size: the more room, the more is seen at once."""

from __future__ import annotations

from typing import NamedTuple

PANELS = ("network", "row", "curves", "weights", "heat", "arithmetic", "health", "settings")
DETAILS = PANELS[3:]  # of which a middling screen shows one
HEAD, FOOT = 1, 1  # lines of the headline, and of the keys
TIMELINE = 3
MIDDLING, WIDE = (100, 32), (160, 48)  # from these sizes on there is room for more


class Region(NamedTuple):
    """A part of the screen, in characters."""

    x: int
    y: int
    width: int
    height: int


def arrange(width: int, height: int, chosen: str, detail: str = "arithmetic") -> dict[str, Region]:
    """Return the regions of what is seen, by name: "head", the panels, "timeline", "footer".

    They cover the screen, and none covers another.

    Args:
        width: Characters in a line.
        height: Lines.
        chosen: The panel that is seen in any case.
        detail: Which detail is seen if none is chosen, and there is room for one.

    """
    timeline = TIMELINE if height >= 12 else 0
    room = max(0, height - HEAD - FOOT - timeline)
    body = Region(0, HEAD, width, room)
    if width >= WIDE[0] and height >= WIDE[1]:
        found = _wide(body)
    elif width >= MIDDLING[0] and height >= MIDDLING[1]:
        found = _middling(body, chosen if chosen in DETAILS else detail)
    else:
        found = {chosen: body}
    found["head"] = Region(0, 0, width, HEAD)
    if timeline:
        found["timeline"] = Region(0, HEAD + room, width, timeline)
    if height > HEAD + FOOT:
        found["footer"] = Region(0, height - FOOT, width, FOOT)
    return found


def _middling(body: Region, detail: str) -> dict[str, Region]:
    """Network beside row and curves, one detail below."""
    upper = body.height * 3 // 5
    left = body.width * 3 // 5
    row = upper // 2
    right = body.width - left
    return {
        "network": Region(0, body.y, left, upper),
        "row": Region(left, body.y, right, row),
        "curves": Region(left, body.y + row, right, upper - row),
        detail: Region(0, body.y + upper, body.width, body.height - upper),
    }


def _wide(body: Region) -> dict[str, Region]:
    """All of them, in three columns."""
    left, middle = body.width * 9 // 20, body.width * 5 // 20
    right = body.width - left - middle
    columns = (
        (0, left, (("network", 11), ("arithmetic", 9))),
        (left, middle, (("row", 7), ("curves", 7), ("health", 6))),
        (left + middle, right, (("weights", 8), ("heat", 7), ("settings", 5))),
    )
    found = {}
    for x, width, parts in columns:
        total, y = sum(share for _, share in parts), body.y
        for place, (name, share) in enumerate(parts):
            last = place == len(parts) - 1
            height = body.y + body.height - y if last else body.height * share // total
            found[name] = Region(x, y, width, height)
            y += height
    return found
