"""Remedies as changes."""

from __future__ import annotations

import pytest

import glassnet as gn
from glassnet.lab.doctor import mending
from glassnet.program.experiment_file import experiment_from_toml, experiment_to_toml

NETWORK = gn.Network(gn.Dense(8), gn.ReLU(), gn.Residual(gn.Dense(8), gn.ReLU()), gn.Dense(2))
DATA = gn.DataChoices("moons", target="class")
EXPERIMENT = gn.Experiment(NETWORK, "categorical_cross_entropy", data=DATA, weight_decay=0.1)


@pytest.mark.parametrize(
    ("remedy", "toml", "options"),
    [
        (
            mending.change(EXPERIMENT, "slower", learning_rate=0.01),
            "[training]\nlearning_rate = 0.01",
            "--learning-rate 0.01",
        ),
        (
            mending.change(EXPERIMENT, "all", batch_size=None),
            '[training]\nbatch_size = "all"',
            "--batch-size full",
        ),
        (
            mending.change(EXPERIMENT, "free", weight_decay=0.0),
            "# leave out weight_decay in [training]",
            "--weight-decay 0",
        ),
        (
            mending.change_data(EXPERIMENT, "raw", scaling="none"),
            '[data]\nscaling = "none"',
            "--scaling none",
        ),
        (
            mending.change_data(EXPERIMENT, "less", kinds=(("a b", "skip"), ("c", "number"))),
            '[data]\nkinds = { "a b" = "skip", c = "number" }',
            "--kind 'a b=skip' --kind c=number",
        ),
        (
            mending.change(
                EXPERIMENT, "fair", loss=gn.CategoricalCrossEntropy(class_weights=(0.5, 10.0))
            ),
            '[training]\nloss = { name = "CategoricalCrossEntropy", class_weights = [0.5, 10.0] }',
            "",
        ),
    ],
)
def test_a_change_is_told_as_lines_and_as_options(remedy, toml, options):
    """Only what differs is told."""
    assert (remedy.toml, remedy.options) == (toml, options)


def test_a_change_of_layers_tells_the_network(tmp_path):
    """The lines can be put into the file as they are."""
    remedy = mending.without_last(EXPERIMENT, "shorter")
    text = experiment_to_toml(EXPERIMENT)
    head, rest = text.split("network = [")
    tail = rest.split("\n]", 1)[1]
    assert experiment_from_toml(f"{head}{remedy.toml}{tail}") == remedy.after


def test_layers_within_layers_are_changed_too():
    """By their places."""
    seen = []
    remedy = mending.change_layers(
        EXPERIMENT,
        "bent otherwise",
        lambda place, layer: (
            seen.append(place) or [gn.Tanh() if isinstance(layer, gn.ReLU) else layer]
        ),
    )
    assert seen == ["0", "1", "2.0", "2.1", "3"]
    assert remedy.after.network.layers[2] == gn.Residual(gn.Dense(8), gn.Tanh())


def test_stopping_early_has_a_patience():
    """A tenth of the epochs."""
    remedy = mending.stop_early(EXPERIMENT, "stop")
    assert remedy.after.early_stopping == gn.EarlyStopping(10)
    assert "[early_stopping]\npatience = 10" in remedy.toml


def test_what_options_say_only_in_part_is_no_command_of_theirs():
    """A rate has an option, shuffling none: both together are left to the file."""
    remedy = mending.change(EXPERIMENT, "both", learning_rate=0.01, shuffle=False)
    assert remedy.options == ""
    assert remedy.command("a.toml") == "glassnet doctor a.toml --fix"
