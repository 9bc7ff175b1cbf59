"""The lesson about deeper networks prints the figures of the fourth tutorial, and its own."""

from __future__ import annotations

import re

import numpy as np
import pytest

import glassnet as gn

# A few steps are quickest with NumPy, which compiles nothing.
SMALLER = {
    "hard": {
        "tables(hard.split(), 12, 20_000)": 'settings["engine"] = "reference"\n'
        "tables(hard.split()[:1], 2, 3)"
    },
    "tables": {"range(1, 255)": "(1, 254)", "4, 20_000": "2, 3"},
    "shapes": {"shapes(100, 100_000": 'deep["engine"] = "reference"\nshapes(2, 3'},
    "claims": {"starts=100, epochs=100_000": "starts=2, epochs=3"},
}


@pytest.fixture(scope="module")
def taken(take):
    """The lesson, with a few starts and steps in place of its long experiments."""
    return take("deeper", SMALLER)


@pytest.fixture(scope="module")
def lesson(taken):
    """What the lesson prints, without its experiments."""
    return taken.printed


def rows_after(text: str, start: str, count: int) -> list[str]:
    """Return the `count` lines that follow the line beginning with `start`."""
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(start))
    return lines[place + 1 : place + 1 + count]


def line_of(text: str, start: str) -> str:
    """Return the first line that begins with `start`."""
    return next(line for line in text.splitlines() if line.startswith(start))


def test_lines_fit_the_screen(taken):
    """No printed line is longer than 80 characters."""
    told = "\n".join([taken.printed, *taken.experiments.values()])
    assert max(map(len, told.splitlines())) <= 80


def test_the_experiments_have_their_rows(taken):
    """Each experiment prints a line for each setting, and the shapes their heading."""
    verdicts = taken.experiments["claims"]
    assert verdicts.count("\n- ") + 1 == 3 + 1 + 3 + 1  # one line is of the equal parameters
    rows = {
        name: len(told.splitlines()) for name, told in taken.experiments.items() if name != "claims"
    }
    assert rows == {"hard": 5, "tables": 5, "shapes": 6}


def test_the_printed_weights_give_the_answer_printed_last(lesson, golden):
    """The printed synapses give the eight outputs of one update later, to their eight digits."""
    expected = golden["seed004"]["ex1"]
    found = [float(line.split()[-1]) for line in rows_after(lesson, "row ", 8)]
    np.testing.assert_allclose(
        found, expected["printed_synapses_forward"], rtol=0, atol=expected["abs_tol_printed"] / 2
    )
    assert line_of(lesson, "0 0 0").split()[-2:] == ["0.00458214", "0.00458212"]


def test_all_ten_margins_are_those_printed(lesson, golden):
    """Each margin of the deep network agrees with the tutorial in all digits shown."""
    rows = [line.split() for line in rows_after(lesson, "  step    printed", 10)]
    expected = golden["seed004"]["ex2"]["printed_margins"]
    np.testing.assert_allclose([float(row[1]) for row in rows], expected, rtol=1e-15)
    np.testing.assert_allclose([float(row[2]) for row in rows], expected, rtol=0, atol=5.1e-13)


def test_the_final_margin_forgot_abs(lesson, golden):
    """The signed mean at step 90,000 is what the tutorial prints as its final error margin."""
    claimed = golden["seed004"]["ex2"]["claimed_final_margins_are_signed_mean_at_it_90000"]
    signed = float(line_of(lesson, "mean of  error").split()[-1])
    assert signed == pytest.approx(claimed["8-16-8"]["ours"], abs=5.1e-13)
    assert str(claimed["8-16-8"]["claimed"]) in line_of(lesson, "printed as final")


def test_the_mess_needs_a_network_without_a_hidden_layer(lesson, golden):
    """3-8-1 learns the first bit from each start; without a hidden layer 000 gives one half."""
    margins = golden["seed004"]["messup"]["np_random_seed_1"]["margins"]
    for step in ("0", "10000", "90000"):
        margin = float(line_of(lesson, f"step {step:>6}:").split()[-1])
        assert margin == pytest.approx(margins[step], abs=1.1e-12)
    wrong = {
        name: int(re.search(r"wrong +(\d+) of 60", line_of(lesson, name))[1])
        for name in ("3-8-1 ", "no hidden layer", "but a bias", "one hidden unit")
    }
    assert list(wrong.values()) == [0, 60, 0, 60]
    assert line_of(lesson, "no hidden layer").endswith("000 gives 0.5000 … 0.5000")


def test_cross_entropy_is_never_stuck(lesson):
    """About half the runs over hard tables fail as published, fewer with biases, none otherwise."""
    share = {
        name: float(line_of(lesson, name).rpartition(",")[2].strip(" %"))
        for name in ("as published", "rate 0.1", "with biases", "cross-entropy")
    }
    assert 35 < share["as published"] < 70
    assert share["rate 0.1"] > share["as published"] - 10
    assert share["with biases"] < share["as published"] - 20
    assert share["cross-entropy"] == 0


def test_the_shapes_have_their_sizes_and_the_end_wins(lesson):
    """Weights are counted right, and 8-8-16 has the smallest margin, as in the full measurement."""
    rows = {name: (int(size), float(margin)) for name, size, _, _, _, margin in (
        line.split() for line in rows_after(lesson, "hidden    weights", 4))}  # fmt: skip
    assert [size for size, _ in rows.values()] == [176, 304, 272, 256]
    assert min(rows, key=lambda name: rows[name][1]) == "8-8-16"


def from_seed_1(x, y, *units) -> gn.Run:
    """Return the run of sigmoid layers without biases whose weights NumPy draws after seed(1)."""
    layers = [layer for size in units for layer in (gn.Dense(size, bias=False), gn.Sigmoid())]
    run = gn.prepare(
        gn.Network(*layers), x, y, loss=gn.HalfSumOfSquares(), optimizer=gn.SGD(),
        learning_rate=1.0, batch_size=None, epochs=100_000, shuffle=False, scaling="none",
        kinds={f"x{number}": "number" for number in range(len(x[0]))}, dtype="float64",
        test=0.0, validation=0.0, engine="xla",
    )  # fmt: skip
    draw = np.random.RandomState(1).random_sample
    for place, shape in enumerate(zip((len(x[0]), *units[:-1]), units, strict=True)):
        run.command(gn.SetParameter(2 * place, 2 * draw(shape) - 1))
    return run


def margin(run: gn.Run, step: int) -> float:
    """Return the mean of |error| before update number `step`."""
    run.seek(step)
    return float(np.abs(run.training.y - run.predict(run.training.x)).mean())


ROWS = [[row >> 2 & 1, row >> 1 & 1, row & 1] for row in range(8)]


@pytest.mark.parametrize("part", ["ex1", "messup"])
def test_the_small_network_is_reproduced(part, golden):
    """3-8-1 from seed 1 has the margins and the answers of the reference, within 1e-12."""
    record = golden["seed004"][part]
    run = from_seed_1(ROWS, record["Y"], 8, 1)
    for step, expected in record["np_random_seed_1"]["margins"].items():
        assert margin(run, int(step)) == pytest.approx(expected, abs=record["abs_tol"])
    answers = [run.predict(run.training.x)[:, 0]]
    run.advance(1)  # the reference may have kept them before its last update, or after it
    answers.append(run.predict(run.training.x)[:, 0])
    expected = record["np_random_seed_1"]["out"]
    apart = [np.abs(answer - expected).max() for answer in answers]
    assert min(apart) < record["abs_tol"]


def test_the_deep_network_is_reproduced(golden):
    """4-8-16-8-2 from seed 1 has the reference's margins within 1e-12, at every step known."""
    record = golden["seed004"]["ex2"]
    pairs = [[1, 0], [1, 1], [1, 1], [1, 0], [1, 1], [0, 1], [0, 0], [1, 1]]
    run = from_seed_1([[0, *row] for row in ROWS], pairs, 8, 16, 8, 2)
    steps = {int(step): value for step, value in record["short_horizon"]["(8, 16, 8)"].items()}
    steps |= {10_000 * k: value for k, value in enumerate(record["our_margins"])}
    steps[99_999] = record["final_abs_margin_99999"]
    for step, expected in sorted(steps.items()):
        assert margin(run, step) == pytest.approx(expected, rel=record["rel_tol"])


def test_few_short_starts_cannot_tell_the_shapes_apart(taken):
    """Three pairs, all open: the lesson's live figures are no verdict, as it says."""
    assert [pair.verdict for pair in taken.names["found"].pairs] == ["open"] * 3
    assert taken.printed.count("are not distinguishable with") == 3


def test_scaled_shapes_are_those_that_the_lesson_names(taken):
    """At equal parameters 8-16-8 becomes 6-12-6, and 16-8-8 becomes 13-6-6."""
    told = " ".join(taken.experiments["claims"].split())
    assert "8-16-8 has hidden layers of 6-12-6 in place of 8-16-8 (180 parameters)" in told
    assert "16-8-8 has hidden layers of 13-6-6 in place of 16-8-8 (178 parameters)" in told
