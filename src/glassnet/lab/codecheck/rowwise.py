"""Steps that learn from one row after the other, and gradients that see one row only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.codecheck.diagnosis import Case, Expect
from glassnet.lab.codecheck.judging import judge
from glassnet.lab.codecheck.problem import Problem
from glassnet.lab.codecheck.samples import Sample, collect, sample
from glassnet.lab.codecheck.trees import Arrays


def alone(problem: Problem, samples: list[Sample], seed: int) -> tuple[Problem, list[Sample]]:
    """Return the problem of single rows, if the step learns from one row after the other."""
    rows = problem.rows
    if rows is None or rows < 2 or is_right(samples, problem.learning_rate):
        return problem, samples
    try:
        chained = all(_is_chained(problem, each, rows) for each in samples[:2])
        if not chained:
            return problem, samples
        row = _loudest(problem, rows)
        one = problem.on(slice(row, row + 1))
        return one, collect(one, seed)
    except Exception:  # noqa: BLE001  the learner's step may want all rows at once
        return problem, samples


def _loudest(problem: Problem, rows: int) -> int:
    """Return the row of the largest inputs, whose gradients are not 0."""
    x = np.abs(np.asarray(problem.x, dtype=np.float64))
    sums = x.reshape(rows, -1).sum(axis=1) if len(x) == rows else x.sum(axis=0)
    return int(np.argmax(sums))


def is_right(samples: Sequence[Sample], rate: float | None) -> bool:
    """Tell whether the steps go along the measured slopes."""
    case = Case(samples, None, rate)
    explained = case.explain((), case.right)
    judged = judge(samples, case.right, explained.rate, coarse=False)
    return all(p.ok is not False for p in judged)


def _is_chained(problem: Problem, at: Sample, rows: int) -> bool:
    """Tell whether one step on all rows is as many steps on one row each, in order."""
    point: Arrays = at.point
    for row in range(rows):
        moved = problem.on(slice(row, row + 1)).claimed(point)
        if any(value is None for value in moved.values()):
            return False
        point = {name: p - np.asarray(moved[name]) for name, p in point.items()}
    whole = {name: at.point[name] - p for name, p in point.items()}
    return all(
        claimed is not None and np.allclose(claimed, whole[name], rtol=1e-7, atol=1e-12)
        for name, claimed in at.claimed.items()
    )


def row_slopes(problem: Problem, samples: Sequence[Sample], seed: int) -> dict[str, Expect]:
    """Return the slopes of the loss of the last and of the first row alone, by measuring."""
    count = problem.rows or 1
    found: dict[str, Expect] = {}
    for which, rows in (("last", slice(count - 1, count)), ("first", slice(0, 1))):
        one = problem.on(rows)
        try:
            measured = {id(each): sample(one, each.point, seed).true for each in samples}
        except Exception:  # noqa: BLE001, S112  the learner's code may want all rows at once
            continue

        def expect(each: Sample, known: dict[int, Arrays] = measured) -> Arrays:
            return known[id(each)]

        found[f"only the {which} row"] = expect
    return found


def lengths(case: Case) -> float | None:
    """Return the length that all gradients together have wherever they are shortened.

    None unless they point the right way at every point, and are shortened to one length.
    """
    cut = []
    for each in case.samples:
        claimed, right = _joined(each, case)
        if claimed is None or not float(right @ right) > 0.0:
            return None
        number = float(claimed @ right) / float(right @ right)
        if number <= 0.0 or np.abs(claimed - number * right).max() > 1e-5 * np.abs(claimed).max():
            return None
        if abs(number - 1.0) > 1e-6:
            cut.append(float(np.sqrt(claimed @ claimed)))
    return cut[0] if len(cut) > 1 and np.allclose(cut, cut[0], rtol=1e-4) else None


def is_adaptive(case: Case) -> bool:
    """Tell whether every number moves against its slope, all equally far.

    So does the first step of Adam, RMSprop and Adagrad, where the slope is not tiny.
    """
    for each in case.samples:
        claimed, right = _joined(each, case)
        if claimed is None:
            return False
        steep = np.abs(right) > 1e-2 * np.abs(right).max()
        far = (claimed * np.sign(right))[steep]
        if not np.all(far > 0.0) or far.max() > 1.01 * far.min():
            return False
    return True


def _joined(each: Sample, case: Case) -> tuple[Array | None, Array]:
    """Return claimed and right slopes of all parameters, where they are known."""
    expected = case.right(each)
    known = {name: np.isfinite(value) for name, value in expected.items()}
    right = np.concatenate([expected[name][known[name]] for name in expected])
    found = []
    for name in expected:
        claimed = each.claimed.get(name)
        if claimed is None or claimed.shape != expected[name].shape:
            return None, right
        found.append(claimed[known[name]])
    return np.concatenate(found), right
