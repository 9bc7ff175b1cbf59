"""Where PyTorch's optimizers go, how it clips, and what its schedules make of a rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler
from torch_tensors import Case, plain, tensor

STEPS, TOTAL = 10, 24
OPTIMIZERS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"name": "SGD"}, "SGD", {}),
    ({"name": "SGD", "l2": 0.1}, "SGD", {"weight_decay": 0.1}),
    ({"name": "Momentum"}, "SGD", {"momentum": 0.9}),
    ({"name": "Nesterov", "momentum": 0.7}, "SGD", {"momentum": 0.7, "nesterov": True}),
    ({"name": "Adagrad"}, "Adagrad", {}),
    ({"name": "RMSprop"}, "RMSprop", {}),
    (
        {"name": "RMSprop", "alpha": 0.9, "momentum": 0.5},
        "RMSprop",
        {"alpha": 0.9, "momentum": 0.5},
    ),
    ({"name": "RMSprop", "centered": True}, "RMSprop", {"centered": True}),
    ({"name": "Adadelta"}, "Adadelta", {}),
    ({"name": "Adadelta", "rho": 0.5, "epsilon": 1e-3}, "Adadelta", {"rho": 0.5, "eps": 1e-3}),
    ({"name": "Adam"}, "Adam", {}),
    ({"name": "Adam", "l2": 0.1}, "Adam", {"weight_decay": 0.1}),
    (
        {"name": "Adam", "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
        *("Adam", {"betas": (0.5, 0.9), "eps": 1e-3}),
    ),
    ({"name": "AMSGrad"}, "Adam", {"amsgrad": True}),
    ({"name": "AdamW"}, "AdamW", {}),
    ({"name": "AdamW", "weight_decay": 0.3}, "AdamW", {"weight_decay": 0.3}),
    ({"name": "NAdam"}, "NAdam", {}),
    ({"name": "NAdam", "momentum_decay": 0.02}, "NAdam", {"momentum_decay": 0.02}),
    ({"name": "Adamax"}, "Adamax", {}),
    ({"name": "Adamax", "beta1": 0.8, "beta2": 0.9}, "Adamax", {"betas": (0.8, 0.9)}),
]


def optimizers(rng: np.random.Generator) -> Iterator[Case]:
    """Yield where each optimizer is after each of ten updates, η = 0.05."""
    start = rng.normal(size=(3, 2))
    gradients = rng.normal(size=(STEPS, 3, 2)) * np.geomspace(1.0, 1e-3, STEPS)[:, None, None]
    for thing, name, options in OPTIMIZERS:
        p = tensor(start)
        optimizer = getattr(torch.optim, name)([p], lr=0.05, **options)
        path = []
        for gradient in gradients:
            p.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(plain(p))
        arrays = {"start": start, "gradients": gradients, "path": np.stack(path)}
        yield {"kind": "optimizer", "thing": thing}, arrays


def clippings(rng: np.random.Generator) -> Iterator[Case]:
    """Yield two gradients together, clipped by their norm and by their values."""
    pair = [rng.normal(size=(3, 2)), rng.normal(size=(2,))]
    for way, limit in (("norm", 0.5), ("norm", 50.0), ("value", 0.4)):
        tensors = [tensor(gradient) for gradient in pair]
        for t, gradient in zip(tensors, pair, strict=True):
            t.grad = torch.tensor(gradient)
        getattr(torch.nn.utils, f"clip_grad_{way}_")(tensors, limit)
        arrays = {f"before/{n}": gradient for n, gradient in enumerate(pair)}
        arrays |= {f"after/{n}": plain(t.grad) for n, t in enumerate(tensors)}
        yield {"kind": "clipping", "thing": {"way": way, "limit": limit}}, arrays


def warmup_cosine(optimizer: Any, warmup: int) -> Any:
    """Return a straight line up, then half a wave down, as PyTorch strings them together."""
    up = lr_scheduler.LinearLR(optimizer, 1.0 / warmup, 1.0, total_iters=warmup - 1)
    down = lr_scheduler.CosineAnnealingLR(optimizer, TOTAL - warmup)
    return lr_scheduler.SequentialLR(optimizer, [up, down], milestones=[warmup])


def one_cycle(optimizer: Any) -> Any:
    """Return the two-phase cycle up to the base rate, with the momentum left alone."""
    return lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=TOTAL, cycle_momentum=False)


SCHEDULES: list[tuple[dict[str, Any], Callable[[Any], Any]]] = [
    (
        {"name": "StepDecay", "every_steps": 5, "decay": 0.5},
        lambda o: lr_scheduler.StepLR(o, 5, 0.5),
    ),
    ({"name": "MultiStep", "at_steps": [3, 9]}, lambda o: lr_scheduler.MultiStepLR(o, [3, 9])),
    (
        {"name": "Exponential", "decay_per_step": 0.9},
        lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    ),
    ({"name": "Polynomial"}, lambda o: lr_scheduler.PolynomialLR(o, TOTAL)),
    ({"name": "Polynomial", "power": 2.0}, lambda o: lr_scheduler.PolynomialLR(o, TOTAL, 2.0)),
    ({"name": "Cosine"}, lambda o: lr_scheduler.CosineAnnealingLR(o, TOTAL)),
    ({"name": "Cosine", "final": 0.1}, lambda o: lr_scheduler.CosineAnnealingLR(o, TOTAL, 0.1)),
    ({"name": "WarmupCosine", "warmup_fraction": 0.25}, lambda o: warmup_cosine(o, TOTAL // 4)),
    (
        {"name": "CosineRestarts", "period_steps": 5},
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 5),
    ),
    (
        {"name": "CosineRestarts", "period_steps": 3, "multiplier": 2, "final": 0.1},
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 3, 2, 0.1),
    ),
    ({"name": "OneCycle"}, one_cycle),
]


def schedules(rng: np.random.Generator) -> Iterator[Case]:
    """Yield the factor of each schedule at each step, and how a plateau answers losses."""
    for thing, make in SCHEDULES:
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        schedule, factors = make(optimizer), []
        for _ in range(TOTAL):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        yield {"kind": "schedule", "thing": thing}, {"factors": np.array(factors)}
    found = np.minimum.accumulate(rng.uniform(0.5, 1.0, 60)) + 1e-3 * rng.normal(size=60)
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    plateau = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=3)
    factors = []
    for loss in found:
        plateau.step(loss)
        factors.append(optimizer.param_groups[0]["lr"])
    thing = {"name": "Plateau", "decay": 0.5, "patience": 3}
    yield {"kind": "plateau", "thing": thing}, {"losses": found, "factors": np.array(factors)}
