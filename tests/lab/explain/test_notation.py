"""Writing arithmetic down."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.lab.explain.expression import call, computed, number
from glassnet.lab.explain.notation import Plain, Tex, escaped, tex, tex_words

NUMBERS = st.floats(-50, 50).map(lambda value: number(round(value, 3)))


def grown(inner):
    """Return bigger expressions made of smaller ones."""
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: p[0] + p[1]),
        pair.map(lambda p: p[0] - p[1]),
        pair.map(lambda p: p[0] * p[1]),
        pair.map(lambda p: p[0] / (p[1] * p[1] + number(1))),
        pair.map(lambda p: call("max", *p)),
        inner.map(lambda a: -a),
        inner.map(lambda a: a ** number(2)),
        inner.map(lambda a: call("σ", a)),
        inner.map(lambda a: call("tanh", a)),
    )


EXPRESSIONS = st.recursive(NUMBERS, grown, max_leaves=8)


@settings(max_examples=200)
@given(EXPRESSIONS)
def test_a_reader_of_the_text_computes_the_same(arithmetic, expression):
    """Brackets stand wherever they are needed: reading the text gives the expression's value."""
    text = Plain(17).write(expression)
    assert math.isclose(arithmetic(text), computed(expression, float), rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=100)
@given(EXPRESSIONS)
def test_tex_has_its_braces_in_pairs(expression):
    """Every brace and every \\left has its partner, and all of it is ASCII."""
    text = Tex(4).write(expression)
    assert balanced(text)
    assert text.count(r"\left") == text.count(r"\right")
    assert text.isascii()


def test_signs_stand_as_they_are_written_by_hand():
    """A negative number has brackets in a product, and none after a minus."""
    write = Plain(4).write
    assert write(number(1) * number(-2) + number(-0.5)) == "1·(−2) − 0.5"
    assert write(number(-1) - number(-2)) == "−1 − (−2)"
    assert write((number(1) - number(0.25)) * number(3)) == "(1 − 0.25)·3"
    assert write(number(2) * (number(1) / number(4))) == "2·(1 / 4)"
    assert write(call("exp", -number(3))) == "e^(−3)"
    assert write(number(2e-6) ** number(2)) == "(2×10⁻⁶)²"
    assert write(number(1) / number(2e-6)) == "1 / (2×10⁻⁶)"
    assert write(number(7, "3 further terms")) == "7 [3 further terms]"


def test_formulas_become_tex():
    """Indices, powers, roots, hats and words are set as TeX sets them."""
    assert tex("∂L/∂a₀·a₀·(1 − a₀²)") == (
        r"\partial L/\partial a_{0} \cdot a_{0} \cdot (1 - a_{0}^{2})"
    )
    assert tex("√(σ² + ε)") == r"\sqrt{\sigma ^{2} + \varepsilon }"
    assert tex("e^(zⱼ − m)") == "e^{z_{j} - m}"
    assert tex("x\u0302₄") == r"\hat{x}_{4}"
    assert tex("z where z > 0") == r"z \text{ where } z > 0"
    assert tex("max(0, z)") == r"\max (0, z)"


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_no_words_can_break_tex(words):
    """Whatever a column is called, braces stay in pairs and no command gets through."""
    for written in (escaped(words), tex_words(words), tex(words)):
        assert balanced(written)
        assert r"\input" not in written


def balanced(text: str) -> bool:
    """Tell whether braces that are not escaped come in pairs."""
    depth, escape = 0, False
    for sign in text:
        if not escape:
            depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
        escape = sign == "\\" and not escape
    return depth == 0
