"""What was told of some steps and of those after them, put together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.engines.engine import Columns


def joined(parts: Sequence[Columns], axis: int = 0) -> Columns:
    """Return columns of one part after the other; of none, none.

    Args:
        parts: The columns of each, under the same names.
        axis: Along which the steps stand.

    >>> joined([{"loss": np.array([3.0, 2.0])}, {"loss": np.array([1.0])}])
    {'loss': array([3., 2., 1.])}

    """
    names = parts[0] if parts else ()
    return {name: np.concatenate([part[name] for part in parts], axis=axis) for name in names}
