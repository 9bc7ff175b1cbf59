"""The keys: each once, each with words."""

from collections import Counter

from glassnet.tui.keys import KEYS


def test_no_key_does_two_things():
    """Each key is there once."""
    keys = [key for each in KEYS for key in each.key.split(",")]
    assert not [key for key, count in Counter(keys).items() if count > 1]


def test_each_key_says_what_it_does():
    """In words, under one of a few headings, as people write the key."""
    for key in KEYS:
        assert key.words
        assert key.group in ("Time", "Change", "Look", "Leave")
        assert "_" not in key.name
