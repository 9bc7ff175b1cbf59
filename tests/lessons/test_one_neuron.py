"""The lesson on one neuron: the seeded weights, all eight inputs, and why it is never exactly 1."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import glassnet as gn


@pytest.fixture(scope="module")
def taken(take):
    """The lesson, with fewer starts and updates in its experiments."""
    return take(
        "one_neuron",
        {
            # As many as in the lesson itself: what was compiled there is used again.
            "starts": {"starts=1000, epochs=10_000": "starts=20, epochs=500"},
            "claim": {"starts=1000, epochs=10_000": "starts=12, epochs=300, engine='reference'"},
            "patience": {
                "(1000, 10_000, 100_000, 1_000_000)": "(100, 1000)",
                "starts=20": 'engine="reference", starts=2',
            },
        },
    )


@pytest.fixture(scope="module")
def figures(golden):
    """The reference figures of this tutorial."""
    return golden["seed002"]


def test_lines_fit_the_screen(taken):
    """No printed line is longer than 80 characters, also in the experiments."""
    printed = "".join([taken.printed, *taken.experiments.values()])
    assert max(map(len, printed.splitlines())) <= 80


def digits(weights):
    """Return the weights as the lesson prints them, blanks made single."""
    return " ".join(f"{weight:.9f}" for weight in weights)


def test_the_first_weights_are_those_of_the_seed(taken, figures):
    """The three weights are 2·random − 1 after NumPy's seed 1, to the last bit."""
    drawn = 2 * np.random.RandomState(1).random_sample((3, 1)) - 1
    assert taken.names["seed_1"] == drawn.tolist()
    assert drawn[:, 0].tolist() == figures["W0"]
    assert taken.line("Random starting weights:").endswith(digits(figures["W0"]))


def test_ten_thousand_updates_give_the_reference_weights(taken, figures):
    """The printed weights, of both tables of answers, are the reference's to nine digits."""
    for beginning, name in (
        ("Weights after training:", "W_after"),
        ("answers 0 1 1 0:", "W_after"),
        ("answers 1 0 0 1:", "W_after_inverted_targets"),
    ):
        assert taken.line(beginning).endswith(digits(figures[name]))
    for run, name in (("run", "W_after"), ("inverted", "W_after_inverted_targets")):
        trained = taken.names[run]
        assert trained.step == figures["iters"]
        np.testing.assert_allclose(
            trained.state.params["0.weights"][:, 0], figures[name], rtol=0, atol=figures["abs_tol"]
        )


def test_numpy_alone_gives_the_same_weights(figures):
    """The reference engine and XLA agree with the three lines of mathematics written out."""
    x, y = np.array(figures["X"], float), np.array(figures["Y"], float)
    w = np.array(figures["W0"])
    for _ in range(figures["iters"]):
        out = 1 / (1 + np.exp(-x @ w))
        w = w + x.T @ ((y - out) * out * (1 - out))
    np.testing.assert_allclose(w, figures["W_after"], rtol=0, atol=figures["abs_tol"])


def test_all_eight_inputs_are_answered_as_in_the_reference(taken, figures):
    """The printed table and the model itself give the reference's eight outputs."""
    for inputs, output in figures["output_table"].items():
        assert taken.line(f"{inputs} 0.").split()[3] == f"{output:.6f}"
    outputs = taken.names["run"].model.predict(taken.names["every"])
    wanted = list(figures["output_table"].values())
    np.testing.assert_allclose(outputs, wanted, rtol=0, atol=figures["table_abs_tol"])
    assert outputs[0] == 0.5, "without a bias (0, 0, 0) is one half, exactly"


def test_the_learner_can_ask(taken, capsys):
    """`ask` prints what was typed and what the neuron answers."""
    taken.names["ask"](1, 0, 0)
    assert capsys.readouterr().out == "Input data =  1 0 0\nOutput data:  0.999937043\n"


def test_the_distance_to_one_falls_like_the_root_of_the_updates(taken):
    """Ten times as many updates divide 1 − output by about √10, in print and in the experiment."""
    rows = re.findall(r"^\s*(100+)\s+(0\.0\d+)\s+(\d\.\d+)$", taken.printed, re.MULTILINE)
    assert [int(updates) for updates, _, _ in rows] == [100, 1000, 10_000]
    distances = [float(distance) for _, distance, _ in rows]
    assert distances == [0.073916, 0.020922, 0.006411]
    assert abs(distances[1] / distances[2] - math.sqrt(10)) < 0.15
    scaled = [float(line.split()[-1]) for line in taken.experiments["patience"].splitlines()[1:]]
    assert len(scaled) == 2
    assert abs(scaled[0] / scaled[1] - 1) < 0.2


def test_sigmoid_rounds_to_one_where_the_reference_says(taken, figures):
    """σ(z) is 1 in float64 from the printed z on, and below 1 just before."""
    limit = figures["z_saturates_float64"]
    assert f"z = {limit:.4f} on" in taken.line("σ(z) rounds")
    assert 1 / (1 + math.exp(-limit - 1e-9)) == 1.0 > 1 / (1 + math.exp(-limit + 1e-9))
    assert "10^31.5 updates" in taken.line("each tenfold")


def test_no_bias_pins_the_answer_to_nothing(taken):
    """Every start without a bias answers (0, 0, 0) with one half; with one, starts differ."""
    without = taken.line("no bias").removeprefix("no bias ")
    assert without.startswith("0.5000 … 0.5000")
    low, high = re.match(r"bias ([\d.]+) … ([\d.]+)", taken.line("bias")).groups()
    assert float(high) - float(low) > 0.1


def test_relu_is_dead_from_the_start(taken, figures):
    """With the seed's weights ReLU answers 0 to all rows, and no weight ever moves."""
    assert figures["relu_seed1"].startswith("dead at initialisation")
    dead = taken.names["dead"]
    assert dead.step == 1000
    assert dead.state.params["0.weights"][:, 0].tolist() == figures["W0"]
    assert not dead.model.predict(taken.names["x"]).any()


def test_the_rate_that_relu_bears_is_that_of_the_largest_eigenvalue(taken, figures):
    """Just below 2 / eigenvalue a line learns the table; just above it diverges."""
    x = np.array(figures["X"], float)
    largest = float(np.linalg.eigvalsh(x.T @ x).max())
    assert taken.line("largest eigenvalue").endswith("6.37, so the rate must be below 0.31")
    line = gn.Network(gn.Dense(1, bias=False))
    runs = [
        taken.names["from_seed_1"](line, learning_rate=factor * 2 / largest)
        for factor in (0.98, 1.02)
    ]
    for run in runs:
        run.seek(400)
    losses = [run.history["loss"] for run in runs]
    assert losses[0][-1] < 1e-3
    assert losses[1][-1] > 1.0


def test_tanh_at_the_rate_one_jumps_to_and_fro(taken):
    """Outputs at even and at odd updates repeat, with opposite signs for the two zeros."""
    even, odd, again = (
        taken.line(f"tanh, {n} updates:").split(": ")[1] for n in (1000, 1001, 1002)
    )
    assert even == again != odd
    assert [float(out) for out in even.split()][::3] == [-0.313, -0.467]


def test_shares_of_the_activations_are_like_the_reference(taken):
    """All starts learn with σ, tanh and leaky ReLU, none with ReLU at rate 1, some at 0.1."""
    right = {
        "Sigmoid rate 1": "100%",
        "Tanh rate 1": "100%",
        "Tanh rate 0.1": "100%",
        "ReLU rate 1": "0%",
        "LeakyReLU rate 0.1": "100%",
    }
    for beginning, share in right.items():
        assert taken.line(f"{beginning} ").removeprefix(f"{beginning} ").split()[0] == share
    alive = float(taken.line("ReLU rate 0.1").split()[3].rstrip("%")) / 100
    assert abs(alive - 0.588) < 0.2, "58.8 % of 1,000 starts in the reference"
    assert taken.experiments["starts"].count("rate") == 6


def test_three_weights_cannot_learn_what_the_lesson_asks(taken):
    """The table proposed at the end is XOR of two inputs: not all of its rows can be right."""
    hard = taken.names["from_seed_1"](y=[0, 0, 1, 1])
    hard.seek(2000)
    assert np.any((hard.model.predict(taken.names["x"]) > 0.5) != [0, 0, 1, 1])


def test_the_activation_and_the_rate_go_together(taken):
    """At the rate 1 sigmoid beats both others; at 0.1 tanh beats it, and no start of tanh fails."""
    assert {(pair.first, pair.second): pair.verdict for pair in taken.names["found"].pairs} == {
        ("sigmoid", "tanh"): "first", ("sigmoid", "ReLU"): "first", ("tanh", "ReLU"): "first",
    }  # fmt: skip
    one, tenth = taken.experiments["claim"].split("rate 0.1")
    assert "- sigmoid is better than tanh: its training loss is" in one
    assert "ReLU 12 times alone)" in " ".join(one.split())
    assert "- tanh is better than sigmoid: its training loss is" in tenth
