"""`glassnet doctor`: why does it not learn, and what would help?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli import values
from glassnet.cli.causes import show_causes
from glassnet.cli.explained import flag, option
from glassnet.cli.files import free_name
from glassnet.cli.learning import learn
from glassnet.cli.options import (
    NO_DATA,
    NO_NETWORK,
    NO_READING,
    NO_TRAINING,
    DataOptions,
    NetworkOptions,
    ReadingOptions,
    TrainingOptions,
)
from glassnet.cli.progress import Silence
from glassnet.cli.proving import SECONDS, Asked, examined
from glassnet.cli.screen import BAD, DOUBTFUL, GOOD, HEAD, Screen, width
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.signals import Stop
from glassnet.cli.streams import note, printable, say_json
from glassnet.ground.errors import DivergedError, UsageError, one_line
from glassnet.lab.doctor.finding import Diagnosis
from glassnet.lab.doctor.fixing import Mended
from glassnet.program.experiment_file import write_experiment
from glassnet.run.opening import open_run
from glassnet.run.run import Run

EXAMPLE = "glassnet doctor penguins"
COLORS = {"ill": BAD, "unexplained": DOUBTFUL}


@Parameter(name="*")
@dataclass(frozen=True)
class ProofOptions:
    """What is done about a finding, and how it is said."""

    explain: Annotated[
        bool, flag("List the causes; with the name of one, such as dead-units, explain it.")
    ] = False
    prove: Annotated[
        bool | None,
        Parameter(
            help="Train again with each remedy alone, and withdraw those that do not help. (if "
            f"that takes {SECONDS} s at most)",
            show_default=False,
            negative=("--no-prove",),
        ),
    ] = None
    fix: Annotated[
        bool, flag("Prove, apply what helps, and write the mended experiment beside.")
    ] = False
    starts: Annotated[
        int,
        option("N", "How many starts a proof takes, from 2 to 10. (5)", values.whole(2, 10)),
    ] = 5
    json: Annotated[bool, flag("Say everything as one JSON document.")] = False


NO_PROOF = ProofOptions()


def doctor(
    source: Annotated[
        str | None,
        Parameter(
            name="RUN|EXPERIMENT|DATA",
            show_default=False,
            help="The folder of a run, as it stands; or an experiment (.toml) or a table, which is "
            "trained first.",
        ),
    ] = None,
    /,
    *,
    data: DataOptions = NO_DATA,
    reading: ReadingOptions = NO_READING,
    network: NetworkOptions = NO_NETWORK,
    training: TrainingOptions = NO_TRAINING,
    asked: ProofOptions = NO_PROOF,
) -> None:
    """Find out why a network does not learn: causes, evidence, and a remedy that is proved.

    Exits with 1 if anything is wrong. Ctrl-C during the proof keeps the diagnosis, unproved.
    """
    wishes = Wishes(source, data, reading, network, training)
    if asked.explain:
        _explain(wishes, asked)
        return
    with Stop() as stop:
        run, pace = _run(wishes, stop)
        told, mended = examined(run, Asked(asked.prove, asked.fix, asked.starts), stop, pace)
    written = _write(mended, source or data.experiment or "experiment") if mended else ""
    if asked.json:
        say_json(_document(told, mended, written))
    else:
        _show(told, mended, written, _file(source, data))
    if stop or told.verdict in COLORS:
        sys.exit(stop.exit_code or 1)


def _explain(wishes: Wishes, asked: ProofOptions) -> None:
    """Explain a cause, or list them all; nothing is examined."""
    if wishes != Wishes(wishes.source) or replace(asked, explain=False, json=False) != NO_PROOF:
        about = one_line(wishes.source) if wishes.source else "the list of causes"
        raise UsageError(
            f"option --explain: {about} is printed, nothing is examined; leave out what else was "
            "typed, or leave out --explain."
        )
    show_causes(wishes.source, json=asked.json)


def _file(source: str | None, data: DataOptions) -> str:
    """Return the name of the experiment's file, as it is typed, or what stands for it."""
    given = data.experiment or (source if source and source.lower().endswith(".toml") else None)
    return _typed(given) if given else "FILE"


def _typed(name: str) -> str:
    """Return a file's name as it is typed in a shell, in one printable line."""
    return quote(one_line(name, 200))


def _run(wishes: Wishes, stop: Stop) -> tuple[Run, float]:
    """Return the run that is meant, and the seconds that an update took, 0 if it was kept.

    It is at its end; one that was kept stays where it stands.
    """
    folder = wishes.kept_run("is examined as it is")
    if folder is not None:
        return open_run(folder), 0.0
    if wishes == Wishes():
        raise UsageError(
            "say what to examine: the folder of a run, an experiment (NAME.toml) or a table, such "
            f"as {EXAMPLE}."
        )
    run = prepare(wishes.with_experiment())
    start = time.perf_counter()
    try:
        learn(run, Silence(), stop)
    except DivergedError as error:
        note(str(error))
    if stop:
        sys.exit(stop.exit_code)
    return run, (time.perf_counter() - start) / max(1, run.recorded)


def _write(mended: Mended, name: str) -> str:
    """Write the mended experiment into a new file, and return its name; nothing if unchanged."""
    if not mended.applied:
        return ""
    stem = Path(name).name.split(".")[0] or "experiment"
    free = free_name(f"{stem}-mended", ".toml", mark="")
    write_experiment(free, mended.experiment)
    return free


def _document(told: Diagnosis, mended: Mended | None, written: str) -> dict[str, Any]:
    found: dict[str, Any] = told.to_dict()
    if mended is not None:
        found["applied"] = [finding.rule for finding in mended.applied]
        found["after"] = mended.after.to_dict()
        found["file"] = written
    return found


def _show(told: Diagnosis, mended: Mended | None, written: str, file: str) -> None:
    screen = Screen()
    _verdict(screen, told, file)
    if mended is not None:
        for line in _mending(mended, written):
            screen.plain(Text(printable(line)))
    if mended is not None and mended.applied:
        screen.blank()
        _verdict(screen, mended.after, _typed(written))
    screen.show()


def _verdict(screen: Screen, told: Diagnosis, file: str) -> None:
    """Put a diagnosis on the screen, its verdict in color."""
    for place, line in enumerate(told.lines(width(), file)):
        text = Text(printable(line))
        if place == 0:
            text.stylize(f"{HEAD} {COLORS.get(told.verdict, GOOD)}", 0, len(told.verdict) + 1)
        screen.plain(text)


def _mending(mended: Mended, written: str) -> Iterator[str]:
    """Yield what was applied and where it stands."""
    yield ""
    if not mended.applied:
        ill = mended.before.verdict in COLORS or mended.before.withdrawn
        why = "no remedy is proved to help" if ill else "there is nothing to mend"
        yield f"Nothing was applied: {why}."
        return
    for number, finding in enumerate(mended.applied, start=1):
        words = finding.remedy.words if finding.remedy else ""
        yield f"Applied {number}. {finding.rule}: {words}"
    yield f"Written to {one_line(written, 300)}. With it:"
