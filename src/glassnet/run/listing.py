"""The runs in a folder, told from outside: nothing is changed, and nobody is disturbed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from glassnet.ground.atomic import in_words
from glassnet.ground.errors import FileError, did_you_mean, one_line
from glassnet.nn.network import Network
from glassnet.run.lock import holder
from glassnet.run.places import EXPERIMENT, RECORDING, checkpoints
from glassnet.run.resuming import newest


@final
@dataclass(frozen=True)
class Listed:
    """One run.

    Args:
        path: Its folder.
        state: running, finished, stopped early, diverged, interrupted, not begun or damaged.
        told: Why it is so, where there is more to say.
        data: What it learns from.
        network: Its layers, or None where nothing can be read.
        facts: How far it is: step, steps, epoch, epochs, score, score_name, training_loss.

    """

    path: Path
    state: str
    told: str = ""
    data: str = ""
    network: Network | None = None
    facts: Mapping[str, Any] | None = None


def runs_in(path: str) -> list[Listed]:
    """Return the run at `path`, or those in the folder `path`, by name.

    Raises:
        FileError: there is no such folder, or it cannot be read.

    """
    folder = Path(path)
    shown = one_line(folder, 300)
    try:
        if _is_run(folder):
            return [look_at(folder)]
        inside = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except FileNotFoundError:
        raise FileError(f"there is no folder {shown}.{_near(folder)}") from None
    except (OSError, ValueError) as error:
        reason = in_words(error) if isinstance(error, OSError) else one_line(error)
        raise FileError(f"cannot read the folder {shown}: {reason}.") from error
    return [look_at(each) for each in inside if _is_run(each)]


def look_at(folder: Path) -> Listed:
    """Return what the newest whole checkpoint in `folder` tells of its run."""
    who = holder(folder)
    try:
        found, _, faults = newest(folder)
    except FileError as error:
        return Listed(folder, "running" if who else "damaged", str(error))
    if found is None:
        return Listed(folder, "running" if who else "not begun")
    facts = found.facts["summary"]
    state, told = _state(facts)
    if who is not None:
        state, told = "running", str(who)
    return Listed(
        path=folder,
        state=state,
        told=" ".join([told, *faults]).strip(),
        data=one_line(found.facts["data"].get("name", ""), 300),
        network=found.experiment.network,
        facts=facts,
    )


def _state(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return how a run that nobody works on stands, and why."""
    if facts.get("ended"):
        return "diverged", one_line(facts["ended"], 1_000)
    if facts.get("stopped"):
        return "stopped early", one_line(facts["stopped"], 1_000)
    return ("finished" if facts.get("done") else "interrupted"), ""


def _is_run(folder: Path) -> bool:
    """Tell whether `folder` holds what a run leaves; an experiment alone may be anybody's."""
    parts = [(folder / EXPERIMENT).is_file(), (folder / RECORDING).is_file()]
    return all(parts) or bool(checkpoints(folder))


def _near(folder: Path) -> str:
    if not folder.parent.is_dir():
        return ""
    return did_you_mean(folder.name, [e.name for e in folder.parent.iterdir() if e.is_dir()])
