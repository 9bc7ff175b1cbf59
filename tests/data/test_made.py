"""Tables made by a formula obey it."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.data import made

MAKERS = (
    made.xor, made.captcha, made.captcha_test, made.moons, made.circles, made.spirals, made.blobs,
    made.line,
)  # fmt: skip


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_made_table_depends_on_its_arguments_alone(make, noise):
    """The same rows, noise and seed make the same table; another seed makes another one."""
    first, again, other = make(60, noise, 1), make(60, noise, 1), make(60, noise, 2)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert {len(cells) for cells in first.values()} == {60}
    fixed = noise == 0.0 and make in (made.xor, made.captcha, made.captcha_test, made.blobs)
    assert all(np.array_equal(first[name], other[name]) for name in first) == fixed


def test_each_form_obeys_its_equation():
    """Without noise every point lies on its curve."""
    moons = made.moons(100, 0.0, 0)
    upper = moons["class"] == "upper"
    x, y = (
        np.where(upper, moons["x"], 1 - moons["x"]),
        np.where(upper, moons["y"], 0.5 - moons["y"]),
    )
    np.testing.assert_allclose(x**2 + y**2, 1.0)
    assert (y >= 0).all()
    circles = made.circles(100, 0.0, 0)
    radius = np.where(circles["class"] == "outer", 1.0, 0.5)
    np.testing.assert_allclose(np.hypot(circles["x"], circles["y"]), radius)
    spirals = made.spirals(100, 0.0, 0)
    radius = np.hypot(spirals["x"], spirals["y"])
    turn = np.exp(3j * np.pi * radius) * np.where(spirals["class"] == "first", 1, -1)
    np.testing.assert_allclose(spirals["x"] + 1j * spirals["y"], radius * turn, atol=1e-12)
    line = made.line(100, 0.0, 0)
    np.testing.assert_allclose(line["y"], 3 * line["x"] + 5)
    xor = made.xor(8, 0.0, 0)
    np.testing.assert_array_equal(xor["xor"], xor["a"] != xor["b"])
    assert {(a, b) for a, b in zip(xor["a"], xor["b"], strict=True)} == {
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    }


def test_noise_has_the_size_that_was_asked_for():
    """The blur of the clouds and of the line has the deviation that noise says."""
    blobs, still = made.blobs(6000, 0.3, 5), made.blobs(6000, 0.0, 5)
    assert np.std(blobs["x"] - still["x"]) == pytest.approx(0.3, rel=0.05)
    line = made.line(6000, 2.0, 5)
    assert np.std(line["y"] - 3 * line["x"] - 5) == pytest.approx(2.0, rel=0.05)
    flipped = made.captcha(6000, 0.1, 5)["drawing"] != made.captcha(6000, 0.0, 5)["drawing"]
    assert flipped.mean() == pytest.approx(0.1, rel=0.05)


def test_the_drawings_are_the_tutorials():
    """The ten digits and the three others, bit by bit as the tutorial writes them."""
    written = (
        "1111110001100011000111111", "0010000100001000010000100", "1111100001111111000011111",
        "1111100001111110000111111", "1000110001111110000100001", "1111110000111110000111111",
        "1111110000111111000111111", "1111100001000010000100001", "1111110001111111000111111",
        "1111110001111110000111111",
    )  # fmt: skip
    drawings = made.captcha(10, 0.0, 0)["drawing"].reshape(10, 25)
    assert tuple("".join(map(str, row)) for row in drawings) == written
    other = made.captcha_test(3, 0.0, 0)
    assert other["digit"].tolist() == [3, 7, 8]
    assert ["".join(map(str, row)) for row in other["drawing"].reshape(3, 25)] == [
        "0111100011011110001101111", "1111100010001000100010000", "0111010001111111000101110",
    ]  # fmt: skip
