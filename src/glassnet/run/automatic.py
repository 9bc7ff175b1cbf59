"""What a run is when nobody says otherwise: settings that work on most small tables.

They are measured by benchmarks/defaults.py, against scikit-learn's, on the bundled tables. A small
table needs three things more: updates enough to learn anything, patience with validation rows so
few that their loss trembles, and weights that shrink, for it is easily learned by heart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
LEAST_STEPS = 2_000  # a small table gets more epochs, until they are so many updates
LEAST_PATIENCE = 500  # updates; likewise
# Each update shrinks the weights by a thousandth, in a larger table by less: λ in proportion to
# 1 / rows forgets in the same number of epochs (Wang & Aitchison 2024).
SHRINKING = 0.001
SHRINKING_ROWS = 320


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
    } | dict(settings)
    steps = -(-rows // (chosen["batch_size"] or rows))  # updates in an epoch
    patience = max(EARLY_STOPPING.patience, -(-LEAST_PATIENCE // steps))
    usual = {
        "epochs": max(EPOCHS, -(-LEAST_STEPS // steps)),
        "early_stopping": replace(EARLY_STOPPING, patience=patience),
        "weight_decay": _weight_decay(rows, chosen),
    }
    return Experiment(network=net, **{**usual, **chosen})


def _weight_decay(rows: int, chosen: Mapping[str, Any]) -> float:
    """Return λ, so that η·λ shrinks as above; none for an optimizer that was chosen.

    Who chooses an optimizer gets that rule and nothing beside it. λ is at most 1: a rate that is
    chosen very small asks for small steps, not for small weights.
    """
    if "optimizer" in chosen:
        return 0.0
    rate = float(chosen["learning_rate"])
    return min(1.0, SHRINKING / rate) * min(1.0, SHRINKING_ROWS / rows)
