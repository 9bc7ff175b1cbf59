"""All slips that can be made in a network, the likely ones first, from the output backward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glassnet.lab.codecheck.loss_mistakes import batch_mistakes, loss_mistakes
from glassnet.lab.codecheck.mistake import Mistake
from glassnet.lab.codecheck.slope_mistakes import slope_mistakes
from glassnet.lab.codecheck.stack import Stack
from glassnet.lab.codecheck.term_mistakes import (
    bias_mistakes,
    passing_mistakes,
    weights_mistakes,
)
from glassnet.nn.losses import HalfSumOfSquares


def mistakes(stack: Stack, rows: int) -> Iterator[Mistake]:
    """Yield the slips that can be made once, then those made in several layers alike."""
    singles = list(_singles(stack, rows))
    yield from singles
    yield from everywhere(singles)


def _singles(stack: Stack, rows: int) -> Iterator[Mistake]:
    last = len(stack.layers) - 1
    slopes, losses = slope_mistakes(stack, last), loss_mistakes(stack, rows)
    # p − y is squared error without its slope, and cross-entropy with it.
    squared = isinstance(stack.loss, HalfSumOfSquares)
    yield from (*slopes, *losses) if squared else (*losses, *slopes)
    yield from batch_mistakes(stack, rows)
    for layer in range(last, -1, -1):
        if layer < last:
            yield from slope_mistakes(stack, layer)
        yield from weights_mistakes(stack, layer)
        yield from bias_mistakes(stack, layer)
        if layer:
            yield from passing_mistakes(layer)


def everywhere(singles: Iterable[Mistake]) -> Iterator[Mistake]:
    """Yield each slip as made in all layers, and in all but the output layer."""
    groups: dict[tuple[str, str], list[Mistake]] = {}
    for slip in singles:
        if slip.layer is not None and slip.pattern != "another loss":
            groups.setdefault(slip.kind, []).append(slip)
    for group in groups.values():
        first = max((slip.layer or 0) for slip in group)
        for some in (group, [slip for slip in group if slip.layer != first]):
            layers = [slip.layer for slip in some]
            if len(set(layers)) == len(layers) > 1:
                yield _merged(some)


def _merged(slips: list[Mistake]) -> Mistake:
    """Return the same slip, made in several layers."""
    first = slips[0]
    rules = {key: rule for slip in slips for key, rule in slip.rules.items()}
    where = "in several layers: " + first.where
    return Mistake(
        first.pattern, None, rules, first.right, first.wrong, where, first.sentence, first.rows
    )
