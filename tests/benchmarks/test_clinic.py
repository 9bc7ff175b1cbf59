"""The parts of the clinic: faults are what they say, shares are counted right, nothing is mixed."""

from __future__ import annotations

import doctest
import importlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.ground.errors import DivergedError
from glassnet.lab.doctor.catalogue import names

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def part(monkeypatch):
    """A function that imports a part of the benchmarks, such as clinic_cases.faults."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module


def test_every_fault_is_a_cause_that_can_be_found_and_has_a_page(part):
    """What is planted has the name of a rule, a page of the docs and a group."""
    faults = part("clinic_cases.faults")
    for fault in faults.FAULTS:
        assert fault.cause in names()
        assert (ROOT / "docs/causes" / f"{fault.cause}.md").exists()
        assert faults.group(fault.cause)
    assert len({fault.name for fault in faults.FAULTS}) == len(faults.FAULTS)


def test_problems_are_standardized_and_in_one_half(part):
    """No problem is in both halves, and columns have the mean 0 but for pixels and bits."""
    problems = part("clinic_cases.problems")
    assert not set(problems.TUNED) & set(problems.UNTOUCHED)
    for name in (*problems.TUNED, *problems.UNTOUCHED):
        x, y = problems.arrays(name)
        assert len(x) == len(y)
        again, _ = problems.arrays(name)
        np.testing.assert_array_equal(x, again)
        if name not in {"captcha", "digits", "images", "penguins"}:
            np.testing.assert_allclose(x.mean(axis=0), 0.0, atol=0.05)


def test_a_leaking_column_tells_the_answer_until_it_matters(part):
    """In the table one column goes along with the answer; in the fresh rows it does not."""
    problems, faults = part("clinic_cases.problems"), part("clinic_cases.faults")
    leaking = next(fault for fault in faults.FAULTS if fault.cause == "leaking-column")
    patient = leaking.mutate(problems.twin("diabetes", "adam"))
    place = patient.x.shape[1] // 2
    assert np.corrcoef(patient.x[:, place], patient.y)[0, 1] > 0.999
    later, answers = patient.fresh
    assert abs(np.corrcoef(later[:, place], answers)[0, 1]) < 0.3
    assert len(patient.x) + len(later) == len(problems.arrays("diabetes")[0])
    assert leaking.mutate(problems.twin("line", "adam")) is None


def test_faults_of_the_table_are_judged_by_rows_that_are_as_they_should_be(part):
    """Answers of a stretch are dealt, or rows numbered; fresh rows are not among them."""
    problems, tables = part("clinic_cases.problems"), part("clinic_cases.tables")
    healthy = problems.twin("moons", "adam")
    dealt = tables.corrupted_labels(healthy)
    wrong = np.flatnonzero(dealt.y != healthy.y[:160])
    assert wrong.min() >= 64
    assert wrong.max() < 112
    assert sorted(dealt.y) == sorted(healthy.y[:160])
    np.testing.assert_array_equal(dealt.fresh[1], healthy.y[160:])
    numbered = tables.numbered(healthy)
    column = numbered.x[:, 0]
    assert len(np.unique(column)) == len(column)
    assert column[numbered.y == "class 0"].max() < column[numbered.y == "class 1"].min()
    assert numbered.fresh[0][:, 0].min() > column.max()
    coded = tables.coded_missing(healthy)
    lost = coded.x == tables.CODE
    assert 0.01 < lost.mean() < 0.1
    np.testing.assert_array_equal(np.isnan(tables.told_missing(coded).x), lost)


def test_drowned_classes_are_judged_on_rows_of_all_of_them(part):
    """One class has its share of the table, and half of the rows to judge by."""
    problems, faults = part("clinic_cases.problems"), part("clinic_cases.faults")
    drowned = next(f for f in faults.FAULTS if f.what == "19 of 20 rows")
    patient = drowned.mutate(problems.twin("moons", drowned.way))
    (_, most), *_ = Counter(patient.y.tolist()).most_common(1)
    np.testing.assert_allclose(most / len(patient.y), 0.95, atol=0.01)
    shares = np.unique(patient.fresh[1], return_counts=True)[1] / len(patient.fresh[1])
    np.testing.assert_array_equal(shares, 0.5)
    weights = drowned.twin(patient).settings["loss"].class_weights
    counts = np.unique(patient.y, return_counts=True)[1]
    np.testing.assert_allclose(weights * counts, len(patient.y) / 2.0)
    assert drowned.mutate(problems.twin("breast_cancer", drowned.way)) is None


@pytest.mark.parametrize(
    "cause, what, layers",
    [
        ("squashed-logits", "", {"3"}),
        ("dropout-on-output", "", {"3"}),
        ("step-activation", "", {"1"}),
        ("linear-stack", "", {"0"}),
        ("bottleneck", "", {"0"}),
        ("rate-too-low", "", set()),
        ("no-hidden-layer", "", set()),
        ("equal-start", "", {"0", "1", "2", "3"}),
    ],
)
def test_the_layers_at_fault_are_those_that_differ(part, cause, what, layers):
    """Dense, ReLU, Dense: what was put in or changed, or stands before what was left out."""
    problems, consulting = part("clinic_cases.problems"), part("clinic_cases.consulting")
    fault = next(
        f for f in part("clinic_cases.faults").FAULTS if f.cause == cause and f.what == what
    )
    healthy = problems.twin("moons", fault.way)
    assert consulting.planted_layers(fault.mutate(healthy), healthy, cause) == layers


def test_a_layer_alone_can_be_at_fault(part):
    """A silent second layer is the third of the network, and its ReLU the fourth."""
    problems, consulting = part("clinic_cases.problems"), part("clinic_cases.consulting")
    faults = part("clinic_cases.faults").FAULTS
    fault = next(f for f in faults if f.cause == "dead-start" and f.what == "second layer")
    healthy = problems.twin("wave", "adam")
    patient = fault.mutate(healthy)
    assert consulting.planted_layers(patient, healthy, "dead-start") == {"2", "3"}
    found = gn.diagnose(consulting.trained(patient, 0).run).findings[0]
    assert consulting.named_layers(found.where) == {"3"}
    assert fault.mutate(problems.twin("moons", "adam")) is None


def test_what_was_measured_is_not_measured_again(part, tmp_path):
    """A result is kept under its key, also for the next program; another key is measured."""
    kept = part("clinic_cases.kept")
    calls = []
    for _ in range(2):
        results = kept.Kept(str(tmp_path / "folder" / "kept.jsonl"))
        assert results.get("a", lambda: calls.append("a") or {"x": 1.5}) == {"x": 1.5}
    assert results.get("b", lambda: calls.append("b")) is None
    assert calls == ["a", "b"]


def test_a_patient_is_marked_by_all_it_is_made_of(part):
    """The same patient has the same mark; another rate, row or layer gives another."""
    kept, problems = part("clinic_cases.kept"), part("clinic_cases.problems")
    faults = {f.name: f for f in part("clinic_cases.faults").FAULTS}
    healthy = problems.twin("moons", "adam")
    others = [faults[f"{name} (adam)"].mutate(healthy) for name in ("rate-too-low", "bottleneck")]
    others += [faults["unscaled-inputs (adam)"].mutate(healthy), healthy]
    assert len({kept.mark(each) for each in others}) == 4
    assert kept.mark(healthy) == kept.mark(problems.twin("moons", "adam"))


def test_problems_are_drawn_as_wholes(part):
    """The interval is that of the shares of problems drawn with replacement: here of two coins."""
    clusters = part("measuring.clusters")
    seen = [(name, number < right) for name, right in zip("abcd", (0, 5, 10, 10), strict=True)
            for number in range(10)]  # fmt: skip
    low, high = clusters.by_problem(seen)
    rng = np.random.default_rng(0)
    drawn = rng.choice([0.0, 0.5, 1.0, 1.0], (4000, 4)).mean(axis=1)
    np.testing.assert_allclose([low, high], np.quantile(drawn, [0.025, 0.975]), atol=0.07)
    row = clusters.clustered("right", seen, "all")
    assert (row["of"], row["problems"], row["aim"]) == ("25/40", 4, "all")


@pytest.mark.parametrize(
    "losses, diverged, seen",
    [
        (np.full(100, 1.0), False, "flat"),
        (np.full(100, 1.0), True, "no number"),
        (np.linspace(1.0, 9.0, 100), False, "rises"),
        (np.geomspace(1.0, 1e-3, 100), False, "still falling"),
        (np.r_[1.0, np.full(99, 0.1)], False, "came to rest"),
        (np.array([1.0, np.nan]), False, "no number"),
    ],
)
def test_a_curve_has_a_shape(part, losses, diverged, seen):
    """What anybody sees who looks at the curve alone."""
    assert part("clinic_cases.simpler").shape(losses, diverged=diverged) == seen


def test_scikit_learn_is_told_the_same_run(part):
    """Layers, bend, rate, batch and epochs are the patient's; for others there are no words."""
    simpler, problems = part("clinic_cases.simpler"), part("clinic_cases.problems")
    faults = {f.name: f for f in part("clinic_cases.faults").FAULTS}
    told = simpler.likewise(problems.twin("moons", "momentum"))
    assert told["hidden_layer_sizes"] == (16,)
    assert (told["activation"], told["solver"], told["momentum"]) == ("relu", "sgd", 0.9)
    assert (told["learning_rate_init"], told["batch_size"], told["shuffle"]) == (0.03, 32, True)
    healthy = problems.twin("moons", "adam")
    assert simpler.likewise(faults["squashed-logits (adam)"].mutate(healthy)) is None
    linear = simpler.likewise(faults["linear-stack (adam)"].mutate(healthy))
    assert linear["activation"] == "identity"
    assert simpler.likewise(problems.twin("stripes", "adam")) is None
    pytest.importorskip("sklearn")
    few = faults["too-few-epochs (adam)"].mutate(healthy)
    assert simpler.warned(few, 0) == "too-few-epochs"


def test_a_fault_counts_where_it_surely_harms(part):
    """Two epochs harm every start; what hardly differs from the healthy twin is left out."""
    consulting, kept = part("clinic_cases.consulting"), part("clinic_cases.kept")
    faults = {f.name: f for f in part("clinic_cases.faults").FAULTS}
    few = consulting.Trial("tuned", "iris", faults["too-few-epochs (sgd)"], starts=3)
    told = consulting.measured(few, kept.Kept(""))
    assert told["counts"]
    assert [start["said"][0] for start in told["starts"]] == ["too-few-epochs"] * 3
    assert told["live"]["updates"] == told["starts"][0]["updates"]
    low, high = told["harm"]
    errors = np.array([[start["error"], start["twin"]] for start in told["starts"]])
    differences = errors[:, 0] - errors[:, 1]
    np.testing.assert_allclose((low + high) / 2.0, differences.mean())
    harmless = consulting.Trial("tuned", "iris", faults["linear-stack (adam)"], starts=3)
    told = consulting.measured(harmless, kept.Kept(""))
    assert not told["counts"]
    assert told["starts"] == []


def test_a_start_at_infinity_has_the_worst_error(part):
    """A run that diverged is judged, too, and looked on to its last step."""
    consulting, problems = part("clinic_cases.consulting"), part("clinic_cases.problems")
    faults = {f.name: f for f in part("clinic_cases.faults").FAULTS}
    patient = faults["momentum-too-high (momentum)"].mutate(problems.twin("wave", "momentum"))
    steep = part("clinic_cases.faults").setting(learning_rate=10.0)(patient)
    found = consulting.trained(steep, 0)
    assert found.diverged
    assert found.error == 10.0
    with pytest.raises(DivergedError):
        found.run.advance(1)
    told = consulting.looked_on(steep, 0, "momentum-too-high")
    assert told["updates"] == found.run.recorded


@pytest.mark.parametrize(
    "name", ["measuring.clusters", "clinic_cases.simpler", "clinic_cases.consulting"]
)
def test_examples_in_docstrings_are_true(part, name):
    """They are run here."""
    found = doctest.testmod(part(name))
    assert found.attempted > 0
    assert found.failed == 0
