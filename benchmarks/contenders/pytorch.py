"""PyTorch, eager, with its fused optimizers: what most people run."""

from __future__ import annotations

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
        torch.set_num_threads(1)
        self.work = work
        self.x = torch.from_numpy(work.x)
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
        loss = self.loss_of(self.network(self.x[rows]), self.y[rows])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()


def _network(work: Work) -> torch.nn.Sequential:
    pairs = work.weights()
    layers: list[torch.nn.Module] = []
    for weights, biases in pairs:
        linear = torch.nn.Linear(*weights.shape, dtype=getattr(torch, work.dtype))
        linear.weight = torch.nn.Parameter(torch.from_numpy(weights.T.copy()))
        linear.bias = torch.nn.Parameter(torch.from_numpy(biases))
        layers += [linear, HIDDEN[work.hidden]()]
    return torch.nn.Sequential(*layers[:-1])


def _loss(work: Work) -> Any:
    if work.loss == "cross-entropy":
        return torch.nn.functional.cross_entropy
    return lambda z, y: 0.5 * ((torch.sigmoid(z) - y) ** 2).sum()
