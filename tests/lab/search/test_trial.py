"""What came of a trial, and how it is kept."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from glassnet.lab.search.trial import Outcome, outcome_from_plain, outcome_to_plain

NUMBERS = st.lists(st.floats(allow_nan=False), max_size=8).map(tuple)


@given(st.sampled_from(["done", "given up", "diverged", "refused"]), NUMBERS, NUMBERS, st.text())
def test_an_outcome_survives_a_line_of_a_file(ending, curve, scores, reason):
    """Every bit of every number comes back."""
    outcome = Outcome(ending, curve, scores, reason)
    line = json.dumps(outcome_to_plain(outcome))
    assert outcome_from_plain(json.loads(line)) == outcome


def test_only_who_came_to_the_end_has_a_value():
    """Who was given up may have been the best so far, and counts for nothing."""
    assert Outcome("done", (3.0, 2.0), (1.0, 3.0)).value == 2.0
    assert Outcome("done", (3.0, 2.0), (1.0, 3.0)).score == 2.0
    assert math.isinf(Outcome("given up", (0.1,), (0.1,)).value)
    assert math.isnan(Outcome("refused", reason="why").score)
