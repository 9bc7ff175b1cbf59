"""What a run is when nobody says otherwise: settings that work on most small tables.

They are measured by benchmarks/defaults.py, against scikit-learn's, on the bundled tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassnet.ground.arrays import Shape
from glassnet.nn.activations import ReLU
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.layer import Layer
from glassnet.nn.network import Network
from glassnet.nn.shape import Flatten
from glassnet.program.experiment import EarlyStopping, Experiment
from glassnet.program.targets import Targets

HIDDEN = (100,)
ACTIVATION = ReLU()
LEARNING_RATE = 0.001
BATCH_SIZE = 32
EPOCHS = 200
EARLY_STOPPING = EarlyStopping(patience=20)


def network(
    input_shape: Shape,
    category_counts: tuple[int, ...],
    outputs: int,
    hidden: tuple[int, ...] = HIDDEN,
    activation: Layer = ACTIVATION,
    dropout: float = 0.0,
) -> Network:
    """Return hidden Dense layers with an activation after each, and one output a class or number.

    Images are made flat; categories that come as codes get learned vectors; a `dropout` rate above
    0 leaves out that share of what each hidden layer gives.
    """
    front: list[Layer] = []
    if len(input_shape) > 1:
        front.append(Flatten())
    if category_counts:
        front.append(CategoryEmbedding(category_counts))
    after: tuple[Layer, ...] = (activation, Dropout(dropout)) if dropout else (activation,)
    middle = [layer for units in hidden for layer in (Dense(units), *after)]
    return Network(*front, *middle, Dense(outputs))


def experiment(
    net: Network, targets: Targets, rows: int, settings: Mapping[str, Any]
) -> Experiment:
    """Return the experiment of `settings`, with what they leave open filled in.

    Args:
        net: The network.
        targets: What is predicted.
        rows: The number of training rows.
        settings: Fields of `Experiment` by name.

    """
    chosen: dict[str, Any] = {
        "loss": targets.natural_loss(net),
        "learning_rate": LEARNING_RATE,
        "batch_size": min(BATCH_SIZE, rows),
        "epochs": EPOCHS,
        "early_stopping": EARLY_STOPPING,
    }
    return Experiment(network=net, **{**chosen, **settings})
