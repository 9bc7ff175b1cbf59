"""From what was typed to a run."""

from __future__ import annotations

import pytest

from glassnet.cli.options import DataOptions, NetworkOptions, TrainingOptions
from glassnet.cli.settings import Wishes, prepare
from glassnet.ground.errors import UsageError
from glassnet.nn.schedules import Plateau
from glassnet.program.experiment_file import write_experiment


def test_a_bundled_table_knows_its_target():
    """iris predicts species without being told so, and the experiment says it."""
    run = prepare(Wishes("iris"))
    assert run.experiment.data.target == ("species",)


def test_a_table_of_ones_own_needs_a_target(people):
    """The message lists the columns."""
    with pytest.raises(UsageError, match=r"option --target.*age, town, drink"):
        prepare(Wishes(str(people)))


def test_a_table_is_needed():
    """Neither a table nor an experiment: the message shows what to type."""
    with pytest.raises(UsageError, match="glassnet train DATA"):
        prepare(Wishes())


def test_what_is_typed_overrules_the_file_which_overrules_the_usual(tmp_path):
    """Seed from the line, learning rate from the file, epochs as usual."""
    first = prepare(
        Wishes("iris", training=TrainingOptions(learning_rate=0.02, seed=1, patience=9))
    )
    write_experiment(tmp_path / "e.toml", first.experiment)
    data = DataOptions(experiment=str(tmp_path / "e.toml"))
    again = prepare(Wishes(data=data)).experiment
    assert again == first.experiment
    other = prepare(Wishes(data=data, training=TrainingOptions(seed=2, patience=4))).experiment
    assert (other.seed, other.learning_rate) == (2, 0.02)
    assert other.early_stopping.patience == 4
    assert other.network == first.experiment.network
    layers = prepare(Wishes(data=data, network=NetworkOptions(hidden=(3,)))).experiment
    assert layers.network != first.experiment.network
    assert layers.learning_rate == 0.02


def test_kinds_are_added_to_those_of_the_file(people, tmp_path):
    """A kind that is typed counts for its column; the others stay."""
    first = DataOptions(target=("drink",), kind=(("age", "category"), ("town", "category")))
    write_experiment(tmp_path / "e.toml", prepare(Wishes(str(people), data=first)).experiment)
    data = DataOptions(experiment=str(tmp_path / "e.toml"), kind=(("age", "number"),))
    kinds = dict(prepare(Wishes(data=data)).experiment.data.kinds)
    assert kinds == {"age": "number", "town": "category"}


def test_without_validation_rows_nothing_stops_early():
    """And whoever asks for it is told why it cannot be."""
    none = DataOptions(validation=0.0)
    assert prepare(Wishes("iris", data=none)).experiment.early_stopping is None
    for asked in (TrainingOptions(patience=3), TrainingOptions(schedule=Plateau())):
        with pytest.raises(UsageError, match="needs validation rows"):
            prepare(Wishes("iris", data=none, training=asked))


def test_what_is_for_hidden_layers_needs_some():
    """--hidden none with --dropout is a contradiction."""
    with pytest.raises(UsageError, match="--dropout is for hidden layers"):
        prepare(Wishes("iris", network=NetworkOptions(hidden=(), dropout=0.5)))
    run = prepare(Wishes("iris", network=NetworkOptions(hidden=())))
    assert len(run.experiment.network.layers) == 1


@pytest.mark.parametrize(
    ("wishes", "overrules"),
    [
        (Wishes(), False),
        (Wishes(data=DataOptions(experiment="e.toml")), False),
        (Wishes("iris"), True),
        (Wishes(training=TrainingOptions(seed=0)), True),
    ],
)
def test_whether_anything_overrules_the_file(wishes, overrules):
    """The file's own name overrules nothing."""
    assert wishes.overrules is overrules
