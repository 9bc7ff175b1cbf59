"""Whoever watches must not harm the run: one that raises is switched off, and that is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import final

from glassnet.ground.errors import one_line
from glassnet.run.evaluation import Evaluation

Observer = Callable[[Evaluation], None]


@final
class Observers:
    """Those who are told of each evaluation.

    Args:
        watching: Functions of an evaluation; what they return is not used.

    """

    def __init__(self, *watching: Observer) -> None:
        """Begin with all of them on."""
        self._watching = list(watching)
        self.errors: list[str] = []

    @contextmanager
    def also(self, observer: Observer | None) -> Iterator[None]:
        """Tell `observer`, too, for as long as this is entered."""
        if observer is None:
            yield
            return
        self._watching.append(observer)
        try:
            yield
        finally:
            if observer in self._watching:
                self._watching.remove(observer)

    def tell(self, evaluation: Evaluation) -> None:
        """Tell all; `errors` gets a line for each that raises, and it is not told again."""
        for observer in tuple(self._watching):
            try:
                observer(evaluation)
            except Exception as error:  # noqa: BLE001  whatever it is, the run goes on
                self._watching.remove(observer)
                name = getattr(observer, "__name__", repr(observer))
                told = f"{name} was switched off: {type(error).__name__}: {error}"
                self.errors.append(one_line(told, 300))
