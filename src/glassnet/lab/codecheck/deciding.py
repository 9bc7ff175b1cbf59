"""Right or wrong, and why: measure, judge, and only then look for the slip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.codecheck import neurons, rowwise, sniffing, telling
from glassnet.lab.codecheck.diagnosis import Case, Expect, diagnose, is_right
from glassnet.lab.codecheck.freshness import accumulates, fresh_inside
from glassnet.lab.codecheck.judging import judge
from glassnet.lab.codecheck.problem import Problem, count_rows, kept_randomness
from glassnet.lab.codecheck.recognition import Recognized, recognize
from glassnet.lab.codecheck.samples import Sample, collect, points
from glassnet.lab.codecheck.verdict import GradientCheck, ParameterCheck
from glassnet.lab.codecheck.wording import Surroundings, causes

MORE_POINTS = 5
GUESSED_RATES = (1.0, 0.5, 0.1, 0.05, 0.01, 0.001)
LARGEST = 40  # arrays of parameters, at most, in which a network is looked for


def decide(problem: Problem, seed: int = 0) -> GradientCheck:
    """Return the verdict on `problem`.

    Raises:
        UsageError: there are no parameters in it.
        DataError: the learner's code raises, or its loss is no finite number.

    """
    if not problem.start:
        shown = one_line(repr(problem.params), 60)
        raise UsageError(
            f'params must hold numbers, got {shown}; give a dict such as {{"W1": W1, "b1": b1}}.'
        )
    with kept_randomness():
        return _decided(problem, seed)


def _decided(problem: Problem, seed: int) -> GradientCheck:
    samples = collect(problem, seed)
    if all(not np.any(np.nan_to_num(v)) for s in samples for v in s.true.values()):
        return telling.flat(samples)
    if problem.kind == "step":
        problem, samples = rowwise.alone(problem, samples, seed)
    case = Case(samples, None, _rate(problem))
    judged = _judge(case, case.explain((), case.right).rate)
    if all(p.ok is not False for p in judged):
        return _right(judged, samples, problem)
    names = sniffed(problem)
    in_layers = neurons.layered(samples)
    known = _recognized(problem, in_layers, names)
    case = Case(in_layers if known else samples, known, case.rate, _rates(problem, names))
    explained = diagnose(case, _row_claims(problem, case, seed))
    judged = _judge(case, explained.rate)
    if is_right(explained) or all(p.ok is not False for p in judged):
        return _right(judged, samples, problem)
    if not explained.whole:
        length = rowwise.lengths(case)
        if length is not None:
            return telling.shortened(judged, length, samples, problem.kind)
        if problem.kind == "step" and rowwise.is_adaptive(case):
            return telling.adaptive(judged, samples)
    around = _surroundings(problem, case.recognized, names)
    return telling.wrong(judged, causes(explained, around), case.recognized, len(samples))


def _right(
    judged: tuple[ParameterCheck, ...], samples: Sequence[Sample], problem: Problem
) -> GradientCheck:
    """Return that all is right, unless a second call would not give the same."""
    fresh = fresh_inside(problem.claim)
    if problem.kind == "gradients" and fresh is not None:
        with fresh.remembering():
            twice = accumulates(lambda: problem.claimed(samples[0].point))
        if twice:
            return telling.added_up(judged, samples)
    return telling.right(judged, samples, problem.kind)


def sniffed(problem: Problem) -> Mapping[str, Any]:
    """Return what the learner's functions take from around them."""
    found: dict[str, Any] = {}
    for function in (problem.loss, problem.claim):
        found = sniffing.held(function) | found
    return found


def _rate(problem: Problem) -> float | None:
    return problem.learning_rate if problem.kind == "step" else 1.0


def _rates(problem: Problem, names: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the learning rates that gradients of weights updated too early may have in them."""
    told = problem.learning_rate or sniffing.learning_rate(names)
    return (told,) if told else GUESSED_RATES


def _judge(case: Case, rate: float) -> tuple[ParameterCheck, ...]:
    return judge(case.samples, case.right, rate, coarse=any(s.coarse for s in case.samples))


def _recognized(
    problem: Problem, samples: Sequence[Sample], names: Mapping[str, Any]
) -> Recognized | None:
    """Return the network, if there is one that gives the loss at many points and its slopes."""
    if len(samples[0].point) > LARGEST:
        return None
    seen = [(s.point, s.loss) for s in samples]
    for point in points(problem, 77, MORE_POINTS)[2:]:
        try:
            value = float(np.real(problem.value(point)))
        except Exception:  # noqa: BLE001, S112  the learner's code; other points will do
            continue
        if np.isfinite(value):
            seen.append((neurons.in_layers(point), value))
    own = [(problem.x, problem.y)] if problem.x is not None and problem.y is not None else []
    data = own or sniffing.data_pairs(names)
    found = recognize([p for p, _ in seen], [v for _, v in seen], data)
    if found is None:
        return None
    case = Case(samples, found)
    claims = [_as_claim(each, case) for each in samples]
    coarse = any(s.coarse for s in samples)
    measured = judge(claims, lambda each: each.true, 1.0, coarse=coarse)
    return found if all(p.ok is not False for p in measured) else None


def _as_claim(sample: Sample, case: Case) -> Sample:
    """Return the sample with the recognized network's gradients as what is claimed."""
    claimed = dict(case.right(sample))
    return Sample(sample.point, sample.loss, sample.true, sample.errors, claimed)


def _row_claims(problem: Problem, case: Case, seed: int) -> dict[str, Expect]:
    """Return the slopes of the last and the first row alone, where no network is recognized."""
    if case.recognized is not None or problem.rows is None or problem.rows < 2:
        return {}
    return rowwise.row_slopes(problem, case.samples, seed)


def _surroundings(
    problem: Problem, known: Recognized | None, names: Mapping[str, Any]
) -> Surroundings:
    """Return what a factor may come from."""
    rows = len(known.x) if known else problem.rows
    if rows is None:
        counts = (count_rows(x, y) for x, y in sniffing.data_pairs(names))
        rows = next((count for count in counts if count), None)
    rate = problem.learning_rate or sniffing.learning_rate(names)
    outputs = known.y.shape[1] if known else None
    return Surroundings(rows, outputs, rate, problem.kind == "step")
