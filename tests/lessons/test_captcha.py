"""The lesson on the captcha: XOR by hand, the seeded start, the gentle run, rounding."""

from __future__ import annotations

import re

import numpy as np
import pytest

import glassnet as gn
from glassnet.cli import cells


@pytest.fixture(scope="module")
def taken(take):
    """The lesson, with a few starts and epochs in place of its long experiments."""
    return take(
        "captcha",
        {
            "published": {
                '"captcha", 200, 10_000,': '"captcha", 2, 3, engine="reference",',
                '"captcha", 200, 2000,': '"captcha", 2, 3, engine="reference",',
            },
            "noise": {
                "noisy(200,": "noisy(2,",
                "range(4)": "range(1)",
                "50, 10,": '2, 1, engine="reference",',
            },
        },
    )


@pytest.fixture(scope="module")
def figures(golden):
    """The reference figures of this tutorial."""
    return golden["seed001"]


def test_lines_fit_the_screen(taken):
    """No printed line is longer than 80 characters, also in the experiments."""
    printed = "".join([taken.printed, *taken.experiments.values()])
    assert max(map(len, printed.splitlines())) <= 80


def test_xor_by_hand_gives_the_printed_outputs(taken, figures):
    """The hand-set weights give the tutorial's four outputs, to the last digit it prints."""
    outputs = taken.names["by_hand"](gn.Sigmoid(), -30)
    wanted = list(figures["xor_expected"].values())
    assert taken.names["printed"] == wanted
    np.testing.assert_allclose(outputs, wanted, rtol=0, atol=figures["xor_abs_tol"])
    for line in ("[0, 0] 9.3", "[0, 1] 0.9", "[1, 0] 0.9", "[1, 1] 9.3"):
        assert taken.line(line).endswith(" yes")


def test_a_step_is_exact_and_the_rule_of_thumb_is_not(taken):
    """Steps compute XOR in 0 and 1; with a bias of −3k the network computes OR."""
    assert taken.line("step:") == "step: 0 1 1 0"
    assert taken.line("AND bias").endswith("= −60: 0 1 1 1")


def test_the_drawings_are_the_tutorials(taken, figures):
    """Each of the thirteen drawings has the tutorial's pixels, and is shown."""
    flat = ["".join(str(int(p)) for p in glyph.ravel()) for glyph in taken.names["digits"]]
    assert flat == figures["glyphs_0_to_9"]
    flat = ["".join(str(int(p)) for p in glyph.ravel()) for glyph in taken.names["others"]]
    assert flat == list(figures["test_glyphs"].values())
    first = "   ".join(glyph[:5] for glyph in figures["glyphs_0_to_9"])
    assert first.replace("1", "█").replace("0", "·") in taken.printed
    assert taken.line("inputs") == "inputs (10, 25) targets (10, 10)"


def test_the_start_is_the_tutorials(taken, figures):
    """Seed 42 gives the reference's first weights to the last bit, and 8, 8, 8 untrained."""
    snapshots = figures["captcha_seed_code"]["snapshots"]
    run = taken.names["from_seed_42"]()
    params = run.state.params
    first = [*params["1.weights"][:, 0], params["1.bias"][0]]
    assert first == snapshots["init_hidden_0"]
    assert [*params["3.weights"][:, 0], params["3.bias"][0]] == snapshots["init_output_0"]
    untrained = figures["captcha_seed_code"]["untrained_prediction_3_7_8"]
    assert run.model.predict("captcha_test").tolist() == untrained
    assert taken.line("answers to").endswith("8 8 8")
    assert taken.line("first weights").endswith("0.6394267984578837 0.025010755222666936 "
                                                "0.27502931836911926")  # fmt: skip


def test_the_gentle_run_is_the_rounding_stable_reference(taken, figures):
    """After 10,000 epochs all three are read, with the reference's outputs and loss."""
    wanted, run = figures["stable_golden"], taken.names["gentle"]
    run.seek(10 * wanted["epochs"])
    outputs = run.predict(taken.names["others"][..., None])
    assert outputs.argmax(axis=1).tolist() == wanted["prediction_3_7_8"]
    of_right = outputs[[0, 1, 2], wanted["prediction_3_7_8"]]
    np.testing.assert_allclose(of_right, wanted["p_of_right_class"], rtol=0, atol=wanted["abs_tol"])
    errors = run.predict(run.training.x) - run.training.y
    assert abs(np.sum(errors**2) / 20 - wanted["mean_half_sse"]) < wanted["abs_tol"]
    assert taken.line("10000 0") == "10000 0.000993966 10 3 7 8"
    for digit, output in zip((3, 7, 8), wanted["p_of_right_class"], strict=True):
        assert taken.line(f"output {digit}").endswith(f"{output:.10f}")


def test_plain_numpy_makes_the_same_first_epochs(taken):
    """Ten epochs of the gentle run, written out with loops over units, give the same weights."""
    hidden, output = taken.names["hidden"] - 0.5, taken.names["output"] - 0.5
    for _ in range(10):
        for digit, drawing in enumerate(taken.names["digits"].reshape(10, 25)):
            seen = np.append(drawing, 1.0)
            inner = np.append(1 / (1 + np.exp(-hidden @ seen)), 1.0)
            outer = 1 / (1 + np.exp(-output @ inner))
            delta = outer * (1 - outer) * (outer - (np.arange(10) == digit))
            back = (inner * (1 - inner) * (delta @ output))[:5]
            output = output - 0.3 * np.outer(delta, inner)
            hidden = hidden - 0.3 * np.outer(back, seen)
    run = taken.names["from_seed_42"](shift=-0.5, rate=0.3)
    run.seek(100)
    np.testing.assert_allclose(run.state.params["1.weights"].T, hidden[:, :25], atol=1e-13)
    np.testing.assert_allclose(run.state.params["3.bias"], output[:, 5], atol=1e-13)


def test_pictures_of_weights_show_what_is_large(taken):
    """The largest weight of each unit is black and has its sign; small ones are white and a dot."""
    show = taken.names
    assert [show["shade"](w, 1.0) for w in (0.1, -0.3, 0.5, -0.7, 1.0)] == [
        "  ", "░░", "▒▒", "▓▓", "██",
    ]  # fmt: skip
    assert [show["sign"](w, 1.0) for w in (0.1, -0.3, 0.5)] == [" ·", " −", " +"]
    assert taken.printed.count("██") >= 5


def test_rounding_rules_the_published_start_only(taken):
    """A change of 1e-15 stays small for 1,000 epochs; then it rules one run, not the other."""
    assert taken.line("1000 less") == "1000 less than 1e-11 less than 1e-11"
    assert taken.line("3000 ") == "3000 more than 0.1 less than 1e-11"
    assert taken.line("10000 more") == "10000 more than 0.1 less than 1e-11"
    assert taken.line("eight published runs").endswith("several different answers")


def test_hidden_units_are_stuck_and_name_themselves(taken):
    """From the published start three units are on for every drawing; the largest is always one."""
    ends = re.findall(r"(\d\.\d\d)…(\d\.\d\d)", taken.line("published 0."))
    assert sum(float(low) >= 0.99 for low, _ in ends) == 3
    assert taken.line("published 4").split()[-3:] == ["2", "2", "2"]
    published = taken.names["published"]
    assert published.epoch == 1000, "inside what rounding leaves alone"


def test_what_the_lesson_tells_of_the_reference_is_in_it(figures):
    """Kernels, shares of 1, 1, 1, and shares by order of updates are the reference's own."""
    told = "\n".join(c.source for c in cells.find("captcha").cells if c.kind == "text")
    by_kernel = figures["captcha_seed_code"]["final_prediction_at_10000_by_openblas_kernel"]
    for kernels, name in (
        ("Haswell, Zen, Sandybridge, Bulldozer", "Haswell"),
        ("Nehalem", "Nehalem"),
        ("SkylakeX", "SkylakeX"),
        ("Prescott, Core2", "Core2"),
        ("sums one after the other, in C", "C sequential sums"),
    ):
        assert f"| {kernels} | {', '.join(map(str, by_kernel[name]))} |" in told
    changed = figures["captcha_seed_code"]["perturbation_1e-15_N1000"]
    assert f"there were {changed['distinct']} different answers" in told
    assert f"in {changed['hid']['(1, 1, 1)'] / 10} %" in told
    assert f"{changed['P111']:.1%}".replace("%", " %") in told
    rates, ruled = figures["rates_200_seeds"], figures["chaotic_share_60_seeds"]
    for row, rate, share in (
        ("as published", "seed code 10000 ep, U[0,1), lr1, H5", "published"),
        ("right order", "correct order", "deltas_before_update_only"),
        ("both", "init U[-.5,.5)", "both"),
    ):
        line = f"| {row} | {rates[rate]['train_perfect']:.0%} | {rates[rate]['all3']:.1%} |"
        assert f"{line} {ruled[share]:.0%} |".replace("%", " %") in told


def test_noise_flips_pixels_at_its_rate(taken):
    """A noisy table has every digit as often, and the asked share of its pixels flipped."""
    table = taken.names["noisy"](200, 0.2)
    assert table["drawing"].shape == (2000, 5, 5)
    assert np.bincount(table["digit"]).tolist() == [200] * 10
    clean = taken.names["digits"][table["digit"]] == 1
    assert abs(np.mean(table["drawing"] != clean) - 0.2) < 0.01
    again = taken.names["noisy"](200, 0.2)
    np.testing.assert_array_equal(again["drawing"], table["drawing"])


def test_each_remedy_reads_more(taken):
    """A symmetric start reads a few, width and cross-entropy most, noise all: as the reference."""
    shares = [
        float(taken.line(beginning).split("(")[0].split()[-1].rstrip("%"))
        for beginning in ("weights in [−½, ½)", "50 units, cross-entropy", "and 100 noisy copies")
    ]
    assert shares == sorted(shares)
    assert shares[0] < 40
    assert shares[1] > 50
    assert shares[2] >= 95


def test_the_experiments_have_their_rows(taken):
    """Each experiment prints its title and a row for each setting."""
    assert taken.experiments["published"].count("(") == 6
    assert taken.experiments["noise"].count("table 0") == 6
