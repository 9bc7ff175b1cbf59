"""What a loss is compared with, and what is not let through."""

from __future__ import annotations

import math

import numpy as np
import pytest

from glassnet.ground.errors import DataError, ShapeError
from glassnet.nn.clipped_cross_entropy import NegativeLogLikelihood
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.losses import MSE
from glassnet.nn.targets import check_target, class_shares

CLASSES = CategoricalCrossEntropy()


def test_shares_of_indices_and_of_labels():
    """An index is a row of zeros and a one; soft labels are taken as they are, in the dtype."""
    prediction = np.zeros((2, 3), np.float32)
    shares = class_shares(np, np.array([2, 0], np.uint8), prediction)
    assert shares.tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert shares.dtype == np.float32
    assert class_shares(np, np.full((2, 3), 1 / 3), prediction).dtype == np.float32


@pytest.mark.parametrize(
    ("loss", "target", "output_shape"),
    [
        (MSE(), [[1.0], [2.0]], (1,)),
        (MSE(), np.ones((2, 4, 4, 1)), (4, 4, 1)),
        (BinaryCrossEntropy(), [[0], [1]], (1,)),
        (BinaryCrossEntropy(), [[True], [False]], (1,)),
        (CLASSES, [0, 2, 1], (3,)),
        (CLASSES, [[0.5, 0.25, 0.25]], (3,)),
        (CategoricalCrossEntropy(class_weights=(1, 2, 3)), [0, 2, 1], (3,)),
    ],
)
def test_good_targets_pass(loss, target, output_shape):
    """What fits is let through."""
    check_target(loss, np.asarray(target), output_shape)


@pytest.mark.parametrize(
    ("loss", "target", "output_shape", "error", "words"),
    [
        # (n,) against (n, 1) would be broadcast to (n, n): a silent and famous mistake.
        (MSE(), [1.0, 2.0], (1,), ShapeError, r"outputs of shape \(1,\).*got \(\) per row"),
        (MSE(), [[1.0, 2.0]], (3,), ShapeError, r"got \(2,\) per row"),
        (MSE(), [[1.0], [math.nan]], (1,), DataError, "got nan in row 1"),
        (MSE(), [["a"]], (1,), DataError, "numbers, got the dtype <U1"),
        (MSE(), [[math.inf]], (1,), DataError, "got inf in row 0"),
        (BinaryCrossEntropy(), [[0.0], [2.0]], (1,), DataError, "got 2.0 in row 1"),
        (BinaryCrossEntropy(), [[-1]], (1,), DataError, "got -1 in row 0"),
        (CLASSES, [0, 3], (3,), DataError, "the classes are 0 … 2, got 3 in row 1"),
        (CLASSES, [0, -1], (3,), DataError, "got -1 in row 1"),
        (CLASSES, [0.0, 1.0], (3,), DataError, "whole numbers, got the dtype float64"),
        (CLASSES, ["a", "b"], (3,), DataError, "whole numbers, got the dtype <U1"),
        (CLASSES, [[0.5, 0.2, 0.2]], (3,), DataError, r"add up to 1, got 0\.\d+ in row 0"),
        (CLASSES, [[1.5, -0.5, 0.0]], (3,), DataError, r"\[0, 1\], got 1.5 in row 0"),
        (CLASSES, [0, 1], (1,), ShapeError, "at least 2"),
        (NegativeLogLikelihood(), [0, 1], (), ShapeError, "at least 2"),
        (
            CategoricalCrossEntropy(class_weights=(1, 2)),
            [0, 1],
            (3,),
            ShapeError,
            "one class weight per class: 3, got 2",
        ),
    ],
)
def test_bad_targets_are_refused(loss, target, output_shape, error, words):
    """What does not fit is refused with the value and its row."""
    with pytest.raises(error, match=words):
        check_target(loss, np.asarray(target), output_shape)
