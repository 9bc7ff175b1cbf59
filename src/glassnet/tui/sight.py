"""What the dashboard sees at a moment: frozen values that the run handed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, final

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.finding import Finding
from glassnet.program.experiment import Experiment
from glassnet.run.commands import Recorded
from glassnet.run.evaluation import Evaluation
from glassnet.run.look import LayerLook, Look
from glassnet.run.table import Table
from glassnet.tui.operations import Kind, Operation, operations

Unit = Literal["operation", "row", "step", "epoch"]
Index = tuple[int, ...]
ORDERS = ("update", "weight", "gradient", "place")


@final
@dataclass(frozen=True, eq=False)
class Future:
    """One of the run's futures: the first, or one that was forked from another.

    Args:
        name: "A", "B", …, in the order in which they began.
        forked_at: The step at which it left its elder; None for the first.
        changes: What was changed there, in words.
        losses: The training loss of each update, (steps,) float64.
        evaluations: What was found after each epoch.
        commands: What was changed on the way.

    """

    name: str
    forked_at: int | None
    changes: str
    losses: Array
    evaluations: Sequence[Evaluation]
    commands: tuple[Recorded, ...]


@final
@dataclass(frozen=True, eq=False)
class Moment:
    """Where a run is, and how it moves.

    Args:
        step: The number of updates made up to here.
        recorded: The number of updates in the history; more than `step` if one went back.
        total_steps: The number of updates if nothing stops the run early.
        steps_per_epoch: The number of updates in one pass over the training rows.
        training_rows: The number of rows that are learned from.
        experiment: The experiment in force, with what commands changed.
        engine: Who computes: "reference" or "xla".
        snapshots: The steps whose states are kept, in order.
        memory: The bytes that snapshots and history take, and the bytes that they may take.
        futures: All futures; `futures[active]` is the one that is shown.
        active: Which of them.
        best_step: The step of the best evaluation up to here, if there is one.
        stopped: Why the run ended before its last epoch, or nothing.
        playing: Whether it moves: it plays, or is on its way somewhere.
        unit: By what it moves.
        speed: How fast it plays, in words: "10 steps/s", "full speed".
        pace: Updates a second that were made lately; 0 while it stands.
        condition: Where it will stop by itself, in words, or nothing.
        note: What just happened and is worth telling, in a sentence, or nothing.
        unkept: Why what happens now is not kept on disk, though it should be, or nothing.
        findings: What the doctor says is wrong with the future that is shown, the cause first.
        failing: Whether it fails, with a cause or without; None until the doctor can judge it.

    """

    step: int
    recorded: int
    total_steps: int
    steps_per_epoch: int
    training_rows: int
    experiment: Experiment
    engine: str
    snapshots: tuple[int, ...]
    memory: tuple[int, int]
    futures: tuple[Future, ...]
    active: int
    best_step: int | None
    stopped: str
    playing: bool
    unit: Unit
    speed: str
    pace: float
    condition: str
    note: str
    unkept: str = ""
    findings: tuple[Finding, ...] = ()
    failing: bool | None = False

    @property
    def future(self) -> Future:
        """The future that is shown."""
        return self.futures[self.active]

    @property
    def epoch(self) -> int:
        """The number of whole epochs made up to here."""
        return self.step // self.steps_per_epoch

    @property
    def epoch_in_words(self) -> str:
        """How far it is in epochs: the last one that is done, or the one that is being made."""
        epochs, inside = max(1, self.experiment.epochs), self.step % self.steps_per_epoch
        done = bool(self.epoch) and not inside
        wide, room = len(f"{epochs:,}"), len(f"{self.steps_per_epoch:,}")
        epoch = f"epoch {self.epoch + (not done):>{wide},} of {epochs:,}"
        steps = f", step {inside:>{room},} of {self.steps_per_epoch:,}"
        return epoch + (" done".ljust(len(steps)) if done else steps)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return bool(self.stopped) or self.step >= self.total_steps


@final
@dataclass(frozen=True)
class Selection:
    """What is looked at closely: a layer, one of its units, one of the unit's inputs.

    `order` is by what the layer's weights are ordered: one of `ORDERS`.
    """

    layer: int = 0
    unit: Index = (0,)
    source: int | None = None
    order: str = ORDERS[0]


@final
@dataclass(frozen=True, eq=False)
class Sight:
    """All that a drawing may know.

    Args:
        moment: Where the run is.
        look: Everything inside the update that follows `look.step`, which is `moment.step` while
            the run stands, and may be a little behind it while it plays.
        table: The data: names, units, labels.
        row: The place of the shown row in the batch, from 0.
        operation: How many operations of the update are done and can be seen, less one: the place
            in `operations`; None if the whole update is shown.
        selection: What is looked at closely.
        cells: The shown row as the table has it: text by column name; empty if it is too large to
            be kept at hand.

    """

    moment: Moment
    look: Look
    table: Table
    row: int = 0
    operation: int | None = None
    selection: Selection = Selection()
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def layer(self) -> LayerLook:
        """The selected layer."""
        return self.look.layers[self.selection.layer]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What the update does, in order."""
        return operations(len(self.look.layers))

    @property
    def operation_in_words(self) -> str:
        """Which operation was just made: "3 of 9: forward, layer 1 Sigmoid"; nothing if none is."""
        done = self.current
        if done is None or self.operation is None:
            return ""
        where = "" if done.layer is None else f", layer {done.layer} "
        kind = "" if done.layer is None else type(self.look.layers[done.layer].layer).__name__
        return f"{self.operation + 1} of {len(self.operations)}: {done.kind}{where}{kind}"

    @property
    def current(self) -> Operation | None:
        """The operation that was just made; None if the whole update is shown."""
        return None if self.operation is None else self.operations[self.operation]

    def reached(self, kind: Kind, layer: int | None = None) -> bool:
        """Tell whether an operation is made already, and its results can be shown."""
        if self.operation is None:
            return True
        return self.operations.index(Operation(kind, layer)) <= self.operation
