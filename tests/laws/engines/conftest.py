"""Programs on which both engines are held against each other: mixtures of the whole catalogue.

A test that has an argument named `mixture` runs once for each. Few programs, each of many classes:
compiling is what costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from glassnet.ground.arrays import Shape
from glassnet.nn import catalogue
from glassnet.nn.layer import Layer
from glassnet.nn.losses import Loss
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program

nn = SimpleNamespace(
    **{each.__name__: each for classes in catalogue.KINDS.values() for each in classes}
)
FLAT, LINE, MAP = (6,), (9, 2), (5, 6, 2)


@dataclass(frozen=True, eq=False)
class Mixture:
    """The shape of a row, how many codes each of its last columns has, and what is run on it."""

    shape: Shape
    codes: tuple[int, ...]
    choices: Mapping[str, Any]

    def program(self, dtype: str = "float64", rows: int = 10, **changes: Any) -> Program:
        """Return the program on `rows` rows."""
        experiment = Experiment(**{"dtype": dtype, "seed": 3, "epochs": 4} | self.choices | changes)
        return Program(experiment, rows, self.shape)


def mixture(
    shape: Shape, layers: list[Layer], loss: Loss, codes: tuple[int, ...] = (), **choices: Any
) -> Mixture:
    """Return a mixture whose network ends in three outputs of the kind that `loss` takes."""
    last: tuple[Layer, ...] = ()
    if loss.takes == "probabilities":
        last = (nn.Sigmoid(),) if loss.target == "binary" else (nn.Softmax(),)
    if loss.takes == "log_probabilities":
        last = (nn.LogSoftmax(),)
    network = nn.Network(*layers, nn.Dense(3), *last)
    return Mixture(shape, codes, {"network": network, "loss": loss, "batch_size": 4} | choices)


# A bias before a BatchNorm has the slope 0, and what rounding leaves of it an Adam would blow up:
# there the layers have none.
MIXTURES = [
    mixture(
        FLAT,
        [nn.Dense(8), nn.Tanh(), nn.Dense(5, weights=nn.Orthogonal()), nn.Softplus()],
        nn.MSE(),
        optimizer=nn.SGD(),
        schedule=nn.OneCycle(),
        l2=0.01,
    ),
    mixture(
        FLAT,
        [nn.Dense(8, False), nn.BatchNorm(), nn.SELU(), nn.Dropout(0.3), nn.Dense(5), nn.Mish()],
        nn.CategoricalCrossEntropy(0.1),
        optimizer=nn.Adam(),
        schedule=nn.WarmupCosine(0.25),
        clip_norm=0.5,
    ),
    mixture(
        LINE,
        [nn.Conv1D(3, 3), nn.LeakyReLU(), nn.MaxPool(2), nn.Flatten(), nn.ReLU6()],
        nn.NegativeLogLikelihood(),
        optimizer=nn.Momentum(),
        schedule=nn.StepDecay(3, 0.5),
        batch_size=5,
        l1=0.01,
        clip_value=0.1,
    ),
    mixture(
        MAP,
        [
            *(nn.Conv2D(3, 2, padding="same", bias=False), nn.BatchNorm(), nn.GELU()),
            *(nn.AveragePool(2), nn.GlobalAveragePool(), nn.LogSoftmax()),
        ],
        nn.BinaryCrossEntropy(),
        optimizer=nn.RMSprop(),
        schedule=nn.CosineRestarts(3, 2),
        batch_size=5,
    ),
    mixture(
        (3,),
        [nn.Embedding(4, 3), nn.Flatten(), nn.Dense(4), nn.ELU()],
        nn.BinaryCrossEntropyFromProbabilities(),
        codes=(4, 4, 4),
        optimizer=nn.NAdam(),
        schedule=nn.MultiStep((2, 5)),
        shuffle=False,
    ),
    mixture(
        (4,),
        [nn.CategoryEmbedding((3, 8)), nn.LayerNorm(), nn.SiLU()],
        nn.CategoricalCrossEntropyFromProbabilities(),
        codes=(3, 8),
        optimizer=nn.AdamW(),
        schedule=nn.Polynomial(),
        batch_size=None,
    ),
    mixture(
        FLAT,
        [nn.Residual(nn.Dense(6), nn.Sigmoid(), nn.Dropout(0.2)), nn.Softmax()],
        nn.Huber(0.5),
        optimizer=nn.Nesterov(),
        schedule=nn.Exponential(0.9),
        batch_size=1,
    ),
    mixture(
        FLAT,
        [nn.Reshape((3, 2)), nn.Network(nn.Dropout(0.1), nn.Flatten()), nn.Dense(4), nn.ReLU()],
        nn.MAE(),
        optimizer=nn.Adagrad(),
        schedule=nn.Plateau(),
        batch_size=5,
        weight_decay=0.1,
    ),
    mixture(
        FLAT,
        [nn.Dense(4), nn.Identity(), nn.Dense(4, weights=nn.HeNormal()), nn.Step()],
        nn.HalfSumOfSquares("mean"),
        optimizer=nn.Adadelta(),
        schedule=nn.Cosine(),
        batch_size=5,
    ),
    mixture(FLAT, [nn.Tanh()], nn.MSE("sum"), optimizer=nn.AMSGrad(), batch_size=None),
    mixture(FLAT, [nn.Tanh()], nn.MSE(), optimizer=nn.Adamax(), batch_size=None),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each mixture."""
    if "mixture" in metafunc.fixturenames:
        names = [f"{n}-{type(m.choices['optimizer']).__name__}" for n, m in enumerate(MIXTURES)]
        metafunc.parametrize("mixture", MIXTURES, ids=names)


@pytest.fixture(scope="session")
def mixtures() -> list[Mixture]:
    """Return all mixtures, for the tests that need one of them or all."""
    return MIXTURES
