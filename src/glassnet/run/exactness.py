"""How exactly a run goes on where another machine or version began it: tried, and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from glassnet.ground.errors import GlassnetError
from glassnet.run.provenance import changes
from glassnet.run.run import Run

REPLAYED = 64  # steps, where the machine is another


def exactness(run: Run, then: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Return a note where the last bits may differ from those of an undisturbed run."""
    told = changes(then, here)
    if not told:
        loose = "the engine rounds differently from run to run, so it goes on within a tolerance."
        return [] if here["exact"] else [loose]
    steps = min(REPLAYED, run.step - 1)  # the state at run.step is kept, and not made again
    known = np.isfinite(run.history["loss"][: max(0, steps)])
    alone = run.engine.machines.hosts == 1  # or all would have to replay
    if not alone or not known.any() or not known.all():
        return [f"{told}: what follows may differ in the last bits."]
    place = run.step
    try:
        run.seek(0)
        run.advance(steps)
        run.seek(place)
    except GlassnetError as error:
        return [f"{told}: a replay fails here: {error}"]
    if run.replay_difference:
        size = f"differs by up to {run.replay_difference:.2g}, first at step {run.replay_step}"
    else:
        size = "gives the same to the last bit, though later ones may not"
    return [f"{told}: a replay of the first {steps} steps {size}."]
