"""A stretch of rows whose answers do not go with their columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.data.datasets import catalogue
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.reference import scaled
from glassnet.lab.doctor.stretches import (
    FEWEST,
    RIDGE,
    Neighborhood,
    corrupted_labels,
    kappa,
    most_frequent,
    strangeness,
    worst_stretch,
)

ROWS, FIRST, LAST = 240, 90, 150


def clouds(seed=0, rows=ROWS):
    """Return rows of three clouds in a random order, and the cloud of each."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, rows)
    return np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])[y] + rng.normal(size=(rows, 2)), y


def found(x, y, **options):
    """Return what is found before training, all rows being training rows."""
    run = gn.prepare(None, x, y, **{"test": 0.0, "validation": 0.0, **options})
    return corrupted_labels(Case(run))


def dealt(y, rng):
    """Shuffled among themselves."""
    return rng.permutation(y)


def shifted(y, rng):
    """Each the answer of the row before."""
    return np.roll(y, 1)


def swapped(y, rng):
    """Classes numbered otherwise."""
    return (y + 1) % 3


def filled(y, rng):
    """The first one filled down."""
    return np.full_like(y, y[0])


@pytest.mark.parametrize("spoil", [dealt, shifted, swapped, filled])
@pytest.mark.parametrize("seed", range(3))
def test_a_stretch_of_wrong_answers_is_named_with_its_rows(spoil, seed):
    """Its ends are seen to within a few rows, and the other rows are known well."""
    x, y = clouds(seed)
    y[FIRST:LAST] = spoil(y[FIRST:LAST], np.random.default_rng(seed))
    told = found(x, y)
    first, last = (int(word) for word in told.where.removeprefix("rows ").split(" to "))
    assert abs(first - 1 - FIRST) <= 15
    assert abs(last - LAST) <= 15
    assert told.remedy is None
    assert told.evidence["skill of the other rows at the answers there"] < 0.4
    assert told.evidence["at their own"] > 0.8


def test_numbers_are_known_as_high_or_low():
    """A smooth surface, a quarter of whose heights were dealt anew."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(ROWS, 2))
    y = np.sin(x[:, 0]) + x[:, 1]
    assert found(x, y) is None
    y[FIRST:LAST] = rng.permutation(y[FIRST:LAST])
    assert found(x, y).rule == "corrupted-labels"


def test_a_straight_line_of_many_columns_is_known():
    """Where the nearest rows know little of a number that fifteen columns tell together."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 15))
    y = x.sum(axis=1) + rng.normal(size=400)
    assert found(x, y) is None
    y[100:220] = rng.permutation(y[100:220])
    assert found(x, y).evidence["at their own"] > 0.7


def test_it_is_seen_in_a_run_that_learned_and_in_rows_that_train_alone(examined):
    """Rows are named by their number in the table, of which some are held out."""
    x, y = clouds(2, rows=400)
    y[200:300] = np.random.default_rng(2).permutation(y[200:300])
    case = examined(gn.Dense(16), gn.ReLU(), gn.Dense(3), x=x, y=y, epochs=10)
    first, last = (int(w) for w in corrupted_labels(case).where.split() if w.isdigit())
    assert 185 <= first <= 215
    assert 285 <= last <= 315


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
@pytest.mark.parametrize("seed", range(2))
def test_tables_that_are_in_order_are_left_alone(name, seed):
    """Every bundled table, most of them sorted by their answers or put together from parts."""
    assert corrupted_labels(Case(gn.prepare(None, name, seed=seed))) is None


@pytest.mark.parametrize("seed", range(4))
def test_wrong_answers_here_and_there_are_noise(seed):
    """A third of the labels is dealt anew, at random places: nobody can tell which."""
    x, y = clouds(seed)
    rng = np.random.default_rng(seed)
    spoiled = np.where(rng.uniform(size=ROWS) < 0.35, rng.permutation(y), y)
    assert found(x, spoiled) is None


@pytest.mark.parametrize("seed", range(3))
def test_no_table_is_accused_for_its_order(seed):
    """Sorted by a column or by the answer, noisy where classes meet or numbers are high."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1.0, 1.0, (ROWS, 2))
    meeting = (x[:, 0] + 0.3 * rng.normal(size=ROWS) > 0.0).astype(int)
    louder = x[:, 0] + np.exp(x[:, 1]) * rng.normal(size=ROWS) * 0.3
    for key in (x[:, 0], x[:, 1], x.sum(axis=1)):
        order = np.argsort(key)
        assert found(x[order], meeting[order]) is None
        assert found(x[order], louder[order]) is None
    for y in (meeting, louder):
        order = np.argsort(y, kind="stable")
        assert found(x[order], y[order]) is None


@pytest.mark.parametrize("idle", [3, 10, 20])
@pytest.mark.parametrize("seed", range(3))
def test_no_table_is_accused_that_is_sorted_by_what_tells_beside_idle_columns(idle, seed):
    """Doubtful, dealt or told by another column, as the sorting column is near 0 or high."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(400, 1 + idle))
    x = x[np.argsort(x[:, 0])]
    first, last = x[:, 0], x[:, -1]
    chance = rng.integers(0, 2, 400)
    doubtful = rng.uniform(size=400) < 1.0 / (1.0 + np.exp(-6.0 * first))
    gap = np.where(np.abs(first) < 0.4, chance, first > 0.0)
    end = np.where(first > 0.5, chance, last > 0.0)
    turned = np.where(first < 0.7, last, -last) > 0.0
    for y in (doubtful, gap, end, turned):
        assert Neighborhood(scaled(x), y.astype(np.int64), 2).suspect() is None


@pytest.mark.parametrize("idle", [3, 10])
@pytest.mark.parametrize("seed", range(3))
def test_a_stretch_is_seen_beside_idle_columns(idle, seed):
    """Whose columns look like those of all rows: answers dealt anew, or turned around."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(400, 1 + idle))
    y = (x[:, 0] > 0.0).astype(np.int64)
    dealt_anew, turned = y.copy(), y.copy()
    dealt_anew[100:180] = rng.permutation(y[100:180])
    turned[240:340] = 1 - y[240:340]
    for spoiled in (dealt_anew, turned):
        assert Neighborhood(scaled(x), spoiled, 2).suspect() is not None


def test_how_far_a_mean_lies_is_that_of_a_sample_without_repetition():
    """Over many samples the deviations of their means have variance 1, up to (n − 1) / n."""
    rng = np.random.default_rng(7)
    x = rng.exponential(size=(50, 2))
    squares = []
    for _ in range(3000):
        within = np.zeros(50, dtype=np.bool_)
        within[rng.permutation(50)[:30]] = True
        squares.append(strangeness(x, within) ** 2)
    np.testing.assert_allclose(np.mean(squares, axis=0), 49 / 50, atol=0.1)
    assert strangeness(np.ones((50, 1)), within) == 0.0


def test_few_rows_and_rows_that_know_little_are_left_alone():
    """Below sixty rows nothing is said, nor where half of the answers are chance."""
    x, y = clouds(rows=50)
    y[:25] = np.random.default_rng(0).permutation(y[:25])
    assert found(x, y) is None
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(ROWS, 2)), rng.integers(0, 2, ROWS)
    assert found(x, y) is None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), min_size=2 * FEWEST, max_size=60))
def test_the_worst_stretch_is_the_worst_of_all(missed):
    """Against a search through all stretches with the formula as it stands."""
    values = np.array(missed, np.float64)
    within, deviations = worst_stretch(values)
    count, spread = len(values), max(values.std(), 1e-12)
    best = 0.0
    for first in range(count):
        for last in range(first + FEWEST, min(count, first + count // 2) + 1):
            length = last - first
            wide = spread * np.sqrt(length * (1.0 - length / count))
            best = max(best, (values[first:last].sum() - length * values.mean()) / wide)
    np.testing.assert_allclose(deviations, best, atol=1e-6)
    assert FEWEST <= within.sum() <= count // 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_skill_is_cohens_kappa(pairs):
    """As scikit-learn has it, where chance is not certainty."""
    metrics = pytest.importorskip("sklearn.metrics")
    told, own = np.array(pairs).T
    if len(np.unique(np.r_[told, own])) > 1:
        wanted = metrics.cohen_kappa_score(told, own)
        np.testing.assert_allclose(kappa(told, own), wanted, atol=1e-9)


def test_a_straight_line_leaves_each_row_out():
    """As if it were fitted again without that row."""
    x, y = clouds(6, rows=50)
    there = Neighborhood(scaled(x), y, 3)
    taught = np.arange(50) % 4 > 0
    told, wanted = there.straight(taught), []
    for row in range(50):
        teachers = taught & (np.arange(50) != row)
        inputs = np.c_[np.ones(50), scaled(x)]
        ridge = RIDGE * taught.sum() * np.eye(3)
        own = inputs[teachers]
        line = np.linalg.inv(own.T @ own + ridge) @ own.T @ np.eye(3)[y[teachers]]
        wanted.append(int((inputs[row] @ line).argmax()))
    np.testing.assert_array_equal(told, wanted)


def test_neighbors_are_those_of_a_slow_search():
    """The nearest of the rows that teach, never the row itself."""
    x, y = clouds(3, rows=40)
    there = Neighborhood(scaled(x), y, 3)
    taught = np.arange(40) % 3 > 0
    distances = np.linalg.norm(scaled(x)[:, None] - scaled(x), axis=2)
    wanted = []
    for row in range(40):
        others = [o for o in np.argsort(distances[row], kind="stable") if taught[o] and o != row]
        wanted.append(np.bincount(y[others[:15]]).argmax())
    codes = y[np.array([[o for o in there.order[r] if taught[o]][:15] for r in range(40)])]
    np.testing.assert_array_equal(most_frequent(codes), wanted)
    assert there.agrees(taught)[taught].mean() >= np.mean((np.array(wanted) == y)[taught])
