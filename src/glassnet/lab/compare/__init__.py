"""Which design is better, or can nobody tell yet? Many starts of each, on the same rows."""

from glassnet.lab.compare.comparing import compare
from glassnet.lab.compare.comparison import Comparison

__all__ = ["Comparison", "compare"]
