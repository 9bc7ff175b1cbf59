"""Is hand-written backpropagation right, and if not, which term of it is wrong?"""

from glassnet.lab.codecheck.checking import check_backward, check_gradients, check_step
from glassnet.lab.codecheck.verdict import Cause, GradientCheck, ParameterCheck

__all__ = [
    "Cause",
    "GradientCheck",
    "ParameterCheck",
    "check_backward",
    "check_gradients",
    "check_step",
]
