"""The answer on the screen is the one the run computed, in the table's words and units."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.softmax import Softmax
from glassnet.tui.drawing.numbers import percent, short
from glassnet.tui.drawing.verdict import draw_verdict
from glassnet.tui.palette import DARK
from tests.tui.sights import broken_run, iris_run, many_classes_run, numbers_run, sight_of


def _plain(sight, place=0, width=80):
    return "\n".join(text.plain for text in draw_verdict(sight, place, width, DARK))


@pytest.mark.parametrize("place", range(16))
def test_each_class_has_its_probability(place):
    """The bars' numbers are the softmax of the outputs; the marks stand where they should."""
    run = iris_run()
    look, names = run.look(), run.table.preparation.classes
    shares = Softmax().forward(np, {}, look.prediction[place : place + 1], None)[0][0]
    told = _plain(sight_of(run), place)
    expected, answer = int(run.table.known[look.rows[place]]), int(shares.argmax())
    for k, name in enumerate(names):
        line = next(line for line in told.splitlines()[1:] if str(name) in line)
        assert percent(float(shares[k])) in line
        assert line.startswith("▸") == (k == expected)
        assert ("% ◂" in line) == (k == answer)
    right = expected == answer
    assert f"{'✓ right' if right else '✗ wrong'} · expected {names[expected]}" in told
    assert right or f"output {names[answer]}" in told
    assert f"loss of this row {short(float(look.losses[place]))}" in told


def test_numbers_are_in_their_own_unit():
    """A number's expected value is the table's cell; output and error are in the same unit."""
    run = numbers_run()
    look = run.look()
    target = run.table.preparation.targets[0]
    expected = float(target.decode(run.table.known[look.rows[0]])[0])
    output = float(target.decode(look.prediction[0].astype(float))[0])
    line = _plain(sight_of(run)).splitlines()[1]
    wanted = [short(each).strip() for each in (expected, output, output - expected)]
    assert line.split() == [target.name, *wanted]
    narrow = _plain(sight_of(run), width=24)
    assert wanted[0] in narrow
    assert wanted[1] in narrow


def test_what_is_not_computed_yet_is_a_dot():
    """Before the last layer was reached there is no answer, before the loss no loss."""
    run = iris_run()  # Dense, Tanh, Dense: rows, forward 0 to 2, loss, …
    for operation in range(3):
        told = _plain(sight_of(run, operation=operation))
        assert "· answer" in told
        assert "%" not in told
        assert told.endswith("loss of this row        ·")
    told = _plain(sight_of(run, operation=3))
    assert "%" in told
    assert told.endswith("·")
    assert not _plain(sight_of(run, operation=4)).endswith("·")


def test_of_many_classes_the_likeliest_are_shown():
    """Of a thousand classes there are the eight likeliest, in that order, and the expected one."""
    run = many_classes_run()
    look = run.look()
    lines = _plain(sight_of(run)).splitlines()
    shares = look.prediction[0]
    best = np.argsort(-shares, kind="stable")[:8]
    names = run.table.preparation.classes
    assert [line[2:].split("  ")[0].strip() for line in lines[1:9]] == [names[k] for k in best]
    assert str(names[int(run.table.known[look.rows[0]])]) in lines[9]
    assert lines[10].strip() == "991 classes less likely"


def test_an_answer_that_is_no_number_is_said():
    """NaN is neither right nor wrong; nothing raises."""
    told = _plain(sight_of(broken_run()))
    assert "NaN" in told or "∞" in told
