"""The lesson on XOR: the printed weights, the tutorial's first rows, what 200 starts come to."""

from __future__ import annotations

import re

import numpy as np
import pytest

import glassnet as gn
from glassnet.cli import cells


@pytest.fixture(scope="module")
def taken(take):
    """The lesson, with one small experiment in place of 1,000 starts."""
    return take("xor", {"starts": {"starts=1000": "starts=200", "(143, 1000, 5000)": "(143,)"}})


@pytest.fixture(scope="module")
def figures(golden):
    """The reference figures of this tutorial."""
    return golden["seed000"]


def test_lines_fit_the_screen(taken):
    """No printed line is longer than 80 characters, also in the experiments."""
    printed = "".join([taken.printed, *taken.experiments.values()])
    assert max(map(len, printed.splitlines())) <= 80


def test_the_weights_are_those_the_tutorial_prints(taken, figures):
    """The lesson starts from all 17 printed weights, in their places."""
    first, second = figures["printed_weights"].values()
    assert [*taken.names["hidden"], taken.names["hidden_bias"]] == first
    assert [w for (w,) in taken.names["output"]] + taken.names["output_bias"] == second


@pytest.mark.parametrize(
    ("kind", "batch_size"), [("fixed_batch_lr1", None), ("fixed_online_lr1", 1)]
)
def test_training_follows_the_reference(taken, figures, kind, batch_size):
    """Outputs and loss agree at every epoch of the reference, in batches and one by one."""
    run = taken.names["by_hand"](batch_size=batch_size, engine="xla")
    reference = figures["golden_from_printed_weights"]
    for epoch, wanted in reference[kind].items():
        run.seek(int(epoch) * run.program.plan.steps_per_epoch)
        outputs = run.predict(run.training.x)[:, 0]
        np.testing.assert_allclose(outputs, wanted["out"], rtol=0, atol=reference["abs_tol"])
        loss = np.mean((outputs - run.training.y[:, 0]) ** 2) / 2
        assert abs(loss - wanted["mse"]) < reference["abs_tol"]


def test_the_printed_epochs_are_those_of_the_reference(taken, figures):
    """The table of epochs shows the reference's loss to all its digits."""
    for epoch, wanted in figures["golden_from_printed_weights"]["fixed_batch_lr1"].items():
        outputs = " ".join(f"{out:.3f}" for out in wanted["out"])
        assert taken.line(f"{epoch} ") == f"{epoch} {wanted['mse']:.7f} {outputs}"


def test_the_first_rows_are_the_first_lines_of_the_tutorials_log(taken, figures):
    """Before the first update each row's output and error are those of the first four ticks."""
    ticks = figures["released_first_11_ticks"]["ticks"][:4]
    seen = taken.names["by_hand"]().look(0)
    np.testing.assert_allclose(seen.prediction[:, 0], [t["output"] for t in ticks], atol=1e-12)
    np.testing.assert_allclose(seen.losses, [t["mse"] for t in ticks], atol=1e-12)


def test_delta_weights_of_rows_add_up_to_that_of_the_batch(taken):
    """The printed batch delta weight is the sum of the four printed rows, and is the gradient."""
    rows = re.findall(r"^\[\d, \d\]\s+([+-]\S+)\s+([+-]\S+)", taken.printed, re.MULTILINE)
    batch = re.search(r"^batch\s+(\S+)\s+(\S+)", taken.printed, re.MULTILINE).groups()
    assert len(rows) == 4
    np.testing.assert_allclose(
        np.sum(np.array(rows, float), axis=0), np.array(batch, float), atol=3e-7
    )
    run = taken.names["by_hand"]()
    loss = []
    for nudge in (1e-6, -1e-6):
        run.command(gn.SetWeight(0, (1, 0), taken.names["hidden"][1][0] + nudge))
        loss.append(np.sum((run.predict(run.training.x) - run.training.y) ** 2) / 2)
    assert abs((loss[1] - loss[0]) / 2e-6 - float(batch[1])) < 1e-6


def test_one_row_a_step_prints_one_answer_a_step(taken):
    """Four steps of one row are one epoch, and the steps read the rows in their order."""
    rows = re.findall(r"step (\d), epoch 0, row (\[\d, \d\])", taken.printed)
    assert rows == [("0", "[1, 1]"), ("1", "[1, 0]"), ("2", "[0, 1]"), ("3", "[0, 0]")]
    assert taken.names["online"].epoch == 1


def test_shares_of_starts_agree_with_the_reference(taken, figures):
    """The reference's share of right starts lies in each printed interval, a little widened."""
    reference = figures["rates_1000_seeds"]["rows"]
    for rate, kind in (("1", "all fixed, batch lr1"), ("5", "all fixed, batch lr 5")):
        line = taken.line(f"rate {rate}:")
        share, low, high = (float(number) / 100 for number in re.findall(r"([\d.]+)%", line))
        assert low <= share <= high
        assert low - 0.02 < reference[kind][0][1] < high + 0.02


def test_the_bar_is_the_tutorials(taken, figures):
    """The sine bar reaches 99 at the reference's epoch and never more."""
    bar, wanted = taken.names["bar"], figures["progress_bar"]
    assert bar.index(99) == wanted["first_epoch_at_99"]
    assert max(bar) == wanted["max_value"]
    assert {epoch: bar[int(epoch)] for epoch in wanted["value_at"]} == wanted["value_at"]
    assert [i for i, value in enumerate(bar) if value == 99][-1] == wanted["epochs_at_99"][1]


def test_the_table_of_repairs_is_the_reference(figures):
    """Every share in the lesson's table of slips is the reference's."""
    told = "\n".join(cell.source for cell in cells.find("xor").cells if cell.kind == "text")
    rows = figures["rates_1000_seeds"]["rows"]
    for kind in (
        "released (4 bugs)",
        "loop fixed only",
        "loop+all-weights fixed",
        "loop+all-weights+bias-batch fixed",
        "all fixed, batch lr1",
        "all fixed, batch lr 5",
    ):
        early, late = rows[kind][0][1], rows[kind][-1][1]
        assert f"| {early:.1%} | {late:.1%} |".replace("%", " %") in told


def test_the_experiment_tells_both_rates(taken):
    """The experiment prints a line for each rate."""
    assert re.findall(r"rate (\d)", taken.experiments["starts"]) == ["1", "5"]
