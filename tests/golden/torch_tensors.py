"""Between arrays and tensors: what all figures by PyTorch need."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

ROWS = 4
Case = tuple[dict[str, Any], dict[str, Any]]  # what it is, and its arrays


def tensor(array: Any) -> torch.Tensor:
    """Return a float64 tensor (or one of whole numbers) whose gradient is wanted."""
    array = np.asarray(array)
    if array.dtype.kind != "f":
        return torch.tensor(array)
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def plain(value: torch.Tensor) -> np.ndarray:
    """Return the tensor as an array."""
    return value.detach().numpy().copy()
