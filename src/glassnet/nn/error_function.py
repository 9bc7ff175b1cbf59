"""The error function, which the Array API standard lacks: the area under the bell curve.

    erf(x) = 2/√π ∫₀ˣ e^(−t²) dt      erfc(x) = 1 − erf(x)

Source: Cody (1969), "Rational Chebyshev approximations for the error function": three quotients of
polynomials, one for each stretch of |x|, each good to the last digits of float64.
"""

from __future__ import annotations

import math

from glassnet.ground.arrays import Array, Namespace

# Cody (1969), tables II to IV in double precision; highest power first. NEAR: in x², for
# |x| ≤ 0.46875. MIDDLE: in |x|, up to 4. FAR: in 1/x², beyond.
NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)  # fmt: skip
MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
     1.23033935480374942e3),
)  # fmt: skip
FAR = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
     1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1,
     6.05183413124413191e-2, 2.33520497626869185e-3),
)  # fmt: skip
BORDERS = (0.46875, 4.0)
NOTHING_LEFT = 30.0  # erfc(30) is 0 in float64


def erf(xp: Namespace, x: Array) -> Array:
    """Return the chance that |z| < √2 x for a normal z, with the sign of x: from −1 to 1."""
    size = xp.abs(x)
    beyond = 1.0 - _tail(xp, size)
    return xp.where(size <= BORDERS[0], _near(xp, x), xp.where(x > 0, beyond, -beyond))


def erfc(xp: Namespace, x: Array) -> Array:
    """Return 1 − erf(x) without the loss of digits where erf(x) is near 1: from 2 to 0."""
    size = xp.abs(x)
    tail = _tail(xp, size)
    return xp.where(size <= BORDERS[0], 1.0 - _near(xp, x), xp.where(x > 0, tail, 2.0 - tail))


def _near(xp: Namespace, x: Array) -> Array:
    """Return erf(x) for |x| ≤ 0.46875; beyond, a finite number that nobody reads."""
    inside = xp.where(xp.abs(x) <= BORDERS[0], x, xp.zeros_like(x))
    return inside * _quotient(NEAR, inside * inside)


def _tail(xp: Namespace, size: Array) -> Array:
    """Return erfc(size) for size ≥ 0.46875; below, a finite number that nobody reads."""
    one = xp.ones_like(size)
    middle = xp.minimum(xp.maximum(size, BORDERS[0] * one), BORDERS[1] * one)
    far = xp.minimum(xp.maximum(size, BORDERS[1] * one), NOTHING_LEFT * one)
    inverse = 1.0 / (far * far)
    series = (1.0 / math.sqrt(math.pi) - inverse * _quotient(FAR, inverse)) / far
    scaled = xp.where(size <= BORDERS[1], _quotient(MIDDLE, middle), series)
    return scaled * _bell(xp, xp.minimum(size, NOTHING_LEFT * one))


def _bell(xp: Namespace, x: Array) -> Array:
    """Return e^(−x²) to the last digit: x² is split so that its rounding is not blown up."""
    coarse = xp.trunc(16.0 * x) / 16.0
    return xp.exp(-coarse * coarse) * xp.exp(-(x - coarse) * (x + coarse))


def _quotient(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    """Return the quotient of two polynomials at x, by Horner's rule."""
    above, below = polynomials
    numerator, denominator = above[0] * x + above[1], below[0] * x + below[1]
    for a, b in zip(above[2:], below[2:], strict=True):
        numerator, denominator = numerator * x + a, denominator * x + b
    return numerator / denominator
