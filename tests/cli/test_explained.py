"""How an option is explained."""

from __future__ import annotations

from glassnet.cli.explained import flag, names, option, word
from glassnet.nn.catalogue import OPTIMIZERS
from glassnet.nn.layer import Activation


def test_names_are_all_that_the_catalogue_has():
    """Every optimizer is named; of the layers, the activations alone if one asks for them."""
    assert names("optimizer") == ", ".join(each.__name__ for each in OPTIMIZERS)
    assert "ReLU" in names("layer", Activation)
    assert "Dense" not in names("layer", Activation)


def test_an_option_shows_its_value_and_has_no_negation():
    """There is no --no-seed."""
    assert option("N", "text").metavar == "N"
    assert option("N", "text").negative == ()
    assert flag("text").negative == ()


def test_one_of_some_words_is_explained_with_all_of_them():
    """The words and the usual one stand in the text."""
    assert word(("a", "b"), "How", "a").help == "How: a, b. (a)"
