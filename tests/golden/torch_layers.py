"""What PyTorch's layers give, on channels-last arrays, and their gradients by autograd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as PyTorch's own pages name it
from torch_tensors import ROWS, Case, plain, tensor


def front(x: torch.Tensor) -> torch.Tensor:
    """Put the channels where PyTorch wants them: after the batch."""
    return x.movedim(-1, 1)


def back(y: torch.Tensor) -> torch.Tensor:
    """Put the channels last again."""
    return y.movedim(1, -1)


def dense(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Apply torch's linear."""
    return F.linear(x, p["weights"].T, p.get("bias"))


def convolution(rank: int, **options: Any) -> Callable[..., torch.Tensor]:
    """Return torch's convolution on channels-last arrays."""
    convolve = (F.conv1d, F.conv2d)[rank - 1]

    def apply(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        weights = p["weights"].movedim(-1, 0).movedim(-1, 1)
        return back(convolve(front(x), weights, p.get("bias"), **options))

    return apply


def on_map(function: Callable[..., torch.Tensor], *options: Any) -> Callable[..., torch.Tensor]:
    """Return a function of torch's layout, without parameters, on channels-last arrays."""
    return lambda _, x: back(function(front(x), *options))


def on_each(function: Callable[..., torch.Tensor], **options: Any) -> Callable[..., torch.Tensor]:
    """Return a function without parameters that does not care for the layout."""
    return lambda _, x: function(x, **options)


def layer_norm(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Apply torch's layer norm over the last axis."""
    return F.layer_norm(x, x.shape[-1:], p.get("scale"), p.get("shift"), 1e-5)


LINE, MAP, FLAT = (9, 2), (6, 7, 2), (5,)
KERNEL = {"weights": (3, 2, 3), "bias": (3,)}
SQUARE = {"weights": (3, 2, 2, 3), "bias": (3,)}
AFFINE = {"scale": (5,), "shift": (5,)}
LAYERS: list[tuple[dict[str, Any], tuple[int, ...], dict[str, Any], Callable[..., Any]]] = [
    ({"layer": "Dense", "units": 3}, FLAT, {"weights": (5, 3), "bias": (3,)}, dense),
    ({"layer": "Dense", "units": 3, "bias": False}, FLAT, {"weights": (5, 3)}, dense),
    ({"layer": "Conv1D", "filters": 3, "size": 3}, LINE, KERNEL, convolution(1)),
    (
        {"layer": "Conv1D", "filters": 3, "size": 3, "stride": 2, "dilation": 2},
        *(LINE, KERNEL, convolution(1, stride=2, dilation=2)),
    ),
    (
        {"layer": "Conv1D", "filters": 3, "size": 2, "padding": "same"},
        *(LINE, {"weights": (2, 2, 3), "bias": (3,)}, convolution(1, padding="same")),
    ),
    ({"layer": "Conv2D", "filters": 3, "size": [3, 2]}, MAP, SQUARE, convolution(2)),
    (
        {"layer": "Conv2D", "filters": 3, "size": [3, 2], "stride": [2, 3], "dilation": [1, 2]},
        *(MAP, SQUARE, convolution(2, stride=(2, 3), dilation=(1, 2))),
    ),
    (
        {"layer": "Conv2D", "filters": 3, "size": [3, 2], "padding": "same", "bias": False},
        *(MAP, {"weights": (3, 2, 2, 3)}, convolution(2, padding="same")),
    ),
    ({"layer": "MaxPool", "size": 2}, LINE, {}, on_map(F.max_pool1d, 2)),
    ({"layer": "MaxPool", "size": 3, "stride": 2}, MAP, {}, on_map(F.max_pool2d, 3, 2)),
    ({"layer": "AveragePool", "size": 3, "stride": 1}, LINE, {}, on_map(F.avg_pool1d, 3, 1)),
    ({"layer": "AveragePool", "size": [2, 3]}, MAP, {}, on_map(F.avg_pool2d, (2, 3))),
    (
        {"layer": "GlobalAveragePool"},
        *(MAP, {}, lambda _, x: F.adaptive_avg_pool2d(front(x), 1)[:, :, 0, 0]),
    ),
    ({"layer": "LayerNorm"}, FLAT, AFFINE, layer_norm),
    ({"layer": "LayerNorm", "affine": False}, (3, 5), {}, layer_norm),
    ({"layer": "Identity"}, FLAT, {}, on_each(torch.clone)),
    ({"layer": "Sigmoid"}, FLAT, {}, on_each(torch.sigmoid)),
    ({"layer": "Tanh"}, FLAT, {}, on_each(torch.tanh)),
    ({"layer": "ReLU"}, FLAT, {}, on_each(F.relu)),
    ({"layer": "LeakyReLU"}, FLAT, {}, on_each(F.leaky_relu)),
    (
        {"layer": "LeakyReLU", "negative_slope": 0.3},
        *(FLAT, {}, on_each(F.leaky_relu, negative_slope=0.3)),
    ),
    ({"layer": "ReLU6"}, FLAT, {}, on_each(F.relu6)),
    ({"layer": "ELU"}, FLAT, {}, on_each(F.elu)),
    ({"layer": "ELU", "alpha": 0.5}, FLAT, {}, on_each(F.elu, alpha=0.5)),
    ({"layer": "SELU"}, FLAT, {}, on_each(F.selu)),
    ({"layer": "GELU"}, FLAT, {}, on_each(F.gelu)),
    ({"layer": "GELU", "approximate": "tanh"}, FLAT, {}, on_each(F.gelu, approximate="tanh")),
    ({"layer": "SiLU"}, FLAT, {}, on_each(F.silu)),
    ({"layer": "Softplus"}, FLAT, {}, on_each(F.softplus)),
    ({"layer": "Mish"}, FLAT, {}, on_each(F.mish)),
    ({"layer": "Softmax"}, FLAT, {}, on_each(F.softmax, dim=-1)),
    ({"layer": "LogSoftmax"}, (3, 5), {}, on_each(F.log_softmax, dim=-1)),
]


def layers(rng: np.random.Generator) -> Iterator[Case]:
    """Yield each layer's output, and the gradients of Σ y·dy."""
    for thing, shape, learned, function in LAYERS:
        x = 3.0 * rng.normal(size=(ROWS, *shape))
        x.flat[:4] = 0.0, 6.0, x.flat[2], x.flat[2]  # corners, and two that are equal
        params = {name: tensor(rng.normal(size=size)) for name, size in learned.items()}
        given = tensor(x)
        y = function(params, given)
        dy = rng.normal(size=tuple(y.shape))
        y.backward(torch.tensor(dy))
        arrays = {"x": x, "dy": dy, "y": plain(y), "dx": plain(given.grad)}
        for name, p in params.items():
            arrays |= {f"param/{name}": plain(p), f"gradient/{name}": plain(p.grad)}
        yield {"kind": "layer", "thing": thing}, arrays


def embedding(rng: np.random.Generator) -> Iterator[Case]:
    """Yield an Embedding, whose input has no gradient."""
    codes = rng.integers(0, 6, (ROWS, 3))
    weights, dy = tensor(rng.normal(size=(6, 2))), rng.normal(size=(ROWS, 3, 2))
    y = F.embedding(torch.tensor(codes), weights)
    y.backward(torch.tensor(dy))
    arrays = {"x": codes * 1.0, "dy": dy, "y": plain(y), "dx": np.zeros((ROWS, 3))}
    arrays |= {"param/weights": plain(weights), "gradient/weights": plain(weights.grad)}
    yield {"kind": "layer", "thing": {"layer": "Embedding", "entries": 6, "units": 2}}, arrays


def batch_norms(rng: np.random.Generator) -> Iterator[Case]:
    """Yield batch norm over three training batches: the last one's gradients, and what follows."""
    for fields, shape in (({}, (5,)), ({"momentum": 0.3, "epsilon": 1e-3}, (3, 4, 5))):
        make = torch.nn.BatchNorm1d if len(shape) == 1 else torch.nn.BatchNorm2d
        norm = make(5, fields.get("epsilon", 1e-5), fields.get("momentum", 0.1)).double()
        scale, shift = rng.normal(size=(2, 5))
        norm.load_state_dict(
            norm.state_dict() | {"weight": torch.tensor(scale), "bias": torch.tensor(shift)}
        )
        xs = rng.normal(2.0, 3.0, (3, ROWS, *shape))
        dy = rng.normal(size=xs[0].shape)
        for x in xs:
            norm.zero_grad()
            given = tensor(x)
            y = back(norm(front(given)))
            y.backward(torch.tensor(dy))
        arrays = {"xs": xs, "dy": dy, "y": plain(y), "dx": plain(given.grad)}
        arrays |= {"param/scale": scale, "gradient/scale": plain(norm.weight.grad)}
        arrays |= {"param/shift": shift, "gradient/shift": plain(norm.bias.grad)}
        arrays |= {"mean": plain(norm.running_mean), "variance": plain(norm.running_var)}
        norm.eval()
        given = tensor(xs[0])
        y = back(norm(front(given)))
        y.backward(torch.tensor(dy))
        arrays |= {"later/y": plain(y), "later/dx": plain(given.grad)}
        yield {"kind": "batch norm", "thing": {"layer": "BatchNorm", **fields}}, arrays
