"""Conditions as people write them: read, written back, and refused with an example."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.ground.errors import UsageError
from glassnet.tui.condition_grammar import Facts, examples, facts_of, parse
from glassnet.tui.conditions import (
    AtEpoch,
    AtStep,
    EvaluationIs,
    LossIs,
    LossIsNaN,
    RowIsRight,
    UnitDies,
    WeightIs,
)

FACTS = Facts(
    classes=True,
    validated=True,
    rows=150,
    steps=2000,
    steps_per_epoch=4,
    layers=(("Conv2D", (3, 3, 2)), ("ReLU", (3, 3, 2)), ("Flatten", (18,)), ("Dense", (3,))),
    weighing=(0, 3),
    params={"0.weights": (3, 3, 1, 2), "0.bias": (2,), "3.weights": (18, 3), "3.bias": (3,)},
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SHARES = st.floats(-1.0, 1.0, allow_nan=False)
RELATIONS = st.sampled_from(["<", ">", "<=", ">="])
CONDITIONS = st.one_of(
    st.builds(LossIs, RELATIONS, NUMBERS),
    st.just(LossIsNaN()),
    st.builds(EvaluationIs, st.just("validation"), RELATIONS, NUMBERS),
    st.builds(EvaluationIs, st.sampled_from(["score", "accuracy"]), RELATIONS, SHARES),
    st.builds(AtStep, st.integers(1, 2000)),
    st.builds(AtEpoch, st.integers(1, 500)),
    st.builds(RowIsRight, st.integers(0, 149)),
    st.builds(UnitDies, st.tuples(st.integers(0, 1)), st.just(1)),
    st.builds(
        UnitDies, st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), st.just(1)
    ),
    st.builds(
        WeightIs,
        st.just("weights"),
        st.tuples(st.integers(0, 17), st.integers(0, 2)),
        st.just(3),
        RELATIONS,
        NUMBERS,
    ),
    st.builds(
        WeightIs, st.just("bias"), st.tuples(st.integers(0, 1)), st.just(0), RELATIONS, NUMBERS
    ),
)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_a_condition_comes_back_from_its_words(condition):
    """What a condition says of itself is read as that condition, to the last bit."""
    assert parse(str(condition), FACTS) == condition


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text("los<>=0.9 %unit wegh,row", max_size=40))
def test_any_text_is_a_condition_or_is_refused_with_an_example(text):
    """Nothing that is typed does anything else; the sentence is one line and shows how."""
    condition, told = None, ""
    try:
        condition = parse(text, FACTS)
    except UsageError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 400
    assert condition is None or parse(str(condition), FACTS) == condition


@pytest.mark.parametrize(
    "text, condition",
    [
        ("LOSS  <0.01", LossIs("<", 0.01)),
        ("loss =< 1e-3", LossIs("<=", 0.001)),
        ("Loss is NaN", LossIsNaN()),
        ("loss ≥ .5", LossIs(">=", 0.5)),
        ("validation loss < 0.1", EvaluationIs("validation", "<", 0.1)),
        ("accuracy > 95%", EvaluationIs("accuracy", ">", 0.95)),
        ("score > 0.95", EvaluationIs("score", ">", 0.95)),
        ("step 500", AtStep(500)),
        ("epoch == 10", AtEpoch(10)),
        ("unit 1 of layer 1 dies", UnitDies((1,), 1)),
        ("unit [0, 2, 1] of layer 1 dies", UnitDies((0, 2, 1), 1)),
        ("row 12 is right", RowIsRight(12)),
        ("weight 0,1 of layer 3 > −2", WeightIs("weights", (0, 1), 3, ">", -2.0)),
        ("bias 2 of layer 3 <= 0", WeightIs("bias", (2,), 3, "<=", 0.0)),
    ],
)
def test_people_write_it_in_their_own_way(text, condition):
    """Capital letters, blanks, signs of mathematics and brackets make no difference."""
    assert parse(text, FACTS) == condition


@pytest.mark.parametrize(
    "text, told",
    [
        ("", 'stop at "". Write it as in "loss < 0.01".'),
        ("lose < 3", 'Did you mean "loss"? Write it as in "loss < 0.01".'),
        ("loss = 3", 'Write it as in "loss < 0.01".'),
        ("loss < inf", 'stop at "loss < inf"'),
        ("loss < 1e999", "take a smaller number"),
        ("unit dies", 'Write it as in "unit 0 of layer 1 dies".'),
        ("accuracy > 95", 'write "accuracy > 95 %" for per cent'),
        ("validation < 3 %", "a loss has no per cent"),
        ("step = 2001", "the run has the steps 1 … 2,000, got 2,001"),
        ("epoch = 0", "the run has the epochs 1 … 500, got 0"),
        ("row 150 is right", "the rows 0 … 149, got 150"),
        (
            "unit 0 of layer 0 dies",
            "layer 0 is Conv2D, whose units do not die; name the layer",
        ),
        ("unit 0 of layer 3 dies", "name an activation before it"),
        ("unit 0 of layer 9 dies", "the layers 0 … 3, got 9"),
        ("unit 2 of layer 1 dies", "puts out 3 × 3 × 2, so there is no unit 2"),
        ("unit 0,0 of layer 1 dies", "there is no unit 0,0"),
        ("weight 0,3 of layer 3 > 1", "is 18 × 3, so it has no place 0,3"),
        ("weight 0 of layer 1 > 1", "it learns nothing"),
        ("biass 0 of layer 3 > 1", 'Did you mean "bias"?'),
    ],
)
def test_a_mistake_is_told_with_what_to_do(text, told):
    """The sentence names what was typed, what there is, and how to write it."""
    with pytest.raises(UsageError) as error:
        parse(text, FACTS)
    assert told in str(error.value)


def test_what_a_run_does_not_have_is_refused():
    """Without validation rows nothing can be asked of them; numbers have no accuracy."""
    with pytest.raises(UsageError, match="this run has none"):
        parse("validation < 1", replace(FACTS, validated=False))
    with pytest.raises(UsageError, match="predicts numbers"):
        parse("accuracy > 90 %", replace(FACTS, classes=False))


@pytest.mark.parametrize("name", ["iris", "diabetes", "xor", "captcha"])
def test_examples_are_conditions_of_the_run(name):
    """Whatever is offered can be chosen, on any table, and reads as it is written."""
    run = gn.prepare(None, name, engine="reference")
    facts = facts_of(run.experiment, run.table)
    offered = examples(facts)
    assert len(offered) >= 6
    assert [str(parse(text, facts)) for text, _ in offered] == [text for text, _ in offered]


def test_facts_are_those_of_the_run():
    """Steps, shapes and rows are what the run itself says."""
    run = gn.prepare(gn.Network(gn.Dense(5), gn.ReLU(), gn.Dense(3)), "iris", engine="reference")
    facts = facts_of(run.experiment, run.table)
    assert facts.steps == run.program.total_steps
    assert facts.steps_per_epoch == run.program.plan.steps_per_epoch
    assert facts.params == {name: p.shape for name, p in run.state.params.items()}
    assert facts.layers == (("Dense", (5,)), ("ReLU", (5,)), ("Dense", (3,)))
    assert (facts.rows, facts.classes, facts.weighing) == (150, True, (0, 2))


def test_a_run_of_no_epochs_has_no_steps_to_offer():
    """Where nothing will be trained, neither a step nor an epoch is an example."""
    offered = examples(replace(FACTS, steps=0))
    assert not [text for text, _ in offered if text.startswith(("step", "epoch"))]
