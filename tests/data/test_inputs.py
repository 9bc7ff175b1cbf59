"""What each kind of column becomes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import OneHotEncoder

from glassnet.data.inputs import (
    BooleanInput,
    CategoryInput,
    CodeInput,
    ImageInput,
    Note,
    NumberInput,
    add_notes,
)
from glassnet.data.source import Block
from glassnet.ground.errors import DataError

MARKS = ("", "NA")


def block(*cells, lines=False):
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return Block(10, {"c": column}, np.arange(len(cells)) + 12 if lines else None)


def test_one_hot_equals_scikit_learn():
    """One-hot columns equal OneHotEncoder's, unknown labels included."""
    words = np.array(["b", "a", "c", "a", "new"], dtype=object)
    theirs = OneHotEncoder(handle_unknown="ignore").fit(words[:4, None])
    ours = CategoryInput("c", MARKS, ("a", "b", "c"), tells_missing=False).encode(
        block(*words), "."
    )
    np.testing.assert_array_equal(ours.values, theirs.transform(words[:, None]).toarray())
    assert ours.notes == (Note("c", "unknown", 1, "new"),)


def test_missing_values_take_the_mean_and_say_so():
    """A missing number takes the fill, and the indicator is 1 there, if training had any."""
    told = NumberInput("c", MARKS, 1.0, 2.0, 5.0, tells_missing=True)
    np.testing.assert_array_equal(told.encode(block("3", "NA"), ".").values, [[1, 0], [2, 1]])
    assert told.names == ("c", "c is missing")
    untold = NumberInput("c", MARKS, 1.0, 2.0, 5.0, tells_missing=False).encode(
        block("3", None), "."
    )
    np.testing.assert_array_equal(untold.values, [[1], [2]])
    assert untold.notes == (Note("c", "missing", 1),)


def test_booleans_and_codes():
    """A boolean is 0, 1 or the share of ones; a code is 0 for unknown, else 1 and up."""
    boolean = BooleanInput("c", MARKS, ("no", "yes"), 0.25, tells_missing=True)
    cells = block("yes", "no", "NA", "perhaps")
    np.testing.assert_array_equal(
        boolean.encode(cells, ".").values, [[1, 0], [0, 0], [0.25, 1], [0.25, 0]]
    )
    assert boolean.encode(cells, ".").notes == (Note("c", "unknown", 1, "perhaps"),)
    code = CodeInput("c", MARKS, ("no", "yes"))
    np.testing.assert_array_equal(code.encode(cells, ".").values, [[2], [1], [0], [0]])
    assert code.count == 3


def test_bad_cells_are_told_with_their_place():
    """Words in numbers, infinities and far values name line or row, and the cell."""
    number = NumberInput("c", MARKS, 0.0, 1e-300, 0.0, tells_missing=False)
    with pytest.raises(DataError, match='"c", line 13: "x" is not a number'):
        number.encode(block("1e-300", "x", lines=True), ".")
    with pytest.raises(DataError, match='"c", row 11: "inf" is infinite'):
        number.encode(block("inf"), ".")
    with pytest.raises(DataError, match="too far"):
        number.encode(block("1e300"), ".")


def test_images_keep_their_shape_and_refuse_others():
    """An image is scaled as a whole; another shape, or a NaN, is refused."""
    image = ImageInput("c", (2, 2), 0.0, 4.0)
    cells = np.arange(8).reshape(2, 2, 2)
    np.testing.assert_array_equal(image.encode(Block(0, {"c": cells}), ".").values, cells / 4)
    assert image.names == ("c[0, 0]", "c[0, 1]", "c[1, 0]", "c[1, 1]")
    with pytest.raises(DataError, match=r"\(2, 2\)"):
        image.encode(Block(0, {"c": cells.reshape(2, 4)}), ".")
    with pytest.raises(DataError, match="row 2"):
        image.encode(Block(0, {"c": np.where(cells == 7, np.nan, cells)}), ".")


def test_notes_add_up_and_read_as_sentences():
    """Notes of several blocks become one for each column and matter, in plain words."""
    notes = add_notes(
        [Note("c", "unknown", 2, "a"), Note("d", "missing", 1), Note("c", "unknown", 3, "b")]
    )
    assert notes == (Note("c", "unknown", 5, "a"), Note("d", "missing", 1))
    assert str(notes[0]) == (
        'Column "c": 5 cells with a value that training never saw, such as "a", taken as unknown.'
    )
    assert "1 cell without a value" in str(notes[1])
