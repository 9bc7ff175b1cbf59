"""glassnet's own two engines. They draw each epoch's order themselves, and record every loss."""

from __future__ import annotations

from contenders.work import Contender, Work

from glassnet.engines.engine import Engine
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine


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
