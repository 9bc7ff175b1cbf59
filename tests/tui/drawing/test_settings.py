"""The settings on the screen are those in force."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.optimizers import Momentum
from glassnet.nn.stair_schedules import StepDecay
from glassnet.run.training import prepare
from glassnet.tui.drawing.settings import draw_settings
from glassnet.tui.palette import DARK
from tests.tui.sights import iris_run, many_sights, mixed_run, numbers_run, sight_of, xor_run


def _facts(sight, width=150):
    """Return what is told, by its label."""
    found = {}
    for text in draw_settings(sight, width, 40, DARK):
        label, told = text.plain[:13].strip(), text.plain[15:]
        found[label] = told
    return found


@given(many_sights(), st.integers(20, 150))
@settings(max_examples=40)
def test_every_settings_panel_fits(sight, width):
    """No line is wider than the panel, and nothing is lost but at the end of a name."""
    lines = draw_settings(sight, width, 10, DARK)
    assert all(text.cell_len <= width for text in lines)
    words = " ".join(" ".join(text.plain.split()) for text in lines)
    assert "seed" in words


def test_step_and_epoch_are_apart():
    """In the third epoch of seven steps three are made; the two are told on two lines."""
    facts = _facts(sight_of(iris_run()))
    assert facts["step"] == "17 of 70: a step is one update"
    assert facts["epoch"] == " 3 of 10: 3 of its 7 steps made"
    facts = _facts(sight_of(iris_run(), step=70))
    assert facts["epoch"] == "10 of 10: 7 of its 7 steps made"


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (xor_run, "after the whole table of 4 rows"),
        (numbers_run, "after each row"),
        (iris_run, "after each batch of 16 rows, the last of an epoch of 6"),
    ],
)
def test_it_says_after_how_many_rows_weights_move(run, told):
    """A row, a batch or the whole table: words, not a number alone."""
    assert _facts(sight_of(run()))["updates"] == told


def test_a_schedule_is_told_as_a_product():
    """The rate in force is the base rate times the schedule's factor."""
    run = prepare(
        Network(Dense(3)), "iris", engine="reference", batch_size=51, learning_rate=0.2, epochs=4,
        schedule=StepDecay(2, 0.5), optimizer=Momentum(0.8), l2=0.01, clip_norm=2.0,
    )  # fmt: skip
    run.advance(3)
    facts = _facts(sight_of(run))
    rate, base, factor = re.findall(r"\d+\.\d+", facts["learning rate"])[:3]
    assert float(rate) == pytest.approx(float(base) * float(factor))
    assert float(rate) == pytest.approx(run.look().learning_rate)
    assert float(factor) == 0.5
    assert facts["optimizer"] == "Momentum: momentum 0.8"
    assert facts["held back by"] == "l2 0.01, clip norm 2"


def test_the_data_is_told_with_its_parts():
    """Training, validation and test rows are those of the split."""
    run = iris_run()
    split, facts = run.table.split, _facts(sight_of(run))
    parts = f"{len(split.train)} training, {len(split.validation)} validation, {len(split.test)}"
    assert facts["data"] == f"iris: {parts} test rows"
    assert facts["predicts"] == "species, 3 classes, from 4 columns"


def test_the_settings_in_force_are_told():
    """A command changes the moment's experiment, and so what is told."""
    sight = sight_of(iris_run())
    changed = replace(sight.moment.experiment, optimizer=Momentum(0.5))
    sight = replace(sight, moment=replace(sight.moment, experiment=changed))
    assert _facts(sight)["optimizer"] == "Momentum: momentum 0.5"
    assert "CategoryEmbedding" in _facts(sight_of(mixed_run()), 300)["network"]
