"""The time machine's controls, without a screen: runs that one moves, changes and branches.

Whatever is asked for, nothing recorded is lost: a change in the past begins another future.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import final

from glassnet.ground.errors import DivergedError, GlassnetError
from glassnet.lab.doctor.finding import Finding
from glassnet.run.commands import Command
from glassnet.run.look import Look
from glassnet.run.run import Run
from glassnet.tui.attendance import Attendance
from glassnet.tui.branch import Branch, name_of
from glassnet.tui.conditions import Condition, InHistory, InWeights
from glassnet.tui.cures import cure_of
from glassnet.tui.looking import Looking
from glassnet.tui.pace import Pace
from glassnet.tui.place import Place, Way
from glassnet.tui.sight import Unit

UNITS: tuple[Unit, ...] = ("operation", "row", "step", "epoch")
SPEEDS = (1.0, 2.0, 5.0, 10.0, 25.0, 100.0, math.inf)  # units a second


@final
class Stage:
    """Some futures of a run, one of which is moved and shown.

    Wherever one goes, one goes in portions of a sixtieth of a second, one for each `tick`: so a far
    place is on its way to be seen, to be kept, and to be given up.

    Args:
        run: The first of them.
        clock: Seconds that never go back.
        keep: Keeps the first run on disk; called after each portion, it returns why that is not
            possible any more, or nothing.

    """

    def __init__(
        self,
        run: Run,
        clock: Callable[[], float] = time.monotonic,
        keep: Callable[[], str] = str,
    ) -> None:
        """Stand where the run stands."""
        self.branches = [Branch(run, place=Place(run.step))]
        self.active = 0
        self.unit: Unit = "step"
        self.speed = len(SPEEDS) - 1
        self.playing = False
        self.goal: Place | None = None
        self.condition: Condition | None = None
        self.note, self.unkept, self.pace = "", "", Pace()
        self._clock, self._keep = clock, keep
        self._due = 0.0
        self._looking, self.doctor = Looking(clock), Attendance(clock, self._say)

    @property
    def branch(self) -> Branch:
        """The future that is shown."""
        return self.branches[self.active]

    @property
    def run(self) -> Run:
        """The run of that future."""
        return self.branch.run

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it, as far as is known."""
        return self.doctor.findings(self.run)

    @property
    def place(self) -> Place:
        """Where one stands."""
        return self.branch.place

    @property
    def moving(self) -> bool:
        """Whether there is a way to go: one plays, or is bound for some place."""
        return self.playing or self.goal is not None

    @property
    def way(self) -> Way:
        """How far the run goes, and how it is divided."""
        return self.branch.way

    def play(self) -> None:
        """Move by oneself from now on, beyond the point where the run ended, too."""
        self.pause()
        if self.run.step >= self.way.steps:
            self.note = "The run is at its end; go back, or fork it with more epochs."
            return
        self.branch.beyond = self.branch.beyond or self.run.done
        self.note = f"Training on: {self.run.stopped}." if self.run.stopped else ""
        self.pace.begin()
        self.playing, self._due = True, self._clock()

    def pause(self) -> None:
        """Stand still."""
        self.playing, self.goal = False, None
        self.pace.stand()

    def toggle(self) -> None:
        """Stand if one moves, play if one stands."""
        (self.pause if self.moving else self.play)()

    def move(self, count: int) -> None:
        """Go `count` of the chosen units further than where one stands, or is bound for."""
        self._head_for(self.way.move(self.goal or self.place, self.unit, count))

    def go_to(self, step: int) -> None:
        """Go to `step`."""
        self._head_for(self.way.at(step, self.place))

    def arrive(self) -> None:
        """Go all the way, however long it takes."""
        while self.moving:
            self.tick()

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
        """Pause by oneself where `condition` comes true while playing."""
        self.condition = condition

    def give(self, command: Command) -> None:
        """Let `command` take effect here; if a future is recorded already, in another one."""
        self.pause()
        if self.run.step < self.run.recorded:
            self.fork(command)
            return
        self.note = f"From step {self.run.step:,} on: {command}."
        self._attempt(lambda: self.run.command(command))

    def fork(self, command: Command | None = None) -> None:
        """Begin another future here, in which `command` takes effect; show it."""
        self.pause()
        self._attempt(lambda: self._branch_off(command))

    def apply(self, finding: Finding) -> None:
        """Begin another future with the remedy of `finding`, from where it can help; play it."""
        self.pause()
        self._attempt(lambda: self._treat(finding))

    def switch(self) -> None:
        """Show the next of the futures."""
        self.pause()
        self._turn_to((self.active + 1) % len(self.branches))
        self.note = "" if self.active else "Future A; f begins another."

    def tick(self) -> float:
        """Go a portion; return for how many seconds there is nothing to do now."""
        if self.goal is None:
            wait = self._due - self._clock()
            if math.isfinite(SPEEDS[self.speed]) and wait > 0:
                return wait
            self.goal = self._next_goal()
        before, start = self._clock(), self.run.step
        self._attempt(self._approach)
        taken = max(self._clock() - before, 1e-9)
        most = SPEEDS[self.speed] if self.playing else math.inf
        self.pace.learn(abs(self.run.step - start), taken, most)
        self._stop_if_met(start)
        if not self.moving:
            self.pace.stand()
        if self.playing and self.goal is None and self.branch.is_at_end:
            self.pause()
            self.note = self.branch.ending
        if self.moving:
            self.doctor.look_in(self.run, moving=True)
        return 0.0

    def rest(self) -> float | None:
        """Let the doctor look in on who stands; return for how many seconds nothing is to do."""
        return self.doctor.look_in(self.run, moving=False)

    def keep(self) -> None:
        """Let the first run be kept on disk, if it is time."""
        self.unkept = self._keep()

    def look(self) -> Look:
        """Return what is computed inside the update here; while moving, perhaps a little late."""
        return self._looking.at(self.run, moving=self.moving)

    def _head_for(self, place: Place) -> None:
        """Be bound for `place` from now on."""
        self.pause()
        self.pace.begin()
        self.note, self.goal = "", place

    def _next_goal(self) -> Place:
        """Return where play leads next: a unit further, or as far as nothing ends it."""
        speed, here = SPEEDS[self.speed], self.run.step
        if math.isfinite(speed):
            self._due += 1.0 / speed
            return self.way.move(self.place, self.unit, 1)
        if self.branch.beyond or not self.run.validation.rows:
            return self.way.at(self.way.steps, self.place)
        # Early stopping has its say at the end of an epoch.
        per_epoch = self.run.program.plan.steps_per_epoch
        return self.way.at(here + per_epoch - here % per_epoch, self.place)

    def _approach(self) -> None:
        """Go a portion of the way; back, and where one can, from the nearest state that is kept."""
        assert self.goal is not None  # noqa: S101  whoever goes is bound for somewhere
        run, wanted = self.run, self.goal.step
        kept = max(step for step in run.memory.kept if step <= wanted)
        if wanted < run.step or run.step < kept:
            run.seek(kept)
        else:
            run.seek(min(wanted, run.step + self._steps))
        arrived = run.step == wanted
        self.branch.place = self.goal if arrived else self.way.at(run.step, self.place)
        if arrived:
            self.goal = None

    @property
    def _steps(self) -> int:
        """How many steps a portion has: one, if the weights must be asked after each."""
        asked = self.playing and isinstance(self.condition, InWeights)
        return 1 if asked else self.pace.portion

    def _stop_if_met(self, start: int) -> None:
        """Pause where the condition came true, be it in the midst of what was just played."""
        condition, run = self.condition, self.run
        if condition is None or not self.playing or run.step <= start:
            return
        if isinstance(condition, InHistory):
            hit = condition.first_hit(run, start)
            if hit is None or hit > run.step:
                return
            self._attempt(lambda: run.seek(hit))
            self.branch.place = self.way.at(run.step, self.place)
        elif not condition.holds(run):
            return
        self.pause()
        self.condition = None  # it would hold at the next step, too
        self.note = f"Stopped at step {run.step:,}: {condition}."

    def _branch_off(self, command: Command | None) -> None:
        """Show another run with the same past; `command` takes effect in it."""
        other = self.run.fork()
        if command is not None:
            other.command(command)
        beyond = self.branch.beyond or self.run.done
        self._show(other, "" if command is None else str(command), self.place, beyond=beyond)

    def _treat(self, finding: Finding) -> None:
        """Play a future that differs by the remedy of `finding`."""
        run = self.run
        cure = cure_of(run.experiment, run.history["loss"], finding, run.commands)
        other = cure.begin(run)
        self._show(other, cure.words, Place(other.step), beyond=False)
        self.play()
        self.note = self.branch.beginning

    def _show(self, run: Run, told: str, place: Place, *, beyond: bool) -> None:
        """Show another future, which begins here; `told` is what is different in it."""
        name = name_of(len(self.branches))
        self.branches.append(Branch(run, name, run.step, told, place, beyond))
        self._turn_to(len(self.branches) - 1)
        self.note = self.branch.beginning

    def _turn_to(self, number: int) -> None:
        """Show that future; what a condition asks may not be there in another network."""
        before, self.active = self.run.experiment.network, number
        if self.run.experiment.network != before:
            self.condition = None

    def _say(self, note: str) -> None:
        self.note = note

    def _attempt(self, action: Callable[[], None]) -> None:
        """Do something; what stands in its way is told, and one stands still where one is."""
        try:
            action()
        except GlassnetError as error:
            self.pause()
            if isinstance(error, DivergedError):
                self.doctor.hear(self.run, error)
            self.branch.place = self.way.at(self.run.step, self.place)
            self.note = str(error)
