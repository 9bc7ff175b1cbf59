"""The doctor looks on while runs are played: silent where they learn, right where they do not."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.tui import attendance
from glassnet.tui.cures import cure_of
from glassnet.tui.stage import Stage
from tests.tui.sights import RUNS, random_run
from tests.tui.test_app import session, until

USUAL = {"engine": "reference", "early_stopping": None, "weight_decay": 0.0, "seed": 1}
MOONS = {"epochs": 120, "learning_rate": 0.02, **USUAL}


class Slow:
    """A clock by which everything takes its time, so that the doctor comes every few steps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.02
        return self.now


@pytest.fixture(autouse=True)
def _waited_for(monkeypatch):
    """Find out at once what a thread would find out some time."""

    def at_once(find, _):
        future = Future()
        future.set_result(find())
        return future

    monkeypatch.setattr(attendance, "beside", at_once)


def played(run, most=100_000):
    """Play a run to its end; return the stage, and what was found on the way, in order."""
    stage, seen = Stage(run, clock=Slow()), []

    def see():
        if stage.findings and (not seen or seen[-1][1] is not stage.findings):
            seen.append((stage.run.step, stage.findings))

    stage.rest()
    see()
    stage.play()
    for _ in range(most):
        if not stage.moving:
            break
        stage.tick()
        see()
    while stage.rest() is not None:
        see()
    see()
    return stage, seen


def moons(*hidden, **settings):
    """Return a run on two half moons, which a hidden layer of ReLU units learns."""
    layers = hidden or (gn.Dense(16), gn.ReLU())
    return gn.prepare(gn.Network(*layers, gn.Dense(2)), "moons", **{**MOONS, **settings})


@pytest.mark.parametrize("table", ["iris", "penguins", "diabetes", "circles"])
def test_a_bundled_table_with_default_settings_is_left_alone(table):
    """From the first step to the last nothing is said, though the doctor comes again and again."""
    stage, seen = played(gn.prepare(None, table, engine="reference", seed=1))
    assert seen == []
    assert stage.run.done
    assert stage.doctor._rounds[stage.run].visits > 20


UGLY = {
    "warm-up": {"schedule": gn.WarmupCosine(0.3)},
    "a validation set of a few rows": {"validation": 0.05},
    "to zero loss": {"epochs": 400},
    "large gradients of a summed loss": {"clip_norm": 1.0},
    "a little penalty": {"l2": 1e-4},
    "early stopping": {"early_stopping": gn.EarlyStopping(20)},
}


@pytest.mark.parametrize("how", UGLY)
def test_an_ugly_but_healthy_run_is_left_alone(how):
    """What looks ill and learns is not ill."""
    stage, seen = played(moons(**UGLY[how]))
    assert seen == []
    assert stage.doctor._rounds[stage.run].visits > 10


def test_sparse_units_are_left_alone():
    """A wide layer, most of whose units are 0 for most rows, learns."""
    _, seen = played(moons(gn.Dense(128, weights=gn.Normal(0.5)), gn.ReLU()))
    assert seen == []


def test_a_plateau_at_the_noise_is_left_alone():
    """A fifth of the answers are wrong: nobody can know them, and nobody is blamed."""
    table = gn.prepare(None, "moons", test=0.0, validation=0.0).table
    rng = np.random.default_rng(0)
    wrong = rng.random(len(table.known)) < 0.2
    answers = np.where(wrong, 1 - np.asarray(table.known), table.known)
    x, y = np.asarray(table.rows.x), np.array([f"class {code}" for code in answers])
    network = gn.Network(gn.Dense(16), gn.ReLU(), gn.Dense(2))
    _, seen = played(gn.prepare(network, x, y, **{**MOONS, "epochs": 60}))
    assert seen == []


def test_a_plateau_before_xor_is_found_is_left_alone():
    """Sigmoids need hundreds of steps of hardly any progress, and then learn it."""
    network = gn.Network(gn.Dense(4), gn.Sigmoid(), gn.Dense(1), gn.Sigmoid())
    settings = {"loss": gn.HalfSumOfSquares(), "optimizer": gn.SGD(), "learning_rate": 3.0}
    data = [[1, 1], [1, 0], [0, 1], [0, 0]], [0, 1, 1, 0]
    run = gn.prepare(
        network, *data, epochs=1_500, batch_size=None, scaling="none", **settings, **USUAL
    )
    _, seen = played(run)
    assert run.history["loss"][-1] < 0.05 * run.history["loss"][0]
    assert seen == []


def starting(bend, weights, **settings):
    """Return a run on the moons whose layers' weights start so."""
    layers = gn.Dense(16, weights=weights), bend, gn.Dense(2, weights=weights)
    return gn.prepare(gn.Network(*layers), "moons", **{**MOONS, **settings})


ILL = {
    "rate-too-high": (lambda: moons(optimizer=gn.SGD(), learning_rate=50.0), 200),
    "equal-start": (lambda: starting(gn.Tanh(), gn.Constant(0.5)), 0),
    "dead-start": (lambda: moons(gn.Dense(16, bias_start=gn.Constant(-30.0)), gn.ReLU()), 200),
    "start-too-large": (lambda: starting(gn.Sigmoid(), gn.Normal(20.0)), 200),
    "linear-stack": (lambda: moons(gn.Dense(16)), 200),
    "strong-penalty": (lambda: moons(weight_decay=10.0), 200),
}


@pytest.mark.parametrize("cause", ILL)
def test_what_does_not_learn_is_named_and_its_remedy_helps(cause):
    """Within some steps the cause is said first; applied, its future has a smaller loss."""
    make, soon = ILL[cause]
    stage, seen = played(make())
    step, findings = seen[0]
    assert findings[0].rule == cause
    assert step <= soon
    stage.apply(findings[0])
    assert stage.branch.name == "B"
    assert stage.playing
    stage.arrive()
    before, after = (branch.run.history["loss"][-30:].mean() for branch in stage.branches)
    assert stage.branches[0].run.done
    assert stage.run.done
    assert after < 0.7 * before


def test_a_run_that_diverges_is_told_at_once_and_goes_on_from_where_it_was_best():
    """The rate is beyond all bounds; in its future, before the harm, it learns."""
    stage, seen = played(moons(optimizer=gn.Momentum(0.9), learning_rate=1e20))
    assert not stage.run.done
    (_, findings), *_ = seen[-1:]
    assert (findings[0].rule, findings[0].sure) == ("rate-too-high", "certain")
    stage.apply(findings[0])
    assert stage.branch.forked_at == 0
    stage.arrive()
    assert stage.run.done
    assert stage.run.history["loss"][-30:].mean() < 0.3
    assert "rate-too-high" not in {each.rule for each in stage.findings}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(RUNS).map(lambda make: make()) | st.integers(0, 99).map(random_run))
def test_no_run_is_too_odd_to_be_looked_at(run):
    """Whatever the layers and the data, to the end or to infinity, the doctor has an answer."""
    stage = Stage(run.fork(), clock=Slow())
    stage.play()
    while stage.moving:
        stage.tick()
    while stage.rest() is not None:
        pass
    assert "gives up" not in stage.note
    for finding in stage.findings:
        try:
            told = str(cure_of(stage.run.experiment, stage.run.history["loss"], finding))
        except UsageError as error:
            told = str(error)
        assert told.endswith((".", finding.remedy.command() if finding.remedy else "."))


def test_a_bounded_output_for_numbers_without_bounds_never_comes_so_far():
    """It is refused before there is a run to watch, with what to leave out."""
    network = gn.Network(gn.Dense(8), gn.ReLU(), gn.Dense(1), gn.Sigmoid())
    with pytest.raises(UsageError, match=r"the last layer, Sigmoid.*leave it out"):
        gn.prepare(network, "diabetes", **USUAL)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_a_session_finds_reads_and_applies(size):
    """Said while it stands; d opens the evidence, a forks the run, both futures are on the plot."""

    async def play(app, pilot):
        await until(app, lambda sight: sight.moment.findings)
        await pilot.press("full_stop", "down", "d")
        await until(app, lambda _: len(app.screen_stack) == 2)
        await pilot.press("a")
        await until(app, lambda sight: len(sight.moment.futures) == 2)
        await until(app, lambda sight: sight.moment.done and not sight.moment.playing)
        assert not sight_has(app, "step-activation")
        app.choose("curves")
        await pilot.press("n")
        await until(app, lambda sight: sight.moment.active == 0)
        assert sight_has(app, "step-activation")
        await pilot.press("n", "q")

    network = gn.Network(gn.Dense(12), gn.Step(), gn.Dense(8), gn.Tanh(), gn.Dense(2))
    run = gn.prepare(network, "moons", **{**MOONS, "epochs": 20})
    _, stage = session(play, size, run)
    assert [branch.forked_at for branch in stage.branches] == [None, 0]
    assert stage.branches[1].run.step == 100
    assert isinstance(stage.branches[1].run.experiment.network.layers[1], gn.Sigmoid)


def sight_has(app, rule):
    """Tell whether a finding of that name is shown."""
    return rule in {each.rule for each in app.sight.moment.findings}


def test_the_key_opens_while_it_plays_and_without_a_finding():
    """It pauses first; there is nothing wrong, and that is said."""

    async def play(app, pilot):
        await pilot.press("space")
        await until(app, lambda sight: sight.moment.step > 3)
        await pilot.press("d")
        await until(app, lambda _: len(app.screen_stack) == 2)
        assert not app.sight.moment.playing
        await pilot.press("a", "escape")
        await until(app, lambda _: len(app.screen_stack) == 1)
        await pilot.press("q")

    _, stage = session(play, run=moons(epochs=4_000))
    assert len(stage.branches) == 1
