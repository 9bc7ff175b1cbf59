"""A neural network you can see through.

    import glassnet as gn
    run = gn.train(gn.Network(gn.Dense(16), gn.ReLU(), gn.Dense(3)), "iris", target="species")
    run.model.predict("iris")

Names are loaded when they are first used, so that importing glassnet is quick.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import Any

# Where each public name lives; everything else is the house's own business.
_HOMES = {
    "ground.errors": (
        "DataError DivergedError ExperimentError FileError GlassnetError MissingPackageError"
        " ShapeError UsageError"
    ),
    "nn.catalogue": "",
    "program.experiment": "DataChoices EarlyStopping Experiment",
    "program.experiment_file": "read_experiment write_experiment",
    "run.history": "Evaluation History",
    "run.model": "Model load",
    "run.run": "Run",
    "run.scoring": "judge",
    "run.training": "prepare repeat train",
}
