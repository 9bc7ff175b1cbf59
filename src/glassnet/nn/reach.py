"""What numbers a last layer can put out: no training takes it beyond.

The bounds are not written down a second time: the layer is asked, near 0 and far away.
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.nn.layer import Activation, Context, Layer
from glassnet.nn.softmax import LogSoftmax, Softmax

FAR, ENDLESS = 1e300, 1e200  # who answers FAR with so much has no bound
NEAR = np.linspace(-20.0, 20.0, 4_001)  # 0.01 apart: the dip of a GELU is found to four digits


def reach(layer: Layer, width: int) -> tuple[float, float]:
    """Return the least and the greatest number that `layer` puts out for rows of `width` numbers.

    Layers with weights go from −∞ to ∞.

    >>> from glassnet.nn.activations import ReLU, Tanh
    >>> reach(Tanh(), 3), reach(ReLU(), 3), reach(Softmax(), 1)
    ((-1.0, 1.0), (0.0, inf), (1.0, 1.0))
    """
    if not isinstance(layer, (Activation, Softmax, LogSoftmax)):
        return -math.inf, math.inf
    # One number goes everywhere, the others stay 0: two numbers tell what many would.
    rows = np.zeros((len(NEAR) + 2, min(width, 2)))
    rows[:, 0] = [-FAR, *NEAR, FAR]
    with np.errstate(all="ignore"):
        y, _ = layer.forward(np, {}, rows, Context())
    low, high = float(y.min()), float(y.max())
    return (low if low > -ENDLESS else -math.inf), (high if high < ENDLESS else math.inf)
