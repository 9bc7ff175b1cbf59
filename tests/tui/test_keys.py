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


def test_a_key_has_its_own_name_and_the_footer_writes_pairs():
    """The help tells of one key a line; in the footer a pair stands for both."""
    names = {key.key: (key.name, key.footer_name) for key in KEYS}
    assert names["right"] == ("→", "←→")
    assert names["left"] == ("←", "←")
    assert names["plus,equals_sign"] == ("+", "+−")
    assert names["down"] == ("↓", "↑↓")
    assert names["full_stop"] == (".", ",.")
    assert len({key.name for key in KEYS}) == len(KEYS)


def test_what_works_over_a_dialog_says_so():
    """One can leave from anywhere, and tab never leaves for a field of its own."""
    assert {key.key for key in KEYS if key.priority} == {"tab", "shift+tab", "ctrl+c"}
