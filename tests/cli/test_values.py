"""What is typed after an option is taken strictly."""

from __future__ import annotations

import pytest
from cyclopts import Token
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.cli import values
from glassnet.ground.errors import UsageError
from glassnet.nn.activations import LeakyReLU

NOT_NUMBERS = ["", "nan", "inf", "-inf", "1_000", "１２", "0x10", "1e", "--", "-", "9" * 400, "1,5"]
NOT_NUMBERS += [" 1", "1 ", "one", "$(id)", "1e9999", "1e-", "٣", "1\n", "\x1b[1m1", "True", "None"]


def typed(converter, *texts):
    """Return what `converter` makes of what was typed."""
    return converter(object, [Token(value=text) for text in texts])


@pytest.mark.parametrize("text", NOT_NUMBERS)
@pytest.mark.parametrize("converter", [values.whole(1, 99), values.real("[0, 1000]")])
def test_what_is_no_plain_number_is_refused_on_one_line(converter, text):
    """Whatever float() would take or not, only plain digits are a number; the range is named."""
    with pytest.raises(UsageError) as caught:
        typed(converter, text)
    assert str(caught.value).isprintable()
    assert "1 to 99" in str(caught.value) or "[0, 1000]" in str(caught.value)


@settings(deadline=None)
@given(number=st.integers(-200, 200))
def test_whole_numbers_are_taken_within_their_range_only(number):
    """A whole number from 1 to 99 is itself; any other is refused."""
    if 1 <= number <= 99:
        assert typed(values.whole(1, 99), str(number)) == number
    else:
        with pytest.raises(UsageError):
            typed(values.whole(1, 99), str(number))


@settings(deadline=None)
@given(number=st.floats(1e-9, 1e9))
def test_numbers_are_those_that_python_writes(number):
    """What repr writes is read back to the bit."""
    assert typed(values.real("(0, inf)"), repr(number)) == number


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [("[0, 1)", "0", "1"), ("(0, 1]", "1", "0"), ("(0, inf)", "1e300", "0")],
)
def test_a_round_bracket_leaves_its_end_out(interval, inside, outside):
    """[0, 1) holds 0 and not 1."""
    assert typed(values.real(interval), inside) == float(inside)
    with pytest.raises(UsageError, match="must be a number in"):
        typed(values.real(interval), outside)


def test_a_word_may_stand_for_a_number():
    """--batch-size full is a word, in any case; another word is refused with both."""
    assert typed(values.whole(1, 9, word="full"), "FULL") == "full"
    with pytest.raises(UsageError, match='1 to 9 or "full"'):
        typed(values.whole(1, 9, word="full"), "half")


def test_one_of_some_words_is_taken_and_the_nearest_is_suggested():
    """--dtype float46 suggests float64."""
    assert typed(values.choice("float32", "float64"), "float32") == "float32"
    with pytest.raises(UsageError, match='Did you mean "float64"'):
        typed(values.choice("float32", "float64"), "float46")


def test_hidden_units_are_whole_numbers_with_commas():
    """64,32 is two layers, none is no layer, and 0 units are refused."""
    assert typed(values.units, "64, 32") == (64, 32)
    assert typed(values.units, "none") == ()
    for wrong in ("0", "8,", "8,x", "-1", "2000000"):
        with pytest.raises(UsageError, match="whole numbers"):
            typed(values.units, wrong)


def test_a_column_may_have_an_equals_sign_in_its_name():
    """a=b=number says that column "a=b" is a number."""
    assert typed(values.column_kind, "a=b=number", "c=skip") == (("a=b", "number"), ("c", "skip"))
    for wrong in ("number", "=number", "a=nunber"):
        with pytest.raises(UsageError, match="COLUMN="):
            typed(values.column_kind, wrong)


def test_names_are_those_of_the_catalogue():
    """leaky_relu is an activation; Dense is none; rleu is nearly ReLU."""
    assert typed(values.activation, "leaky_relu") == LeakyReLU()
    with pytest.raises(UsageError, match="no activation"):
        typed(values.activation, "flatten")
    with pytest.raises(UsageError, match='Did you mean "ReLU"'):
        typed(values.activation, "rleu")


def test_what_an_option_cannot_say_belongs_into_a_file():
    """A layer that needs a number of units is not made from its name alone."""
    with pytest.raises(UsageError, match="Dense needs units"):
        typed(values.named("layer"), "dense")
