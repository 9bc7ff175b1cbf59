"""What --vary makes: a grid of designs, each as if its options were typed."""

from __future__ import annotations

import pytest
from cyclopts import Token
from hypothesis import given
from hypothesis import strategies as st

from glassnet.cli.options import NetworkOptions, TrainingOptions
from glassnet.cli.settings import Wishes
from glassnet.cli.variations import HOMES, PLACES, variation, varied
from glassnet.ground.errors import UsageError
from glassnet.nn.activations import Tanh
from glassnet.nn.adam import Adam
from glassnet.nn.optimizers import SGD


def made(*texts, wishes=Wishes()):  # noqa: B008  frozen, and nobody's but the test's
    """Return what `--vary TEXT` makes, for each text."""
    return dict(varied(wishes, variation(None, [Token(value=text) for text in texts])))


def test_values_are_taken_as_the_options_take_them():
    """Units with dashes between, names of parts, numbers, and all rows for an update."""
    found = made("hidden=8-16-8,none", "optimizer=sgd,adam")
    assert list(found) == ["8-16-8/sgd", "8-16-8/adam", "none/sgd", "none/adam"]
    assert found["8-16-8/adam"].network.hidden == (8, 16, 8)
    assert found["none/sgd"].network.hidden == ()
    assert isinstance(found["none/sgd"].training.optimizer, SGD)
    assert isinstance(found["8-16-8/adam"].training.optimizer, Adam)
    rates = made("learning_rate=0.1,1e-3")
    assert [each.training.learning_rate for each in rates.values()] == [0.1, 0.001]


def test_all_rows_for_an_update_are_what_was_typed():
    """The word full is all rows, and not the usual number of them."""
    found = made("batch_size=full,8")
    assert [each.training.batch_size for each in found.values()] == ["full", 8]


def test_what_else_was_typed_stays():
    """A variation changes its own option and no other."""
    wishes = Wishes(network=NetworkOptions(hidden=(3,)), training=TrainingOptions(epochs=7))
    found = made("activation=tanh,relu", wishes=wishes)
    assert found["tanh"].network == NetworkOptions(hidden=(3,), activation=Tanh())
    assert found["tanh"].training.epochs == 7


@pytest.mark.parametrize("name", ["network.hidden", "Network.Hidden", "hidden"])
def test_a_name_may_say_its_section(name):
    """As in an experiment's file; and optimizer.name is the optimizer."""
    assert list(made(f"{name}=3,4")) == ["3", "4"]
    assert list(made("training.optimizer.name=sgd,adam")) == ["sgd", "adam"]
    assert list(made("learning-rate=1,2")) == ["1", "2"]


def test_everything_that_may_vary_is_an_option():
    """Each name is a field of its options, with a converter."""
    for name, place in HOMES.items():
        options, _ = PLACES[place]
        assert name in options.__dataclass_fields__


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["hidden"], "NAME=VALUE,VALUE"),
        (["hidden=3,,4"], "NAME=VALUE,VALUE"),
        (["hidden=3,3"], "different values of hidden"),
        (["hidden=3,x"], 'whole numbers from 1 to 1,000,000.*got "x"'),
        (["optimizer=sdg,adam"], 'Did you mean "SGD"'),
        (["optimiser=sgd,adam"], '"optimiser" cannot vary.*Did you mean "optimizer"'),
        (["data.hidden.x=3"], '"data.hidden.x" cannot vary'),
        (["test=0.1,0.2"], '"test" cannot vary'),
        (["hidden=3"], "makes 1 design; a comparison has from 2 to 40"),
        (["hidden=3,4", "hidden=5,6"], "hidden varies twice"),
        ([f"epochs={','.join(map(str, range(1, 43)))}"], "makes 42 designs"),
    ],
)
def test_a_variation_that_cannot_be_is_refused(texts, told):
    """With what was typed, and what is wanted."""
    with pytest.raises(UsageError, match=told):
        made(*texts)


@given(st.text(max_size=30))
def test_hostile_words_are_refused_or_taken_never_worse(text):
    """Whatever is typed, the answer is a variation or one of our errors on one line."""
    told = "taken"
    try:
        made(text)
    except UsageError as error:
        told = str(error)
    assert told.isprintable()
