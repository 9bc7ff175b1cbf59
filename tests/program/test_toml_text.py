"""The text is TOML that says what it was given, in lines one likes to read."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from glassnet.program.toml_text import COMMENTS, toml_text

KEYS = st.text(st.characters(codec="utf-8"), max_size=6)
LEAVES = (
    st.booleans()
    | st.integers(-(2**63), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=12), max_leaves=15)
LAYERS = st.recursive(
    st.dictionaries(KEYS, VALUES, min_size=1, max_size=3),
    lambda inner: st.fixed_dictionaries({"layers": st.lists(inner, max_size=3)}),
    max_leaves=4,
)


@given(layers=st.lists(LAYERS, max_size=4), data=st.dictionaries(KEYS, VALUES, max_size=4))
def test_tomllib_reads_what_was_said(layers, data):
    """Python's own reader finds the same values, whatever is in names and texts."""
    sections = {"format": 1, "network": layers, "data": {"source": "x", **data}}
    assert tomllib.loads(toml_text(sections)) == sections


@given(kinds=st.dictionaries(KEYS, st.just("number"), max_size=9))
def test_a_table_in_a_section(kinds):
    """A short table stands in its line, a long one is a section of its own, whatever its keys."""
    sections = {"format": 1, "network": [], "data": {"kinds": kinds, "source": "a"}}
    text = toml_text(sections)
    assert tomllib.loads(text) == sections
    assert ("[data.kinds]" in text) == ("kinds = {" not in text)
    assert max(map(len, text.split("\n"))) <= 100


def test_the_look_of_a_file():
    """A line a layer, comments in one column, and a name alone where there is no more to say."""
    sections = {
        "format": 1,
        "network": [{"layer": "Dense", "units": 16}, {"layer": "ReLU"}],
        "training": {
            "loss": "MSE",
            "optimizer": {"name": "Adam", "beta1": 0.8},
            "learning_rate": 1e-08,
            "clip_norm": None,
            "schedule": {"name": "MultiStep", "at_steps": [10**9 + i for i in range(6)]},
        },
    }
    assert toml_text(sections) == (
        "# A glassnet experiment: all that a run is made of. The same file makes the same run.\n"
        "format = 1\n"
        "\n"
        "# the layers, from the input to the output\n"
        "network = [\n"
        '    { layer = "Dense", units = 16 },\n'
        '    { layer = "ReLU" },\n'
        "]\n"
        "\n"
        "[training]  # how the network learns\n"
        'loss = "MSE"           # what is made small\n'
        'optimizer = { name = "Adam", beta1 = 0.8 }  # how a gradient becomes a step\n'
        "learning_rate = 1e-08  # how far a step goes\n"
        'clip_norm = "none"     # largest length of all gradients together\n'
        "\n"
        "[training.schedule]\n"
        'name = "MultiStep"\n'
        "at_steps = [1000000000, 1000000001, 1000000002, 1000000003, 1000000004, 1000000005]\n"
    )


def test_long_lists_have_a_line_each():
    """A list that is too long for a line is broken, in a layer too; a line stays readable."""
    weights = [float(number) for number in range(40)]
    sections = {
        "format": 1,
        "network": [{"layer": "X", "weights": weights}],
        "training": {"loss": {"name": "L", "class_weights": weights}},
    }
    text = toml_text(sections)
    assert tomllib.loads(text) == sections
    assert max(map(len, text.split("\n"))) < 100


def test_comments_are_short():
    """A comment never makes a line long."""
    assert max(map(len, COMMENTS.values())) < 60
