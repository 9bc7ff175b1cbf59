"""`glassnet doctor`: why does it not learn, and what would help?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from glassnet.cli import values
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
from glassnet.cli.screen import BAD, DOUBTFUL, GOOD, HEAD, Screen, width
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.signals import Stop
from glassnet.cli.streams import note, printable, say_json
from glassnet.ground.errors import DivergedError, UsageError, one_line
from glassnet.lab.doctor.diagnosis import diagnose
from glassnet.lab.doctor.finding import Diagnosis
from glassnet.lab.doctor.fixing import Mended, fix
from glassnet.program.experiment_file import write_experiment
from glassnet.run.opening import open_run
from glassnet.run.run import Run

EXAMPLE = "glassnet doctor penguins"
COLORS = {"ill": BAD, "unexplained": DOUBTFUL}


@Parameter(name="*")
@dataclass(frozen=True)
class ProofOptions:
    """What is done about a finding, and how it is said."""

    prove: Annotated[
        bool, flag("Train again with each remedy alone, and withdraw those that do not help.")
    ] = False
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

    Exits with 1 if anything is wrong.
    """
    run = _run(Wishes(source, data, reading, network, training))
    mended = fix(run, asked.starts) if asked.fix else None
    told = mended.before if mended else diagnose(run, prove=asked.prove, starts=asked.starts)
    written = _write(mended, source or data.experiment or "experiment") if mended else ""
    if asked.json:
        say_json(_document(told, mended, written))
    else:
        _show(told, mended, written)
    if told.findings:
        sys.exit(1)


def _run(wishes: Wishes) -> Run:
    """Return the run that is meant, at its end; one that was kept, where it stands."""
    folder = wishes.kept_run("is examined as it is")
    if folder is not None:
        return open_run(folder)
    if wishes == Wishes():
        raise UsageError(
            "say what to examine: the folder of a run, an experiment (NAME.toml) or a table, such "
            f"as {EXAMPLE}."
        )
    run = prepare(wishes.with_experiment())
    with Stop() as stop:
        try:
            learn(run, Silence(), stop)
        except DivergedError as error:
            note(str(error))
    if stop:
        sys.exit(stop.exit_code)
    return run


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


def _show(told: Diagnosis, mended: Mended | None, written: str) -> None:
    screen = Screen()
    _verdict(screen, told)
    if mended is not None:
        for line in _mending(mended, written):
            screen.plain(Text(printable(line)))
        screen.blank()
        _verdict(screen, mended.after)
    screen.show()


def _verdict(screen: Screen, told: Diagnosis) -> None:
    """Put a diagnosis on the screen, its verdict in color."""
    for place, line in enumerate(told.lines(width())):
        text = Text(printable(line))
        if place == 0:
            text.stylize(f"{HEAD} {COLORS.get(told.verdict, GOOD)}", 0, len(told.verdict) + 1)
        screen.plain(text)


def _mending(mended: Mended, written: str) -> Iterator[str]:
    """Yield what was applied and where it stands."""
    yield ""
    if not mended.applied:
        yield "Nothing was applied: no remedy is proved to help."
        return
    for number, finding in enumerate(mended.applied, start=1):
        words = finding.remedy.words if finding.remedy else ""
        yield f"Applied {number}. {finding.rule}: {words}"
    yield f"Written to {one_line(written, 300)}. With it:"
