"""The thread that owns the runs: it plays, does what it is asked, and tells what there is to see.

The screen asks and looks; it never touches a run. So a key is answered at once, however long a step
takes, and a slow screen never holds the training up: nothing is told that nobody asked for.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import final

from glassnet.run.look import Look
from glassnet.tui.moments import moment_of
from glassnet.tui.place import Place
from glassnet.tui.sight import Moment
from glassnet.tui.stage import Stage

Wish = Callable[[Stage], object]
SWITCH = 0.0001  # seconds after which a drawing lets the training go on, not the usual 5 ms
View = tuple[Moment, Look, Place]


@final
class Trainer:
    """Moves a stage in a thread of its own.

    Args:
        stage: Nobody else touches it while the thread lives.

    """

    def __init__(self, stage: Stage) -> None:
        """Be ready to start."""
        self._stage = stage
        self._wishes: deque[Wish] = deque()
        self._bell = threading.Event()
        self._wanted = False
        self._closing = False
        self._switch_before = sys.getswitchinterval()
        self._answer: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=self._live, name="trainer", daemon=True)
        self.view: View | None = None
        self.failure: BaseException | None = None

    def start(self, answer: Callable[[], object] = lambda: None) -> None:
        """Begin; `answer` is called, in the thread, when wishes are done and can be seen."""
        self._answer = answer
        sys.setswitchinterval(SWITCH)
        self._thread.start()
        self.want()

    def ask(self, wish: Wish) -> None:
        """Let `wish` be done soon: a function of the stage."""
        self._wishes.append(wish)
        self.want()

    def want(self) -> None:
        """Ask to be told what there is to see: soon it stands in `view`."""
        self._wanted = True
        self._bell.set()

    def close(self) -> Stage:
        """End the thread once the portion at hand is done; the stage is the caller's again."""
        self._closing = True
        self._bell.set()
        if self._thread.ident is not None:  # it was started
            self._thread.join()
        sys.setswitchinterval(self._switch_before)
        return self._stage

    @property
    def alive(self) -> bool:
        """Whether the stage is still the thread's."""
        return self._thread.is_alive()

    def _live(self) -> None:
        try:
            while not self._closing:
                self._turn()
        except BaseException as failure:  # noqa: BLE001  told by whoever shows the screen
            self.failure = failure

    def _turn(self) -> None:
        """Do what was asked, play a portion, tell what there is to see; else wait."""
        self._bell.clear()
        asked = False  # until a wish is taken: one may come at any time
        while self._wishes:
            asked = True
            self._wishes.popleft()(self._stage)
        wait = self._stage.tick() if self._stage.moving else 0.0 if asked else self._rest()
        self._stage.keep()
        if self._wanted or asked:  # who asked is shown what came of it
            self._wanted = False
            self.view = (moment_of(self._stage), self._stage.look(), self._stage.place)
        if asked:
            self._answer()
        if wait != 0.0 and not self._wishes and not self._closing:
            self._bell.wait(wait)

    def _rest(self) -> float | None:
        """Stand still, for as long as is returned; what the doctor finds is worth being seen."""
        before = self._stage.findings
        wait = self._stage.rest()
        if self._stage.findings is not before:  # only ever set: the screen sets it, too
            self._wanted = True
        return wait
