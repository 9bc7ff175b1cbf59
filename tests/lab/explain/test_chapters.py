"""Every layer has its page."""

from __future__ import annotations

import pytest

from glassnet.lab.explain.chapters import CHAPTERS, PLAIN, chapter
from glassnet.nn import catalogue
from glassnet.nn.network import Network


@pytest.mark.parametrize("kind", catalogue.LAYERS, ids=lambda kind: kind.__name__)
def test_every_layer_of_the_catalogue_is_told_by_a_page_of_its_own(kind):
    """Only a network in a network has none: its layers have."""
    own = [found for known, found in CHAPTERS if issubclass(kind, known)]
    assert len(own) == (kind is not Network)
    assert all(found is not PLAIN for found in own)


def test_a_layer_without_a_page_is_told_by_what_it_gives():
    """The usual page holds for any layer."""
    assert chapter(Network(Network(catalogue.LAYERS[0](2)))) is PLAIN
