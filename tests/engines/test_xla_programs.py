"""The same steps, however they are compiled."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from glassnet.engines import xla_compiled
from glassnet.engines.side_by_side import stacked
from glassnet.engines.xla import XlaEngine
from glassnet.engines.xla_starts import XlaStarts


def test_one_piece_and_many_kernels_agree(monkeypatch, problem):
    """A tiny step does the same in one piece, as a list of kernels, and by starts in turns."""
    states, starts = [], []
    for most in (0, 1 << 60):
        monkeypatch.setattr(xla_compiled, "TINY_FLOPS", most)
        monkeypatch.setattr(xla_compiled, "_COMPILED", OrderedDict())
        given = problem()
        runner = given.start(XlaEngine())
        runner.advance(7, 0.05)
        states.append(runner.state().flat())
        both = XlaStarts([given.program] * 2, given.batch, stacked([given.state] * 2))
        both.advance(7, np.array([0.05, 0.02]))
        starts.append(both.states().flat())
    for one, other in (states, starts):
        for name, array in one.items():
            np.testing.assert_allclose(other[name], array, rtol=1e-12, atol=1e-14)
