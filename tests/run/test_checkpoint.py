"""A checkpoint holds all that a run needs, and is whole or refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from glassnet.ground.errors import FileError, GlassnetError, NewerFormatError
from glassnet.nn.optimizers import SGD
from glassnet.program.probes import GradientNorm, Saturation
from glassnet.run.checkpoint import load, require_fit, save
from glassnet.run.commands import Change, SetLearningRate, SetParameter
from glassnet.run.records import probes_to_records
from glassnet.run.store import load_model_file, save_model_file
from glassnet.run.tensors import read_tensors, write_tensors

PROBES = (GradientNorm(), Saturation(0.2))
FACTS = {"data": {"name": "x", "rows": 17}, "made": {"numpy": "2"}}


@pytest.fixture
def run(made):
    """A run in the middle of an epoch, with commands, a best state and a future."""
    run = made()
    run.advance(7)
    run.command(SetLearningRate(0.02))
    run.command(SetParameter(0, np.full((3, 4), 0.25).tolist()))
    run.advance(6)
    run.command(Change((("optimizer", SGD()),)))
    run.advance(3)
    run.back(2)
    return run


def test_everything_comes_back(run, tmp_path):
    """States, commands, evaluations and the epoch's columns are the same, to the bit."""
    save(tmp_path / "c", run, FACTS, 123)
    found = load(tmp_path / "c")
    assert found.experiment == run.first_experiment
    assert found.state.digest() == run.state.digest()
    assert found.best.digest() == run.best_state.digest()
    assert found.commands == run.commands
    assert list(found.evaluations) == run.history.evaluations
    assert (found.recorded, found.recording) == (run.recorded, 123)
    per_epoch = run.program.plan.steps_per_epoch
    since = run.step - run.step % per_epoch
    assert found.columns["loss"].tolist() == run.history["loss"][since:].tolist()
    assert found.facts["summary"]["step"] == run.step
    assert found.facts["data"] == FACTS["data"]


def test_a_run_that_has_not_begun_can_be_saved(made, tmp_path):
    """Step 0 has no columns, no evaluation and no best state."""
    run = made()
    save(tmp_path / "c", run, FACTS, 0)
    found = load(tmp_path / "c")
    assert (found.best, found.evaluations, found.recorded) == (None, (), 0)


def test_the_summary_says_how_far_it_is(made, tmp_path):
    """Steps, epochs, why it ended and the score of the best evaluation are words and numbers."""
    run = made(epochs=3)
    run.finish()
    save(tmp_path / "c", run, FACTS, 0, "it is enough")
    told = load(tmp_path / "c").facts["summary"]
    best = next(e for e in run.history.evaluations if e.step == run.progress.best_step)
    assert told == {
        "step": run.step,
        "steps": run.step,
        "epoch": 3,
        "epochs": 3,
        "done": True,
        "stopped": "",
        "ended": "it is enough",
        "score_name": "R²",
        "score": best.score,
        "training_loss": best.training_loss,
    }


def test_the_states_must_be_of_the_network(run, made, tmp_path):
    """Another network's checkpoint is refused with the array and both shapes."""
    save(tmp_path / "c", run, FACTS, 0)
    found = load(tmp_path / "c")
    require_fit(found, made().state)
    other = made(dtype="float64", batch_size=5)
    with pytest.raises(FileError, match=r"params/0.bias of .*float64.*float32"):
        require_fit(found, other.state)


def test_weights_that_are_not_finite_are_refused(run, made, tmp_path):
    """Whatever the file's checksum says, nothing trains on from a NaN."""
    save(tmp_path / "c", run, FACTS, 0)
    description, arrays = load_model_file(tmp_path / "c")
    arrays["state/params/2.weights"][0, 0] = np.nan
    save_model_file(tmp_path / "c", description, arrays)
    with pytest.raises(FileError, match=r"2.weights holds numbers that are not finite"):
        require_fit(load(tmp_path / "c"), made().state)


def test_a_newer_format_is_refused_with_both_numbers(run, tmp_path):
    """The checkpoint's own format and that of the file around it."""
    save(tmp_path / "c", run, FACTS, 0)
    description, arrays = load_model_file(tmp_path / "c")
    save_model_file(tmp_path / "d", {**description, "checkpoint": 4}, arrays)
    raw, metadata = read_tensors(tmp_path / "c")
    write_tensors(tmp_path / "e", raw, {**metadata, "format": "4"})
    for name in "de":
        with pytest.raises(NewerFormatError, match="has format 4, this program reads up to"):
            load(tmp_path / name)


def spoilers():
    """Return changes of a description, each of which makes it none of a checkpoint."""
    return {
        "no number": lambda d: d.update(checkpoint="1"),
        "no checkpoint": lambda d: d.pop("checkpoint"),
        "no data": lambda d: d.pop("data"),
        "odd data": lambda d: d.update(data=3),
        "odd summary": lambda d: d.update(summary="done"),
        "layers": lambda d: d["experiment"]["network"][0].update(layer="os.system"),
        "units": lambda d: d["experiment"]["network"][0].update(units=10**12),
        "commands": lambda d: d.update(commands={}),
        "late command": lambda d: d["commands"][0].update(step=10**9),
        "unordered commands": lambda d: d["commands"][0].update(step=16),
        "odd command": lambda d: d["commands"][0].update(command="Pickle"),
        "past": lambda d: d.update(recorded=2),
        "future": lambda d: d.update(recorded=2**40),
        "infinite": lambda d: d.update(recorded=[1]),
        "recording": lambda d: d.update(recording=None),
    }


@pytest.mark.parametrize("name", spoilers())
def test_a_description_of_something_else_is_refused(run, tmp_path, name):
    """With a right checksum and a wrong content it is told, by the file's name, and no more."""
    save(tmp_path / "c", run, FACTS, 0)
    description, arrays = load_model_file(tmp_path / "c")
    changed = json.loads(json.dumps(description))
    spoilers()[name](changed)
    save_model_file(tmp_path / "c", changed, arrays)
    with pytest.raises(FileError, match=r"cannot read .*c: it is no checkpoint of a run: "):
        load(tmp_path / "c")


@pytest.mark.parametrize("missing", ["state/step", "evaluations/step", "evaluations/epoch"])
def test_a_checkpoint_that_lacks_an_array_is_refused(run, tmp_path, missing):
    """An array that is not there is not made up."""
    save(tmp_path / "c", run, FACTS, 0)
    description, arrays = load_model_file(tmp_path / "c")
    del arrays[missing]
    save_model_file(tmp_path / "c", description, arrays)
    with pytest.raises(GlassnetError, match="it is no checkpoint of a run"):
        load(tmp_path / "c")


def test_the_probes_come_back(made, tmp_path):
    """What is measured in every step is named, with its settings, and so are its columns."""
    run = made(probes=PROBES)
    run.advance(8)
    save(tmp_path / "c", run, {**FACTS, "probes": probes_to_records(run.probes)}, 0)
    found = load(tmp_path / "c")
    assert found.probes == PROBES
    for name, column in run.history.items():
        assert found.columns[name].tolist() == column[6:].tolist()


def test_a_checkpoint_from_before_there_were_probes_can_be_read(run, tmp_path):
    """Format 1 named none; it is read as a run without any."""
    save(tmp_path / "c", run, FACTS, 0)
    description, arrays = load_model_file(tmp_path / "c")
    save_model_file(tmp_path / "c", {**description, "checkpoint": 1}, arrays)
    found = load(tmp_path / "c")
    assert found.probes == ()
    assert found.state.digest() == run.state.digest()


@pytest.mark.parametrize(
    "probes",
    [{}, "GradientNorm", [{"probe": "os.system"}], [{"probe": "Saturation", "slope": "x"}]],
)
def test_probes_that_are_none_are_refused(run, tmp_path, probes):
    """Only what is listed is ever built, of fields that are checked."""
    save(tmp_path / "c", run, {**FACTS, "probes": probes}, 0)
    with pytest.raises(FileError, match="it is no checkpoint of a run: probes"):
        load(tmp_path / "c")
