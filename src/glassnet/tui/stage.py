"""The time machine's controls, without a screen: runs that one moves, changes and branches.

Whatever is asked for, nothing recorded is lost: a change in the past begins another future.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from glassnet.ground.errors import DivergedError, FileError, GlassnetError
from glassnet.run.commands import Change, Command
from glassnet.run.look import Look
from glassnet.run.run import Run
from glassnet.tui.conditions import Condition, InHistory
from glassnet.tui.operations import operations
from glassnet.tui.place import Place, Way
from glassnet.tui.sight import Unit

UNITS: tuple[Unit, ...] = ("operation", "row", "step", "epoch")
SPEEDS = (1.0, 2.0, 5.0, 10.0, 25.0, 100.0, math.inf)  # units a second
SECONDS_A_PORTION = 1 / 60  # of play between two looks at the keys
NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOOKING = 0.06  # the share of the time that looking inside may take while playing


@final
@dataclass
class Branch:
    """A run that is one of the futures, where it left its elder, and where one stands in it."""

    run: Run
    name: str = "A"
    forked_at: int | None = None
    changes: str = ""
    place: Place = Place()


@final
class Stage:
    """Some futures of a run, one of which is moved and shown.

    Args:
        run: The first of them.
        clock: Seconds that never go back.
        keep: Is called now and then, to keep the first run on disk.

    """

    def __init__(
        self,
        run: Run,
        clock: Callable[[], float] = time.monotonic,
        keep: Callable[[], None] | None = None,
    ) -> None:
        """Stand where the run stands."""
        self.branches = [Branch(run, place=Place(run.step))]
        self.active = 0
        self.unit: Unit = "step"
        self.speed = len(SPEEDS) - 1
        self.playing = False
        self.condition: Condition | None = None
        self.note = ""
        self._clock, self._keep = clock, keep or _nothing
        self._portion = 1  # steps
        self.pace = 0.0  # steps a second
        self._due = 0.0
        self._beyond = False  # early stopping has had its say
        self._look: tuple[tuple[int, int, int], Look] | None = None
        self._look_again = 0.0

    @property
    def branch(self) -> Branch:
        """The future that is shown."""
        return self.branches[self.active]

    @property
    def run(self) -> Run:
        """The run of that future."""
        return self.branch.run

    @property
    def place(self) -> Place:
        """Where one stands."""
        return self.branch.place

    @property
    def way(self) -> Way:
        """How far the run goes, and how it is divided."""
        program = self.run.program
        inside = len(operations(len(program.experiment.network.layers)))
        return Way(program.plan, self.run.last_step, inside)

    def play(self) -> None:
        """Move by oneself from now on, beyond the point where the run ended, too."""
        self._beyond = self.run.done
        if self.run.step >= self.way.steps:
            self.note = "The run is at its end; go back, or fork it with more epochs."
            return
        self.playing, self.note = True, ""
        self._portion, self._due = 1, self._clock()

    def pause(self) -> None:
        """Stand still."""
        self.playing, self.pace = False, 0.0

    def toggle(self) -> None:
        """Play if one stands, pause if one plays."""
        (self.pause if self.playing else self.play)()

    def move(self, count: int) -> None:
        """Pause, and move by `count` of the chosen units."""
        self.pause()
        self._go(self.way.move(self.place, self.unit, count))

    def go_to(self, step: int) -> None:
        """Pause, and move to `step`."""
        self.pause()
        self._go(self.way.at(step, self.place))

    def choose_unit(self, unit: Unit) -> None:
        """Move by `unit` from now on."""
        self.unit = unit
        if unit != "operation":
            self.branch.place = replace(self.place, operation=None)

    def change_speed(self, by: int) -> None:
        """Play faster, or slower where `by` is negative."""
        self.speed = max(0, min(self.speed + by, len(SPEEDS) - 1))
        self._due = self._clock()

    def stop_at(self, condition: Condition | None) -> None:
        """Pause by oneself where `condition` comes true."""
        self.condition = condition

    def give(self, command: Command) -> None:
        """Let `command` take effect here; if a future is recorded already, in another one."""
        if self.run.step < self.run.recorded:
            self._branch_off(command)
        else:
            self._attempt(lambda: self.run.command(command))
            self.note = self.note or f"From step {self.run.step:,} on: {command}."

    def fork(self, command: Change | None = None) -> None:
        """Begin another future here, in which `command` takes effect."""
        self._branch_off(command)

    def switch(self) -> None:
        """Show the next of the futures."""
        self.pause()
        self.active = (self.active + 1) % len(self.branches)

    def tick(self) -> float:
        """Play a portion; return for how many seconds there is nothing to do now."""
        speed = SPEEDS[self.speed]
        wait = self._due - self._clock()
        if math.isfinite(speed) and wait > 0:
            return wait
        before, start = self._clock(), self.run.step
        self._attempt(lambda: self._play_on(speed))
        seconds = max(self._clock() - before, 1e-9)
        made = abs(self.run.step - start)
        self._adapt(made, seconds, speed)
        if self.playing and self._at_end:
            self.pause()
            self.note = self.note or self._ending()
        return 0.0

    def keep(self) -> None:
        """Let the first run be kept; if that is not possible any more, tell it once and go on."""
        try:
            self._keep()
        except FileError as error:
            self._keep = _nothing
            self.note = f"The run is kept no longer: {error}"

    def look(self) -> Look:
        """Return what is computed inside the update here; while playing, perhaps a little late."""
        here = (self.active, self.run.step, len(self.run.commands))
        if self._look is None or self._look[0] != here:
            now = self._clock()
            if self._look is not None and self.playing and now < self._look_again:
                return self._look[1]
            self._look = here, self.run.look()
            after = self._clock()
            self._look_again = after + (after - now) / LOOKING
        return self._look[1]

    @property
    def _at_end(self) -> bool:
        return self.run.step >= self.way.steps or (self.run.done and not self._beyond)

    def _play_on(self, speed: float) -> None:
        """Move by one unit, or at full speed by as many steps as fill a portion."""
        if math.isfinite(speed):
            self._go(self.way.move(self.place, self.unit, 1))
            self._stop_if_met(self.run.step - 1)
            self._due += 1.0 / speed
            return
        start = self.run.step
        exact = self.condition is None or isinstance(self.condition, InHistory)
        steps = self._portion if exact else 1
        if not self._beyond:  # early stopping has its say at the end of an epoch
            per_epoch = self.run.program.plan.steps_per_epoch
            steps = min(steps, per_epoch - start % per_epoch) if self.run.validation.rows else steps
        self._go(self.way.at(start + steps, self.place))
        self._stop_if_met(start)

    def _stop_if_met(self, start: int) -> None:
        """Pause where the condition came true, be it in the midst of what was just played."""
        condition, run = self.condition, self.run
        if condition is None or run.step <= start:
            return
        if isinstance(condition, InHistory):
            hit = condition.first_hit(run, max(0, start))
            if hit is None or hit > run.step:
                return
            self._go(self.way.at(hit, self.place))
        elif not condition.holds(run):
            return
        self.pause()
        self.condition = None  # it would hold at the next step, too
        self.note = f"Stopped at step {run.step:,}: {condition}."

    def _go(self, place: Place) -> None:
        """Stand at `place`, or where the run stopped on the way there."""
        if place.step != self.run.step:
            self._attempt(lambda: self.run.seek(place.step))
        arrived = self.run.step == place.step
        self.branch.place = place if arrived else self.way.at(self.run.step, place)

    def _branch_off(self, command: Command | None) -> None:
        """Show another run with the same past; `command` takes effect in it."""
        self.pause()
        here = self.run.step

        def begin() -> None:
            other = self.run.fork()
            if command is not None:
                other.command(command)
            told = "" if command is None else str(command)
            name = NAMES[len(self.branches) % len(NAMES)]
            self.branches.append(Branch(other, name, here, told, self.place))
            self.active = len(self.branches) - 1
            self.note = f"Future {self.branch.name} begins at step {here:,}"
            self.note += f": {told}." if told else "."

        self._attempt(begin)

    def _attempt(self, action: Callable[[], None]) -> None:
        """Do something; what stands in its way is told, and one stands still."""
        try:
            self.note = ""
            action()
        except (GlassnetError, DivergedError) as error:
            self.pause()
            self.note = str(error)

    def _adapt(self, steps: int, seconds: float, speed: float) -> None:
        """Note the pace, and choose the next portion so that it takes about its time."""
        pace = steps / seconds if math.isinf(speed) else min(steps / seconds, steps * speed)
        self.pace = 0.7 * self.pace + 0.3 * pace if self.pace else pace
        if math.isinf(speed) and steps == self._portion:
            wanted = steps * SECONDS_A_PORTION / seconds
            self._portion = max(1, int(min(wanted, 4 * steps)))

    def _ending(self) -> str:
        if self.run.stopped:
            return f"Finished: {self.run.stopped}. Space trains on."
        return f"Finished: all {self.run.experiment.epochs:,} epochs are made."


def _nothing() -> None:
    """Keep nothing."""
