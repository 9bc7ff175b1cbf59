"""One slip."""

from __future__ import annotations

from glassnet.lab.codecheck.mistake import Mistake, joined


def slip(place, layer, wrong="δ₂ = 1"):
    return Mistake("p", layer, {(place, layer): len}, "", wrong, "at the output ", "it fails.")


def test_two_slips_join_where_they_are_at_different_places():
    """At one place there is one slip."""
    assert joined(slip("slope", 1), slip("back", 1)).keys() == {("slope", 1), ("back", 1)}
    assert joined(slip("slope", 1), slip("slope", 1)) is None


def test_a_slip_is_of_a_kind_whatever_its_layer():
    """Numbers of layers do not count."""
    assert slip("slope", 1).kind == slip("slope", 0, "δ₁ = 1").kind
    assert slip("slope", 1).told == "At the output it fails."
