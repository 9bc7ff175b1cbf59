"""`glassnet train`: from a table to a model, with one screen that says how it went."""

from __future__ import annotations

import shlex
import sys
import time
from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter

from glassnet.cli import dashboard, facts
from glassnet.cli.files import Files
from glassnet.cli.keeping import NO_OUTPUT, Kept, OutputOptions, opened, require_room
from glassnet.cli.learning import learn
from glassnet.cli.machines import GONE, tell_speed, together
from glassnet.cli.options import (
    DATA,
    NO_DATA,
    NO_NETWORK,
    NO_READING,
    NO_TRAINING,
    DataOptions,
    NetworkOptions,
    ReadingOptions,
    TrainingOptions,
)
from glassnet.cli.progress import watch
from glassnet.cli.report import report
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.signals import Stop
from glassnet.cli.starts import Tried, try_starts
from glassnet.cli.streams import note, say_json
from glassnet.ground.errors import UsageError, one_line
from glassnet.nn.schedules import Plateau
from glassnet.run.run import Run


def train(
    source: Annotated[
        str | None,
        Parameter(
            name="DATA",
            group=DATA,
            show_default=False,
            help="A file (CSV and its relatives, Parquet, Arrow, .npy, .npz, IDX) or the name of a "
            "bundled table.",
        ),
    ] = None,
    /,
    *,
    data: DataOptions = NO_DATA,
    reading: ReadingOptions = NO_READING,
    network: NetworkOptions = NO_NETWORK,
    training: TrainingOptions = NO_TRAINING,
    output: OutputOptions = NO_OUTPUT,
) -> None:
    """Train a network on a table and tell how good it is on rows it never saw.

    The model is saved, and beside it the experiment: a file that makes the same run again. Ctrl-C
    ends the training early and keeps the best weights so far; a second one leaves at once.
    """
    wishes = Wishes(source, data, reading, network, training)
    _refuse_apart(output)
    tried = None
    if (output.starts or 1) > 1 and output.resume is None:
        tried = _tried(wishes, output)
        wishes = tried.best(wishes)
    with (
        together(output.machines) as (machines, meeting),
        opened(wishes, output, machines) as kept,
        Stop() as stop,
    ):
        meeting.words = f"{GONE}; {_remedy(output)}"
        start = time.monotonic()
        run = _trained(kept, output, stop)
        seconds = time.monotonic() - start
        if run is not None and kept.files is not None:
            interrupted = (output.watch or bool(stop)) and not run.done
            outcome = _saved(kept, kept.files, run, seconds, interrupted=interrupted)
            _tell(replace(outcome, starts=tried), output)
    if stop:
        sys.exit(stop.exit_code)


def _tried(wishes: Wishes, output: OutputOptions) -> Tried:
    """Try the starts, once it is sure that the best of them can be kept."""
    run = prepare(wishes)
    seeded = replace(wishes, training=replace(wishes.training, seed=run.experiment.seed))
    require_room(seeded, output, run)
    return try_starts(run, output.starts or 1, quiet=output.quiet)


def _saved(
    kept: Kept, files: Files, run: Run, seconds: float, *, interrupted: bool
) -> facts.Outcome:
    """Keep the run where it is, and leave the files of what was learned."""
    kept.save(interrupted=interrupted)
    return files.save(run, run.first_experiment, seconds, interrupted=interrupted)


def _tell(outcome: facts.Outcome, output: OutputOptions) -> None:
    """Say how it went, as was asked for."""
    if output.json:
        say_json(facts.document(outcome))
    elif not output.quiet:
        report(outcome).show()


def _refuse_apart(output: OutputOptions) -> None:
    """Refuse what one process does alone, beside several hosts or devices."""
    asked = output.machines
    devices = asked.devices if (asked.devices or 1) > 1 else None
    if output.watch and asked.hosts is not None:
        raise UsageError(
            f"options --watch and --hosts {one_line(asked.hosts)}: the dashboard steers one "
            "process, not several; leave one of them out."
        )
    if output.starts is not None and (asked.hosts or devices):
        other = f"--hosts {one_line(asked.hosts)}" if asked.hosts else f"--devices {devices}"
        raise UsageError(
            f"options --starts and {other}: starts learn side by side on one device; leave one of "
            "them out."
        )


def _remedy(output: OutputOptions) -> str:
    """Return what to do when another host is gone."""
    folder = output.resume or output.run
    if folder is None:
        return "nothing of it was kept, as --run FOLDER does; start all hosts again."
    name = shlex.quote(one_line(folder, 200))
    return f"go on from the last checkpoint: start all hosts with --resume {name}."


def _trained(kept: Kept, output: OutputOptions, stop: Stop) -> Run | None:
    """Train, and let a person see it; return what a model is made of, or None."""
    if output.watch and dashboard.usable():
        run = dashboard.show(kept.run, stop, kept.folder)
        return run if _take_furthest(run) else None
    tell_speed(kept.run, quiet=output.quiet)
    leads = kept.files is not None
    with watch(quiet=output.quiet or not leads) as who:
        learn(kept.run, kept.beside(who), stop)
    return kept.run


def _take_furthest(run: Run) -> bool:
    """Let the model be what was learned in all, wherever one stood; tell whether there is any."""
    run.seek(run.recorded)
    if not run.step:
        note("no step was made, so nothing is saved.")
    elif run.commands and not isinstance(run.first_experiment.schedule, Plateau):
        first = f"{run.commands[0].step:,}"
        note(f"the run was changed, first at step {first}; its experiment tells how it began.")
    return bool(run.step)
