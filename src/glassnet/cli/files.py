"""Where a training leaves its model and its experiment, and what it must not overwrite there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import final

from glassnet.cli import facts
from glassnet.cli.facts import Outcome
from glassnet.cli.settings import Wishes
from glassnet.data import datasets
from glassnet.ground.atomic import require_writable, write_atomically
from glassnet.ground.errors import FileError, UsageError, one_line
from glassnet.ground.reading import reading
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import experiment_to_toml
from glassnet.program.toml_text import TITLE
from glassnet.run.run import Run
from glassnet.run.scoring import judge
from glassnet.run.store import read_description

ENDING, EXPERIMENT_ENDING = ".glassnet", ".toml"
MOST_NAMES = 1_000  # iris.run, iris-2.run, … that are tried


@final
@dataclass(frozen=True)
class Files:
    """The files of one training.

    Args:
        model: The model's.
        experiment: The experiment's, beside it: the same name with .toml.
        inputs: What must not be overwritten.
        keeps: Whether the experiment's file is the one that was given, and stays as it is.

    """

    model: str
    experiment: str
    inputs: tuple[str, ...] = ()
    keeps: bool = False

    def save(
        self, run: Run, experiment: Experiment, seconds: float, *, interrupted: bool
    ) -> Outcome:
        """Judge the run, save the model and the `experiment`, and return what came out."""
        judged = judge(run)
        where = facts.provenance(run, judged, interrupted=interrupted)
        model = replace(run.model, experiment=experiment, provenance=where)
        model.save(self.model, protect=self.inputs)
        if not self.keeps:
            text = experiment_to_toml(experiment)
            write_atomically(self.experiment, [text.encode()], protect=self.inputs)
        return Outcome(run, model, judged, seconds, self.model, self.experiment, interrupted)


def choose(wishes: Wishes, source: str, output: str | None) -> Files:
    """Return the files of a training on `source`; refuse now what could not be written later.

    Raises:
        FileError: A file cannot be written, or holds what is not ours to replace.
        UsageError: The new experiment would replace the one that was given.

    """
    stem = Path(wishes.experiment or source).name.split(".")[0] or "model"
    model = output or f"{stem}{ENDING}"
    bundled = {entry.name for entry in datasets.catalogue()}
    given = wishes.experiment
    inputs = tuple(path for path in (source, given) if path and path not in bundled)
    require_writable(model, inputs)
    experiment = str(Path(model).with_suffix(EXPERIMENT_ENDING))
    if Path(experiment) == Path(model):
        raise UsageError(
            f'option --output: "{one_line(model, 100)}" is how the experiment beside the model '
            f"would be called; end the model's name in {ENDING}."
        )
    keeps = given is not None and _same(experiment, given)
    if keeps and wishes.overrules:
        raise UsageError(
            f"{one_line(experiment, 100)} is the experiment that was given, and what was typed "
            "changes it; choose another name for the new one with --output."
        )
    _require_our_model(model)
    if not keeps:
        require_writable(experiment, inputs)
        _require_ours(experiment)
    return Files(model, experiment, inputs, keeps)


def free_name(stem: str, ending: str, mark: str = "-") -> str:
    """Return a name that nothing has yet: STEM.ending, STEM-2.ending; `mark` parts the number."""
    names = _numbered(stem, ending, mark)
    return next((name for name in names if not Path(name).exists()), f"{stem}{ending}")


def write_beside(stem: str, experiment: Experiment) -> str:
    """Write an experiment into STEM.toml, or STEM-2.toml if something else is there, and so on.

    Returns the name; one that holds the same already, to the byte, stays as it is.
    """
    told = experiment_to_toml(experiment).encode()
    for name in _numbered(stem, EXPERIMENT_ENDING, "-"):
        if not Path(name).exists():
            write_atomically(name, [told])
            return name
        if _holds(name, told):
            return name
    raise FileError(
        f"cannot write {one_line(stem, 300)}{EXPERIMENT_ENDING}: it exists, and so do "
        f"{MOST_NAMES - 2} beside it with a number; remove some."
    )


def _numbered(stem: str, ending: str, mark: str) -> Iterator[str]:
    yield f"{stem}{ending}"
    yield from (f"{stem}{mark}{number}{ending}" for number in range(2, MOST_NAMES))


def _holds(path: str, told: bytes) -> bool:
    """Tell whether that is what a file holds; no, if nobody can say."""
    try:
        with reading(path) as file:
            return file.read(len(told) + 1) == told
    except FileError:
        return False


def _same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def _require_our_model(path: str) -> None:
    """Refuse to replace a file that is no model of ours."""
    if not Path(path).is_file():
        return
    try:
        read_description(path)
    except FileError:
        raise FileError(
            f"cannot write {one_line(path, 300)}: it exists, and is no model of glassnet's; choose "
            "another name with --output."
        ) from None


def _require_ours(path: str) -> None:
    """Refuse to replace a file that an experiment of ours did not write."""
    if not Path(path).exists():
        return
    with reading(path) as file:
        ours = file.read(len(TITLE.encode())) == TITLE.encode()
    if not ours:
        raise FileError(
            f"cannot write {one_line(path, 300)}: it exists, and glassnet did not write it; "
            "choose another name with --output."
        )
