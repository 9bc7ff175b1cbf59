"""The lesson about lines and classes prints the figures of the third tutorial, and its own."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

import glassnet as gn

# A few steps are quickest with NumPy, which compiles nothing.
SMALLER = {
    "remedies": {"remedies(300, 2000)": 'plain["engine"] = "reference"\nremedies(2, 3)'},
    "batches": {"starts=60": "starts=2, engine='reference'", "epochs=1000": "epochs=3"},
    "stacks": {"starts=300": "starts=2", "2500": "2", "4000": "2"},
    "classes": {"(150,": "(3,", "(200,": "(3,", "(2000,": "(3,", "starts=1000": "starts=2"},
    "stochastic": {"100, 200": "2, 3", '"time"': '"steps"', "auto": "reference"},
    "units": {"300, 2000": "2, 3", "auto": "reference"},
    "gains": {
        "starts=300, epochs=4000": "starts=2, epochs=2",
        "auto": "reference",
        "starts=300, epochs=2000": "starts=2, epochs=3",
    },
    "features": {"(20, 200, 2000)": "(2, 3)", "1000": "2"},
}


@pytest.fixture(scope="module")
def taken(take):
    """The lesson, with a few starts and steps in place of its long experiments."""
    return take("lines", SMALLER)


@pytest.fixture(scope="module")
def lesson(taken):
    """What the lesson prints, without its experiments."""
    return taken.printed


def numbers(line: str) -> list[float]:
    """Return the numbers in a line."""
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", line)]


def line_of(text: str, start: str) -> str:
    """Return the first line that begins with `start`."""
    return next(line for line in text.splitlines() if line.startswith(start))


def test_lines_fit_the_screen(taken):
    """No printed line is longer than 80 characters."""
    told = "\n".join([taken.printed, *taken.experiments.values()])
    assert max(map(len, told.splitlines())) <= 80


def test_the_experiments_have_their_rows(taken):
    """Each experiment prints a line for each setting, or a verdict for each pair."""
    told = taken.experiments
    verdicts = {name: told[name].count("\n- ") + 1 for name in ("stochastic", "units", "gains")}
    assert verdicts == {"stochastic": 2, "units": 1, "gains": 6}
    rows = {name: len(told[name].splitlines()) for name in told.keys() - verdicts.keys()}
    assert rows == {"remedies": 9, "batches": 2, "stacks": 2, "classes": 5, "features": 2}


def test_the_slope_and_the_intercept_are_off_as_printed(lesson, golden):
    """The printed runs' mistakes and their ratio are read from their digits, theory gives both."""
    checks = golden["seed003"]["printed_checks"]
    theirs, ours = line_of(lesson, " 200 printed"), line_of(lesson, " 200 ours")
    _, _, _, slope, intercept, ratio = numbers(theirs)
    assert slope == pytest.approx(checks["linear_200"]["slope_err"], abs=1e-8)
    assert intercept == pytest.approx(checks["linear_200"]["intercept_err"], abs=1e-8)
    assert ratio == numbers(ours)[-1] == pytest.approx(checks["linear_200"]["ratio"], abs=5e-4)
    _, _, right, factor = numbers(line_of(lesson, "rows 1 … 10"))
    assert right == pytest.approx(checks["theory_ratio_x1..10_step0.01"], abs=5e-5)
    assert factor == pytest.approx(checks["spectral_radius_per_epoch"], abs=5e-7)
    wrong = numbers(line_of(lesson, "rows 1 … 11"))[2]
    assert wrong == pytest.approx(checks["ratio_if_x1..11"], abs=5e-5)


@pytest.mark.parametrize("epochs", [200, 500])
def test_the_lines_are_those_of_the_seeded_runs(lesson, golden, epochs):
    """From NumPy's seed 0 the lesson answers 30 and 40 as the reference does."""
    expected = golden["seed003"]["golden"][f"lin_{epochs}"]["test_pred"][0]
    found = numbers(line_of(lesson, f" {epochs} ours"))[1:3]
    assert found == pytest.approx([expected[0], expected[-1]], abs=1e-8)


def test_features_that_vary_have_weights_and_equal_ones_a_sum(lesson):
    """3 and 5 are found from two features; of three equal ones only the sum 13."""
    two, three = (numbers(line) for line in lesson.splitlines() if line.startswith("weights"))
    assert two == [3.0, 5.0, 8.0, 5.0]
    assert three[3:] == [13.0, 5.0]
    assert three[:3] != [3.0, 5.0, 5.0]


def test_a_short_run_on_three_features_is_rarely_as_good_as_printed(lesson):
    """About 5 % of the starts come as near in 20 epochs as the printed run."""
    share = numbers(line_of(lesson, "  20 epochs, 100 starts"))[-1]
    assert 1 <= share <= 12


def test_clipping_keeps_a_large_step_from_exploding(lesson):
    """At the rate 0.05 the loss is huge without clipping, and less than 1 with it."""
    exploded, kept = (numbers(line)[-1] for line in lesson.splitlines() if "SGD, 0.05" in line)
    assert exploded > 1e100
    assert kept < 1


def test_the_engines_agree(lesson):
    """The lesson's line is the same by NumPy and by JAX."""
    assert "differ by less than 1e-12: True" in lesson


def test_each_remedy_does_what_the_text_says(lesson):
    """Adam fits more, He goes on straighter, leaky units do not die, batch norm misses."""
    names = ("N(0, 1), SGD", "N(0, 1), Adam", "He, Adam ", "He, Adam, leaky",
             "He, Adam, standardized", "standardized, batch norm")  # fmt: skip
    rows = {name: numbers(line_of(lesson, name)[24:]) for name in names}
    dead, loss, fits, reaches = range(4)
    assert rows["N(0, 1), Adam"][fits] > rows["N(0, 1), SGD"][fits] + 20
    assert rows["He, Adam "][reaches] > rows["N(0, 1), Adam"][reaches] + 20
    assert rows["He, Adam "][dead] > 0
    assert rows["He, Adam, leaky"][dead] == 0
    assert rows["He, Adam, leaky"][fits] >= rows["He, Adam "][fits]
    assert rows["He, Adam, standardized"][reaches] < rows["He, Adam "][reaches] - 20
    norm = rows["standardized, batch norm"]
    assert norm[dead] == 0
    assert norm[loss] > 90
    assert norm[fits] < 10


def test_a_sigmoid_net_stays_under_its_ceiling(lesson):
    """No start reaches 125, and the answers at 30 and at 40 are the same within 0.1."""
    for name in ("rate 0.00005", "rate 0.05", "Adam, standardized"):
        _, at_30, at_40, ceiling, highest = numbers(line_of(lesson, name)[24:])
        assert at_30 == pytest.approx(at_40, abs=0.1)
        assert at_40 <= ceiling
        assert highest < 95


def test_slow_epochs_change_nothing_and_a_larger_rate_learns(lesson):
    """At the diary's rate the shares stay those of the start; at 0.3 all tell the classes apart."""
    before, slow = line_of(lesson, "before the first"), line_of(lesson, "150 epochs, rate 0.000003")
    assert numbers(before) == numbers(slow[26:])
    assert numbers(line_of(lesson, "150 epochs, rate 0.3")[22:]) == [100.0, 0.0, 100.0]
    assert numbers(line_of(lesson, "the slow epochs"))[0] < 0.001
    assert numbers(line_of(lesson, "     1 answered"))[1] < 15


REPRODUCIBLE = {
    "lin_200": 0.1 / 10,
    "lin_500": 0.1 / 10,
    "sig_500_correct": 5e-5 / 10,
    "relu_2500_correct": 3e-4 / 10,
    "d3_20": 3e-4 / 9,
    "he2_4000_2023": 2e-4,
    "bce_2000_correct_lr.3": 0.3 / 8,
}


def seeded_run(case: str, record: dict, data: dict, rate: float) -> tuple[gn.Run, np.ndarray]:
    """Return the finished run of a seeded case, and the inputs it is asked about."""
    units, settings = record["dims"], {"loss": gn.HalfSumOfSquares()}
    if case.startswith("bce"):
        x, new = (np.array(data[part]["x"])[:, None] / 21.47636782605476
                  for part in ("bce_train", "bce_test"))  # fmt: skip
        y, settings = data["bce_train"]["y"], {"loss": gn.BinaryCrossEntropy()}
    elif case == "d3_20":
        x, new = (np.repeat(np.arange(*ends)[:, None], 3, axis=1) for ends in ((1, 10), (40, 50)))
        y = 5 + 13 * x[:, 0]
        settings["kinds"] = {f"x{column}": "number" for column in range(3)}
    else:
        x = np.arange(1.0, 10.0 if "2023" in case else 11.0)[:, None]
        y, new = 5 + 3 * x[:, 0], np.arange(30.0, 41.0)[:, None]
    hidden = {"relu": gn.ReLU(), "sigmoid": gn.Sigmoid(), "lin": gn.Identity()}[record["hidden"]]
    layers = [layer for size in units[1:-1] for layer in (gn.Dense(size), hidden)]
    run = gn.prepare(
        gn.Network(*layers, gn.Dense(units[-1])), x, y, epochs=record["epochs"], batch_size=1,
        learning_rate=rate, optimizer=gn.SGD(), shuffle=False, scaling="none", dtype="float64",
        test=0.0, validation=0.0, engine="xla", **settings,
    )  # fmt: skip
    draw = np.random.RandomState(0).randn
    for place, (fan_in, size) in enumerate(pairwise(units)):
        weights = draw(size, fan_in)
        if record["init"] == "randn":
            run.command(gn.SetParameter(2 * place, draw(size), "bias"))
        else:  # 2023: twice 1/√n before a ReLU, once before the output, and no bias
            weights *= (2 if place < len(units) - 2 else 1) / np.sqrt(fan_in)
        run.command(gn.SetParameter(2 * place, weights.T))
    run.finish()
    return run, new


@pytest.mark.parametrize("case", REPRODUCIBLE)
def test_seeded_runs_are_reproduced(case, golden):
    """With the first weights of NumPy's seed 0, the public interface gives the same answers."""
    record = golden["seed003"]["golden"][case]
    run, new = seeded_run(case, record, golden["seed003"]["data"], REPRODUCIBLE[case])
    for x, expected in ((run.training.x, record["train_pred"]), (new, record["test_pred"])):
        answers = run.experiment.loss.to_probability(np, run.predict(x))[:, 0]
        np.testing.assert_allclose(
            answers, expected[0], rtol=golden["seed003"]["golden_rel_tol"], atol=1e-300
        )


def test_who_wins_depends_on_what_is_equal(taken):
    """Single rows win by epochs, all rows by updates, and it is said what was made equal."""
    assert [taken.names[name].pairs[0].verdict for name in ("by_epochs", "by_steps")] == [
        "first", "second",
    ]  # fmt: skip
    assert taken.names["by_steps"].budget.equal == "steps"
    assert "- equal steps" in taken.experiments["stochastic"]


def test_relus_fit_a_line_better_than_sigmoids(taken):
    """From each of twelve starts or nearly; the verdict names ReLU."""
    (pair,) = taken.names["by_unit"].pairs
    assert (pair.second, pair.verdict) == ("ReLU", "second")
    assert "- ReLU is better than sigmoid: its training loss is" in taken.printed


def test_what_gains_of_the_start_do_at_first(taken):
    """After 300 steps of all rows N(0, 1) is ahead of both gains, as the lesson says of 2,000."""
    names = taken.names
    found = names["claim"](
        names["gains"], starts=12, epochs=300, **{**names["together"], "engine": "reference"}
    )
    assert found.pairs[0].verdict == "first"
    assert found.pairs[0].second == "2/√n"
