"""The laws know the whole catalogue: no class is without an instance."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from glassnet.nn import catalogue

TABLE_OF_KIND = {
    "layer": "layer_case",
    "loss": "loss_case",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "initializer": "initializer",
}


def kinds_within(thing) -> set[type]:
    """Return the class of `thing`, and of everything it is made of."""
    parts = thing if isinstance(thing, tuple) else ()
    if is_dataclass(thing):
        parts = [getattr(thing, field.name) for field in fields(thing)]
    return {type(thing)}.union(*map(kinds_within, parts))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_every_class_has_a_line_in_its_table(kind, tables):
    """A class of the catalogue without an instance in conftest.py would obey no law."""
    held = {kind_of for case in tables[TABLE_OF_KIND[kind]] for kind_of in kinds_within(case)}
    missing = [each.__name__ for each in catalogue.KINDS[kind] if each not in held]
    assert not missing, f"give {', '.join(missing)} a line in tests/laws/conftest.py"
