"""What PyTorch's losses give, and their gradients by autograd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as PyTorch's own pages name it
from torch_tensors import ROWS, Case, plain, tensor

WEIGHTS = [0.5, 1.0, 2.5]
TENSOR_WEIGHTS = torch.tensor(WEIGHTS, dtype=torch.float64)


def losses(rng: np.random.Generator) -> Iterator[Case]:
    """Yield each loss and its gradient by the prediction, with both reductions."""
    shape = (ROWS, 3)
    p, y = 2.0 * rng.normal(size=shape), rng.normal(size=shape)
    y[0, 0] = p[0, 0]  # where an absolute error has a corner
    share, labels = rng.uniform(0.05, 0.95, shape), rng.uniform(size=shape)
    labels[0] = 0.0, 1.0, 1.0
    classes, soft = rng.integers(0, 3, ROWS), rng.dirichlet(np.ones(3), ROWS)
    weighted = {"class_weights": WEIGHTS}
    table: list[tuple[dict[str, Any], Any, Any, Callable[..., Any]]] = [
        ({"name": "MSE"}, p, y, F.mse_loss),
        ({"name": "HalfSumOfSquares"}, p, y, half_squares),
        ({"name": "MAE"}, p, y, F.l1_loss),
        ({"name": "Huber"}, p, y, F.huber_loss),
        ({"name": "Huber", "delta": 0.5}, p, y, with_options(F.huber_loss, delta=0.5)),
        ({"name": "BinaryCrossEntropy"}, 20 * p, labels, F.binary_cross_entropy_with_logits),
        ({"name": "BinaryCrossEntropyFromProbabilities"}, share, labels, F.binary_cross_entropy),
        ({"name": "CategoricalCrossEntropy"}, 20 * p, classes, F.cross_entropy),
        ({"name": "CategoricalCrossEntropy"}, p, soft, F.cross_entropy),
        ({"name": "NegativeLogLikelihood"}, np.log(share), classes, F.nll_loss),
        (
            {"name": "NegativeLogLikelihood", **weighted},
            *(np.log(share), classes, with_options(F.nll_loss, weight=TENSOR_WEIGHTS)),
        ),
        (
            {"name": "CategoricalCrossEntropyFromProbabilities", **weighted},
            *(share, classes),
            lambda q, t, **o: F.nll_loss(torch.log(q), t, weight=TENSOR_WEIGHTS, **o),
        ),
    ]
    for target in (classes, soft):
        for smoothing in (0.0, 0.1):
            options = {"weight": TENSOR_WEIGHTS, "label_smoothing": smoothing}
            thing = {"name": "CategoricalCrossEntropy", "label_smoothing": smoothing, **weighted}
            table.append((thing, p, target, with_options(F.cross_entropy, **options)))
        thing = {"name": "CategoricalCrossEntropy", "label_smoothing": 0.2}
        table.append((thing, p, target, with_options(F.cross_entropy, label_smoothing=0.2)))
    for thing, prediction, target, function in table:
        for reduction in ("mean", "sum"):
            given = tensor(prediction)
            value = function(given, torch.tensor(target), reduction=reduction)
            value.backward()
            arrays = {"prediction": prediction, "target": target}
            arrays |= {"value": plain(value), "gradient": plain(given.grad)}
            yield {"kind": "loss", "thing": {**thing, "reduction": reduction}}, arrays


def half_squares(p: torch.Tensor, y: torch.Tensor, reduction: str) -> torch.Tensor:
    """Return half of torch's summed squares; the mean is over rows."""
    whole = 0.5 * F.mse_loss(p, y, reduction="sum")
    return whole / len(p) if reduction == "mean" else whole


def with_options(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """Return the loss with more of its options set."""
    return lambda p, y, **more: function(p, y, **options, **more)
