"""A name finds its class, however one spells it, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.catalogue import KINDS
from glassnet.nn.names import ALSO_CALLED, find, plain

ALL = [(kind, found) for kind, classes in KINDS.items() for found in classes]
KNOWN = {plain(found.__name__) for _, found in ALL} | set(ALSO_CALLED)


@pytest.mark.parametrize(("kind", "found"), ALL)
def test_every_spelling_finds_the_class(kind, found):
    """Case, underscores, hyphens and blanks make no difference."""
    name = found.__name__
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
    for spelling in (name, name.lower(), name.upper(), snake, snake.replace("_", "-"), f" {name} "):
        assert find(kind, spelling) is found


@pytest.mark.parametrize(("short", "name"), ALSO_CALLED.items())
def test_short_names_lead_somewhere(short, name):
    """A second name means one class, and is no other class's own name in that kind."""
    kinds = [kind for kind, found in ALL if found.__name__ == name]
    assert len(kinds) == 1
    assert find(kinds[0], short).__name__ == name
    assert short not in {plain(found.__name__) for found in KINDS[kinds[0]]}


def test_a_kind_knows_its_own_names_only():
    """A constant rate and a constant start are two classes; a layer is no loss."""
    assert find("schedule", "constant") is not find("initializer", "constant")
    with pytest.raises(UsageError, match='no loss is called "Dense"'):
        find("loss", "Dense")


def test_unknown_names_are_told_the_nearest_or_all():
    """A near miss gets the word that is meant, anything else the whole list."""
    with pytest.raises(UsageError, match=r'no layer is called "Rleu"\. Did you mean "ReLU"\?'):
        find("layer", "Rleu")
    with pytest.raises(UsageError, match="There are SGD, Momentum, Nesterov"):
        find("optimizer", "zzzz")


@given(name=st.text() | st.sampled_from(["os.system", "__class__", "builtins:eval", "../x.py"]))
@settings(max_examples=50, deadline=None)
def test_the_lists_are_closed(name):
    """No other text than a known name leads to anything."""
    if plain(name) not in KNOWN:
        for kind in KINDS:
            with pytest.raises(UsageError, match=f"no {kind} is called"):
                find(kind, name)
