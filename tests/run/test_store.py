"""The model file."""

from __future__ import annotations

import json
import math
import os
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from safetensors import safe_open
from safetensors.numpy import save_file

from glassnet.ground.errors import FileError, UsageError
from glassnet.run.store import load_model_file, read_description, save_model_file
from glassnet.run.tensors import read_tensors, write_tensors

DESCRIPTION = {
    "layers": [{"kind": "Dense", "units": 16}, {"kind": "ReLU"}],
    "columns": ["länge", "[", '"'],
    "rate": 0.1,
    "a": None,
}
ARRAYS = {
    "10.weights": np.arange(6, dtype="f4").reshape(2, 3),
    "2.weights": np.array([[1.0, -0.0], [2.0, 3.0]], "f4"),
    "2.slot": np.array([[5.0, 6.0], [7.0, 8.0]], "f4"),
    "step": np.array(120),
    "seen": np.array([True, False, True]),
    "mean": np.linspace(0, 1, 5),
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXTS | st.floats(-1e300, 1e300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
WEIGHTS = arrays_of.arrays(
    st.sampled_from(["f4", "f8", ">f4", "i8", "u4", "?"]),
    arrays_of.array_shapes(min_dims=0, min_side=0, max_side=3),
    elements=None,
).filter(lambda array: bool(np.isfinite(array).all()))


@pytest.fixture
def path(tmp_path):
    """A model file."""
    path = tmp_path / "iris.glassnet"
    save_model_file(path, DESCRIPTION, ARRAYS)
    return path


def same(found, description=DESCRIPTION, arrays=ARRAYS):
    """Tell whether what was found is what was saved, its order and the signs of zeros included."""
    texts, weights = found
    return (
        json.dumps(texts) == json.dumps(description)
        and list(weights) == list(arrays)
        and all(
            weights[name].dtype == array.dtype.newbyteorder("=")
            and weights[name].shape == array.shape
            and weights[name].tobytes() == array.astype(array.dtype.newbyteorder("=")).tobytes()
            for name, array in arrays.items()
        )
    )


def refused(path, **options):
    """Return the sentence with which the model `path` is refused."""
    with pytest.raises(FileError) as caught:
        load_model_file(path, **options)
    assert str(caught.value).startswith(f"cannot read {path}: ")
    assert str(caught.value).isprintable()
    return str(caught.value)


def rewritten(path, arrays=None, **metadata):
    """Write a sound file of tensors with other arrays or texts than its checksum was made of."""
    found, texts = read_tensors(path)
    texts |= metadata
    kept = {name: text for name, text in texts.items() if text is not None}
    write_tensors(path, found if arrays is None else arrays, kept)


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.dictionaries(TEXTS, WEIGHTS, max_size=4))
@settings(max_examples=60)
def test_what_is_saved_is_loaded(description, arrays):
    """Any plain description and any finite arrays come back equal and in their order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        save_model_file(path, description, arrays)
        assert same(load_model_file(path), description, arrays)
        assert json.dumps(read_description(path)) == json.dumps(description)


def test_the_same_model_gives_the_same_bytes(path):
    """Saving what was loaded gives the file again, to the bit."""
    again = path.with_name("again")
    save_model_file(again, *load_model_file(path))
    assert again.read_bytes() == path.read_bytes()


def test_other_tools_can_look_into_it(path):
    """The package safetensors finds the arrays and the description."""
    with safe_open(path, "numpy") as theirs:
        assert json.loads(theirs.metadata()["glassnet"]) == DESCRIPTION
        assert theirs.metadata()["format"] == "1"
        assert theirs.get_tensor("2.slot").tolist() == [[5, 6], [7, 8]]


def test_650_mutants(path):
    """A file that was altered is refused, or says the same; it never says another thing."""
    chance = random.Random(650)  # noqa: S311
    sound = path.read_bytes()
    loaded = 0
    for number in range(650):
        content = bytearray(sound)
        at, to = sorted(chance.randrange(len(sound)) for _ in range(2))
        match number % 6:
            case 0:
                content[at] ^= 1 << chance.randrange(8)
            case 1:
                content[at] = chance.randrange(256)
            case 2:
                del content[at:]
            case 3:
                del content[at:to]
            case 4:
                content[at:at] = chance.randbytes(chance.choice([1, 8, 64]))
            case 5:
                content[at:at] = content[at:to]
        path.write_bytes(content)
        try:
            found = load_model_file(path, allow_nonfinite=True)
        except FileError as error:
            assert str(error).isprintable()  # noqa: PT017
        else:
            loaded += 1
            assert same(found)
    assert loaded < 40  # flips of the header's blanks, and mutations that change nothing


def test_the_checksum_covers_everything(path):
    """Sound files whose names, shapes, dtypes, order, values or description were exchanged."""
    found, texts = read_tensors(path)
    swapped = found | {"2.slot": found["2.weights"], "2.weights": found["2.slot"]}
    backwards = dict(reversed(found.items()))
    renamed = {name.replace("mean", "mode"): array for name, array in found.items()}
    reshaped = found | {"10.weights": found["10.weights"].reshape(3, 2)}
    retyped = found | {"10.weights": found["10.weights"].view("i4")}
    fewer = {name: array for name, array in found.items() if name != "mean"}
    negative = found | {"mean": -found["mean"]}
    for arrays in (swapped, backwards, renamed, reshaped, retyped, fewer, negative):
        rewritten(path, arrays)
        assert "its checksum does not hold" in refused(path)
    rewritten(path, found)
    assert same(load_model_file(path))
    for change in (
        {"glassnet": texts["glassnet"].replace("16", "17")},
        {"glassnet": texts["glassnet"] + " "},
        {"checksum": "0" * 64},
        {"checksum": ""},
        {"checksum": None},
    ):
        rewritten(path, **(texts | change))
        assert "the file was altered or cut" in refused(path)


@pytest.mark.parametrize(
    ("metadata", "fact"),
    [
        ({"format": "4"}, "it has format 4, this program reads up to 1; install a newer glassnet"),
        ({"format": "pt"}, 'its format must be a number such as 1, got "pt"'),
        ({"format": "0"}, 'its format must be a number such as 1, got "0"'),
        ({"format": "-1"}, "its format must be a number"),
        ({"format": "١"}, "its format must be a number"),
        ({"format": "9" * 5000}, "its format must be a number"),
        ({"format": None}, "its format must be a number"),
        ({"glassnet": None}, "it holds no glassnet model"),
        ({"glassnet": "["}, "its description is damaged: it is not JSON"),
        ({"glassnet": "[]"}, "its description must be names and values, got []"),
        ({"glassnet": '{"a":1,"a":2}'}, 'its description is damaged: it names "a" twice'),
        ({"glassnet": '{"a":NaN}'}, "its description is damaged: it holds NaN"),
        ({"glassnet": '{"a":' + "[" * 90 + "]" * 90 + "}"}, "it nests 91 deep"),
        ({"glassnet": '"' + "x" * 10_000_000 + '"'}, "10,000,002 bytes, over 10,000,000"),
    ],
)
def test_foreign_metadata(path, metadata, fact):
    """Newer, foreign and damaged descriptions are told apart, before any array is read."""
    rewritten(path, **metadata)
    assert fact in refused(path)
    with pytest.raises(FileError) as caught:
        read_description(path)
    assert fact in str(caught.value)


def test_a_foreign_file_of_tensors(tmp_path):
    """A safetensors file of another program holds no model."""
    save_file({"a": np.zeros(2)}, tmp_path / "a", {"format": "pt"})
    assert "it holds no glassnet model" in refused(tmp_path / "a")


def test_weights_that_are_not_finite(tmp_path):
    """NaN and infinities are counted and refused, unless they are wanted."""
    path = tmp_path / "a"
    bad = np.array([[1, math.nan], [math.inf, -math.inf]])
    save_model_file(path, {}, {"1.bias": np.zeros(2), "2.weights": bad, "step": np.array(3)})
    assert 'array "2.weights" holds 3 values that are not finite' in refused(path)
    _, arrays = load_model_file(path, allow_nonfinite=True)
    assert np.array_equal(arrays["2.weights"], bad, equal_nan=True)
    save_model_file(path, {}, {"x": np.array(math.nan, "f4")})
    assert 'array "x" holds 1 value that is not finite' in refused(path)


@pytest.mark.parametrize(
    "description",
    [
        {"a": math.nan},
        {"a": {"b": [math.inf]}},
        {1: "a"},
        {"a": {1: 2}},
        {"a": (1, 2)},
        {"a": {1, 2}},
        {"a": object()},
        {"a": "\ud800"},
        {"a": 10**100},
        {"a": "x" * 10_000_000},
        ["a"],
        None,
    ],
)
def test_a_description_that_would_not_come_back_is_refused(tmp_path, description):
    """What JSON cannot hold, or would change, is refused before anything is written."""
    with pytest.raises(UsageError):
        save_model_file(tmp_path / "a", description, {})
    assert not list(tmp_path.iterdir())


def test_nested_too_deep_to_come_back(tmp_path):
    """A description deeper than the reader goes, or without end, is refused before writing."""
    deep, endless = [], []
    for _ in range(100):
        deep = [deep]
    endless.append(endless)
    for value in (deep, endless):
        with pytest.raises(UsageError, match="cannot be stored as JSON"):
            save_model_file(tmp_path / "a", {"a": value}, {})


def test_protected_inputs_are_not_overwritten(path):
    """A model is not saved over the data it was trained on."""
    before = path.read_bytes()
    with pytest.raises(FileError, match="overwrite its own input"):
        save_model_file(path, {}, {}, protect=[path])
    assert path.read_bytes() == before


def test_names_are_never_paths(tmp_path):
    """Names that look like paths, in arrays or description, open and make nothing."""
    path = tmp_path / "folder" / "model"
    path.parent.mkdir()
    name = "../../escaped"
    save_model_file(path, {name: f"file://{tmp_path}/x"}, {name: np.zeros(1), "/etc/x": np.ones(1)})
    description, arrays = load_model_file(path)
    assert list(description) == [name]
    assert list(arrays) == [name, "/etc/x"]
    assert sorted(os.listdir(tmp_path)) == ["folder"]  # noqa: PTH208
