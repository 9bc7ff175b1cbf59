"""The lesson on ten networks that do not learn: each found, proved and mended."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.cli.cells import find
from glassnet.cli.watch import lesson_run

CAUSES = {
    "wine": "unscaled-inputs",
    "circles": "linear-stack",
    "digits": "squashed-logits",
    "xor": "equal-start",
    "breast_cancer": "start-too-large",
    "penguins": "rate-too-high",
    "blobs": "rate-too-low",
    "moons": "strong-penalty",
    "iris": "vanishing-gradients",
    "bakery": "unscaled-targets",
}
FOLDER = find("ten").path.parent / "ten"


@pytest.fixture(scope="module")
def taken(take, tmp_path_factory):
    """The lesson, its files written into an empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("lesson"))
        return take("ten", {"files": {"print(*": "print(Path.cwd())\nprint(*"}})


@pytest.mark.parametrize(("name", "cause"), CAUSES.items())
def test_each_is_found_proved_and_mended(taken, name, cause):
    """The right cause first; the interval above 0; a better score; and the twin is healthy."""
    told, run, mended, healthy = taken.names["solved"][name]
    first = told.findings[0]
    assert (told.verdict, first.rule) == ("ill", cause)
    assert first.proof.low > 0.0
    assert first.proof.before - first.proof.after > 0.1
    assert right(mended) > right(run) + 0.05
    assert (healthy.verdict, healthy.findings) == ("healthy", ())


def right(run):
    """Return the share of right answers, or R², on rows held out, or on all where there are none.

    For the fault that makes the loss no number: of the weights it ended with.
    """
    split = run.table.split
    x, known = run.table.part(split.test if len(split.test) else split.train)
    with np.errstate(all="ignore"):
        out = run.model.forward(x)
    if run.table.targets.task == "classification":
        return float((out.argmax(axis=1) == known).mean())
    return float(1.0 - ((out - known) ** 2).sum() / ((known - known.mean(axis=0)) ** 2).sum())


def test_the_ten_are_of_different_kinds():
    """Data, design, start and training; no file is left out, and each is an experiment."""
    from glassnet.lab.doctor.catalogue import GROUPS, RULES

    group = {name: rule.group for rule in RULES for name in rule.names}
    assert {group[cause] for cause in CAUSES.values()} == set(GROUPS)
    assert len(set(CAUSES.values())) == 10
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(CAUSES)


def test_each_is_shown_before_it_is_solved(taken):
    """The file as it stands, then the verdict, with a command that names the file."""
    source = find("ten").path.read_text(encoding="utf-8")
    for name in CAUSES:
        assert source.index(f'show("{name}")') < source.index(f'solve("{name}", run)')
        assert (FOLDER / f"{name}.toml").read_text(encoding="utf-8").rstrip() in taken.printed
        assert re.search(rf"glassnet (train --experiment|doctor) {name}\.toml", taken.printed)


def test_what_is_no_number_says_so_in_its_place(taken):
    """The one that breaks off does it before the guess, with the sentence that training has."""
    told = taken.printed.index("the loss is nan")
    assert taken.printed.index('source = "penguins"') < told
    assert told < taken.printed.index("The learning rate 30 is too high")


def test_it_can_be_watched_from_its_first_run(taken):
    """`glassnet watch ten` shows the network that was made first."""
    run = lesson_run("ten")
    assert run.step == 0
    assert run.experiment.data.source == "wine"


def test_the_table_at_the_end_names_all_ten(taken):
    """Experiment, cause and the error before and after."""
    for name, cause in CAUSES.items():
        proof = taken.names["solved"][name][0].findings[0].proof
        assert taken.line(f"{name} {cause}").endswith(f"{proof.before:.3f} to {proof.after:.4f}")


def test_the_files_can_be_taken_along(taken):
    """A new folder with ten experiments and the table that is not bundled."""
    place, *names = taken.experiments["files"].split()
    assert set(names) == {*(f"{name}.toml" for name in CAUSES), "bakery.csv"}
    for name in names:
        assert (Path(place) / "ten" / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_figures_of_the_text_hold():
    """0.23 and 1.46 of the softmax of a softmax; σ′(8); a fifth of the weights in a step."""
    text = find("ten").path.read_text(encoding="utf-8")
    most = np.e / (np.e + 9)
    assert f"{most:.2f} at most" in text
    assert f"{-np.log(most):.2f}, and every gradient" in text
    assert f"σ′(8) = {np.exp(-8) / (1 + np.exp(-8)) ** 2:.4f}" in text
    moons = gn.read_experiment(FOLDER / "moons.toml")
    assert moons.learning_rate * moons.weight_decay == pytest.approx(0.2)
