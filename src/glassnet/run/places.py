"""What lies where in a run's folder, and which folders can be one."""

from __future__ import annotations

import re
from pathlib import Path

from glassnet.ground.atomic import TEMPORARY, in_words
from glassnet.ground.errors import FileError, did_you_mean, one_line
from glassnet.run.lock import NAME as LOCK

EXPERIMENT, RECORDING = "experiment.toml", "history.log"
LONGEST_NAME = 255  # what file systems take
CHECKPOINT = re.compile(r"checkpoint-([0-9]{6,12})\.safetensors")


def checkpoint_path(folder: Path, number: int) -> Path:
    """Return where the checkpoint of that `number` lies in `folder`.

    >>> checkpoint_path(Path("a.run"), 12).name
    'checkpoint-000012.safetensors'
    """
    return folder / f"checkpoint-{number:06}.safetensors"


def checkpoints(folder: Path) -> list[Path]:
    """Return the checkpoints in `folder` by name, the newest first."""
    try:
        names = [path for path in folder.iterdir() if CHECKPOINT.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(names, key=number_of, reverse=True)


def number_of(path: Path) -> int:
    """Return the number of a checkpoint; a later one has a higher one."""
    found = CHECKPOINT.fullmatch(path.name)
    return int(found[1]) if found else 0


def require_run(folder: Path, purpose: str) -> None:
    """Refuse what is no folder of a run."""
    what = "it holds no run"
    if len(folder.name) > LONGEST_NAME:
        what = f"a name has at most {LONGEST_NAME} characters"
    elif not folder.is_dir():
        what = "it is no folder" if folder.exists() else f"there is no such folder.{_near(folder)}"
    elif checkpoints(folder) or (folder / EXPERIMENT).exists():
        return
    raise FileError(f"cannot {purpose} {one_line(folder, 300)}: {what.removesuffix('.')}.")


def make_folder(folder: Path) -> bool:
    """Make the folder; tell whether it is new."""
    try:
        folder.mkdir()
    except FileExistsError:
        if folder.is_dir():
            return False
        told = "it is a file; choose another name"
    except FileNotFoundError:
        told = "its folder does not exist; create it first"
    except (OSError, ValueError) as error:
        told = in_words(error) if isinstance(error, OSError) else one_line(error)
    else:
        return True
    raise FileError(f"cannot make the folder {one_line(folder, 300)}: {told}.")


def require_empty(folder: Path) -> None:
    """Refuse a folder with a run in it, or with anything else."""
    names = sorted(path.name for path in folder.iterdir())
    inside = [name for name in names if name != LOCK and not TEMPORARY.fullmatch(name)]
    shown = one_line(folder, 300)
    if EXPERIMENT in inside or RECORDING in inside or checkpoints(folder):
        raise FileError(f"{shown} holds a run already; resume it, or choose another name.")
    if inside:
        raise FileError(
            f"{shown} is not empty ({one_line(inside[0])}) and holds no run; choose another name."
        )


def _near(folder: Path) -> str:
    if not folder.parent.is_dir():
        return ""
    beside = [path.name for path in folder.parent.iterdir() if path.is_dir()]
    return did_you_mean(folder.name, beside)
