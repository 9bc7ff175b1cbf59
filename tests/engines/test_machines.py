"""How many devices and hosts a run has, in numbers and in words."""

from __future__ import annotations

import pytest

from glassnet.engines.machines import ALONE, Machines
from glassnet.ground.errors import UsageError


@pytest.mark.parametrize("given", [0, -1, 1_025, 2.0, True, "two", None])
def test_a_number_of_devices_that_cannot_be_is_refused(given):
    """The value and what is wanted are told."""
    with pytest.raises(UsageError, match="devices must be a whole number from 1 to 1,024, got"):
        Machines(given)


@pytest.mark.parametrize(
    ("machines", "told", "total"),
    [
        (ALONE, "1 device", 1),
        (Machines(4), "4 devices", 4),
        (Machines(hosts=2), "2 hosts", 2),
        (Machines(8, hosts=3, host=2), "3 hosts with 8 devices each", 24),
    ],
)
def test_they_are_told_in_words(machines, told, total):
    """As a sentence has them."""
    assert (str(machines), machines.total) == (told, total)
    assert machines.leads == (machines.host == 0)
