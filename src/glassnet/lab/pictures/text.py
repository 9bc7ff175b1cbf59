"""Pictures in text: each takes values and returns lines, readable without color."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.ground.errors import UsageError, one_line
from glassnet.lab.pictures.chart import Frame, limits
from glassnet.lab.pictures.diagram import fold
from glassnet.run.history import History
from glassnet.run.look import Look
from glassnet.run.scoring import Report

SHADES = " ░▒▓█"  # from nothing to the largest size
GROUNDS = "·░:▒+▓"  # of the classes of a decision boundary
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRAINING, VALIDATION, NOW = "·", "o", "│"


def weights_text(weights: Array, *, most: int = 32) -> list[str]:
    r"""Return a matrix as signs and shades, a line for each row: for a layer, for each input.

    A cell is a sign and a shade: the darker, the further from 0. ? is no finite number.

    Args:
        weights: (inputs, units); for one unit, its weights in the shape of what it sees.
        most: Rows and columns shown, at most.

    >>> print(*weights_text(np.array([[1.0, -0.5], [0.0, -1.0]])), sep="\n")
       0  1
    0 +█ -▒
    1    -█
    +█ is 1, -█ is -1
    """
    if weights.ndim != 2:
        raise UsageError(f"weights are drawn as a matrix (rows, columns), got {weights.shape}.")
    down, across = fold(len(weights), most), fold(weights.shape[1], most)
    finite = np.abs(weights[np.isfinite(weights)])
    largest = float(finite.max(initial=0.0))
    wide = len(str(down[-1]))
    heads = [f"{number:>2}"[-2:] for number in across]
    lines = [f"{'':{wide}} {' '.join(heads)}"]
    for row in down:
        cells = [_shade(float(weights[row, column]), largest) for column in across]
        lines.append(f"{row:>{wide}} {' '.join(cells)}".rstrip())
    folded = [
        f"showing {len(shown)} of {total:,} {name}"
        for shown, total, name in (
            (down, len(weights), "rows"),
            (across, weights.shape[1], "columns"),
        )
        if len(shown) < total
    ]
    return [*lines, f"+█ is {largest:.4g}, -█ is {-largest:.4g}", *folded]


def boundary_text(
    answer: Callable[[Array], Array],
    points: Array,
    truth: Array,
    names: Sequence[str] = (),
    *,
    width: int = 60,
    height: int = 20,
) -> list[str]:
    """Return the plane of two inputs: the ground is the class answered there, letters are rows.

    Args:
        answer: Gives the class numbers of points (n, 2).
        points: The rows that are shown, (n, 2).
        truth: Their class numbers, (n,).
        names: The classes.
        width: Characters in a line.
        height: Lines.

    """
    if points.ndim != 2 or points.shape[1] != 2:
        raise UsageError(f"a boundary is drawn of two inputs, got rows of {points.shape[1:]}.")
    frame = Frame(limits(points[:, 0]), limits(points[:, 1]), width, height)
    classes = np.asarray(answer(frame.centers().reshape(-1, 2))).reshape(height, width)
    rows = [[GROUNDS[int(k) % len(GROUNDS)] for k in line] for line in classes]
    frame.put(rows, points[:, 0], points[:, 1], [LETTERS[int(k) % 26] for k in truth])
    count = max(int(classes.max()), int(truth.max(initial=0))) + 1
    told = [
        f"{LETTERS[k % 26]} {one_line(names[k], 20) if k < len(names) else k}, answered on "
        f"{GROUNDS[k % len(GROUNDS)]}"
        for k in range(count)
    ]
    return [*frame.lines(rows), *told]


def loss_text(
    history: History, now: int | None = None, *, width: int = 64, height: int = 14
) -> list[str]:
    """Return the curves of the loss over the steps: · training, o validation, │ where one is now.

    Where the largest loss is over 100 times the least, the height is its logarithm. The loss of
    a character is the mean of the steps it stands for.
    """
    losses = history["loss"]
    if not len(losses):
        return ["no step was made yet."]
    evaluated = [e for e in history.evaluations if e.validation_loss is not None]
    steps = np.array([e.step for e in evaluated], dtype=np.float64)
    validation = np.array([e.validation_loss for e in evaluated], dtype=np.float64)
    cells = np.array_split(np.arange(len(losses)), min(width, len(losses)))
    x = np.array([cell.mean() + 1 for cell in cells])
    y = np.array([losses[cell].mean() for cell in cells])
    scale, unit = _height_of(y, validation)
    frame = Frame((0.0, float(len(losses))), limits(scale(y), scale(validation)), width, height)
    rows = frame.empty()
    if now is not None:
        marks = np.linspace(*frame.y, height)
        frame.put(rows, np.full(height, float(now)), marks, NOW * height)
    frame.put(rows, x, scale(y), TRAINING * len(x))
    frame.put(rows, steps, scale(validation), VALIDATION * len(steps))
    told = f"{TRAINING} training loss" + f"   {VALIDATION} validation loss" * bool(len(steps))
    told += "" if now is None else f"   {NOW} now: step {now:,}"
    return [*frame.lines(rows, "steps"), told + unit]


def histogram_text(values: Array, *, bins: int = 10, width: int = 40) -> list[str]:
    """Return how often numbers fall between others: a bar for each bin, its count behind it."""
    flat = np.ravel(values)
    finite = flat[np.isfinite(flat)].astype(np.float64)
    low, high = limits(finite)
    counts, edges = np.histogram(np.clip(finite, low, high), bins, (low, high))
    most = max(1, int(counts.max()))
    lines = [
        f"{left:>10.3g} … {right:<10.3g} {'█' * -(-int(count) * width // most)} {count:,}"
        for left, right, count in zip(edges, edges[1:], counts, strict=False)
    ]
    lost = len(flat) - len(finite)
    return lines + [f"and {lost:,} that are not finite"] * bool(lost)


def activations_text(look: Look, *, bins: int = 10) -> list[str]:
    """Return a histogram of what each layer put out in a step."""
    lines = []
    for layer in look.layers:
        lines.append(f"layer {layer.number}: {type(layer.layer).__name__}, outputs")
        lines += [*histogram_text(layer.y, bins=bins), ""]
    return lines[:-1]


def gradients_text(look: Look, *, bins: int = 10) -> list[str]:
    """Return a histogram of the gradient of each parameter in a step."""
    lines = []
    for layer in look.layers:
        for name, gradient in layer.gradients.items():
            lines.append(f"layer {layer.number}: {type(layer.layer).__name__}, dL/d{name}")
            lines += [*histogram_text(gradient, bins=bins), ""]
    return lines[:-1]


def confusion_text(confusion: Array, names: Sequence[str] = ()) -> list[str]:
    r"""Return counts of truth (rows) by answer (columns); those in brackets are right.

    >>> print(*confusion_text(np.array([[5, 1], [0, 4]]), ["no", "yes"]), sep="\n")
    truth ↓   answer →
          no  yes
     no   [5]   1
    yes    0   [4]
    """
    known = [one_line(names[k], 12) if k < len(names) else str(k) for k in range(len(confusion))]
    first = max(map(len, known))
    wide = max(first, len(f"{int(confusion.max(initial=0)):,}") + 2) + 1
    lines = ["truth ↓   answer →", " " * first + " " + "".join(f"{n:>{wide}} " for n in known)]
    for k, (name, row) in enumerate(zip(known, confusion.tolist(), strict=True)):
        cells = [f"[{n:,}]" if j == k else f"{n:,} " for j, n in enumerate(row)]
        lines.append(f"{name:>{first}} " + "".join(f"{cell:>{wide + 1}}" for cell in cells))
    return [line.rstrip() for line in lines]


def answers_text(report: Report, *, width: int = 60, height: int = 20) -> list[str]:
    """Return the answered numbers over the true ones; on the diagonal an answer is right.

    A character tells how many rows fall there: 1 … 9, # for more.
    """
    if report.confusion is not None:
        classes = len(report.confusion)
        raise UsageError(f"{classes} classes have no order to be drawn in; draw their confusion.")
    truth, answer = np.ravel(report.truth), np.ravel(report.answer)
    both = limits(truth, answer)
    frame = Frame(both, both, width, height)
    rows = frame.empty()
    line = np.linspace(*both, max(width, height))
    frame.put(rows, line, line, "╱" * len(line))
    seen = np.isfinite(truth) & np.isfinite(answer)
    places = zip(frame.rows(answer[seen]), frame.columns(truth[seen]), strict=True)
    for (row, column), count in Counter(places).items():
        rows[row][column] = str(count) if count < 10 else "#"
    return ["answer ↑", *frame.lines(rows, "truth →")]


def _shade(value: float, largest: float) -> str:
    if not np.isfinite(value):
        return "??"
    level = round(abs(value) / largest * (len(SHADES) - 1)) if largest else 0
    sign = "+" if value > 0 else "-"
    return f"{sign if level else ' '}{SHADES[level]}"


def _height_of(y: Array, validation: Array) -> tuple[Callable[[Array], Array], str]:
    """Return what becomes of a loss on its way to its height, and a word on it."""
    low, high = limits(y, validation)
    if low > 0 and high > 100 * low:
        return np.log10, "   (height: log₁₀ of the loss)"
    return np.asarray, ""
