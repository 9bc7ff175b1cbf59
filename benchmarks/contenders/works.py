"""The works that are measured: from four rows a step costs nothing for, to images."""

from __future__ import annotations

from contenders.work import Work

TINY = {
    "hidden": "sigmoid",
    "loss": "half squares",
    "optimizer": "SGD",
    "dtype": "float64",
}
USUAL = {
    "hidden": "relu",
    "loss": "cross-entropy",
    "optimizer": "Adam",
    "learning_rate": 0.001,
    "dtype": "float32",
}

XOR = Work("2-4-1, one row a step", (2, 4, 1), learning_rate=0.5, batch_size=1, rows=4, **TINY)
CAPTCHA = Work(
    "25-5-10, one row a step", (25, 5, 10), learning_rate=1.0, batch_size=1, rows=10, **TINY
)
ONE_HIDDEN = Work("3-8-1, all 8 rows", (3, 8, 1), learning_rate=0.5, batch_size=8, rows=8, **TINY)
DEEPER = Work(
    "4-8-16-8-2, all 8 rows", (4, 8, 16, 8, 2), learning_rate=0.5, batch_size=8, rows=8, **TINY
)
SMALL = Work("8-32-32-3, batches of 32", (8, 32, 32, 3), batch_size=32, rows=160, **USUAL)
DIGITS = Work("784-128-10, batches of 128", (784, 128, 10), batch_size=128, rows=4096, **USUAL)
WIDE = Work(
    "784-512-512-10, batches of 128", (784, 512, 512, 10), batch_size=128, rows=4096, **USUAL
)
IMAGES = Work(
    "convolutions of 8 and 16 maps, batches of 64",
    (400, 10),
    batch_size=64,
    rows=1024,
    maps=(8, 16),
    **USUAL,
)

WORKS = (XOR, CAPTCHA, ONE_HIDDEN, DEEPER, SMALL, DIGITS, WIDE, IMAGES)
