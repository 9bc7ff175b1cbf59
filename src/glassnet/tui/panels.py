"""The panels by name, each with what it draws."""

from __future__ import annotations

from typing import TypeAlias, final

from rich.text import Text

from glassnet.run.look import Look
from glassnet.tui.drawing.arithmetic import draw_arithmetic
from glassnet.tui.drawing.footer import draw_footer
from glassnet.tui.drawing.headline import draw_headline
from glassnet.tui.drawing.health import draw_health
from glassnet.tui.drawing.heat import draw_heat
from glassnet.tui.drawing.network import draw_network
from glassnet.tui.drawing.row import draw_row
from glassnet.tui.drawing.settings import draw_settings
from glassnet.tui.drawing.timeline import draw_timeline
from glassnet.tui.drawing.weights import draw_weights
from glassnet.tui.palette import Palette
from glassnet.tui.panel import Panel
from glassnet.tui.plots import Plots
from glassnet.tui.sight import Sight

Widget: TypeAlias = Panel | Plots
# While playing, every so many frames: what one glances at always, what one reads now and then.
EVERY = {"network": 3, "row": 3} | dict.fromkeys(
    ("curves", "weights", "heat", "arithmetic", "health", "settings"), 9
)
# They show a look alone, and health what the doctor found.
INSIDE = ("network", "row", "weights", "heat", "arithmetic", "health")


def make(plots: Plots) -> dict[str, Widget]:
    """Return the panels, new; `plots` are among them."""
    return {
        "head": Panel("head", draw_headline, framed=False),
        "network": Panel("network", draw_network),
        "row": Panel("row", draw_row),
        "curves": plots,
        "weights": Panel("weights", _weights),
        "heat": Panel("heat", draw_heat),
        "arithmetic": Panel("arithmetic", draw_arithmetic),
        "health": Panel("health", draw_health),
        "settings": Panel("settings", draw_settings),
        "timeline": Panel("timeline", draw_timeline, framed=False),
        "footer": Panel("footer", draw_footer, framed=False),
    }


@final
class Turns:
    """Tells whose turn it is to be drawn while playing; nobody's twice for the same look."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self._shown: dict[str, tuple[Look, int, int | None, tuple[str, ...]]] = {}

    def has(self, name: str, sight: Sight, frame: int) -> bool:
        """Return whether a panel is drawn in the frame of that number; in frame 0 all are.

        In the others they take turns, so that no frame has to wait for all of them.
        """
        if frame and name in EVERY and (frame + [*EVERY].index(name)) % EVERY[name]:
            return False
        causes = tuple(each.cause for each in sight.moment.findings if name == "health")
        seen = sight.look, sight.row, sight.operation, causes
        if frame and name in INSIDE and self._shown.get(name) == seen:
            return False
        self._shown[name] = seen
        return True


def _weights(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Draw the weights in the order that was chosen."""
    return draw_weights(sight, width, height, palette, sort=sight.selection.order)
