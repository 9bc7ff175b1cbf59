"""Which slips explain the wrong numbers: the fewest that explain all of them, to rounding.

Every hypothesis says what each parameter's gradient would be. What is left between that and
the claim must be a plain pattern (a sign, a factor, zeros) or nothing; where no hypothesis explains
all, the one that explains most is told, and the rest is called unexplained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from glassnet.lab.codecheck.mistake import Mistake, joined
from glassnet.lab.codecheck.mistakes import mistakes
from glassnet.lab.codecheck.patterns import RIGHT, Beside, Pattern, pattern, ratio
from glassnet.lab.codecheck.recognition import Recognized
from glassnet.lab.codecheck.samples import Sample
from glassnet.lab.codecheck.stack import backward
from glassnet.lab.codecheck.trees import Arrays

UNEXPLAINED = 4.0
SLIP = 1.1  # a slip in the network is told where no plain pattern does as well
ENOUGH = 1.65
BEAM = 8

Expect = Callable[[Sample], Arrays]


@final
@dataclass(frozen=True)
class Explanation:
    """Slips in the network, and what is left for each parameter; None is left unexplained.

    ground: The slip that needs no network, such as "only the last row", "" without.
    """

    slips: tuple[Mistake, ...]
    patterns: Mapping[str, Pattern | None]
    rate: float = 1.0
    ground: str = ""

    @property
    def cost(self) -> float:
        """How much has to be believed."""
        kinds = {(p.name, round(p.number, 6)): p.cost for p in self.patterns.values() if p}
        left = sum(p is None for p in self.patterns.values())
        return SLIP * len(self.slips) + sum(kinds.values()) + UNEXPLAINED * left

    @property
    def whole(self) -> bool:
        """Whether every parameter is explained."""
        return all(p is not None for p in self.patterns.values())


@final
@dataclass(frozen=True)
class Case:
    """What is to be explained: the samples, and how far a step goes, where it is a step.

    rate: The learning rate; None where it has to be found out. 1 for gradients.
    rates: What the learning rate may be where weights are updated too early.
    """

    samples: Sequence[Sample]
    recognized: Recognized | None = None
    rate: float | None = 1.0
    rates: tuple[float, ...] = (1.0,)

    def explain(
        self, slips: tuple[Mistake, ...], expect: Expect, names: Iterable[str] | None = None
    ) -> Explanation:
        """Return what is left of the claims, if the gradients were what `expect` says."""
        expected = [expect(each) for each in self.samples]
        pairs = {
            name: tuple(beside(s, e, name) for s, e in zip(self.samples, expected, strict=True))
            for name in names or self.samples[0].point
        }
        rate = self.rate if self.rate is not None else common_rate(list(pairs.values()))
        left = {name: pattern([divided(p, rate) for p in pair]) for name, pair in pairs.items()}
        return Explanation(slips, left, rate)

    def right(self, sample: Sample) -> Arrays:
        """Return the right gradients, as exactly as they are known."""
        if self.recognized is None:
            return sample.true
        known = self.recognized
        return backward(known.stack.forward(sample.point, known.x, known.y), {})

    def slip(self, mistake: Mistake, rate: float) -> Expect:
        """Return the gradients of somebody who makes this slip."""
        known = self.recognized
        assert known is not None  # noqa: S101  slips are of a network

        def expect(sample: Sample) -> Arrays:
            with np.errstate(all="ignore"):
                trace = known.stack.forward(sample.point, known.x, known.y)
                return mistake.gradients(trace, rate)

        return expect


def beside(sample: Sample, expected: Arrays, name: str) -> Beside:
    """Return one parameter of a sample beside what is expected of it."""
    exact = expected is not sample.true
    errors = np.zeros_like(sample.errors[name]) if exact else sample.errors[name]
    return Beside(sample.point[name], sample.claimed.get(name), expected[name], errors)


def divided(pair: Beside, rate: float) -> Beside:
    """Return the pair with what is claimed divided by the learning rate."""
    if pair.claimed is None or rate == 1.0:
        return pair
    return Beside(pair.values, pair.claimed / rate, pair.expected, pair.errors)


def common_rate(pairs: Sequence[Sequence[Beside]]) -> float:
    """Return the learning rate that most numbers agree on; 1 where none can be seen."""
    found: list[tuple[float, int]] = []
    for pair in pairs:
        number = ratio(pair) or 0.0
        if number and all(p.is_like(number * p.expected) for p in pair):
            found.append((abs(number), sum(p.expected.size for p in pair)))
    if not found:
        return _rate_with_weights(pairs)
    votes = [sum(n for r, n in found if abs(r - rate) < 1e-4 * rate) for rate, _ in found]
    return found[int(np.argmax(votes))][0]


def _rate_with_weights(pairs: Sequence[Sequence[Beside]]) -> float:
    """Return the learning rate of a step that also goes along the weights themselves."""
    for pair in pairs:
        if any(p.claimed is None or p.claimed.shape != p.expected.shape for p in pair):
            continue
        known = [np.isfinite(p.expected) for p in pair]
        columns = np.concatenate(
            [np.stack([p.expected[k], p.values[k]], 1) for p, k in zip(pair, known, strict=True)]
        )
        wanted = np.concatenate(
            [np.asarray(p.claimed)[k] for p, k in zip(pair, known, strict=True)]
        )
        if len(wanted) < 4:
            continue
        found, *_ = np.linalg.lstsq(columns, wanted, rcond=None)
        off = np.abs(columns @ found - wanted).max()
        if off < 1e-6 * np.abs(wanted).max() and found[0] > 0.0:
            return float(found[0])
    return float(abs(_typical(pairs)) or 1.0)


def _typical(pairs: Sequence[Sequence[Beside]]) -> float:
    """Return the middle of all ratios between what is claimed and what is expected."""
    ratios = [
        np.asarray(p.claimed)[k] / p.expected[k]
        for pair in pairs
        for p in pair
        if p.claimed is not None and p.claimed.shape == p.expected.shape
        for k in [np.isfinite(p.expected) & (np.abs(p.expected) > 1e-3 * max(p.scale, 1e-300))]
    ]
    every = np.concatenate(ratios) if ratios else np.ones(1)
    return float(np.median(every)) if every.size else 1.0


def diagnose(case: Case, others: Mapping[str, Expect]) -> Explanation:
    """Return the plainest explanation; `others` are gradients that another slip would give."""
    best = case.explain((), case.right)
    for name, expect in others.items():
        found = case.explain((), expect)
        if found.whole and found.cost + SLIP < best.cost:
            best = replace(found, ground=name)
    if case.recognized is None or best.cost <= 1.0:
        return best
    rate = best.rate if case.rate is None else case.rate
    rates = dict.fromkeys((*case.rates, rate))
    singles = list(distinct(case, mistakes(case.recognized.stack, len(case.recognized.x)), rates))
    for mistake, used in singles:
        found = case.explain((mistake,), case.slip(mistake, used))
        if found.cost < best.cost - 1e-9:
            best = found
    if best.cost > ENOUGH:
        several = backward_search(case, singles)
        if several is not None and several.cost < best.cost:
            best = several
    return best


def distinct(
    case: Case, every: Iterable[Mistake], rates: Iterable[float]
) -> Iterable[tuple[Mistake, float]]:
    """Yield the slips that can be made and change something, with the rates they depend on."""
    sample = case.samples[-1]
    right = case.right(sample)
    for mistake in every:
        for rate in rates if mistake.pattern == "weights updated first" else (1.0,):
            made = _made(case, mistake, rate)
            if made is not None and not _same(made, right):
                yield mistake, rate


def _made(case: Case, mistake: Mistake, rate: float) -> Arrays | None:
    """Return the gradients of a slip at the last point, None where nobody can make it."""
    try:
        made = case.slip(mistake, rate)(case.samples[-1])
    except (ValueError, IndexError):  # shapes do not fit
        return None
    return made if all(np.all(np.isfinite(value)) for value in made.values()) else None


def _same(made: Arrays, right: Arrays) -> bool:
    return all(np.allclose(made[n], right[n], rtol=1e-7, atol=1e-12) for n in right)


def backward_search(case: Case, singles: Sequence[tuple[Mistake, float]]) -> Explanation | None:
    """Return several slips at once, found layer by layer from the output backward."""
    known = case.recognized
    assert known is not None  # noqa: S101
    layers = known.stack.layers
    states: list[tuple[Explanation, tuple[Mistake, ...], float]] = [(Explanation((), {}), (), 1.0)]
    seen: list[str] = []
    for number in range(len(layers) - 1, -1, -1):
        seen += [n for n in (layers[number].weights, layers[number].bias) if n]
        here = [m for m in singles if _belongs(m[0], number)]
        grown = [
            (case.explain(slips, _together(case, slips, rate), seen), slips, rate)
            for _, old, kept in states
            for slips, rate in _extended(old, kept, here)
        ]
        states = sorted(grown, key=lambda state: state[0].cost)[:BEAM]
    return states[0][0] if states else None


def _belongs(mistake: Mistake, layer: int) -> bool:
    """Tell whether a slip shows first in the gradients of `layer`."""
    if mistake.layer is None or mistake.rows:
        return False
    passing = any(place == "back" for place, _ in mistake.rules)
    return mistake.layer - passing == layer


def _extended(
    old: tuple[Mistake, ...], rate: float, here: Sequence[tuple[Mistake, float]]
) -> Iterable[tuple[tuple[Mistake, ...], float]]:
    """Yield the slips there are, alone and with one more."""
    yield old, rate
    for mistake, own in here:
        if not any(joined(mistake, each) is None for each in old):
            yield (*old, mistake), own if own != 1.0 else rate


def _together(case: Case, slips: tuple[Mistake, ...], rate: float) -> Expect:
    known = case.recognized
    assert known is not None  # noqa: S101
    rules = {key: rule for slip in slips for key, rule in slip.rules.items()}

    def expect(sample: Sample) -> Arrays:
        with np.errstate(all="ignore"):
            return backward(known.stack.forward(sample.point, known.x, known.y), rules, rate)

    return expect


def is_right(explanation: Explanation) -> bool:
    """Tell whether nothing has to be explained."""
    if explanation.slips or explanation.ground:
        return False
    return all(p == RIGHT for p in explanation.patterns.values())
