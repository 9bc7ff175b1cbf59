"""On what a run is computed: so many devices, on so many hosts; and whether more of them pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from glassnet.ground.errors import UsageError, one_line

MOST_DEVICES = 1_024  # of one process: more than that was a slip


@final
@dataclass(frozen=True)
class Machines:
    """The devices that share the rows of every step.

    What a run learns is the same on all of them, up to the order in which sums are rounded.

    Args:
        devices: How many on each host: graphics processors, or threads of its processor.
        hosts: How many processes, usually each on a computer of its own, learn together.
        host: The number of this one, from 0; host 0 writes and speaks for all.

    >>> Machines(devices=2, hosts=3).total
    6

    """

    devices: int = 1
    hosts: int = 1
    host: int = 0

    def __post_init__(self) -> None:
        """Refuse a number of devices that cannot be."""
        given = self.devices
        whole = isinstance(given, int) and not isinstance(given, bool)
        if not whole or not 1 <= given <= MOST_DEVICES:
            raise UsageError(
                f"devices must be a whole number from 1 to {MOST_DEVICES:,}, "
                f"got {one_line(repr(given))}."
            )

    def __str__(self) -> str:
        """Return how many, in words."""
        devices = f"{self.devices} device" + "s" * (self.devices > 1)
        if self.hosts == 1:
            return devices
        return f"{self.hosts} hosts" + f" with {devices} each" * (self.devices > 1)

    @property
    def total(self) -> int:
        """The number of devices on all hosts."""
        return self.devices * self.hosts

    @property
    def leads(self) -> bool:
        """Whether this host writes and speaks."""
        return self.host == 0


ALONE = Machines()
