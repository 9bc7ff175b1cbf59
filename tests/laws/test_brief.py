"""Every class of the catalogue: its short call is Python that makes it again."""

from __future__ import annotations

import pytest

import glassnet
from glassnet.nn.brief import brief

PUBLIC = {name: getattr(glassnet, name) for name in dir(glassnet)}


def again(thing):
    """Return what the short call of `thing` makes."""
    return eval(brief(thing), PUBLIC)  # noqa: S307  it is our own text that is in question


def test_layers(layer_case):
    """A layer, its fields and the layers inside it."""
    assert again(layer_case.layer) == layer_case.layer


def test_losses(loss_case):
    """A loss and its fields."""
    assert again(loss_case.loss) == loss_case.loss


@pytest.mark.parametrize("kind", ["optimizer", "schedule", "initializer"])
def test_the_others(kind, tables):
    """An optimizer, a schedule, an initializer and their fields."""
    for thing in tables[kind]:
        assert again(thing) == thing
