"""`glassnet train`: from a table to a model, with one screen that says how it went."""

from __future__ import annotations

import sys
import time
from typing import Annotated

from cyclopts import Parameter

from glassnet.cli import facts
from glassnet.cli.files import choose
from glassnet.cli.learning import Stop, learn
from glassnet.cli.options import (
    DATA,
    NO_DATA,
    NO_NETWORK,
    NO_OUTPUT,
    NO_READING,
    NO_TRAINING,
    DataOptions,
    NetworkOptions,
    OutputOptions,
    ReadingOptions,
    TrainingOptions,
)
from glassnet.cli.progress import watch
from glassnet.cli.report import report
from glassnet.cli.settings import Wishes, prepare
from glassnet.cli.streams import say_json


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
    run = prepare(wishes)
    asked = run.experiment
    known = asked.data.source if asked.data is not None else ""
    files = choose(wishes, source or known, output.output)
    with Stop() as stop:
        start = time.monotonic()
        with watch(quiet=output.quiet) as who:
            learn(run, who, stop)
        seconds = time.monotonic() - start
        interrupted = bool(stop) and not run.done
        outcome = files.save(run, asked, seconds, interrupted=interrupted)
        if output.json:
            say_json(facts.document(outcome))
        elif not output.quiet:
            report(outcome).show()
    if stop:
        sys.exit(stop.exit_code)
