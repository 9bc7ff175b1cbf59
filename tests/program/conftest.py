"""What the tests of this floor draw: any object of the catalogue, and any experiment of such."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import strategies as st

from glassnet.ground.errors import UsageError
from glassnet.nn.catalogue import INITIALIZERS, KINDS, LAYERS
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network
from glassnet.program.experiment import DataChoices, EarlyStopping, Experiment

# Shares lie in (0, 1), some numbers are larger than 1: one of the two is in nearly every range.
PLAIN = {
    bool: st.booleans(),
    int: st.integers(1, 9),
    float: st.floats(0.01, 0.49) | st.floats(1.5, 9.0),
    type(None): st.none(),
}
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


def values(hint, depth):
    """Return a strategy for a field of the type `hint`."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if hint is Initializer:
        return st.sampled_from(INITIALIZERS).flatmap(lambda found: instances(found, depth))
    if hint is Layer:
        return st.sampled_from(LAYERS).flatmap(lambda found: instances(found, depth + 1))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1] is ...:
        return st.lists(values(inner[0], depth), min_size=1, max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(each, depth) for each in inner))
    return st.one_of(*(values(each, depth) for each in inner))


@st.composite
def instances(draw, found, depth=0):
    """Draw an instance of a class of the catalogue; what it needs alone, where the rest clashes."""
    if depth > 2:
        return LAYERS[0](1)
    fields = dataclasses.fields(found)
    hints = get_type_hints(found)
    drawn = {field.name: draw(values(hints[field.name], depth)) for field in fields}
    needed = {f.name: drawn[f.name] for f in fields if f.default is dataclasses.MISSING}
    try:
        return found(drawn["layers"]) if set(drawn) == {"layers"} else found(**drawn)
    except UsageError:
        return found(**needed)


def of_kind(kind):
    """Return a strategy for any object of that `kind`."""
    return st.sampled_from(KINDS[kind]).flatmap(instances)


def some(strategy):
    """Return a strategy for that, or None."""
    return st.none() | strategy


CHOICES = st.builds(
    DataChoices,
    source=TEXTS,
    target=st.lists(TEXTS, max_size=3, unique=True),
    kinds=st.dictionaries(TEXTS, st.sampled_from(["number", "category", "skip"]), max_size=3),
    scaling=st.sampled_from(["standardize", "range", "none"]),
    test=st.floats(0.0, 0.9),
    missing_words=st.lists(TEXTS, max_size=3, unique=True),
    delimiter=some(TEXTS),
    encoding=some(st.sampled_from(["cp1252", "none"])),
    decimal=some(TEXTS),
    header=some(st.booleans()),
)
EXPERIMENTS = st.builds(
    Experiment,
    network=st.lists(of_kind("layer"), min_size=1, max_size=5).map(lambda layers: Network(*layers)),
    loss=of_kind("loss"),
    optimizer=of_kind("optimizer"),
    learning_rate=st.floats(1e-300, 1000.0),
    schedule=of_kind("schedule"),
    batch_size=some(st.integers(1, 10**6)),
    epochs=st.integers(0, 10**12),
    shuffle=st.booleans(),
    clip_norm=some(st.floats(1e-9, 1e9)),
    clip_value=some(st.floats(1e-9, 1e9)),
    l1=st.floats(0.0, 1e9),
    l2=st.floats(0.0, 1e9),
    weight_decay=st.floats(0.0, 1e9),
    early_stopping=some(st.builds(EarlyStopping, st.integers(1, 99), st.floats(0.0, 9.0))),
    seed=st.integers(0, 2**64 - 1),
    dtype=st.sampled_from(["float32", "float64"]),
    engine=st.sampled_from(["auto", "reference", "xla"]),
    data=some(CHOICES),
)


@pytest.fixture(scope="session")
def objects():
    """A function from a kind of the catalogue to a strategy for its objects."""
    return of_kind


@pytest.fixture(scope="session")
def experiments():
    """A strategy for experiments over the whole catalogue."""
    return EXPERIMENTS
