"""The first line: what runs, where it is, and how it goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from glassnet.ground.errors import one_line
from glassnet.tui.drawing.findings import notice
from glassnet.tui.palette import Palette
from glassnet.tui.sight import Sight


def draw_headline(sight: Sight, width: int, height: int, palette: Palette) -> list[Text]:
    """Return the line; what has no room is left out, the least important first."""
    moment = sight.moment
    state = "▶ playing" if moment.playing else "■ finished" if moment.done else "‖ paused"
    parts = [
        (0, Text(" glassnet ", palette.head)),
        (2, Text(one_line(sight.table.source.name, 24))),
        (1, Text(f"step {moment.step:,} of {moment.total_steps:,}")),
        (3, Text(moment.epoch_in_words.rstrip())),
        (2, Text(_loss(sight))),
        (0, Text(state, palette.good if moment.playing else palette.now)),
        (4, Text(f"by {moment.unit}, {moment.speed}", palette.faint)),
    ]
    if moment.findings:
        parts.insert(1, (0, Text(*notice(moment.findings, palette))))
    if len(moment.futures) > 1:
        style = palette.futures[moment.active % len(palette.futures)]
        parts.insert(2, (1, Text(f"future {moment.future.name}", style)))
    return [_fitting(parts, width)]


def _loss(sight: Sight) -> str:
    losses, step = sight.moment.future.losses, sight.moment.step
    if not step or not len(losses):
        return "loss not known yet"
    known = float(losses[min(step, len(losses)) - 1])
    return f"loss {known:.4g}" if np.isfinite(known) else f"loss {known}"


def _fitting(parts: Sequence[tuple[int, Text]], width: int) -> Text:
    """Return the parts with dots between them, without the last ones of least weight."""
    kept = list(parts)
    while len(kept) > 1 and cell_len(_joined(kept).plain) > width:
        least = max(weight for weight, _ in kept)
        place = max(i for i, (weight, _) in enumerate(kept) if weight == least)
        del kept[place]
    line = _joined(kept)
    line.truncate(width)
    return line


def _joined(parts: Sequence[tuple[int, Text]]) -> Text:
    return Text(" · ").join([text for _, text in parts])
