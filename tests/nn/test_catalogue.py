"""The catalogue holds every class there is, once."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections import Counter

import pytest

import glassnet.nn
from glassnet.nn.catalogue import KINDS
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Layer
from glassnet.nn.losses import Loss
from glassnet.nn.optimizers import Optimizer
from glassnet.nn.schedules import Plateau, Schedule

CONTRACTS = {
    "layer": Layer,
    "loss": Loss,
    "optimizer": Optimizer,
    "schedule": (Schedule, Plateau),
    "initializer": Initializer,
}
ALL = [(kind, found) for kind, classes in KINDS.items() for found in classes]


def written(contract):
    """Return the names of the concrete classes of a contract, wherever in nn/ they are."""
    names = set()
    for module in pkgutil.iter_modules(glassnet.nn.__path__):
        members = vars(importlib.import_module(f"glassnet.nn.{module.name}")).values()
        names |= {
            found.__name__
            for found in members
            if inspect.isclass(found)
            and issubclass(found, contract)
            and dataclasses.is_dataclass(found)
            and not inspect.isabstract(found)
        }
    return names


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_complete(kind):
    """Whatever class is written somewhere in nn/ is in the catalogue, once, and nothing else is."""
    listed = Counter(found.__name__ for found in KINDS[kind])
    assert set(listed) == written(CONTRACTS[kind])
    assert set(listed.values()) == {1}


@pytest.mark.parametrize(("kind", "found"), ALL)
def test_each_is_a_frozen_final_description(kind, found):
    """Each class is a frozen dataclass that nobody inherits from, and says what it is."""
    assert found.__dataclass_params__.frozen
    assert found.__final__
    assert found.__doc__


@pytest.mark.parametrize(("kind", "found"), ALL)
def test_no_field_takes_the_key_of_the_name(kind, found):
    """No field is called "layer" or "name": in a file these keys hold the class."""
    assert not {field.name for field in dataclasses.fields(found)} & {"layer", "name"}
