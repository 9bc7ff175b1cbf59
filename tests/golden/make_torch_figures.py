"""Compute with PyTorch what layers, losses, optimizers and schedules should give, in float64.

    python tests/golden/make_torch_figures.py

writes `torch_figures.npz` beside this file: the arrays by "case/name", and in "about" a JSON text
with the version, the date and every case's description, from which a test builds the same thing.
Nothing of glassnet is used here. Arrays have glassnet's layout (channels last, weights from input
to output); PyTorch gets them turned, and autograd turns the gradients back.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import torch
from torch_descents import clippings, optimizers, schedules
from torch_layers import batch_norms, embedding, layers
from torch_losses import losses
from torch_tensors import Case

FILE = Path(__file__).with_name("torch_figures.npz")
KINDS = (layers, embedding, batch_norms, losses, optimizers, clippings, schedules)


def figures(seed: int) -> list[Case]:
    """Return all cases, on random numbers that follow from `seed`."""
    rng = np.random.default_rng(seed)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in this dtype
    try:
        return [case for kind in KINDS for case in kind(rng)]
    finally:
        torch.set_default_dtype(before)


def main() -> None:
    """Write the file."""
    cases = figures(0)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    about = {"torch": torch.__version__, "date": today, "cases": [about for about, _ in cases]}
    arrays = {f"{n}/{name}": a for n, (_, held) in enumerate(cases) for name, a in held.items()}
    np.savez_compressed(FILE, about=np.array(json.dumps(about)), **arrays)


if __name__ == "__main__":
    main()
