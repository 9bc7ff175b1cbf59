"""What is to be kept on disk, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias, final

from textual.app import ComposeResult
from textual.widgets import Input, OptionList

from glassnet.ground.errors import FileError, UsageError, did_you_mean, one_line
from glassnet.ground.reading import reading
from glassnet.run.store import read_description
from glassnet.tui.dialogs.dialog import Dialog, choices, field, told

What: TypeAlias = Literal["model", "run folder", "picture"]

ENDINGS: Mapping[str, What] = {
    ".glassnet": "model",
    ".svg": "picture",
    ".run": "run folder",
    "": "run folder",
}
MEANINGS: Mapping[What, str] = {
    "model": "the model here: to predict with",
    "run folder": "the whole run: to go on with",
    "picture": "the screen, as a picture",
}


@final
@dataclass(frozen=True)
class Saving:
    """What goes to which path; `replaces` tells that a file there is to be overwritten."""

    what: What
    path: str
    replaces: bool = False


def read_saving(text: str) -> Saving:
    """Return what is saved under the name `text`: its ending says what it is.

    Raises:
        UsageError: the name is empty, or has another ending.
        FileError: there is no such folder, or something that must not be overwritten.

    """
    name = text.strip()
    path, shown = _path(name), one_line(name, 100)
    ending = path.suffix.lower()
    if not path.name or "\0" in name or ending not in ENDINGS:
        raise UsageError(
            f'"{shown}" names nothing that can be saved; end it in .glassnet for the model or .svg '
            f"for a picture, or give a folder for the run.{did_you_mean(ending, ENDINGS)}"
        )
    what = ENDINGS[ending]
    try:
        exists, inside = path.exists(), path.parent.is_dir()
    except (OSError, ValueError):
        raise UsageError(f'"{shown}" is no name for a file; choose another.') from None
    if not inside:
        raise FileError(f"cannot write {shown}: there is no such folder; make it first.")
    if exists:
        _require_ours(what, path, shown)
    return Saving(what, str(path), replaces=exists)


def _path(name: str) -> Path:
    """Return the path that `name` writes, ~ being a home."""
    try:
        return Path(name).expanduser()
    except (RuntimeError, ValueError):  # nobody is called so, or no system writes such a name
        raise UsageError(
            f'"{one_line(name, 100)}" begins with nobody\'s home; write ~/ for yours, or '
            "./ before it if the name is meant so."
        ) from None


def _require_ours(what: What, path: Path, shown: str) -> None:
    """Refuse to replace what is not of the kind that is written."""
    if what == "run folder":
        if _is_empty_folder(path):
            return
        raise FileError(
            f"cannot write {shown}: it exists, and is no empty folder; choose another name."
        )
    if what == "model":
        try:
            read_description(path)
        except FileError:
            told_of = "is no model of glassnet's"
            raise FileError(
                f"cannot write {shown}: it exists, and {told_of}; choose another name."
            ) from None
    elif not _is_picture(path):
        raise FileError(f"cannot write {shown}: it exists, and is no picture; choose another name.")


def _is_empty_folder(path: Path) -> bool:
    try:
        return path.is_dir() and not any(path.iterdir())
    except OSError:
        return False  # who may not look into it cannot write there


def _is_picture(path: Path) -> bool:
    try:
        with reading(path) as file:
            return b"<svg" in file.read(1000)
    except FileError:
        return False


@final
class Save(Dialog[Saving]):
    """What is kept, and where? The answer names both; nothing is written yet.

    Args:
        names: A name to begin with for each: "model", "run folder", "picture".

    """

    heading: ClassVar[str] = "Save"
    verb: ClassVar[str] = "save"

    def __init__(self, names: Mapping[What, str]) -> None:
        """Begin with the first of the names."""
        super().__init__()
        self._names = names
        self._warned = ""  # the path that the next Enter overwrites

    def body(self) -> ComposeResult:
        """Yield the line to type in, and what can be saved."""
        yield field("Name", next(iter(self._names.values()), ""), "name")
        yield told()
        yield choices([(name, MEANINGS[what]) for what, name in self._names.items()])

    def preview(self) -> str:
        """Tell what is saved."""
        saving = read_saving(self._text())
        told_of = f"Saves the {saving.what}."
        return f"{told_of} It exists; it will be replaced." if saving.replaces else told_of

    def answer(self) -> Saving:
        """Return what goes where, and ask once more before a file is replaced."""
        saving = read_saving(self._text())
        if saving.replaces and saving.what != "run folder" and self._warned != saving.path:
            self._warned = saving.path
            raise FileError(
                f"{one_line(saving.path, 100)} exists; press Enter once more to overwrite it."
            )
        return saving

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the name that was chosen."""
        line = self.query_one("#name", Input)
        line.value = list(self._names.values())[event.option_index]
        line.focus()

    def _text(self) -> str:
        return self.query_one("#name", Input).value
