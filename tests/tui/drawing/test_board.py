"""The arithmetic that belongs to a sight is that of its operation, or of its selected unit."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.explain.step import explain_look
from glassnet.lab.explain.tour import Detail
from glassnet.tui.cells import Cells
from glassnet.tui.drawing.board import board
from glassnet.tui.operations import Operation, operations
from glassnet.tui.sight import Selection
from tests.tui.sights import digits_run, iris_run, maps_run, mixed_run, numbers_run, sight_of


def _at(kind, layer, layers=3):
    return operations(layers).index(Operation(kind, layer))


@pytest.mark.parametrize(
    ("run", "layer", "unit"),
    [(iris_run, 0, (3,)), (iris_run, 2, (1,)), (digits_run, 1, (7,)), (maps_run, 0, (1, 2, 0)),
     (mixed_run, 3, (2,)), (numbers_run, 2, (0,))],
)  # fmt: skip
def test_a_whole_update_tells_the_selected_unit(run, layer, unit):
    """The unit's way forward and its error are those of the explanation, weights are among its."""
    sight = sight_of(run(), row=0, selection=Selection(layer, unit))
    detail = Detail(layer, unit, terms=6)
    wanted = [
        (line.section, line.symbol, line.value)
        for line in explain_look(sight.look, sight.table, 0, detail)
        if line.section != "The row"
    ]
    found = [(line.section, line.symbol, line.value) for line in board(sight)]
    y = float(sight.look.layers[layer].y[0][unit])
    assert any(value == pytest.approx(y) for _, _, value in found)
    dy = float(sight.look.layers[layer].dy[0][unit])
    assert any(value == pytest.approx(dy) for _, symbol, value in found if "∂L/∂" in symbol)
    assert {section for section, _, _ in found} == {section for section, _, _ in wanted}
    np.testing.assert_array_equal([each in wanted for each in found], [True] * len(found))


def test_forward_tells_how_units_came_about():
    """Of the operation's layer, important units, or the selected one if it is of that layer."""
    run = iris_run()
    y = run.look().layers[0].y[2]
    lines = board(sight_of(run, row=2, operation=_at("forward", 0), selection=Selection(2, (1,))))
    assert {line.section for line in lines} == {"Forward · layer 0: Dense(8)"}
    assert len(lines) == 3
    assert all(np.isclose(y, line.value).any() for line in lines)
    lines = board(sight_of(run, row=2, operation=_at("forward", 0), selection=Selection(0, (5,))))
    assert [line.value for line in lines] == [pytest.approx(float(y[5]))]


def test_the_loss_is_told_with_the_errors_where_they_begin():
    """The row's loss, the batch's, and dL/dz of the outputs."""
    run = iris_run()
    look = run.look()
    lines = board(sight_of(run, row=1, operation=_at("loss", None)))
    values = {line.symbol: line.value for line in lines}
    assert values["ℓ"] == pytest.approx(float(look.losses[1]))
    assert values["L"] == pytest.approx(look.loss)
    for k in range(3):
        assert values[f"∂L/∂z{'₀₁₂'[k]}"] == pytest.approx(float(look.layers[2].dy[1, k]))


def test_backward_tells_gradients_and_no_move():
    """Before the update is made, nothing is said of what it will do."""
    run = iris_run()
    sight = sight_of(run, operation=_at("backward", 0), selection=Selection(0, (3,)))
    gradients = run.look().layers[0].gradients
    lines = board(sight)
    told = {line.symbol: line.value for line in lines}
    assert told["g = ∂L/∂b₃"] == pytest.approx(float(gradients["bias"][3]))
    assert not any("Δ" in line.symbol or "′" in line.symbol for line in lines)


def test_the_update_tells_moves():
    """The selected unit's weights move by what the look says."""
    run = iris_run()
    sight = sight_of(run, operation=_at("update", None), selection=Selection(1, (3,)))
    after = run.look().after.params
    lines = board(sight)
    assert {line.section for line in lines} == {"Update · layer 0: Dense(8)"}
    told = {line.symbol: line.value for line in lines if line.symbol.endswith("′")}
    assert told
    for name, value in told.items():
        if name.startswith("w"):
            index = ["₀₁₂₃₄₅₆₇".index(sign) for sign in name[1:3]]
            assert value == pytest.approx(float(after["0.weights"][tuple(index)]))


def test_the_row_is_told_from_its_cells_or_its_numbers():
    """With the cells, x is worked out of them; without, the prepared numbers stand alone."""
    run = iris_run()
    look = run.look()
    cells = Cells(run.table).row(int(look.rows[0]))
    for sight in (sight_of(run, operation=0, cells=cells), sight_of(run, operation=0)):
        lines = board(sight)
        assert [line.value for line in lines] == [float(x) for x in look.batch.x[0]]
        assert "sepal_length" in lines[0].note
    assert all(line.plainly for line in board(sight_of(run, operation=0)))
    assert not any(line.plainly for line in board(sight_of(run, operation=0, cells=cells)))
