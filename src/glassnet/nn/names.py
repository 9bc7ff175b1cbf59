"""What is meant by a name: the class of the catalogue, however one spells it."""

from __future__ import annotations

from glassnet.ground.errors import UsageError, did_you_mean, one_line
from glassnet.nn import catalogue

# The few names that textbooks and other libraries use as often as ours.
ALSO_CALLED = {
    "bce": "BinaryCrossEntropy",
    "cce": "CategoricalCrossEntropy",
    "nll": "NegativeLogLikelihood",
    "linear": "Identity",
    "logistic": "Sigmoid",
    "swish": "SiLU",
    "constant": "ConstantRate",
    "xavieruniform": "GlorotUniform",
    "xaviernormal": "GlorotNormal",
    "kaiminguniform": "HeUniform",
    "kaimingnormal": "HeNormal",
}


def find(kind: str, name: str) -> type:
    """Return the class of that `kind` that `name` means.

    Upper and lower case are the same, and `_`, `-` and blanks are nothing.

    >>> find("layer", "leaky_relu").__name__
    'LeakyReLU'
    >>> find("layer", "Rleu")
    Traceback (most recent call last):
        ...
    glassnet.ground.errors.UsageError: no layer is called "Rleu". Did you mean "ReLU"?
    """
    classes = {plain(each.__name__): each for each in catalogue.KINDS[kind]}
    wanted = plain(name)
    if wanted not in classes:
        wanted = plain(ALSO_CALLED.get(wanted, wanted))
    if wanted not in classes:
        names = [each.__name__ for each in classes.values()]
        hint = did_you_mean(name, names) or f" There are {', '.join(names)}."
        raise UsageError(f'no {kind} is called "{one_line(name)}".{hint}')
    return classes[wanted]


def plain(name: str) -> str:
    """Return `name` as names are compared.

    >>> plain("Leaky_ReLU"), plain("leaky-relu")
    ('leakyrelu', 'leakyrelu')
    """
    return name.casefold().translate({ord(c): None for c in "_- "})
