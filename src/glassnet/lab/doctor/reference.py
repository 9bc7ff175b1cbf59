"""What the data allow: simple predictors that leave each row out, and rows that contradict.

They are no better than a network that learned, so a network that does not reach them on the very
rows it trained on did not learn what was there; and where they find nothing, there may be nothing.

    neighbors   the mean answer of the k nearest other rows (Fix & Hodges 1951)
    linear      ridge regression, each row left out: ê = e / (1 − h), h the diagonal of the hat
                matrix (Allen 1974)
    surface     the same with the columns' squares and products (Box & Wilson 1951), where the rows
                are enough for so many: among several columns near rows are not near
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.nn.metrics import balanced_accuracy, confusion_matrix, r2

MOST_ROWS = 600  # the distances of so many rows are quickly known
FEWEST_ROWS = 20  # with fewer, leaving one out tells nothing: each is one of a kind
NEIGHBORS = (1, 5, 15)
LEARNED = 0.5  # of the error for nothing: who learned a tiny table by heart is below
ROWS_EACH = 4  # for each number of a surface
RIDGE = 1e-3  # of the rows' number: enough to make equal columns harmless


@final
@dataclass(frozen=True)
class Reference:
    """How well simple predictors do on rows that they did not see.

    score: The best balanced accuracy, or R².
    linear: What a straight line can reach at most; for classes on the very rows it was drawn for.
    error: The least mean −log p of the right class, or 1 − R².
    ceiling: What no predictor exceeds on these rows, because equal inputs have different answers.
    base: The score and base_error the error of who answers the same to all.
    deviation: The standard deviation of a score on so many rows.
    """

    rows: int
    score: float
    linear: float
    error: float
    ceiling: float
    base: float
    base_error: float
    deviation: float


def reference(x: Array, known: Array, classes: int) -> Reference:
    """Return what the rows x (rows, columns) allow to know of `known`.

    Args:
        x: Inputs, however scaled.
        known: Class codes (rows,), or numbers (rows, k).
        classes: The number of classes; 0 for numbers.

    """
    wanted = np.eye(classes)[known] if classes else np.asarray(known, dtype=np.float64)
    flat = scaled(x)
    ceiling = _ceiling(flat, wanted, classes)
    mean = np.broadcast_to(wanted.mean(axis=0), wanted.shape)
    base, base_error = judge(mean, wanted, classes)
    rows = len(flat)
    if rows < FEWEST_ROWS:
        best, error = max(ceiling, base), LEARNED * base_error
        straight = _straightest(flat, wanted, classes)
        return Reference(rows, best, straight, error, ceiling, base, base_error, 0.0)
    near = [judge(answers, wanted, classes) for answers in _neighbors(flat, wanted)]
    linear, linear_error = judge(_linear(flat, wanted), wanted, classes)
    bent = [judge(answers, wanted, classes) for answers in _surface(flat, wanted)]
    score = max(linear, *(found for found, _ in near + bent))
    # A line's and a surface's answers are no probabilities: for classes their error says nothing.
    errors = [error for _, error in near + ([] if classes else bent)]
    errors += [] if classes else [linear_error]
    spread = float(np.sqrt(max(score * (1.0 - score), 0.01) / rows))
    straight = max(linear, _straightest(flat, wanted, classes)) if classes else linear
    return Reference(
        rows, score, straight, min(*errors, base_error), ceiling, base, base_error, spread
    )


def told_apart(x: Array, known: Array, classes: int) -> float:
    """Return the best balanced accuracy on rows left out, each class counting the same.

    A class's share among the nearest rows, or a straight line's, is held against its share among
    all rows, as Bayes' rule has it for classes that are equally common: so a rare class is not
    drowned by a common one.

    Args:
        x: Inputs, however scaled.
        known: Class codes (rows,).
        classes: The number of classes.

    """
    wanted = np.eye(classes)[known]
    flat = scaled(x)
    shares = np.maximum(wanted.mean(axis=0), 1.0 / len(wanted))
    tables = (
        confusion_matrix(known, (answers / shares).argmax(axis=1), classes)
        for answers in (*_neighbors(flat, wanted), _linear(flat, wanted))
    )
    return max(balanced_accuracy(table) for table in tables)


def judge(answers: Array, wanted: Array, classes: int) -> tuple[float, float]:
    """Return score and error of `answers` (rows, k): shares of the classes, or numbers.

    The error of one row is at most −log 1e-4: one sure mistake is not all there is to say.
    """
    if not np.isfinite(answers).all():
        return (0.0, -float(np.log(1e-4))) if classes else (-np.inf, np.inf)
    if not classes:
        score = float(r2(wanted, answers))
        return score, 1.0 - score
    right = np.clip((answers * wanted).sum(axis=1), 1e-4, 1.0)
    table = confusion_matrix(wanted.argmax(axis=1), answers.argmax(axis=1), classes)
    return balanced_accuracy(table), float(-np.log(right).mean())


def scaled(x: Array) -> Array:
    """Return rows flattened, each column with mean 0 and deviation 1 (0 where it is constant)."""
    flat = np.asarray(x, dtype=np.float64).reshape(len(x), -1)
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)


def _neighbors(x: Array, wanted: Array) -> list[Array]:
    """Return the mean answers of the 1, 5, 15 nearest other rows; shares are never quite 0."""
    squares = (x**2).sum(axis=1)
    distances = squares[:, None] + squares - 2.0 * x @ x.T
    np.fill_diagonal(distances, np.inf)
    order = np.argsort(distances, axis=1)
    found = []
    for k in NEIGHBORS:
        if k < len(x):
            total = wanted[order[:, :k]].sum(axis=1)
            found.append((total + 0.5 * wanted.mean(axis=0)) / (k + 0.5))
    return found


def _linear(x: Array, wanted: Array) -> Array:
    """Return what ridge regression says of each row, that row left out."""
    inputs = np.c_[np.ones(len(x)), x]
    ridge = RIDGE * len(x) * np.eye(inputs.shape[1])
    hat = inputs @ np.linalg.solve(inputs.T @ inputs + ridge, inputs.T)
    left = np.clip(1.0 - np.diagonal(hat), 1e-6, None)
    answers: Array = wanted - (wanted - hat @ wanted) / left[:, None]
    return answers


def _surface(x: Array, wanted: Array) -> list[Array]:
    """Return what a surface of second degree says of each row left out; nothing of too few rows."""
    columns = x.shape[1]
    if columns * (columns + 3) // 2 > len(x) // ROWS_EACH:
        return []
    one, other = np.triu_indices(columns)
    return [_linear(np.c_[x, x[:, one] * x[:, other]], wanted)]


def _straightest(x: Array, wanted: Array, classes: int) -> float:
    """Return the score of the best straight line found on the very rows it is drawn for.

    Ridge regression, and for classes the linear discriminant, too, which does not mask a class
    that lies between two others: x S⁻¹ mₖ − ½ mₖ S⁻¹ mₖ + log πₖ, S the deviation within classes
    (Fisher 1936).
    """
    inputs = np.c_[np.ones(len(x)), x]
    ridge = RIDGE * len(x) * np.eye(inputs.shape[1])
    fitted = inputs @ np.linalg.solve(inputs.T @ inputs + ridge, inputs.T @ wanted)
    found = judge(fitted, wanted, classes)[0]
    if not classes:
        return found
    counts = np.maximum(wanted.sum(axis=0), 1.0)
    means = (wanted.T @ x) / counts[:, None]
    within = x - wanted @ means
    covariance = within.T @ within / len(x) + RIDGE * np.eye(x.shape[1])
    toward = np.linalg.solve(covariance, means.T)
    offset = np.log(counts / len(x)) - 0.5 * (means * toward.T).sum(axis=1)
    return max(found, judge(x @ toward + offset, wanted, classes)[0])


def _ceiling(x: Array, wanted: Array, classes: int) -> float:
    """Return the best score there can be where equal rows get equal answers."""
    _, group = np.unique(x, axis=0, return_inverse=True)
    group = group.reshape(-1)
    sums = np.zeros((int(group.max()) + 1, wanted.shape[1]))
    np.add.at(sums, group, wanted)
    return judge((sums / np.bincount(group)[:, None])[group], wanted, classes)[0]
