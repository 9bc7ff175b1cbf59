"""The arithmetic of a prediction and of a training step, as a teacher would write it."""

from glassnet.lab.explain.blackboard import Blackboard
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.movement import Movement, why_moved
from glassnet.lab.explain.prediction import explain_prediction
from glassnet.lab.explain.step import explain_step
from glassnet.lab.explain.tour import Detail

__all__ = [
    "Blackboard",
    "Detail",
    "Line",
    "Movement",
    "explain_prediction",
    "explain_step",
    "why_moved",
]
