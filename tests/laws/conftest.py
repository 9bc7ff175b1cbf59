"""What the laws are held against: instances of every class of the catalogue, and what they take.

A new class gets its line here; `test_catalogue.py` asks for it. A test that has an argument named
`layer_case`, `loss_case`, `optimizer`, `plan` (a schedule that is a function of the step) or
`initializer` runs once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from glassnet.ground import keys
from glassnet.ground.arrays import Array, Shape
from glassnet.nn import catalogue
from glassnet.nn.layer import Context, Layer
from glassnet.nn.losses import Loss
from glassnet.nn.schedules import Schedule
from glassnet.program.batches import Batch
from glassnet.program.step import Program

ROWS = 5
FLAT, LINE, MAP = (6,), (9, 2), (5, 6, 2)
KEY = keys.stream(7, keys.Purpose.DROPOUT)


# Every class by its name.
nn = SimpleNamespace(
    **{each.__name__: each for classes in catalogue.KINDS.values() for each in classes}
)


class Given(NamedTuple):
    """What a layer gets: its parameters, its input, the gradient by its output, its memory."""

    params: Mapping[str, Array]
    x: Array
    dy: Array
    memory: Mapping[str, Array]

    def context(self, training: bool, key: Array = KEY) -> Context:
        """Return the rest of what forward wants."""
        return Context(training=training, key=key, memory=self.memory)


@dataclass(frozen=True)
class LayerCase:
    """A layer, the shape of its input, and how many codes each of the last columns has."""

    layer: Layer
    shape: Shape
    codes: tuple[int, ...] = ()

    def given(self, dtype: str = "float64") -> Given:
        """Draw what the layer takes; read-only, so that nothing can be changed in place."""
        rng = np.random.default_rng(0)
        x = rows_like(rng, self.shape, self.codes)
        learned = self.layer.parameters(self.shape)
        drawn = Given(
            {name: rng.normal(size=parameter.shape) for name, parameter in learned.items()},
            x,
            rng.normal(size=(ROWS, *self.layer.output_shape(self.shape))),
            {
                name: rng.uniform(0.5, 2.0, value.shape)
                for name, value in self.layer.memory(self.shape).items()
            },
        )
        return frozen(drawn, dtype)


@dataclass(frozen=True)
class LossCase:
    """A loss, and whether its target is one class per row, and whether rows have weights."""

    loss: Loss
    indices: bool = False
    weighted: bool = False

    def given(self, dtype: str = "float64") -> tuple[Array, Array, Array | None]:
        """Draw a prediction, a target and weights, or None."""
        rng = np.random.default_rng(1)
        prediction, target = answers(rng, self.loss, ROWS, indices=self.indices)
        weights = rng.uniform(0.5, 2.0, ROWS) if self.weighted else None
        return frozen((prediction, target, weights), dtype)


def batch_of(program: Program, codes: tuple[int, ...]) -> Batch:
    """Draw the training rows of a program whose network has three outputs."""
    rng = np.random.default_rng(2)
    x = rows_like(rng, program.input_shape, codes, program.rows)
    _, y = answers(rng, program.experiment.loss, program.rows, indices=True)
    return Batch(*frozen((x, y), program.experiment.dtype))


def rows_like(rng: Any, shape: Shape, codes: tuple[int, ...], rows: int = ROWS) -> Array:
    """Draw rows of `shape`, the last columns whole numbers below `codes`."""
    x = 2.0 * rng.normal(size=(rows, *shape))
    x = x + np.copysign(0.01, x)  # away from 0, where some functions have a corner
    for column, count in enumerate(reversed(codes), start=1):
        x[:, -column] = rng.integers(0, count, rows)
    return x


def answers(rng: Any, loss: Loss, rows: int, *, indices: bool) -> tuple[Array, Array]:
    """Draw predictions that `loss` takes, and targets of its kind, for three outputs."""
    shape = (rows, 3)
    prediction = 2.0 * rng.normal(size=shape)
    if loss.takes == "probabilities":
        prediction = rng.uniform(0.05, 0.95, shape)
    if loss.takes == "log_probabilities":
        prediction = np.log(rng.uniform(0.05, 0.95, shape))
    if loss.target == "numbers":
        return prediction, rng.normal(size=shape)
    if loss.target == "binary":
        return prediction, rng.uniform(size=shape)
    shares = rng.dirichlet(np.ones(3), rows)
    return prediction, rng.integers(0, 3, rows).astype(np.int32) if indices else shares


def frozen(values: Any, dtype: str) -> Any:
    """Return arrays in tuples and dicts, floats in `dtype`, that cannot be written to."""
    if values is None:
        return None
    if isinstance(values, Mapping):
        return {name: frozen(value, dtype) for name, value in values.items()}
    if isinstance(values, tuple):
        made = [frozen(value, dtype) for value in values]
        return type(values)(*made) if hasattr(values, "_fields") else tuple(made)
    array = values.astype(dtype if values.dtype.kind == "f" else values.dtype)
    array.flags.writeable = False
    return array


LAYERS = [
    LayerCase(nn.Dense(3), FLAT),
    LayerCase(nn.Dense(2, bias=False), FLAT),
    LayerCase(nn.Conv1D(3, 3), LINE),
    LayerCase(nn.Conv1D(2, 2, stride=2, padding="same", dilation=2, bias=False), LINE),
    LayerCase(nn.Conv2D(2, 3), MAP),
    LayerCase(nn.Conv2D(3, (2, 3), stride=(2, 1), padding="same", dilation=(1, 2)), MAP),
    LayerCase(nn.MaxPool(2), LINE),
    LayerCase(nn.MaxPool((2, 3), stride=(1, 2)), MAP),
    LayerCase(nn.AveragePool(3, stride=2), LINE),
    LayerCase(nn.AveragePool(2), MAP),
    LayerCase(nn.GlobalAveragePool(), LINE),
    LayerCase(nn.GlobalAveragePool(), MAP),
    LayerCase(nn.Flatten(), MAP),
    LayerCase(nn.Reshape((3, 2)), FLAT),
    LayerCase(nn.Embedding(4, 3), (3,), (4, 4, 4)),
    LayerCase(nn.CategoryEmbedding((3, 8)), (4,), (3, 8)),
    LayerCase(nn.CategoryEmbedding((5,), units=2), (3,), (5,)),
    LayerCase(nn.BatchNorm(), FLAT),
    LayerCase(nn.BatchNorm(momentum=0.3, epsilon=1e-3, affine=False), MAP),
    LayerCase(nn.LayerNorm(), FLAT),
    LayerCase(nn.LayerNorm(affine=False), (3, 4)),
    LayerCase(nn.Dropout(0.4), FLAT),
    LayerCase(nn.Dropout(0.0), MAP),
    LayerCase(nn.Residual(nn.Dense(6), nn.Tanh(), nn.Dropout(0.3)), FLAT),
    LayerCase(nn.Residual(nn.Residual(nn.Conv1D(2, 3, padding="same")), nn.BatchNorm()), LINE),
    LayerCase(nn.Network(nn.Dense(5), nn.BatchNorm(), nn.GELU(), nn.Dense(3)), FLAT),
    LayerCase(nn.Identity(), FLAT),
    LayerCase(nn.Step(), FLAT),
    LayerCase(nn.Sigmoid(), FLAT),
    LayerCase(nn.Tanh(), FLAT),
    LayerCase(nn.ReLU(), MAP),
    LayerCase(nn.LeakyReLU(), FLAT),
    LayerCase(nn.LeakyReLU(0.3), FLAT),
    LayerCase(nn.ReLU6(), MAP),
    LayerCase(nn.ELU(), FLAT),
    LayerCase(nn.ELU(0.5), FLAT),
    LayerCase(nn.SELU(), FLAT),
    LayerCase(nn.GELU(), FLAT),
    LayerCase(nn.GELU("tanh"), FLAT),
    LayerCase(nn.SiLU(), FLAT),
    LayerCase(nn.Softplus(), FLAT),
    LayerCase(nn.Mish(), FLAT),
    LayerCase(nn.Softmax(), FLAT),
    LayerCase(nn.LogSoftmax(), (3, 4)),
]
WEIGHTS = (0.5, 1.0, 2.5)
LOSSES = [
    LossCase(nn.MSE()),
    LossCase(nn.MSE("sum"), weighted=True),
    LossCase(nn.HalfSumOfSquares()),
    LossCase(nn.HalfSumOfSquares("mean"), weighted=True),
    LossCase(nn.MAE(), weighted=True),
    LossCase(nn.Huber(0.7)),
    LossCase(nn.BinaryCrossEntropy()),
    LossCase(nn.BinaryCrossEntropy((0.5, 2.0)), weighted=True),
    LossCase(nn.CategoricalCrossEntropy(), indices=True),
    LossCase(nn.CategoricalCrossEntropy(0.1, WEIGHTS), indices=True, weighted=True),
    LossCase(nn.CategoricalCrossEntropy(0.2, WEIGHTS)),
    LossCase(nn.BinaryCrossEntropyFromProbabilities(), weighted=True),
    LossCase(nn.CategoricalCrossEntropyFromProbabilities()),
    LossCase(nn.CategoricalCrossEntropyFromProbabilities(class_weights=WEIGHTS), indices=True),
    LossCase(nn.NegativeLogLikelihood(), indices=True),
    LossCase(nn.NegativeLogLikelihood(WEIGHTS, "sum"), weighted=True),
]
OPTIMIZERS = [
    nn.SGD(),
    nn.Momentum(),
    nn.Nesterov(0.8),
    nn.Adagrad(),
    nn.RMSprop(),
    nn.RMSprop(momentum=0.5, centered=True),
    nn.Adadelta(),
    nn.Adam(),
    nn.Adam(beta1=0.0),
    nn.AdamW(weight_decay=0.1),
    nn.AMSGrad(),
    nn.NAdam(),
    nn.Adamax(),
]
SCHEDULES = [
    nn.ConstantRate(),
    nn.StepDecay(3, 0.5),
    nn.MultiStep((2, 5)),
    nn.Exponential(0.9),
    nn.Polynomial(2.0, 0.1),
    nn.Cosine(0.01),
    nn.WarmupCosine(0.25),
    nn.CosineRestarts(4),
    nn.CosineRestarts(3, 2, 0.1),
    nn.OneCycle(),
    nn.Plateau(),
]
INITIALIZERS = [
    nn.Zeros(),
    nn.Constant(0.3),
    nn.Uniform(-1.0, 2.0),
    nn.Normal(0.1, 0.5),
    nn.LeCunUniform(),
    nn.LeCunNormal(),
    nn.GlorotUniform(),
    nn.GlorotNormal(),
    nn.HeUniform(),
    nn.HeNormal(),
    nn.Orthogonal(),
]


TABLES: dict[str, list[Any]] = {
    "layer_case": LAYERS,
    "loss_case": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "plan": [schedule for schedule in SCHEDULES if isinstance(schedule, Schedule)],
    "initializer": INITIALIZERS,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each line of the table that it names."""
    for name, table in TABLES.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, table, ids=[label(n, case) for n, case in enumerate(table)])


def label(number: int, case: Any) -> str:
    """Return what a test report calls a line of a table."""
    thing = getattr(case, "layer", getattr(case, "loss", case))
    return f"{number}-{type(thing).__name__}"


@pytest.fixture(scope="session")
def draw_batch() -> Callable[[Program, tuple[int, ...]], Batch]:
    """Return `batch_of`, for the laws of the engines."""
    return batch_of


@pytest.fixture(scope="session")
def tables() -> dict[str, list[Any]]:
    """Return all tables, for the tests that look at many lines at once."""
    return TABLES
