"""The operations of a step: forward through all layers, the loss, and back."""

from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.operations import operations


@given(st.integers(1, 50))
def test_what_went_forward_comes_back_in_reverse(layers):
    """Every layer once each way, the loss between them, the update at the end."""
    found = operations(layers)
    kinds = [each.kind for each in found]
    middle = kinds.index("loss")
    forward = [each.layer for each in found[1:middle]]
    backward = [each.layer for each in found[middle + 1 : -1]]
    assert forward == backward[::-1] == list(range(layers))
    assert (kinds[0], kinds[-1]) == ("rows", "update")
    assert len(set(found)) == len(found)
