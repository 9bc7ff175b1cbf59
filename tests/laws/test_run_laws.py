"""The state of a run is a function of its experiment and its commands, however one came there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.memory import read_memory
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm
from glassnet.nn.optimizers import SGD, Momentum
from glassnet.nn.schedules import Plateau
from glassnet.nn.smooth_schedules import Cosine
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment
from glassnet.run import snapshots, timeline
from glassnet.run.commands import Change, Command, SetLearningRate, SetWeight
from glassnet.run.run import Run
from glassnet.run.table import read

FURTHEST = 24  # steps; an epoch has 4, the last of them smaller
EXPERIMENT = Experiment(
    Network(Dense(4), BatchNorm(), Tanh(), Dropout(0.2), Dense(1)),
    MSE(),
    learning_rate=0.02,
    schedule=Plateau(patience=0),
    batch_size=4,
    epochs=6,
    early_stopping=EarlyStopping(patience=3),
)
ENGINES = [
    pytest.param("reference", 60, id="reference"),
    pytest.param("xla", 8, id="xla"),
]

RATES = st.builds(SetLearningRate, st.floats(1e-4, 0.1))
WEIGHTS = st.builds(SetWeight, st.sampled_from([0, 4]), st.just((0, 0)), st.floats(-1.0, 1.0))
CHANGES = st.sampled_from(
    [
        Change((("optimizer", Momentum(0.5)),)),
        Change((("optimizer", SGD()), ("l2", 0.1))),
        Change((("schedule", Cosine()),)),
        Change((("clip_norm", 0.3),)),
        Change((("epochs", 5), ("early_stopping", None))),
    ]
)
# What XLA would compile anew for each is left to few.
COMMANDS = {"reference": RATES | WEIGHTS | CHANGES, "xla": RATES | WEIGHTS}


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    """Keep few snapshots, close together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "BASES", (4, 4))
        patch.setattr(snapshots, "DEPTH", 2)
        yield


@lru_cache
def rows_of_numbers():
    """Return a table of 15 training and 5 validation rows."""
    random = np.random.default_rng(7)
    x = random.normal(size=(20, 3))
    target = x @ [1.0, -2.0, 0.5] + 0.3 * random.normal(size=20)
    columns = {**{f"x{k}": x[:, k] for k in range(3)}, "target": target}
    choices = DataChoices(target=("target",), test=0.0, validation=0.25)
    return read(choices, read_memory(columns), 0, "float32")


def fresh(engine: str) -> Run:
    """Return a run at its first step."""
    return Run(replace(EXPERIMENT, engine=engine), rows_of_numbers())


@dataclass
class Journey:
    """A run that is moved about, and beside it the commands that should have made it."""

    run: Run
    given: list[tuple[int, Command]] = field(default_factory=list)

    def advance(self, steps: int) -> None:
        """Go forward, but not beyond what the test compares."""
        self.run.advance(min(steps, self.furthest() - self.run.step))

    def back(self, steps: int) -> None:
        """Go back, at most to the first step."""
        self.run.back(min(steps, self.run.step))

    def seek(self, step: int) -> None:
        """Go anywhere."""
        self.run.seek(min(step, self.furthest()))

    def epoch(self, _: int) -> None:
        """Go to the end of the epoch."""
        if self.run.step // 4 * 4 + 4 <= self.furthest():
            evaluation = self.run.advance_epoch()
            assert (evaluation.step, evaluation.epoch) == (self.run.step, self.run.epoch)

    def watch(self, step: int) -> None:
        """Look at everything there is to see; none of it may leave a trace."""
        here = self.run.step, self.run.state.digest(), self.run.recorded
        self.run.look(min(step, self.run.recorded))
        self.run.predict(self.run.training.x)
        assert self.run.model.predict(np.ones((2, 3))).shape == (2,)
        assert (self.run.step, self.run.state.digest(), self.run.recorded) == here

    def command(self, command: Command) -> None:
        """Change something here."""
        self.run.command(command)
        assert self.run.recorded == self.run.step
        self.given = [*self.before(self.run.step), (self.run.step, command)]

    def fork(self, step: int) -> None:
        """Go on with a fork; the run it comes from must not notice."""
        parent, at = self.run, min(step, self.run.recorded)
        before = parent.step, parent.state.digest(), parent.recorded, parent.commands
        self.run, self.given = parent.fork(at), self.before(at)
        assert self.run.step == self.run.recorded == at
        self.run.advance(min(2, self.furthest() - at))
        assert (parent.step, parent.state.digest(), parent.recorded, parent.commands) == before

    def furthest(self) -> int:
        """Return the last step to go to: a command may have made the epochs fewer."""
        return min(FURTHEST, self.run.last_step)

    def before(self, step: int) -> list[tuple[int, Command]]:
        """Return the commands given up to `step`."""
        return [(at, command) for at, command in self.given if at <= step]


def retold(journey: Journey, engine: str) -> Run:
    """Return a new run to which the same commands are given at the same steps."""
    run = fresh(engine)
    for step, command in journey.given:
        run.advance(step - run.step)
        run.command(command)
    return run


def facts(run: Run) -> dict[str, Any]:
    """Return all there is to compare of a run where it stands."""
    return {
        "state": run.state.digest(),
        "best": run.best_state.digest(),
        "program": run.program,
        "progress": run.progress,
        "stopped": run.stopped,
        "done": run.done,
        "commands": [recorded for recorded in run.commands if recorded.step <= run.step],
    }


def moves(engine: str) -> st.SearchStrategy:
    """Return a strategy for what may be done to a journey."""
    places = st.tuples(
        st.sampled_from(["advance", "advance", "back", "seek", "epoch", "watch", "fork"]),
        st.integers(0, FURTHEST),
    )
    commands = st.tuples(st.just("command"), COMMANDS[engine])
    return st.lists(places | commands, min_size=3, max_size=14)


@pytest.mark.parametrize("engine, examples", ENGINES)
def test_every_way_leads_to_the_state_of_its_commands(engine, examples):
    """Advance, back, seek, look, fork and command in any order: a fresh run gives the same bits."""

    @settings(max_examples=examples)
    @given(moves(engine))
    def held(drawn):
        journey = Journey(fresh(engine))
        for name, argument in drawn:
            getattr(journey, name)(argument)
        run, told = journey.run, retold(journey, engine)
        recorded = run.recorded
        told.advance(max(0, recorded - told.step))
        assert run.state.digest() == told.state.digest() or run.step < recorded
        for name, values in run.history.items():
            np.testing.assert_array_equal(values, told.history[name][:recorded])
        assert run.history.evaluations == told.history.evaluations[: len(run.history.evaluations)]
        for step in {run.step, *range(0, recorded + 1, 3)}:
            run.seek(step)
            told.seek(step)
            assert facts(run) == facts(told)
        assert run.replay_difference == told.replay_difference == 0.0

    held()


@pytest.mark.parametrize("engine, examples", ENGINES)
def test_watching_changes_nothing(engine, examples):
    """With looks, predictions and observers that raise, a run ends in the same bits as without."""
    alone = fresh(engine)
    alone.finish()

    @settings(max_examples=examples // 6)
    @given(st.lists(st.tuples(st.integers(0, FURTHEST), st.integers(0, FURTHEST)), max_size=3))
    def held(looks):
        watched = Journey(fresh(engine))
        for when, where in sorted(looks):
            watched.run.seek(when)
            watched.watch(where)
        watched.run.seek(0)
        watched.run.finish(lambda evaluation: [][evaluation.epoch])
        assert len(watched.run.observers.errors) == 1
        assert facts(watched.run) == facts(alone)
        assert watched.run.history.evaluations[: alone.epoch] == alone.history.evaluations

    held()


@pytest.mark.parametrize("engine, examples", ENGINES)
def test_the_cutting_of_time_does_not_matter(engine, examples):
    """However many steps are made at a time, the state and the record after them are the same."""
    whole = fresh(engine)
    whole.advance(FURTHEST)
    losses = whole.history["loss"].tolist()
    digests = []
    for step in range(FURTHEST + 1):
        whole.seek(step)
        digests.append(whole.state.digest())

    @settings(max_examples=examples // 4)
    @given(st.lists(st.integers(0, 9), max_size=8))
    def held(parts):
        run = fresh(engine)
        for steps in parts:
            run.advance(min(steps, FURTHEST - run.step))
            assert run.state.digest() == digests[run.step]
        assert run.history["loss"].tolist() == losses[: run.step]
        assert run.history.evaluations == whole.history.evaluations[: run.epoch]

    held()
