"""Hosts that make one run together: what all must have alike, held against each other."""

from __future__ import annotations

from dataclasses import replace

from glassnet.program.experiment_file import experiment_to_json
from glassnet.run.provenance import data_facts, made_here
from glassnet.run.run import Run

MADE = ("glassnet", "numpy", "jax", "jaxlib", "machine", "processor")
DATA = ("rows", "columns", "digest")


def require_alike(run: Run) -> None:
    """Refuse to learn where the hosts of `run` were told different things.

    Where a file lies may differ; what is in it may not.

    Raises:
        HostError: which host has what otherwise than host 0.

    """
    machines = run.engine.machines
    if machines.hosts == 1:
        return
    from glassnet.engines.xla_hosts import require_same  # noqa: PLC0415  JAX is optional

    experiment = run.first_experiment
    if experiment.data is not None:
        experiment = replace(experiment, data=replace(experiment.data, source=""))
    data = data_facts(run.table.source, "")
    made = made_here(run.engine)
    require_same(
        machines,
        {
            "the experiment": experiment_to_json(experiment),
            "the data": [data[name] for name in DATA],
            "the state": [run.step, run.state.digest()],
            "the packages or the processor": [made.get(name) for name in MADE],
        },
    )
