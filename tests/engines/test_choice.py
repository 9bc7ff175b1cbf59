"""Which engine runs: by the work alone, said in a sentence."""

from __future__ import annotations

import importlib.util
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engines import choice
from glassnet.engines.machines import Machines
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.ground.errors import MissingPackageError, UsageError
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program


def program(units=8, *, rows=100, **changes):
    """Return the program of a Dense network on four inputs."""
    return Program(Experiment(Network(Dense(units), Dense(1)), MSE(), **changes), rows, (4,))


@pytest.fixture
def without_jax(monkeypatch):
    """Let JAX seem not to be installed."""
    real = importlib.util.find_spec
    missing = lambda name, *more: None if name == "jax" else real(name, *more)  # noqa: E731
    monkeypatch.setattr(importlib.util, "find_spec", missing)
    monkeypatch.setitem(sys.modules, "glassnet.engines.xla", None)


SMALL, LARGE = {"epochs": 5}, {"epochs": 100_000}


def test_little_work_is_for_numpy():
    """What NumPy does in less time than JAX takes to start is not handed to JAX."""
    made = choice.choose(program(**SMALL))
    assert (type(made.engine), made.name) == (ReferenceEngine, "reference")
    assert "less than JAX needs to start" in made.reason


def test_much_work_is_for_jax():
    """A long run is compiled, and the sentence says how long NumPy would take."""
    made = choice.choose(program(**LARGE))
    assert (type(made.engine), made.name) == (XlaEngine, "xla")
    assert made.reason.startswith("JAX, since NumPy would need about ")


def test_without_jax_numpy_does_it_all(without_jax):
    """Much work and no JAX: NumPy, with the line that installs JAX."""
    made = choice.choose(program(**LARGE))
    assert (type(made.engine), made.name) == (ReferenceEngine, "reference")
    assert "pip install 'glassnet[fast]'" in made.reason


@pytest.mark.parametrize("work", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize(
    "name, kind", [("reference", ReferenceEngine), ("xla", XlaEngine)], ids=["reference", "xla"]
)
def test_an_engine_by_name_is_that_engine(name, kind, work):
    """Whoever names an engine gets it, however much work there is."""
    made = choice.choose(program(engine=name, **work))
    assert (type(made.engine), made.name) == (kind, name)
    assert made.reason.endswith("as asked")


def test_jax_by_name_without_jax_is_an_error_that_helps(without_jax):
    """The message says what is missing, how to install it, and what to use instead."""
    with pytest.raises(MissingPackageError, match=r'needs JAX .*glassnet\[fast\].*"reference"'):
        choice.choose(program(engine="xla"))


@settings(max_examples=15)
@given(st.integers(1, 300), st.integers(1, 10_000), st.integers(1, 2000))
def test_the_choice_repeats_and_more_work_never_goes_back(units, rows, epochs):
    """The same program, the same choice; once work is enough for JAX, more of it is, too."""
    names = [
        choice.choose(program(units, rows=rows, batch_size=None, epochs=many)).name
        for many in (epochs, epochs, 10 * epochs)
    ]
    assert names[0] == names[1]
    assert (names[0], names[2]) != ("xla", "reference")


def test_several_devices_are_for_jax(problem):
    """NumPy computes on one; that both were asked for is told."""
    given = problem(engine="reference")
    with pytest.raises(UsageError, match='"reference" computes on one device, got 2 devices'):
        choice.choose(given.program, Machines(2))
