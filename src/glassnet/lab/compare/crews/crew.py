"""A crew takes tasks and gives what came of them, in whatever order they are done.

It is a context, within which it is a function from tasks to pairs of a task's place and its
outcome. Whatever is yielded is done; a crew that breaks says so at its end, and what it has not
yielded was not done.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeAlias

from glassnet.lab.compare.crews.task import Outcome, Task, train

Outcomes: TypeAlias = Generator[tuple[int, Outcome], None, None]
Work: TypeAlias = Callable[[Sequence[Task]], Outcomes]
Crew: TypeAlias = AbstractContextManager[Work]

TRIES = 3  # of a task whose worker dies


@contextlib.contextmanager
def alone() -> Iterator[Work]:
    """Let this process do all, one task after the other."""
    yield in_turn


def in_turn(tasks: Sequence[Task]) -> Outcomes:
    """Yield what comes of the tasks, in their order."""
    for place, task in enumerate(tasks):
        yield place, train(task)
