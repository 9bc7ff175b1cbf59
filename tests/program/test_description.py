"""Every object of the catalogue is plain data and back; whatever else is asked for is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground.errors import ExperimentError, UsageError
from glassnet.nn.activations import ReLU
from glassnet.nn.catalogue import KINDS
from glassnet.nn.dense import Dense
from glassnet.nn.optimizers import Optimizer
from glassnet.nn.residual import Residual
from glassnet.nn.scaled_initializers import HeNormal
from glassnet.program.description import build, describe, kind_of, tag


class Mine(Optimizer):
    """A rule of one's own."""

    def start(self, xp, p):
        """Nothing."""

    def update(self, xp, step, gradient, slots, p, learning_rate):
        """Nothing."""


def refused(kind, data):
    """Return the mistakes that building `data` tells."""
    with pytest.raises(ExperimentError) as caught:
        build(kind, data, "here")
    return caught.value.mistakes


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=60)
def test_round_trip(objects, kind, complete, data):
    """An object, described, sent as JSON and built, is equal to itself, for the whole catalogue."""
    thing = data.draw(objects(kind))
    description = json.loads(json.dumps(describe(thing, complete=complete)))
    assert build(kind, description, "here") == thing


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_has_a_kind_and_its_name(kind):
    """The class's name is under "layer" for layers and under "name" for all others."""
    for found in KINDS[kind]:
        assert kind_of(found) == kind
    assert tag(kind) == ("layer" if kind == "layer" else "name")


def test_only_what_differs_is_told():
    """A short description leaves out the defaults, a complete one nothing."""
    assert describe(Dense(16)) == {"layer": "Dense", "units": 16}
    assert describe(Dense(16), complete=True) == {
        "layer": "Dense",
        "units": 16,
        "bias": True,
        "weights": None,
        "bias_start": {"name": "Zeros"},
    }


def test_nested_objects_are_tables_in_tables():
    """An initializer in a layer in a layer finds its place."""
    described = describe(Residual(Dense(4, weights=HeNormal(2.0)), ReLU()))
    assert described == {
        "layer": "Residual",
        "layers": [
            {"layer": "Dense", "units": 4, "weights": {"name": "HeNormal", "gain": 2.0}},
            {"layer": "ReLU"},
        ],
    }


def test_numbers_of_numpy_become_plain():
    """A width that came out of an array is a number like another."""
    assert json.dumps(describe(Dense(np.int64(3)))) == '{"layer": "Dense", "units": 3}'


def test_a_foreign_class_is_not_described():
    """A rule that is not in the catalogue cannot be written, and that is said."""

    with pytest.raises(UsageError, match="Mine is not in the catalogue"):
        describe(Mine())


def test_a_name_alone_is_a_description():
    """A word will do where nothing but the name is to be said."""
    assert build("layer", "leaky relu", "here") == build("layer", {"layer": "LeakyReLU"}, "here")
    assert build("layer", {"layer": "Dense", "units": 2, "weights": "he_normal"}, "x") == Dense(
        2, weights=HeNormal()
    )


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("layer", "Rleu", 'here: no layer is called "Rleu". Did you mean "ReLU"?'),
        ("layer", {"layer": "Rleu"}, 'here.layer: no layer is called "Rleu". Did you mean "ReLU"?'),
        ("layer", {"layer": 3}, "here.layer must be a text, got 3."),
        (
            "layer",
            {"Layer": "ReLU"},
            'here.layer is missing: it names the layer. Did you mean "Lay',
        ),
        ("layer", 5, 'here must be the name of one layer, or a table with "layer" and its fields'),
        ("layer", {"layer": "Dense"}, "here.units is missing: it takes a whole number."),
        (
            "layer",
            {"layer": "Dropout", "rate": 2},
            "here.rate must be a number in [0, 1), got 2.0.",
        ),
        (
            "optimizer",
            {"name": "Adam", "beta": 0.9},
            "here.beta: Adam has no such field, it has beta1, beta2, epsilon. Did you mean",
        ),
        (
            "layer",
            {"layer": "ReLU", "slope": 1},
            "here.slope: ReLU has no such field, it has ",
        ),
        (
            "layer",
            {"layer": "Dense", "units": 10**12},
            "here.units must be at most 10,000,000, got 1000000000000.",
        ),
        (
            "layer",
            {"layer": "Conv2D", "filters": 1, "size": [3, 10**9]},
            "here.size must be at most 10,000,000, got a list of 2.",
        ),
        (
            "layer",
            {"layer": "Residual", "layers": ["ReLU", {"layer": "Dense", "units": "4"}]},
            'here.layers[1].units must be a whole number, got "4".',
        ),
        ("layer", {"layer": "Network", "layers": []}, "here: a network needs at least one layer"),
        (
            "initializer",
            {"name": "Uniform", "low": 2, "high": 1},
            "here.low must be less than high, got low=2.0, high=1.0.",
        ),
    ],
)
def test_a_mistake_has_its_path(kind, data, sentence):
    """A mistake says where, what, what was wanted, and the nearest word."""
    (mistake,) = refused(kind, data)
    assert mistake.startswith(sentence)


def test_all_mistakes_are_told():
    """Unknown, mistyped and missing fields, and those of parts, are told together."""
    layers = [{"layer": "Dense", "unit": 3}, {"layer": "Dropout", "rate": "x"}, {"layer": "Rleu"}]
    told = refused("layer", {"layer": "Network", "layers": layers, "depth": 3})
    assert [mistake.split(" ")[0].rstrip(":") for mistake in told] == [
        "here.depth",
        "here.layers[0].unit",
        "here.layers[0].units",
        "here.layers[1].rate",
        "here.layers[2].layer",
    ]


FOREIGN = (
    "os.system",
    "builtins.eval",
    "__import__('os')",
    "lambda:0",
    "!!python/object",
    "../x",
    "http://example.com/x",
    "glassnet.nn.dense.Dense",
    "Dense.__init__",
    "Activation",
    "Pooling",
)


@pytest.mark.parametrize("name", FOREIGN)
def test_no_name_leads_out_of_the_catalogue(name):
    """Modules, code, addresses and paths are names that nothing has; contracts neither."""
    for kind in KINDS:
        (mistake,) = refused(kind, {tag(kind): name})
        assert f"no {kind} is called" in mistake


def test_no_field_reaches_an_attribute():
    """Keys are fields or mistakes, whatever attributes a class has beside."""
    for key in ("__class__", "__init__", "forward", "__dict__", "self"):
        (mistake,) = refused("layer", {"layer": "Dense", "units": 1, key: 1})
        assert "no such field" in mistake


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["layer", "name", "units", "layers", "rate", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
@given(data=JSON | st.sampled_from(["Dense", "Adam", "MSE", "Zeros", "Cosine"]))
@settings(max_examples=60)
def test_any_data_is_built_or_refused(kind, data):
    """Whatever JSON holds gives an object of the kind or a list of mistakes, and nothing else."""
    mistakes: tuple = ()
    try:
        built = build(kind, data, "here")
    except ExperimentError as error:
        mistakes = error.mistakes
    assert mistakes or isinstance(built, KINDS[kind])
    assert all(mistake.startswith("here") and mistake.isprintable() for mistake in mistakes)
