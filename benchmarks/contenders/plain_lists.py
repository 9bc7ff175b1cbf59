"""Backpropagation in lists and loops, as many a tutorial writes it: no array anywhere."""

from __future__ import annotations

import math

from contenders.work import Contender, Work, cycle

Row = list[float]


class PlainLists(Contender):
    """Sigmoids, half the sum of squares and SGD, one row after the other."""

    name = "plain lists"

    @classmethod
    def can(cls, work: Work) -> bool:
        """Tell whether lists are what a tutorial would take for it."""
        return (work.hidden, work.loss, work.optimizer) == ("sigmoid", "half squares", "SGD")

    def __init__(self, work: Work) -> None:
        """Take the first weights."""
        self.work = work
        self.x, self.y = work.x.tolist(), work.y.tolist()
        pairs = work.weights()
        self.weights = [w.tolist() for w, _ in pairs]
        self.biases = [b.tolist() for _, b in pairs]
        self.steps = [rows.tolist() for rows in work.steps]

    def losses(self, steps: int) -> list[float]:
        """Make the first steps."""
        return [self.learn(rows) for rows in cycle(self.steps, 0, steps)]

    def turn(self, steps: int) -> int:
        """Make one step after the other."""
        for rows in cycle(self.steps, 0, steps):
            self.learn(rows)
        return steps

    def learn(self, rows: list[int]) -> float:
        """Make one step and return its loss."""
        loss, moves = 0.0, []
        for row in rows:
            activations = self.forward(self.x[row])
            y, target = activations[-1], self.y[row]
            loss += 0.5 * sum((p - t) ** 2 for p, t in zip(y, target, strict=True))
            moves.append((activations, self.backward(activations, target)))
        for activations, deltas in moves:
            self.update(activations, deltas)
        return loss

    def forward(self, x: Row) -> list[Row]:
        """Return what each layer gives, the inputs first."""
        activations = [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            before = activations[-1]
            z = [b[j] + sum(before[i] * w[i][j] for i in range(len(w))) for j in range(len(b))]
            activations.append([1 / (1 + math.exp(-v)) for v in z])
        return activations

    def backward(self, activations: list[Row], target: Row) -> list[Row]:
        """Return the slope by what comes before each sigmoid, layer by layer."""
        slope = [p - t for p, t in zip(activations[-1], target, strict=True)]
        deltas: list[Row] = []
        for w, a in zip(self.weights[::-1], activations[:0:-1], strict=True):
            delta = [s * v * (1 - v) for s, v in zip(slope, a, strict=True)]
            slope = [sum(row[j] * delta[j] for j in range(len(delta))) for row in w]
            deltas.insert(0, delta)
        return deltas

    def update(self, activations: list[Row], deltas: list[Row]) -> None:
        """Move every weight and bias."""
        rate = self.work.learning_rate
        for layer, delta in enumerate(deltas):
            for row, a in zip(self.weights[layer], activations[layer], strict=True):
                for j, d in enumerate(delta):
                    row[j] -= rate * a * d
            for j, d in enumerate(delta):
                self.biases[layer][j] -= rate * d
