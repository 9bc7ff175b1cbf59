"""The Dense layer's page, on numbers that one can check in one's head."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.explain import dense
from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.sight import Sight, walk_inside
from glassnet.nn.dense import Dense
from glassnet.nn.layer import Context
from glassnet.nn.network import Network

X = np.array([[1.0, 0.0], [2.0, 3.0]])
PARAMS = {"0.weights": np.array([[0.73, 2.0], [-1.2, 4.0]]), "0.bias": np.array([0.1, 0.5])}
DY = np.array([[0.5, -1.0], [2.0, 0.25]])


@pytest.fixture
def sight() -> Sight:
    """The first of two rows, in a layer of two units."""
    (look,) = walk_inside(Network(Dense(2)), PARAMS, X, Context(), DY)
    return Sight("0", look, Context(), 0, "x", "z")


def test_the_weighted_sum_is_written_as_on_a_blackboard(sight):
    """z = 0.73·1 + (−1.2)·0 + 0.1 = 0.83."""
    (line,) = dense.forward(sight, (0,))
    assert (line.symbol, line.formula) == ("z₀", "Σᵢ xᵢ·wᵢ₀ + b₀")
    assert Plain(4).write(line.worked) == "1·0.73 + 0·(−1.2) + 0.1"
    assert line.value == pytest.approx(0.83)


def test_the_error_comes_back_through_the_weights(sight):
    """δ of x₁ is 0.5·(−1.2) + (−1)·4."""
    (line,) = dense.back(sight, (1,))
    assert line.formula == "Σₖ ∂L/∂zₖ·∂zₖ/∂x₁ = Σₖ ∂L/∂zₖ·w₁ₖ"
    assert Plain(4).write(line.worked) == "0.5·(−1.2) + (−1)·4"
    assert line.value == pytest.approx(-4.6)


def test_a_row_s_part_of_a_gradient_is_error_times_input(sight):
    """∂L/∂w = δ·x for a weight, and δ for a bias."""
    formula, worked = dense.share(sight, "weights", (0, 1))
    assert formula == "∂L/∂z₁·∂z₁/∂w₀₁ = ∂L/∂z₁·x₀"
    assert Plain(4).write(worked) == "(−1)·1"
    assert Plain(4).write(dense.share(sight, "bias", (1,))[1]) == "−1"


def test_the_parts_of_all_rows_are_the_gradient(sight):
    """Each row's part, and their sum the layer's own gradient."""
    assert dense.shares(sight.look, "weights", (1, 0)).tolist() == [0.0, 6.0]
    assert dense.shares(sight.look, "bias", (0,)).tolist() == [0.5, 2.0]
    assert sight.look.gradients["weights"][1, 0] == 6.0


def test_folded_terms_are_named_by_their_inputs():
    """Of many inputs the largest terms are written out, and the note says which they are."""
    x = np.linspace(0, 1, 20)[None]
    params = {"0.weights": np.ones((20, 1)), "0.bias": np.zeros(1)}
    (look,) = walk_inside(Network(Dense(1)), params, x, Context(), None)
    (line,) = dense.forward(Sight("0", look, Context(), 0, "x", "z", terms=2), (0,))
    assert line.note == "Written out are the largest: x₁₈, x₁₉."
    assert "[18 further terms]" in Plain(4).write(line.worked)
