"""The laws that every layer keeps: one catalogue of layers, many properties."""

from __future__ import annotations

import dataclasses
import zlib

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.ground import keys
from glassnet.nn.activations import Identity, LeakyReLU, ReLU, ReLU6, Sigmoid, Step, Tanh
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.convolution import Conv1D, Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.embedding import Embedding
from glassnet.nn.exponential_linear import ELU, SELU
from glassnet.nn.global_pooling import GlobalAveragePool
from glassnet.nn.layer import Context
from glassnet.nn.network import Network
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.pooling import AveragePool, MaxPool
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten, Reshape
from glassnet.nn.smooth_activations import GELU, Mish, SiLU, Softplus
from glassnet.nn.softmax import LogSoftmax, Softmax

ACTIVATIONS = [
    Identity(), Step(), Sigmoid(), Tanh(), ReLU(), LeakyReLU(), LeakyReLU(0.3), ReLU6(), ELU(),
    ELU(0.5), SELU(), GELU(), GELU("tanh"), SiLU(), Softplus(), Mish(),
]  # fmt: skip

SAME = "same"
CATALOGUE = [
    *[(activation, (2, 3)) for activation in ACTIVATIONS],
    (Softmax(), (4,)),
    (LogSoftmax(), (4,)),
    (LogSoftmax(), (2, 3)),
    (Dense(3), (4,)),
    (Dense(2, bias=False), (1,)),
    (Conv1D(2, 3), (6, 2)),
    (Conv1D(3, 2, stride=2, padding=SAME), (5, 1)),
    (Conv1D(2, 3, stride=3, dilation=2, bias=False), (9, 2)),
    (Conv1D(1, 4, padding=SAME, dilation=3), (4, 2)),
    (Conv2D(2, 3), (4, 5, 1)),
    (Conv2D(2, (1, 2), stride=(2, 1), padding=SAME), (3, 4, 2)),
    (Conv2D(1, 2, stride=3, padding=SAME, dilation=(2, 1)), (5, 4, 1)),
    (MaxPool(2), (5, 2)),
    (MaxPool(2), (4, 5, 2)),
    (MaxPool((3, 2), stride=1), (4, 3, 1)),
    (AveragePool(3, stride=2), (8, 2)),
    (AveragePool((2, 3), stride=(1, 2)), (3, 5, 2)),
    (GlobalAveragePool(), (4, 3)),
    (GlobalAveragePool(), (2, 3, 2)),
    (Flatten(), (2, 3)),
    (Flatten(), ()),
    (Reshape((3, 2, 1)), (6,)),
    (Dropout(0.4), (6,)),
    (Dropout(0.0), (2, 2)),
    (BatchNorm(), (3,)),
    (BatchNorm(momentum=0.3, epsilon=1e-2, affine=False), (2, 2)),
    (LayerNorm(), (4,)),
    (LayerNorm(epsilon=1e-3, affine=False), (2, 3)),
    (Embedding(4, 3), (3,)),
    (CategoryEmbedding((2, 5)), (4,)),
    (CategoryEmbedding((3,), units=2), (1,)),
    (Residual(Dense(4), Tanh(), BatchNorm(), Dropout(0.2)), (4,)),
    (Residual([Conv1D(2, 3, padding=SAME), SELU()]), (3, 2)),
    (Network(Reshape((4, 2)), Conv1D(2, 2), ReLU(), MaxPool(2, 1), Flatten(), Dense(2)), (8,)),
]


# The layers that do one thing in training and another when they predict.
TWO_MODES = (Dropout, BatchNorm, Residual)


def cases(entries):
    """The catalogue with its modes, named so that a failure can be found in it."""
    for layer, shape in entries:
        for training in (True, False) if isinstance(layer, TWO_MODES) else (True,):
            mode = "" if training else "-predicting"
            name = f"{CATALOGUE.index((layer, shape))}-{type(layer).__name__}{mode}"
            yield pytest.param(layer, shape, training, id=name)


every_layer = pytest.mark.parametrize("layer, shape, training", list(cases(CATALOGUE)))


def an_input(layer, shape, rows, rng):
    """Numbers a tenth apart, none within 0.05 of a corner of a function; codes where wanted."""
    count = rows * int(np.prod(shape))
    x = (0.1 * (rng.permutation(count) - count // 2) + 0.05).reshape(rows, *shape)
    if isinstance(layer, Embedding):
        return rng.integers(0, layer.entries, x.shape).astype(float)
    if isinstance(layer, CategoryEmbedding):
        x[:, -len(layer.counts) :] = rng.integers(0, layer.counts, (rows, len(layer.counts)))
    return x


def numbers_for(layer, shape, rows, rng):
    """An input, parameters, a memory, and a gradient by the output, in float64."""
    params = {n: rng.normal(size=p.shape) for n, p in layer.parameters(shape).items()}
    memory = {n: m + rng.uniform(0, 1, m.shape) for n, m in layer.memory(shape).items()}
    dy = rng.normal(size=(rows, *layer.output_shape(shape)))
    return an_input(layer, shape, rows, rng), params, memory, dy


def a_context(xp, training, memory):
    key = xp.asarray(keys.stream(5, keys.Purpose.DROPOUT))
    return Context(training, key, {name: xp.asarray(value) for name, value in memory.items()})


def seed_of(layer, shape):
    return zlib.crc32(repr((layer, shape)).encode())


def coded(layer, x):
    """Where the input holds codes: it cannot be differentiated there, and its gradient is 0."""
    columns = {Embedding: x.shape[-1], CategoryEmbedding: len(getattr(layer, "counts", ()))}
    return np.broadcast_to(np.arange(x.shape[-1])[::-1] < columns.get(type(layer), 0), x.shape)


def difference_quotients(f, at, h=1e-5):
    """The central difference quotient of the number f(at), by each element of the array `at`."""
    slopes = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        above, below = at.copy(), at.copy()
        above[place] += h
        below[place] -= h
        slopes[place] = (f(above) - f(below)) / (2 * h)
    return slopes


@every_layer
@settings(max_examples=2, deadline=None)
@given(rows=st.integers(2, 3), seed=st.integers(0, 2**32 - 1))
def test_backward_is_the_limit_of_difference_quotients(layer, shape, training, rows, seed):
    """Gradients by input and parameters equal central differences to a millionth."""
    x, params, memory, dy = numbers_for(layer, shape, rows, np.random.default_rng(seed))
    context = a_context(np, training, memory)

    def loss(name, value):
        given = {**params, name: value}
        at = given.pop("x", x)
        return float(np.sum(layer.forward(np, given, at, context)[0] * dy))

    saved = layer.forward(np, params, x, context)[1]
    dx, gradients = layer.backward(np, params, saved, dy)
    assert gradients.keys() == params.keys()
    assert dx.shape == x.shape
    for name, gradient in {**gradients, "x": dx}.items():
        at = params.get(name, x)
        with np.errstate(invalid="ignore"):
            expected = difference_quotients(lambda value, name=name: loss(name, value), at)
        if name == "x":
            expected = np.where(coded(layer, x), 0.0, expected)
        scale = 1.0 + np.max(np.abs(expected), initial=0.0)
        np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-6 * scale)


@every_layer
@settings(max_examples=3, deadline=None)
@given(rows=st.integers(2, 5), dtype=st.sampled_from(["float32", "float64"]))
def test_shapes_and_dtypes_promised_are_those_given(layer, shape, training, rows, dtype):
    """On NumPy, output, gradients and memory have the promised shapes and the dtype of x."""
    numbers = numbers_for(layer, shape, rows, np.random.default_rng(rows))
    x, params, memory, dy = jax.tree.map(lambda a: a.astype(dtype), numbers)
    y, saved = layer.forward(np, params, x, a_context(np, training, memory))
    dx, gradients = layer.backward(np, params, saved, dy)
    remembered = layer.remember(np, memory, saved)
    assert y.shape == (rows, *layer.output_shape(shape))
    assert dx.shape == x.shape
    assert {n: g.shape for n, g in gradients.items()} == {n: p.shape for n, p in params.items()}
    assert {n: m.shape for n, m in remembered.items()} == {n: m.shape for n, m in memory.items()}
    for array in (y, dx, *gradients.values(), *remembered.values()):
        assert array.dtype == dtype


@every_layer
def test_jax_keeps_float32_without_its_64_bit_switch(layer, shape, training):
    """Traced as JAX starts, without float64, everything is float32 and nothing warns."""
    numbers = numbers_for(layer, shape, 3, np.random.default_rng(0))

    def step(x, params, memory, dy):
        context = a_context(jnp, training, memory)
        y, saved = layer.forward(jnp, params, x, context)
        dx, gradients = layer.backward(jnp, params, saved, dy)
        return y, dx, gradients, layer.remember(jnp, memory, saved)

    small = jax.tree.map(lambda a: jax.ShapeDtypeStruct(a.shape, np.float32), numbers)
    given = jax.eval_shape(step, *small)
    assert {leaf.dtype for leaf in jax.tree.leaves(given)} == {np.dtype("float32")}
    assert given[0].shape == (3, *layer.output_shape(shape))


@every_layer
def test_nothing_given_to_a_layer_is_changed(layer, shape, training):
    """Forward, backward and remember leave every array they are given as it was."""
    numbers = numbers_for(layer, shape, 2, np.random.default_rng(3))
    for array in jax.tree.leaves(numbers):
        array.flags.writeable = False
    x, params, memory, dy = numbers
    _, saved = layer.forward(np, params, x, a_context(np, training, memory))
    layer.backward(np, params, saved, dy)
    layer.remember(np, memory, saved)


@every_layer
def test_rows_are_independent_outside_training(layer, shape, training):
    """Each row's prediction is its own, whatever stands in the batch beside it."""
    numbers = numbers_for(layer, shape, 4, np.random.default_rng(4))
    x, params, memory, _ = numbers
    context = a_context(np, False, memory)
    together = layer.forward(np, params, x, context)[0]
    for row in range(4):
        alone = layer.forward(np, params, x[row : row + 1], context)[0]
        np.testing.assert_allclose(alone[0], together[row], rtol=1e-12, atol=1e-14)


@every_layer
def test_an_empty_batch_gives_an_empty_prediction(layer, shape, training):
    """No rows in, no rows out, in the promised shape; and the gradients of nothing are 0."""
    _, params, memory, _ = numbers_for(layer, shape, 2, np.random.default_rng(0))
    x = np.zeros((0, *shape))
    y, saved = layer.forward(np, params, x, a_context(np, False, memory))
    assert y.shape == (0, *layer.output_shape(shape))
    dx, gradients = layer.backward(np, params, saved, y)
    assert dx.shape == x.shape
    assert not any(gradient.any() for gradient in gradients.values())


@every_layer
def test_a_layer_is_a_frozen_description(layer, shape, training):
    """A layer is equal to its copy, hashable, and cannot be changed."""
    if isinstance(layer, (Network, Residual)):
        copy = type(layer)(*layer.layers)
    else:
        copy = dataclasses.replace(layer)
    assert copy == layer
    assert hash(copy) == hash(layer)
    name = next((field.name for field in dataclasses.fields(layer)), "anything")
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(layer, name, 1)


@every_layer
def test_initializers_fit_what_the_layer_promises(layer, shape, training):
    """Each start that a layer names itself draws its parameter's shape; only weights decay."""
    key = keys.stream(0, keys.Purpose.INITIALIZE)
    for name, parameter in layer.parameters(shape).items():
        assert parameter.decays == name.endswith("weights")
        assert parameter.fan_in >= 1
        assert parameter.fan_out >= 1
        if parameter.initializer is not None:
            drawn = parameter.initializer.draw(
                key, parameter.shape, parameter.fan_in, parameter.fan_out
            )
            assert drawn.shape == parameter.shape
