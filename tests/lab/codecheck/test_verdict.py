"""What the check found."""

from __future__ import annotations

import json

from glassnet.lab.codecheck.verdict import from_dict


def test_a_verdict_survives_json_and_prints_within_its_width(by_hand):
    """Everything comes back; lines of sentences are wrapped."""
    found = by_hand.check(slope1=lambda t: 0.0 * t["a1"] + 1.0)
    back = from_dict(json.loads(json.dumps(found.to_dict())))
    assert str(back) == str(found)
    assert "yours   δ₁ = ∂L/∂a₁\n" in str(found)
    assert all(len(line) <= 80 for line in found.lines() if "off by" not in line)
