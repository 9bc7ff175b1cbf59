"""Names, cells, classes and answers beside the network are those of the table and of the look."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glassnet.tui.cells import Cells
from glassnet.tui.drawing.legends import (
    expected_class,
    input_legends,
    input_texts,
    input_width,
    likelihoods,
    output_legends,
    output_text,
    output_width,
    told_apart,
    without_middle,
)
from glassnet.tui.drawing.numbers import percent, short
from glassnet.tui.operations import Operation
from tests.tui.sights import iris_run, mixed_run, numbers_run, sight_of, xor_run


def test_inputs_show_the_cells_of_the_table():
    """As they were written; without cells at hand, the prepared numbers."""
    run = iris_run()
    sight = sight_of(run, row=3)
    cells = Cells(run.table).row(int(sight.look.rows[3]))
    shown = input_legends(sight_of(run, row=3, cells=cells), range(4))
    assert [each.name for each in shown] == list(run.table.preparation.names)
    assert [each.value.strip() for each in shown] == [cells[each.name] for each in shown]
    bare = input_legends(sight, [2])[0]
    assert bare.value == short(float(sight.look.batch.x[3, 2]))


def test_an_input_that_shares_a_column_shows_its_number():
    """Only what stands for the cell itself shows the cell."""
    run = mixed_run()
    sight = sight_of(run)
    cells = Cells(run.table).row(int(sight.look.rows[0]))
    first, second = input_legends(sight_of(run, cells=cells), [0, 1])
    assert first.value.strip() in {"", *[cells[name] for name in cells]}
    assert second.name.endswith("is missing")
    assert second.value == short(float(sight.look.batch.x[0, 1]))


def test_classes_show_their_probabilities():
    """As softmax has them, the expected one marked."""
    sight = sight_of(iris_run(), row=1)
    logits = sight.look.prediction[1].astype(np.float64)
    shares = np.exp(logits) / np.exp(logits).sum()
    shown = output_legends(sight, range(3))
    np.testing.assert_allclose(likelihoods(sight), shares, rtol=1e-5)
    assert [each.value for each in shown] == [percent(share) for share in shares]
    truth = int(sight.table.known[sight.look.rows[1]])
    assert [each.expected for each in shown] == [k == truth for k in range(3)]
    assert expected_class(sight) == truth


@pytest.mark.parametrize("row", range(4))
def test_one_output_answers_for_the_second_class(row):
    """Its probability, and which class is expected."""
    sight = sight_of(xor_run(), row=row)
    (shown,) = output_legends(sight, [0])
    truth = int(sight.look.batch.y[row, 0])
    assert shown.value == percent(float(sight.look.prediction[row, 0]))
    assert shown.expected == (truth == 1)
    assert shown.note == f"expected {truth}"


def test_numbers_are_told_in_their_own_units():
    """What is predicted and what is expected, as the model would say it."""
    run = numbers_run()
    sight = sight_of(run)
    (shown,) = output_legends(sight, [0])
    predicted = run.model.answer(sight.look.prediction[:1])[0]
    known = run.table.preparation.inverse_target(sight.look.batch.y[:1])[0, 0]
    assert shown.value == short(float(predicted))
    assert shown.note == f"expected {short(float(known))}"


def test_nothing_is_told_before_it_is_computed():
    """Answers are dots until the last layer has put them out; the expected one is known before."""
    sight = sight_of(iris_run())
    early = sight_of(iris_run(), operation=sight.operations.index(Operation("forward", 1)))
    assert {each.value.strip() for each in output_legends(early, range(3))} == {"·"}
    assert sum(each.expected for each in output_legends(early, range(3))) == 1


@pytest.mark.parametrize("width", range(6, 40))
def test_texts_take_just_their_cells(width):
    """Wide characters included: names are cut, values are not, until nothing else is left."""
    for run in (mixed_run(), iris_run(), numbers_run()):
        sight = sight_of(run)
        for text in input_texts(input_legends(sight, range(4)), width):
            assert sum(map(cell_len, text)) == width
        for legend in output_legends(sight, range(run.table.preparation.outputs)):
            name, value, share = output_text(legend, width)
            assert cell_len(name + value + share) <= width
            assert width < 10 or legend.value.strip() in value


@given(st.text(st.sampled_from("ab _花"), max_size=30), st.integers(3, 20))
@settings(max_examples=60, deadline=None)
def test_a_long_name_keeps_both_ends(name, width):
    """So that sepal_length, sepal_width and petal_length can be told apart in seven cells."""
    told = without_middle(name, width)
    assert cell_len(told) <= width
    if cell_len(name) <= width:
        assert told == name
    else:
        head, tail = told.split("…")
        assert name.startswith(head)
        assert name.endswith(tail)


@given(st.sets(st.text(st.sampled_from("ab_花"), min_size=1, max_size=30), min_size=2, max_size=2))
@settings(max_examples=100, deadline=None)
def test_two_names_are_never_cut_to_the_same(names):
    """What differs is kept, in five cells already."""
    for width in range(5, 20):
        told = told_apart(sorted(names), width)
        assert len(set(told)) == 2
        assert max(map(cell_len, told)) <= width


def test_the_names_of_a_table_are_told_apart():
    """Names that share both ends keep what is between."""
    for names in (["sepal_length", "sepal_width", "petal_length", "petal_width"],
                  ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]):  # fmt: skip
        for width in range(6, 20):
            assert len(set(told_apart(names, width))) == len(names)


def test_widths_leave_room_for_all_names():
    """Given the width that is asked for, no name is cut."""
    sight = sight_of(iris_run())
    legends = input_legends(sight, range(4))
    for legend, text in zip(legends, input_texts(legends, input_width(sight)), strict=True):
        assert legend.name in text[0]
    for legend in output_legends(sight, range(3)):
        assert legend.name in output_text(legend, output_width(sight))[0]
