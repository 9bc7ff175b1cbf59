"""Optimizers: what is printed is the move, and rows can be told what they added to it."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.lab.explain.notation import Plain
from glassnet.lab.explain.updates import Moment, pace, slots_at, update_lines
from glassnet.nn import catalogue
from glassnet.nn.adaptive import RMSprop
from glassnet.nn.optimizers import SGD

RULES = [*(kind() for kind in catalogue.OPTIMIZERS), RMSprop(momentum=0.5, centered=True)]


def moments(rule, decay=0.0):
    """Yield a weight's moments over some updates of one rule, decay beside the gradient first."""
    draw = np.random.default_rng(8)
    p = np.array([0.7])
    slots = rule.start(np, p)
    own = getattr(rule, "weight_decay", 0.0)
    both = (1 - (1 - 0.02 * decay) * (1 - 0.02 * own)) / 0.02
    for count in range(1, 6):
        g = draw.normal(size=1)
        after, new = rule.update(
            np, np.asarray(float(count)), g, slots, p * (1 - 0.02 * decay), np.asarray(0.02)
        )
        yield Moment(
            "w₀", rule, 0.02, count, float(g[0]), both, float(p[0]), float(after[0]),
            slots_at(slots, (0,)), slots_at(new, (0,)),
        )  # fmt: skip
        p, slots = after, new


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_reader_computes_every_slot_and_the_step(arithmetic, rule, decay):
    """Each line of each update comes to what the optimizer computed."""
    for moment in moments(rule, decay):
        lines = update_lines(moment)
        assert {line.symbol for line in lines} >= {"Δw₀", "w₀′", *moment.new}
        for line in lines:
            found = arithmetic(Plain(17).write(line.worked))
            assert found == pytest.approx(line.value, rel=1e-7, abs=1e-14), line


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_the_pace_makes_the_move(rule, decay):
    """factor·g + memory + decay is the move, whatever the rule."""
    for moment in moments(rule, decay):
        walk = pace(moment)
        told = walk.factor * moment.gradient + walk.memory + walk.decay
        assert told == pytest.approx(moment.after - moment.before, rel=1e-7, abs=1e-13)


def test_sgd_is_written_as_on_a_blackboard():
    """Δw = −η·g, and nothing else."""
    moment = Moment("w₀", SGD(), 0.5, 1, 0.25, 0.0, 1.0, 0.875, {}, {})
    step, stand = update_lines(moment)
    assert (step.symbol, step.formula, step.value) == ("Δw₀", "−η·g", -0.125)
    assert Plain(4).write(step.worked) == "−0.5·0.25"
    assert (stand.formula, stand.value) == ("w₀ + Δw₀", 0.875)
