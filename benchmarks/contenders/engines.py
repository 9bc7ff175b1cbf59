"""glassnet itself: a whole run, and its two engines alone.

They draw each epoch's order themselves, and record every loss.
"""

from __future__ import annotations

from typing import Any, ClassVar

from contenders.work import Contender, Work

from glassnet.engines.engine import Engine
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.program.experiment import EarlyStopping
from glassnet.run.training import prepare

KEPT = ("loss", "optimizer", "learning_rate", "batch_size", "epochs", "dtype", "weight_decay")


class Glassnet(Contender):
    """A runner, as a run uses it."""

    def __init__(self, work: Work, engine: Engine) -> None:
        """Start at the first weights."""
        self.work = work
        self._rate = work.learning_rate
        self._runner = engine.start(work.program, work.batch, work.first)

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return self._runner.advance(steps, self._rate)["loss"].tolist()

    def turn(self, steps: int) -> int:
        """Make steps in one call."""
        self._runner.advance(steps, self._rate)
        return steps


class Reference(Glassnet):
    """The engine that defines the other."""

    name = "glassnet reference"

    def __init__(self, work: Work) -> None:
        """Start with NumPy."""
        super().__init__(work, ReferenceEngine())


class Xla(Glassnet):
    """The compiled engine."""

    name = "glassnet xla"

    def __init__(self, work: Work) -> None:
        """Start with JAX."""
        super().__init__(work, XlaEngine())


class KeptRun(Contender):
    """A run as `glassnet.train` makes it: every loss is kept, and snapshots to go back to."""

    name = "glassnet run, history"
    settings: ClassVar[dict[str, Any]] = {"validation": 0.0, "early_stopping": None}

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether the work is a table of classes."""
        return work.loss == "cross-entropy" and not work.maps

    def __init__(self, work: Work) -> None:
        """Prepare the table; for a run, classes are words."""
        self.work = work
        experiment = work.program.experiment
        settings = {name: getattr(experiment, name) for name in KEPT}
        settings |= {"test": 0.0, "scaling": "none", "engine": "xla", **self.settings}
        self._run = prepare(experiment.network, work.x, work.classes.astype(str), **settings)

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        self._run.advance(steps)
        return self._run.history["loss"][:steps].tolist()

    def turn(self, steps: int) -> int:
        """Make steps in one call."""
        self._run.advance(steps)
        return steps


class ShorterRun(KeptRun):
    """A run on 85 % of the rows, with the others put aside: what `StoppingRun` is held against."""

    name = "glassnet run, history, 85 % of the rows"
    judged = False
    settings: ClassVar[dict[str, Any]] = {"test": 0.15, "validation": 0.0, "early_stopping": None}


class StoppingRun(KeptRun):
    """A run that also looks at validation rows after each epoch, and keeps the best weights."""

    name = "glassnet run, history, early stopping"
    judged = False
    settings: ClassVar[dict[str, Any]] = {
        "validation": 0.15,
        "early_stopping": EarlyStopping(patience=1_000_000),
    }
