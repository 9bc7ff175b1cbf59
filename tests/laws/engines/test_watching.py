"""Watching changes nothing: a run with every probe has the bits of a run with none."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engines import xla_compiled
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.program import layout, probes

EVERY = tuple(probe() for probe in probes.Probe.__subclasses__())


# Masks are slow to compile in one piece, so that the program that has them is made of kernels.
@pytest.mark.parametrize("number, tiny", [(1, 0), (3, 1 << 60)], ids=["kernels", "one piece"])
@pytest.mark.parametrize("engine", [ReferenceEngine, XlaEngine], ids=["reference", "xla"])
def test_probes_change_no_bit(engine, number, tiny, mixtures, draw_batch, monkeypatch):
    """State, losses and rates are the same to the last bit, watched or not."""
    monkeypatch.setattr(xla_compiled, "TINY_FLOPS", tiny)
    program = mixtures[number].program("float32", batch_size=5)
    batch = draw_batch(program, mixtures[number].codes)
    start = (program, batch, layout.initial_state(program.experiment, program.input_shape))
    unwatched, watched = engine().start(*start), engine().start(*start, EVERY)
    columns, more = unwatched.advance(20, 0.01), watched.advance(20, 0.01)
    assert watched.state().digest() == unwatched.state().digest()
    assert all(np.array_equal(more[name], column) for name, column in columns.items())
    assert len(more) > len(columns)
