"""Parameters as named arrays, and back."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.codecheck import trees

TREES = [
    {"W": np.ones((2, 3)), "b": [0.0, 1.0, 2.0], "c": 0.5},
    [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]]],
    [(np.ones((2, 3)), np.zeros(3)), (np.ones((3, 1)), np.zeros(1))],
    [[1.0, 2.0, 3.0], [4.0]],
    0.25,
]


@pytest.mark.parametrize("tree", TREES)
def test_a_tree_comes_back_as_it_was(tree):
    """Every array is found once and goes back as the kind it was."""
    back = trees.rebuilt(tree, trees.arrays(tree))
    assert repr(back) == repr(tree)


def test_names_say_the_way():
    """A list of pairs is numbered."""
    assert list(trees.arrays(TREES[2])) == [
        "params[0][0]",
        "params[0][1]",
        "params[1][0]",
        "params[1][1]",
    ]


def test_gradients_are_found_by_any_spelling_and_by_order():
    """dW, grad_W, W_grad and a list in order all belong to W."""
    tree = {"W": np.zeros(2)}
    for spelled in ({"dW": [1, 2]}, {"grad_W": [1, 2]}, {"W_grad": [1, 2]}, [[1, 2]]):
        assert trees.alongside(tree, spelled)["W"].tolist() == [1.0, 2.0]
    assert trees.alongside(tree, {"V": [1, 2]}) == {"W": None}


def test_layers_that_are_called_have_parts_and_functions_have_none():
    """An object with __call__ is looked into as any other; a function's attributes are not."""

    class Layer:
        def __init__(self):
            self.weights = np.ones((2, 1))

        def __call__(self, x):
            return x @ self.weights

    assert list(trees.arrays({"first": Layer()})) == ["first.weights"]

    def function():
        return None

    function.weights = np.ones(2)
    assert list(trees.branches(function)) == []
    assert list(trees.branches(Layer)) == []
