"""What the dashboard is told of a stage: frozen values, made at a moment."""

from __future__ import annotations

import math

from glassnet.tui.branch import Branch
from glassnet.tui.sight import Future, Moment
from glassnet.tui.stage import SPEEDS, Stage


def moment_of(stage: Stage) -> Moment:
    """Return where everything is."""
    run, memory = stage.run, stage.run.memory
    return Moment(
        step=run.step,
        recorded=run.recorded,
        total_steps=run.program.total_steps,
        steps_per_epoch=run.program.plan.steps_per_epoch,
        training_rows=run.training.rows,
        experiment=run.experiment,
        engine=run.engine.name,
        snapshots=memory.kept,
        memory=(memory.states + memory.history, memory.states_limit + memory.history_limit),
        futures=tuple(map(_future, stage.branches)),
        active=stage.active,
        best_step=run.progress.best_step,
        stopped="" if stage.branch.beyond else run.stopped,
        playing=stage.moving,
        unit=stage.unit,
        speed=speed_in_words(stage),
        pace=stage.pace.steps_a_second,
        condition="" if stage.condition is None else str(stage.condition),
        note=stage.note,
        unkept=stage.unkept,
        findings=stage.findings,
        failing=stage.doctor.is_failing(run),
    )


def speed_in_words(stage: Stage) -> str:
    """Return how fast a stage plays, or where it is bound for."""
    if stage.goal is not None and not stage.playing:
        return f"on the way to step {stage.goal.step:,}"
    speed = SPEEDS[stage.speed]
    return "full speed" if math.isinf(speed) else f"{speed:g} {stage.unit}{'s' * (speed > 1)}/s"


def _future(branch: Branch) -> Future:
    return Future(
        name=branch.name,
        forked_at=branch.forked_at,
        changes=branch.changes,
        losses=branch.run.history["loss"],
        evaluations=branch.run.history.evaluations[:],
        commands=branch.run.commands,
    )
