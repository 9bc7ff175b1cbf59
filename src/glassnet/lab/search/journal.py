"""What was tried, kept as it comes: the one place that knows Optuna.

Each trial is a few lines of a journal, written and synced as it ends. What is picked next follows
from the seed, the number of the trial and those before it, and from nothing else: so a search that
was stopped goes on as if it had not been.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, final

import optuna
from optuna.samplers import TPESampler
from optuna.storages import InMemoryStorage, JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from glassnet.ground.atomic import PathName, in_words
from glassnet.ground.errors import FileError, one_line
from glassnet.lab.search.space import Dimension, Pick, Picks, Range, Space
from glassnet.lab.search.trial import Outcome, Trial, outcome_from_plain, outcome_to_plain
from glassnet.run import lock

NAME = "trials.journal"
BEGINNING = b'{"op_code"'  # of every line
OUTCOME = "outcome"  # what a trial's own line is called
FIRST = 10  # trials that are picked at random, before what came of them is used
STATES = {
    "done": TrialState.COMPLETE,
    "diverged": TrialState.COMPLETE,  # with an infinite value, so that it is learned from
    "given up": TrialState.PRUNED,
    "refused": TrialState.FAIL,
}
DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError)


@final
class _Ours:
    """The lock of a file in a folder that we have locked already."""

    def acquire(self) -> bool:
        """Have it."""
        return True

    def release(self) -> None:
        """Keep the folder's."""


@final
class Journal:
    """The trials of one search.

    Args:
        path: The journal's file; None to keep them in memory only.
        name: What is searched: another search in the same file has other trials.
        space: What is picked from.
        seed: What the picks follow from.

    """

    def __init__(self, path: Path | None, name: str, space: Space, seed: int) -> None:
        """Read what is there."""
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._path, self._space, self._seed = path, space, seed
        backend: Any = None if path is None else JournalFileBackend(str(path), _Ours())  # type: ignore[arg-type]
        storage = InMemoryStorage() if path is None else JournalStorage(backend)
        self._study = optuna.create_study(storage=storage, study_name=name, load_if_exists=True)

    def trials(self) -> list[Trial]:
        """Return the trials that ended, by number."""
        return [self._trial(one) for one in self._study.trials if one.state.is_finished()]

    def pick(self, number: int) -> Picks:
        """Return what trial `number` is to be; each number is asked for after those before it."""
        known = self._study.trials
        self._study.sampler = self._sampler(number)
        with self._writing():
            if number < len(known):
                trial = optuna.trial.Trial(self._study, known[number]._trial_id)  # noqa: SLF001
            else:
                trial = self._study.ask()
            return {one.name: self._picked(trial, one) for one in self._space.dimensions}

    def tell(self, number: int, outcome: Outcome) -> None:
        """Keep what came of a trial, if it is not kept already."""
        frozen = self._study.trials[number]
        if frozen.state.is_finished():
            return
        trial = optuna.trial.Trial(self._study, frozen._trial_id)  # noqa: SLF001
        state = STATES[outcome.ending]
        value = outcome.value if state is TrialState.COMPLETE else None
        with self._writing():
            trial.set_user_attr(OUTCOME, outcome_to_plain(outcome))
            if state is TrialState.PRUNED and not frozen.intermediate_values:
                trial.report(outcome.curve[-1], len(outcome.curve))
            self._study.tell(trial, value, state=state)

    def _picked(self, trial: optuna.trial.Trial, one: Dimension) -> Pick:
        """Return what is picked of one setting: of this number, the same whenever it is asked."""
        self._study.sampler = self._sampler(trial.number, one.name)
        if isinstance(one, Range):
            drawn = trial.suggest_float(one.name, one.low, one.high, log=one.logarithmic)
            return one.rounded(drawn)
        if one.ordered:
            return one.labels[trial.suggest_int(one.name, 0, len(one.labels) - 1)]
        return str(trial.suggest_categorical(one.name, one.labels))

    def _sampler(self, number: int, name: str = "") -> TPESampler:
        """Return who picks: tree-structured Parzen estimators (Bergstra et al. 2011)."""
        told = hashlib.sha256(f"{self._seed} {number} {name}".encode()).digest()
        return TPESampler(
            seed=int.from_bytes(told[:4], "big"), n_startup_trials=FIRST, multivariate=False
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Tell what goes wrong with the file as an error of ours."""
        try:
            yield
        except OSError as error:
            raise FileError(
                f"cannot write {one_line(self._path, 300)}: {in_words(error)}; what ended is kept, "
                "and the same search goes on from there."
            ) from error

    def _trial(self, frozen: FrozenTrial) -> Trial:
        picks = {one.name: _pick(one, frozen.params[one.name]) for one in self._space.dimensions}
        return Trial(frozen.number, picks, outcome_from_plain(frozen.user_attrs[OUTCOME]))


def _pick(one: Dimension, kept: Any) -> Pick:
    if isinstance(one, Range):
        return one.rounded(float(kept))
    return one.labels[int(kept)] if one.ordered else str(kept)


@contextlib.contextmanager
def opened(folder: PathName | None, name: str, space: Space, seed: int) -> Iterator[Journal]:
    """Yield the journal in `folder`, which nobody else writes to meanwhile; None is in memory.

    Raises:
        FileError: another process has the folder, it cannot be written, or the journal is damaged.

    """
    if folder is None:
        yield Journal(None, name, space, seed)
        return
    path = Path(folder) / NAME
    with contextlib.ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.callback(lock.take(path.parent).release)
            mend(path)
        except FileError:
            raise
        except OSError as error:
            told = "it is a file" if isinstance(error, FileExistsError) else in_words(error)
            raise FileError(
                f"cannot keep a search in {one_line(folder, 300)}: {told}; choose another folder."
            ) from error
        try:
            journal = Journal(path, name, space, seed)
            journal.trials()
        except DAMAGE as error:
            raise FileError(
                f"{one_line(path, 300)} is damaged ({one_line(error, 100)}); remove it, or choose "
                "another folder."
            ) from None
        yield journal


def mend(path: Path) -> int:
    """Cut off what a machine that stopped left of a last line, and return how many bytes that is.

    The line belongs to a trial that has not ended, and which is done again.

    Raises:
        FileError: no line of it is one of ours: it is somebody else's file of that name.

    """
    if not path.exists():
        return 0
    content = path.read_bytes()
    kept = content
    while kept and not _is_line(kept[kept.rfind(b"\n", 0, -1) + 1 :]):
        kept = kept[: kept.rfind(b"\n", 0, -1) + 1]
    if not kept and not content.startswith(BEGINNING[: len(content)]):
        raise FileError(
            f"{one_line(path, 300)} is no journal of a search; move it, or choose another folder."
        )
    if len(kept) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(kept))
    return len(content) - len(kept)


def _is_line(line: bytes) -> bool:
    """Tell whether a line is whole: a JSON document and its end."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return line.endswith(b"\n")
