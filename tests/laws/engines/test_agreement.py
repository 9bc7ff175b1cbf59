"""Both engines make the same of the same program, up to rounding."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.nn import catalogue
from glassnet.program import layout

ENGINES = (ReferenceEngine, XlaEngine)


def kinds_within(thing) -> set[type]:
    """Return the class of `thing`, and of everything it is made of."""
    parts = thing if isinstance(thing, tuple) else ()
    if is_dataclass(thing):
        parts = [getattr(thing, field.name) for field in fields(thing)]
    return {type(thing)}.union(*map(kinds_within, parts))


def runners(mixture, draw_batch, dtype, **changes):
    """Return the mixture's program, its rows, and a runner of each engine at its start."""
    program = mixture.program(dtype, **changes)
    batch = draw_batch(program, mixture.codes)
    state = layout.initial_state(program.experiment, program.input_shape)
    return program, batch, [engine().start(program, batch, state) for engine in ENGINES]


def assert_near(found, wanted, tolerance, name):
    """Hold `found` against `wanted`, relative to the largest number of `wanted` or 1."""
    assert (found.shape, found.dtype) == (wanted.shape, wanted.dtype), name
    scale = max(1.0, np.max(np.abs(wanted), initial=0.0))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * scale, err_msg=name)


def test_the_mixtures_hold_every_class(mixtures):
    """The programs below use every layer, loss, optimizer and schedule of the catalogue."""
    held = set().union(*(kinds_within(mixture.program().experiment) for mixture in mixtures))
    wanted = set(catalogue.LAYERS + catalogue.LOSSES + catalogue.OPTIMIZERS + catalogue.SCHEDULES)
    missing = ", ".join(each.__name__ for each in wanted - held)
    assert not missing, f"give {missing} a place in a mixture of tests/laws/engines/conftest.py"


def hold_every_step(mixture, draw_batch, dtype, tolerance):
    """Let both engines make two epochs, from equal states at each step, and compare all."""
    program, batch, (reference, xla) = runners(mixture, draw_batch, dtype)
    for _ in range(2 * program.plan.steps_per_epoch + 1):
        xla.reset(reference.state())
        wanted, found = (runner.advance(1, 0.01) for runner in (reference, xla))
        assert found.keys() == wanted.keys()
        for name, column in wanted.items():
            assert_near(found[name], column, tolerance, name)
        after = xla.state().flat()
        assert after.keys() == reference.state().flat().keys()
        for name, array in reference.state().flat().items():
            assert_near(after[name], array, tolerance, name)
    assert_near(xla.predict(batch.x), reference.predict(batch.x), tolerance, "prediction")


def test_every_step_is_the_same(mixture, draw_batch):
    """From equal states, each step gives equal states, losses, rates and predictions."""
    hold_every_step(mixture, draw_batch, "float64", 1e-12)


@pytest.mark.parametrize("number", [1, 3, 4])
def test_every_step_is_the_same_in_float32(number, mixtures, draw_batch):
    """In float32 the engines agree to five digits: dense, convolution and embedding."""
    hold_every_step(mixtures[number], draw_batch, "float32", 1e-5)


@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_thousand_steps_are_the_same(number, mixtures, draw_batch):
    """Rounding does not add up to more than 1e-9 of the numbers, dropout and batch norm included.

    These networks have no corner: where one has, a difference of the last bit may take the other
    side of it, and both engines would be right.
    """
    _, _, (reference, xla) = runners(mixtures[number], draw_batch, "float64")
    wanted, found = (runner.advance(1000, 0.01) for runner in (reference, xla))
    assert_near(found["loss"], wanted["loss"], 1e-9, "loss")
    assert wanted["loss"][-50:].mean() < wanted["loss"][:50].mean(), "nothing was learned"
    after = xla.state().flat()
    for name, array in reference.state().flat().items():
        assert_near(after[name], array, 1e-9, name)
