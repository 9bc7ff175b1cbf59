"""Whether an experiment can do on its rows what it says, told before the first step."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.ground.errors import UsageError
from glassnet.nn.layer import Layer
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.schedules import Plateau
from glassnet.program.step import Program


def check_fitness(program: Program, validation_rows: int) -> None:
    """Refuse settings that would do nothing, or fail on the way.

    Raises:
        UsageError: early stopping or a plateau without validation rows; a batch of one row, which
            BatchNorm could not train on.

    """
    experiment = program.experiment
    wanted = {
        "early_stopping": experiment.early_stopping is not None,
        "schedule = Plateau": isinstance(experiment.schedule, Plateau),
    }
    needs = [name for name, is_wanted in wanted.items() if is_wanted]
    if needs and not validation_rows:
        raise UsageError(
            f"{needs[0]} looks at validation rows, and there are {validation_rows}; give "
            "validation a share such as 0.15, or leave it out."
        )
    cut = program.plan
    alone = len(program.input_shape) == 1 and 1 in (cut.rest, cut.batch_size)
    if alone and any(_batch_norms(experiment.network.layers)):
        raise UsageError(
            f"{cut.rows} rows in batches of {cut.batch_size} leave a row alone in its batch, which "
            "BatchNorm cannot train on; take another batch_size, or LayerNorm()."
        )


def _batch_norms(layers: tuple[Layer, ...]) -> Iterator[bool]:
    """Yield whether each layer, those inside others included, is a BatchNorm."""
    for layer in layers:
        yield isinstance(layer, BatchNorm)
        yield from _batch_norms(getattr(layer, "layers", ()))
