"""Everything a rule may look at: the run from outside, steps of it lived again, and what is known.

Nothing is computed before a rule asks for it, and nothing twice. The run itself is not moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.finding import Finding, sparkline
from glassnet.lab.doctor.reference import MOST_ROWS, Reference, judge, reference
from glassnet.nn.layer import Context, Layer
from glassnet.nn.network import Network
from glassnet.nn.residual import Residual
from glassnet.program import layout
from glassnet.program.experiment import Experiment
from glassnet.program.probes import UpdateRatio
from glassnet.program.state import State
from glassnet.run.look import Look
from glassnet.run.run import Run

# A shortfall counts where it is this large and two standard deviations: chosen on the tuned half
# of benchmarks/clinic.py, as every threshold of the doctor.
SHORTFALL = 0.05
ERROR_FACTOR, ERROR_MARGIN = 1.25, 0.05
FALLING = 0.02  # between the last two tenths of a run
HURRIED = 100  # updates: no trend shows in so few


@final
class Case:
    """A run under examination.

    Args:
        run: It is not moved.
        live: Whether it is on its way while somebody looks on: nothing is trained again then, and
            an error that falls no more is an outcome that can be judged.
        known: What is known beforehand, by the names of these properties.

    """

    def __init__(
        self, run: Run, *, live: bool = False, known: Mapping[str, Any] | None = None
    ) -> None:
        """Keep the run."""
        self.run, self.table, self.live = run, run.table, live
        self.experiment: Experiment = run.experiment
        self.least_error = np.inf  # on the rows under examination, at earlier visits
        self.told: dict[str, Finding | None] = {}  # by rules that others ask as well
        vars(self).update(known or {})

    @property
    def network(self) -> Network:
        """The network of the experiment in force."""
        return self.experiment.network

    @cached_property
    def layers(self) -> tuple[tuple[str, Layer], ...]:
        """Every layer with its place, "3", or "2.0" for one inside another; networks left out."""
        return tuple(_flat(self.network.layers, ""))

    @property
    def trained(self) -> bool:
        """Whether any step was made."""
        return self.run.recorded > 0

    @cached_property
    def classes(self) -> int:
        """The number of classes, 0 where numbers are predicted."""
        targets = self.table.targets
        return targets.count if targets.task == "classification" else 0

    @cached_property
    def rows(self) -> Array:
        """Which training rows are looked at, in the table's numbers: all, or evenly chosen ones."""
        train = self.table.split.train
        wanted = np.linspace(0, len(train) - 1, min(len(train), MOST_ROWS)).astype(np.int64)
        return train[wanted]

    @cached_property
    def x(self) -> Array:
        """Those rows' inputs, as the network takes them."""
        return np.asarray(self.table.part(self.rows)[0])

    @cached_property
    def known(self) -> Array:
        """Those rows' answers: class codes, or numbers (rows, k)."""
        return np.asarray(self.table.part(self.rows)[1])

    @cached_property
    def reference(self) -> Reference:
        """What simple predictors make of the training rows."""
        return reference(self.x, self.known, self.classes)

    @cached_property
    def diverged(self) -> DivergedError | None:
        """How the run stopped being finite, or None."""
        if self.run.done:
            return None
        try:
            self.run.fork().advance(1)
        except DivergedError as error:
            return error
        return None

    @cached_property
    def finished(self) -> bool:
        """Whether the run went to its end: its last epoch, early stopping, or infinity."""
        return self.run.done or self.diverged is not None

    @cached_property
    def judgeable(self) -> bool:
        """Whether there is an outcome: the run is at its end, or watched, and falls no more."""
        if self.finished:
            return True
        if not self.live or self.run.recorded < HURRIED or self.still_falling:
            return False
        # A batch's loss is noisy; the error on all rows tells whether it still gets better.
        return self.fit[1] >= (1.0 - FALLING) * self.least_error

    @cached_property
    def state(self) -> State:
        """What the run ended with: the best weights if it stops early, else the last."""
        return self.run.best_state if self.experiment.early_stopping else self.run.state

    @cached_property
    def fit(self) -> tuple[float, float]:
        """Score and error on the training rows, outside training (no dropout)."""
        return self.judged(self.state, self.rows)

    @cached_property
    def held_out(self) -> tuple[float, float] | None:
        """Score and error on the validation rows, where they are at least 20."""
        rows = self.table.split.validation
        return self.judged(self.state, rows[:2000]) if len(rows) >= 20 else None

    def judged(self, state: State, rows: Array) -> tuple[float, float]:
        """Return score and error of `state` on some rows of the table."""
        x, known = self.table.part(rows)
        wanted = np.eye(self.classes)[known] if self.classes else np.asarray(known, np.float64)
        return judge(self.answers(state, np.asarray(x)), wanted, self.classes)

    def answers(self, state: State, x: Array) -> Array:
        """Return shares of the classes, or numbers, for inputs x."""
        context = Context(training=False, memory=state.memory)
        with np.errstate(all="ignore"):
            out, _ = self.network.forward(np, state.params, x, context)
        if not self.classes or not np.isfinite(out).all():
            return np.asarray(out, np.float64)
        return self.table.targets.probabilities(self.experiment.loss, out)

    @cached_property
    def failing(self) -> bool:
        """Whether it does worse on rows it learned from than simple predictors on rows unseen."""
        if self.diverged is not None:
            return True
        if not self.trained or not self.judgeable:
            return self.escaped
        (score, error), there = self.fit, self.reference
        margin = max(SHORTFALL, 2.0 * there.deviation)
        return score < there.score - margin or self.is_coarse(error)

    @cached_property
    def falls_short(self) -> bool:
        """Whether it fails, on rows held out at least: enough for a rule with a sign of its own."""
        outside = self.held_out if self.trained and self.finished and not self.failing else None
        return self.failing or (outside is not None and self.is_coarse(outside[1]))

    def is_coarse(self, error: float) -> bool:
        """Tell whether an error is well above that of simple predictors on rows left out."""
        there = self.reference
        return error > ERROR_FACTOR * there.error + max(ERROR_MARGIN, there.deviation)

    @cached_property
    def escaped(self) -> bool:
        """Whether the loss of late has been far above the first: no run comes back from there."""
        length = len(self.losses) // 10
        return length > 0 and bool(np.median(self.losses[-length:]) > 3.0 * self.losses[0])

    @cached_property
    def evidence(self) -> dict[str, float]:
        """How good the run is, beside what simple predictors reach."""
        name = "balanced accuracy" if self.classes else "R²"
        there = self.reference
        told = {f"{name} on the training rows": self.fit[0], "simple predictors": there.score}
        return told | {"for nothing": there.base}

    @property
    def losses(self) -> Array:
        """The loss of each recorded step."""
        return self.run.history["loss"]

    @property
    def picture(self) -> str:
        """The loss as a line of blocks."""
        finite = self.losses[np.isfinite(self.losses)]
        if not len(finite):
            return ""
        curve = sparkline(np.log10(np.maximum(finite, 1e-12)).tolist(), cells=36)
        return f"loss {finite[0]:.3g} {curve} {finite[-1]:.3g} (log)"

    @cached_property
    def falling(self) -> float:
        """By what share the loss fell between the last two tenths; 0 where that may be chance."""
        length = len(self.losses) // 10
        if length < 1:
            return 0.0
        late, before = self.losses[-length:], self.losses[-2 * length : -length]
        drop = float(before.mean() - late.mean())
        chance = float(np.sqrt((late.var() + before.var()) / length))
        return drop / max(float(before.mean()), 1e-12) if drop > 2.0 * chance else 0.0

    @property
    def still_falling(self) -> bool:
        """Whether the loss was still on its way down at the end."""
        return self.falling > FALLING

    @cached_property
    def moved(self) -> float:
        """How far the weights went from their start, relative to it: ‖w − w₀‖ / ‖w₀‖."""
        first, last = self.first_state.params, self.run.state.params
        way = sum(float(((last[name] - first[name]) ** 2).sum()) for name in first)
        size = sum(float((value**2).sum()) for value in first.values())
        return float(np.sqrt(way / size)) if size else np.inf

    @cached_property
    def first_state(self) -> State:
        """The state before the first update."""
        return layout.initial_state(self.run.first_experiment, self.run.program.input_shape)

    @cached_property
    def usual_state(self) -> State:
        """The same, had nobody chosen how weights start."""
        network = layout.without_starts(self.run.first_experiment.network)
        usual = replace(self.run.first_experiment, network=network)
        return layout.initial_state(usual, self.run.program.input_shape)

    @cached_property
    def first_outputs(self) -> list[tuple[Layer, Array, Array]]:
        """What the layers put out before the first update, as of `outputs`."""
        return self.outputs(self.first_state)

    @cached_property
    def usual_outputs(self) -> list[tuple[Layer, Array, Array]]:
        """The same, had nobody chosen how weights start."""
        return self.outputs(self.usual_state)

    def outputs(self, state: State) -> list[tuple[Layer, Array, Array]]:
        """Return each layer, what goes in and what comes out, of the rows under examination."""
        context = Context(training=False, memory=state.memory)
        found, before = [], self.x
        with np.errstate(all="ignore"):
            for _, layer, y, _ in self.network.walk(np, state.params, self.x, context):
                found.append((layer, before, y))
                before = y
        return found

    @cached_property
    def last_look(self) -> Look:
        """The last update, from inside."""
        return self.run.look(self.run.recorded - 1)

    @cached_property
    def first_look(self) -> Look:
        """The first update, from inside."""
        return self.run.look(0)

    @cached_property
    def early_ratio(self) -> float:
        """The median share of itself that a weight array moves in one of the first 20 updates."""
        told = self.run.measure(UpdateRatio(), stop=min(20, self.run.recorded))
        names = [n for n in told if n.startswith("update_ratio/") and not n.endswith("bias")]
        values = np.concatenate([np.asarray(told[name])[1:] for name in names] or [np.zeros(1)])
        finite = values[np.isfinite(values)]
        return float(np.median(finite)) if len(finite) else 0.0


def _flat(layers: tuple[Layer, ...], place: str) -> list[tuple[str, Layer]]:
    found: list[tuple[str, Layer]] = []
    for number, layer in enumerate(layers):
        if isinstance(layer, (Network, Residual)):
            found += _flat(layer.layers, f"{place}{number}.")
        else:
            found.append((f"{place}{number}", layer))
    return found
