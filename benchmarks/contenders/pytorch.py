"""PyTorch with its fused optimizers: eager, as most people run it, and compiled."""

from __future__ import annotations

import os
from typing import Any

import torch
from contenders.work import Contender, Work, cycle

OPTIMIZERS = {"Adam": torch.optim.Adam, "SGD": torch.optim.SGD}
HIDDEN = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}


class PyTorch(Contender):
    """A Sequential of Linear layers; the losses stay tensors while time is taken."""

    name = "PyTorch eager"

    def __init__(self, work: Work) -> None:
        """Take the first weights."""
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        self.work = work
        self.x = torch.from_numpy(work.x)
        if work.maps:
            self.x = self.x.permute(0, 3, 1, 2).contiguous()
        self.y = torch.from_numpy(work.y)
        if work.loss == "cross-entropy":
            self.y = self.y.long()
        self.steps = [torch.from_numpy(rows) for rows in work.steps]
        self.place = 0
        self.network = _network(work)
        self.loss_of = _loss(work)
        self.optimizer: Any = OPTIMIZERS[work.optimizer](
            self.network.parameters(), lr=work.learning_rate, fused=True
        )

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return [float(self.learn(rows)) for rows in cycle(self.steps, 0, steps)]

    def turn(self, steps: int) -> int:
        """Make one step after the other."""
        for rows in cycle(self.steps, self.place, steps):
            self.learn(rows)
        self.place += steps
        return steps

    def learn(self, rows: Any) -> Any:
        """Make one step and return its loss."""
        loss = self.loss_of_rows(self.x[rows], self.y[rows])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def loss_of_rows(self, x: Any, y: Any) -> Any:
        """Run the network forward."""
        return self.loss_of(self.network(x), y)


class CompiledPyTorch(PyTorch):
    """The same with network, loss and their derivatives compiled."""

    name = "PyTorch compiled"

    def __init__(self, work: Work) -> None:
        """Let the compiler have what the eager one does."""
        PyTorch.__init__(self, work)
        self._compiled = torch.compile(self.loss_of_eager, dynamic=False)

    def loss_of_eager(self, x: Any, y: Any) -> Any:
        """Run the network forward, as it is to be compiled."""
        return PyTorch.loss_of_rows(self, x, y)

    def loss_of_rows(self, x: Any, y: Any) -> Any:
        """Run the network forward, compiled."""
        return self._compiled(x, y)


def _network(work: Work) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for place, (weights, biases) in enumerate(work.weights()):
        if weights.ndim == 4:
            layers += [_with(torch.nn.Conv2d(*weights.shape[2:], 3), weights, biases)]
            layers += [torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
            continue
        if work.maps and place == len(work.maps):
            layers.append(torch.nn.Flatten())
            weights = channels_first(weights, work.maps[-1])  # noqa: PLW2901
        linear = torch.nn.Linear(*weights.shape, dtype=getattr(torch, work.dtype))
        layers += [_with(linear, weights, biases), HIDDEN[work.hidden]()]
    return torch.nn.Sequential(*layers[:-1])


def _with(module: Any, weights: Any, biases: Any) -> Any:
    """Return `module` with given weights, whose last two axes are (…, inputs, outputs)."""
    axes = (3, 2, 0, 1) if weights.ndim == 4 else (1, 0)
    module.weight = torch.nn.Parameter(torch.from_numpy(weights.transpose(axes).copy()))
    module.bias = torch.nn.Parameter(torch.from_numpy(biases))
    return module


def channels_first(weights: Any, channels: int) -> Any:
    """Return W (inputs, units) for inputs that are flattened channel by channel."""
    side = int((len(weights) // channels) ** 0.5)
    maps = weights.reshape(side, side, channels, -1)
    return maps.transpose(2, 0, 1, 3).reshape(weights.shape)


def _loss(work: Work) -> Any:
    if work.loss == "cross-entropy":
        return torch.nn.functional.cross_entropy
    return lambda z, y: 0.5 * ((torch.sigmoid(z) - y) ** 2).sum()
