"""The keys that ask something: each opens a dialog, and its answer becomes a wish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glassnet.ground.atomic import write_atomically
from glassnet.ground.errors import GlassnetError, UsageError, one_line
from glassnet.lab.doctor.finding import Finding
from glassnet.nn.dense import Dense
from glassnet.run.commands import Change, Command, SetLearningRate
from glassnet.run.folder import create
from glassnet.run.model import Model
from glassnet.tui.condition_grammar import facts_of
from glassnet.tui.cures import Cure, cure_of
from glassnet.tui.desk import Desk
from glassnet.tui.dialogs.break_when import BreakWhen
from glassnet.tui.dialogs.evidence import Evidence
from glassnet.tui.dialogs.fork import ForkDialog
from glassnet.tui.dialogs.go_to import GoTo
from glassnet.tui.dialogs.help import Help
from glassnet.tui.dialogs.predict import Predict
from glassnet.tui.dialogs.save import Save, Saving, What
from glassnet.tui.dialogs.set_rate import SetRate
from glassnet.tui.dialogs.set_weight import SetWeightDialog
from glassnet.tui.keys import KEYS
from glassnet.tui.sight import Sight
from glassnet.tui.stage import Stage

Ask = Callable[[Desk, Sight], None]


def _go_to(app: Desk, sight: Sight) -> None:
    at = sight.moment
    dialog = GoTo(at.step, at.recorded, at.total_steps, at.steps_per_epoch, at.best_step)
    app.ask(dialog, lambda step: app.trainer.ask(lambda stage: stage.go_to(step)))


def _break_when(app: Desk, sight: Sight) -> None:
    def set_condition(wish: Any) -> None:
        app.trainer.ask(lambda stage: stage.stop_at(None if wish == "none" else wish))

    facts = facts_of(sight.moment.experiment, sight.table)
    app.ask(BreakWhen(facts, sight.moment.condition), set_condition)


def _rate(app: Desk, sight: Sight) -> None:
    dialog = SetRate(sight.moment.experiment.learning_rate)
    app.ask(dialog, lambda rate: _give(app, SetLearningRate(rate)))


def _weight(app: Desk, sight: Sight) -> None:
    params = sight.look.before.params
    layer, name, index = _chosen_weight(sight)
    if params:
        app.ask(SetWeightDialog(params, layer, name, index), lambda told: _give(app, told))


def _fork(app: Desk, sight: Sight) -> None:
    def begin(changes: dict[str, Any]) -> None:
        command = Change(tuple(sorted(changes.items()))) if changes else None
        app.trainer.ask(lambda stage: stage.fork(command))

    app.ask(ForkDialog(sight.moment.experiment), begin)


def _doctor(app: Desk, sight: Sight) -> None:
    moment = sight.moment
    prospects = [(each, _cure(sight, each)) for each in moment.findings]
    dialog = Evidence(prospects, failing=moment.failing)
    app.ask(dialog, lambda chosen: app.trainer.ask(lambda stage: stage.apply(chosen)))


def _predict(app: Desk, sight: Sight) -> None:
    app.ask(Predict(model_here(sight), sight.table), lambda _: None)


def _save(app: Desk, sight: Sight) -> None:
    stem = one_line(sight.table.source.name, 40).split(".")[0] or "run"
    names: dict[What, str] = {
        "model": f"{stem}.glassnet",
        "picture": f"{stem}.svg",
        "run folder": f"{stem}.run",
    }
    app.ask(Save(names), lambda saving: _write(app, sight, saving))


def _help(app: Desk, _: Sight) -> None:
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in KEYS:
        groups.setdefault(key.group, []).append((key.name, key.words))
    app.ask(Help(groups), lambda _: None)


QUESTIONS: dict[str, Ask] = {
    "doctor": _doctor,
    "go_to": _go_to,
    "break_when": _break_when,
    "rate": _rate,
    "weight": _weight,
    "fork": _fork,
    "predict": _predict,
    "save": _save,
    "help": _help,
}


def model_here(sight: Sight) -> Model:
    """Return the model that the weights of a sight make."""
    state = sight.look.before
    where = {"step": sight.look.step, "data": sight.table.source.name}
    return Model(
        sight.moment.experiment, sight.table.preparation, state.params, state.memory, where
    )


def _cure(sight: Sight, finding: Finding) -> Cure | UsageError:
    """Return what applying a remedy would do, or why it cannot be applied."""
    future = sight.moment.future
    try:
        return cure_of(sight.moment.experiment, future.losses, finding, future.commands)
    except UsageError as error:
        return error


def _give(app: Desk, command: Command) -> None:
    app.trainer.ask(lambda stage: stage.give(command))


def _chosen_weight(sight: Sight) -> tuple[int, str, tuple[int, ...]]:
    """Return the layer, name and place of the weight that is selected, or the next before it."""
    at = sight.selection.layer
    while at > 0 and not sight.look.layers[at].params:
        at -= 1
    look = sight.look.layers[at]
    name = next(iter(look.params), "weights")
    shape = look.params[name].shape if look.params else (1, 1)
    place = [0] * len(shape)
    if isinstance(look.layer, Dense) and name == "weights":
        unit = sight.selection.unit[-1] if sight.selection.unit else 0
        place = [sight.selection.source or 0, min(unit, shape[1] - 1)]
    return at, name, tuple(place)


def _write(app: Desk, sight: Sight, saving: Saving) -> None:
    """Save what was asked for; whatever stands in the way is told."""
    shown = one_line(saving.path, 100)
    if saving.what == "run folder":
        app.trainer.ask(lambda stage: _write_run(stage, saving.path))
        return
    try:
        if saving.what == "picture":
            write_atomically(saving.path, [app.picture().encode()])
        else:
            model_here(sight).save(saving.path)
    except GlassnetError as error:
        app.tell(str(error), wrong=True)
    else:
        app.tell(f"{shown} holds the {saving.what}.")


def _write_run(stage: Stage, path: str) -> None:
    """Keep the run that is shown in a folder of its own."""
    try:
        with create(path, stage.run):
            stage.note = f"{one_line(path, 100)} holds this future: glassnet watch opens it."
    except GlassnetError as error:
        stage.note = str(error)
