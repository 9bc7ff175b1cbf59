"""What could not work on the way is refused before the first step."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn

X = np.linspace(-1.0, 1.0, 66).reshape(33, 2)
Y = np.arange(33) % 2
ALL = {"test": 0.0, "validation": 0.0, "early_stopping": None}


def test_early_stopping_needs_validation_rows():
    """Without them it would never stop anything."""
    wanted = {**ALL, "early_stopping": gn.EarlyStopping(patience=2)}
    with pytest.raises(
        gn.UsageError, match="early_stopping looks at validation rows, and there are 0"
    ):
        gn.prepare(None, X, Y, **wanted)


def test_a_plateau_needs_validation_rows():
    """Without them it would never lower anything."""
    with pytest.raises(gn.UsageError, match="Plateau looks at validation rows, and there are 0"):
        gn.prepare(None, X, Y, schedule=gn.Plateau(), **ALL)


@pytest.mark.parametrize(
    "layers",
    [
        [gn.Dense(4), gn.BatchNorm(), gn.Dense(2)],
        [gn.Dense(4), gn.Residual(gn.Dense(4), gn.BatchNorm()), gn.Dense(2)],
    ],
)
def test_a_row_alone_in_its_batch_is_refused_with_batch_norm(layers):
    """33 rows in batches of 32 leave one; batches of 11 leave none."""
    network = gn.Network(*layers)
    with pytest.raises(gn.UsageError, match="33 rows in batches of 32 leave a row alone"):
        gn.prepare(network, X, Y, batch_size=32, **ALL)
    gn.prepare(network, X, Y, batch_size=11, epochs=1, **ALL).finish()


def test_other_layers_learn_from_a_row_alone():
    """Without BatchNorm a last batch of one row is a batch as good as any."""
    gn.prepare(gn.Network(gn.Dense(2)), X, Y, batch_size=32, epochs=1, **ALL).finish()
