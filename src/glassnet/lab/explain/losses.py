"""Losses on the blackboard: how bad a row's prediction is, and which way it would get worse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.explain.activations import softplus
from glassnet.lab.explain.expression import Expression, call, number, total
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.norms import exponentials
from glassnet.lab.explain.sight import largest, slope, symbol
from glassnet.nn.class_weights import weigh
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood,
)
from glassnet.nn.cross_entropy import BinaryCrossEntropy, CategoricalCrossEntropy
from glassnet.nn.losses import MSE, HalfSumOfSquares, Loss
from glassnet.nn.robust_losses import MAE, Huber
from glassnet.nn.targets import class_shares
from glassnet.program.batches import Batch

ONE, TWO, HALF = number(1), number(2), number(0.5)


@final
@dataclass(frozen=True, eq=False)
class Verdict:
    """A loss on one row of a batch.

    Args:
        loss: The loss.
        prediction: What the network put out for the batch.
        batch: The rows with their targets.
        row: The row's place in the batch.
        letter: The letter of the outputs.
        names: What each output stands for: classes or targets.
        terms: How many terms of a sum are shown, at most.

    """

    loss: Loss
    prediction: Array
    batch: Batch
    row: int
    letter: str
    names: tuple[str, ...] = ()
    terms: int = 6

    @cached_property
    def p(self) -> Array:
        """The row's outputs."""
        return np.asarray(self.prediction[self.row], dtype=np.float64).reshape(-1)

    @cached_property
    def y(self) -> Array:
        """The row's target, one number for each output; shares of classes for a classifier."""
        target = self.batch.y[self.row : self.row + 1]
        if self.loss.target == "classes":
            target = class_shares(np, target, self.prediction[self.row : self.row + 1])
        return np.asarray(target, dtype=np.float64).reshape(-1)

    @cached_property
    def shares(self) -> Array:
        """The target with smoothing and class weights: (classes,)."""
        wide = np.asarray(self.prediction[self.row : self.row + 1])
        shares = class_shares(np, self.batch.y[self.row : self.row + 1], wide)
        smoothing = getattr(self.loss, "label_smoothing", 0.0)
        shares = (1.0 - smoothing) * shares + smoothing / wide.shape[-1] if smoothing else shares
        weights = getattr(self.loss, "class_weights", None)
        return np.asarray(weigh(np, shares, weights), dtype=np.float64)[0]

    @cached_property
    def divisor(self) -> float:
        """What the mean divides by; 1 for a sum."""
        if self.loss.reduction == "sum":
            return 1.0
        elements = self.loss.elements(np, self.prediction, self.batch.y)
        counts = self.loss.counts(np, self.prediction, self.batch.y)
        counts = np.ones_like(elements) if counts is None else counts
        if self.batch.weights is not None:
            counts = counts * self.batch.weights.reshape(-1, *[1] * (counts.ndim - 1))
        return float(counts.sum()) or 1.0

    def out(self, k: int) -> str:
        """Return the symbol of an output."""
        return symbol(self.letter, (k,))


def loss_lines(verdict: Verdict, losses: Array, loss: float) -> list[Line]:
    """Return the loss of the row, and how the batch's is made of those of its rows."""
    found = _before(verdict)
    shown = largest(
        verdict.shares if verdict.loss.target == "classes" else verdict.p, verdict.terms
    )
    parts = [element(verdict, k) for k in shown]
    formula = parts[0][0] if len(verdict.p) == 1 or not parts else _summed(verdict)
    kept = [worked for _, worked in parts if worked is not None]
    others = _rest_of_elements(verdict, shown)
    name = type(verdict.loss).__name__
    found.append(
        Line(
            "ℓ", formula, total([*kept, *others]), float(losses[verdict.row]),
            f"The loss of this row ({name}).",
        )
    )  # fmt: skip
    if len(losses) > 1 or verdict.divisor != 1.0:
        found.append(_batch_line(verdict, losses, loss))
    return found


def slope_lines(verdict: Verdict, k: int, value: float) -> list[Line]:
    """Return ∂L/∂ of output `k`: where the error begins; `value` is what the engine computed."""
    formula, worked = steepness(verdict, k)
    weights = verdict.batch.weights
    if weights is not None:
        formula, worked = f"weight·{formula}", number(float(weights[verdict.row])) * worked
    if verdict.divisor != 1.0:
        n = number(verdict.divisor)
        formula, worked = f"{formula} / n", worked / n
    name = verdict.names[k] if k < len(verdict.names) else ""
    title = f"δ of {verdict.out(k)}{f' ({name})' if name else ''}: where the error begins."
    note = "" if verdict.divisor == 1.0 else f"n = {verdict.divisor:g}: what the mean divides by."
    return [Line(slope(verdict.out(k)), formula, worked, value, title, note)]


def element(verdict: Verdict, k: int) -> tuple[str, Expression | None]:
    """Return what output `k` adds to the loss of its row; None where that is nothing at all."""
    out = verdict.out(k)
    p, y = float(verdict.p[k]), float(verdict.y[k])
    n, t = number(p), number(y)
    match verdict.loss:
        case MSE():
            return f"({out} − y)²", (n - t) ** TWO
        case HalfSumOfSquares():
            return f"½·({out} − y)²", HALF * (n - t) ** TWO
        case MAE():
            return f"|{out} − y|", call("abs", n - t)
        case Huber(delta=delta):
            c = _cut(n - t, -delta, delta)
            return "c·(e − ½·c)", c * (n - t - HALF * c)
        case BinaryCrossEntropy():
            no, yes = _yes_no(verdict, y)
            formula = f"y·log(1 + e^(−{out})) + (1 − y)·log(1 + e^({out}))"
            return formula, total([*_times(yes, softplus(-p)), *_times(no, softplus(p))])
        case BinaryCrossEntropyFromProbabilities(clip=clip):
            low, high = clip, 1.0 - clip
            sure, other = _cut(n, low, high), _cut(ONE - n, low, high)
            parts = [*_times(y, -call("log", sure)), *_times(1.0 - y, -call("log", other))]
            return f"−y·log({out}) − (1 − y)·log(1 − {out})", total(parts)
    share = float(verdict.shares[k])
    if not share:
        return "", None
    own = {
        CategoricalCrossEntropy: lambda: number(_log_sum(verdict.p)) - n,
        CategoricalCrossEntropyFromProbabilities: lambda: (
            -call(
                "log",
                _cut(n, verdict.loss.clip, 1.0 - verdict.loss.clip),  # type: ignore[attr-defined]
            )
        ),
        NegativeLogLikelihood: lambda: -n,
    }.get(type(verdict.loss))
    found = number(float("nan")) if own is None else own()
    return "", found if share == 1.0 else number(share) * found


def steepness(verdict: Verdict, k: int) -> tuple[str, Expression]:
    """Return the slope of the row's loss by output `k`, before the mean divides it."""
    out = verdict.out(k)
    p, y = float(verdict.p[k]), float(verdict.y[k])
    n, t = number(p), number(y)
    match verdict.loss:
        case MSE():
            return f"2·({out} − y)", TWO * (n - t)
        case HalfSumOfSquares():
            return f"({out} − y)", n - t
        case MAE():
            return f"sign({out} − y)", call("sign", n - t)
        case Huber(delta=delta):
            return f"c, {out} − y cut to ±{delta:g}", _cut(n - t, -delta, delta)
        case BinaryCrossEntropy():
            no, yes = _yes_no(verdict, y)
            weight = number(no + yes)
            p_now = call("σ", n) if weight.value == 1.0 else weight * call("σ", n)
            return f"(σ({out}) − y)", p_now - number(yes)
        case BinaryCrossEntropyFromProbabilities(clip=clip):
            sure, other = _cut(n, clip, 1.0 - clip), _cut(ONE - n, clip, 1.0 - clip)
            return f"((1 − y) / (1 − {out}) − y / {out})", (ONE - t) / other - t / sure
    share = number(float(verdict.shares[k]))
    match verdict.loss:
        case CategoricalCrossEntropy():
            mass = number(float(verdict.shares.sum()))
            p_now = call("exp", n - number(_log_sum(verdict.p)))
            return f"(p{symbol('', (k,))} − y)", (
                p_now if mass.value == 1.0 else p_now * mass
            ) - share
        case CategoricalCrossEntropyFromProbabilities(clip=clip):
            return f"−y / {out}", -(share / _cut(n, clip, 1.0 - clip))
        case NegativeLogLikelihood():
            return "−y", -share
    return f"{type(verdict.loss).__name__}′", number(float("nan"))


def _before(verdict: Verdict) -> list[Line]:
    """Return what is computed once before the elements: the logarithm of a sum of exponentials."""
    if not isinstance(verdict.loss, CategoricalCrossEntropy):
        return []
    scores, letter = verdict.p, verdict.letter
    worked = number(float(scores.max())) + call("log", total(exponentials(verdict.terms, scores)))
    formula = f"m + log(Σⱼ e^({letter}ⱼ − m))"
    note = f"m = {verdict.out(int(scores.argmax()))} is the largest; p = e^({letter} − lse)."
    return [
        Line(
            "lse",
            formula,
            worked,
            _log_sum(scores),
            "lse: the logarithm of the sum of all exponentials.",
            note,
        )
    ]


def _summed(verdict: Verdict) -> str:
    """Return the sum over outputs in letters."""
    letter = verdict.letter
    match verdict.loss:
        case CategoricalCrossEntropy():
            return f"Σₖ yₖ·(lse − {letter}ₖ)"
        case CategoricalCrossEntropyFromProbabilities():
            return f"−Σₖ yₖ·log({letter}ₖ)"
        case NegativeLogLikelihood():
            return f"−Σₖ yₖ·{letter}ₖ"
    return "Σₖ " + element(verdict, 0)[0].replace(symbol(letter, (0,)), f"{letter}ₖ")


def _rest_of_elements(verdict: Verdict, shown: list[int]) -> list[Expression]:
    """Return the sum of the elements that are not written out, if there are any."""
    others = sorted(set(range(len(verdict.p))) - set(shown))
    values = [worked.compute(float) for k in others if (worked := element(verdict, k)[1])]
    if not values:
        return []
    return [number(float(np.sum(values)), f"{len(values):,} further terms")]


def _batch_line(verdict: Verdict, losses: Array, loss: float) -> Line:
    values = np.asarray(losses, dtype=np.float64)
    formula = "Σ ℓ of all rows"
    if verdict.batch.weights is not None:
        values = values * verdict.batch.weights
        formula = "Σ weight·ℓ of all rows"
    shown = largest(values, verdict.terms)
    parts: list[Expression] = [number(values[i]) for i in shown]
    others = np.delete(values, shown)
    if len(others):
        parts.append(number(others.sum(), f"{len(others):,} further rows"))
    worked = total(parts)
    if verdict.divisor != 1.0:
        formula, worked = f"({formula}) / {verdict.divisor:g}", worked / number(verdict.divisor)
    return Line("L", formula, worked, loss, "The loss of the step.")


def _log_sum(scores: Array) -> float:
    top = scores.max()
    return float(top + np.log(np.exp(scores - top).sum()))


def _yes_no(verdict: Verdict, y: float) -> tuple[float, float]:
    """Return w₀·(1 − y) and w₁·y."""
    w0, w1 = getattr(verdict.loss, "class_weights", None) or (1.0, 1.0)
    return w0 * (1.0 - y), w1 * y


def _times(factor: float, part: Expression) -> list[Expression]:
    """Return factor·part; the part alone for 1, nothing for 0."""
    if factor == 0.0:
        return []
    return [part if factor == 1.0 else number(factor) * part]


def _cut(of: Expression, low: float, high: float) -> Expression:
    """Return `of` cut to [low, high], written only where it cuts."""
    value = of.compute(float)
    return number(low) if value < low else number(high) if value > high else of
