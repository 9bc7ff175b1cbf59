"""What is compiled is found again by the next process, and whatever is wrong there is survived."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import OrderedDict

import pytest

from glassnet.engines import xla_compiled
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine

# A process of its own: what it runs, and what it has to tell afterwards.
SCRIPT = """
import json, os, sys
import jax, numpy as np
hits = []
jax.monitoring.register_event_listener(lambda name, **_: hits.append(name))
settings = dict(jax.config.values)
from glassnet.engines.reference import ReferenceEngine
from glassnet.engines.xla import XlaEngine
from glassnet.nn.activations import Tanh
from glassnet.nn.dense import Dense
from glassnet.nn.losses import MSE
from glassnet.nn.network import Network
from glassnet.program import layout
from glassnet.program.batches import Batch
from glassnet.program.experiment import Experiment
from glassnet.program.step import Program

choices = {"batch_size": 4, "epochs": 5, "dtype": "float64", "seed": 1}
program = Program(Experiment(Network(Dense(4), Tanh(), Dense(2)), MSE(), **choices), 10, (3,))
rng = np.random.default_rng(0)
batch = Batch(rng.normal(size=(10, 3)), rng.normal(size=(10, 2)))
digests = {}
for engine in (ReferenceEngine(), XlaEngine()):
    runner = engine.start(program, batch, layout.initial_state(program.experiment, (3,)))
    runner.advance(25, 0.05)
    digests[type(engine).__name__] = runner.state().digest()
print(json.dumps({
    "digests": digests,
    "exact": engine.exact,
    "NPROC": os.environ.get("NPROC"),
    "settings": dict(jax.config.values) == settings,
    "threads": len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 0,
    "hits": hits.count("/jax/compilation_cache/cache_hits"),
    "misses": hits.count("/jax/compilation_cache/cache_misses"),
}))
"""


def told(cache, **environment):
    """Run the script with its cache under `cache`; return what it told, and that nothing else."""
    clean = {name: value for name, value in os.environ.items() if name != "NPROC"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=clean | {"XDG_CACHE_HOME": str(cache)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def programs(cache):
    """Return the files of compiled programs under `cache`."""
    return sorted(path for path in cache.rglob("*-cache") if path.is_file())


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a cache folder that one process has filled, and what that process told."""
    cache = tmp_path_factory.mktemp("cache")
    return cache, told(cache)


@pytest.fixture
def digests(problem):
    """Return the digest of the script's run by each engine, made in this process."""
    found = {}
    for engine in (ReferenceEngine(), XlaEngine()):
        runner = problem().start(engine)
        runner.advance(25, 0.05)
        found[type(engine).__name__] = runner.state().digest()
    return found


def test_two_processes_have_the_same_bits(filled, digests):
    """A run repeated in another process is the same to the last bit, with both engines."""
    assert filled[1]["digests"] == digests


def test_jax_is_started_with_one_thread_and_left_as_it_was(filled):
    """The engine promises exact bits; the environment and JAX's settings are what they were."""
    assert filled[1]["exact"]
    assert filled[1]["NPROC"] is None
    assert filled[1]["settings"]


def test_a_second_process_compiles_nothing(filled):
    """The first leaves its programs in the cache folder; the second finds all of them there."""
    cache, first = filled
    before = programs(cache)
    assert before
    assert first["hits"] == 0
    second = told(cache, NPROC="3")
    assert second["NPROC"] == "3"
    assert (second["hits"], second["misses"]) == (len(before), 0)
    assert programs(cache) == before
    assert second["digests"] == first["digests"]


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:100], lambda _: b"no program"], ids=["cut", "garbage"]
)
def test_a_damaged_cache_is_survived(filled, damage):
    """Programs that are cut short, or none, are compiled anew, without a word."""
    cache, first = filled
    whole = {path: path.read_bytes() for path in programs(cache)}
    for path, content in whole.items():
        path.write_bytes(damage(content))
    found = told(cache)
    for path, content in whole.items():
        path.write_bytes(content)
    assert found["misses"] > 0
    assert found["digests"] == first["digests"]


def test_a_cache_folder_that_cannot_be_is_survived(filled, tmp_path):
    """Where no folder can be made, programs are compiled in each process, without a word."""
    (tmp_path / "file").write_text("in the way")
    found = told(tmp_path / "file")
    assert found["digests"] == filled[1]["digests"]
    assert found["settings"]


def test_a_cache_of_the_users_own_is_used_as_it_is(filled, tmp_path):
    """Whoever gave JAX a folder finds the programs there, and none in ours."""
    own = tmp_path / "own"
    limits = {
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
    told(tmp_path / "ours", JAX_COMPILATION_CACHE_DIR=str(own), **limits)
    assert programs(own)
    assert not programs(tmp_path / "ours")


def test_an_option_that_this_jax_does_not_know_costs_speed_only(monkeypatch, problem):
    """Another version of JAX may not have it; the step is compiled all the same."""
    monkeypatch.setattr(xla_compiled, "IN_ONE_PIECE", {"xla_cpu_no_such_option": ""})
    monkeypatch.setattr(xla_compiled, "_COMPILED", OrderedDict())
    assert len(problem().start(XlaEngine()).advance(2, 0.05)["loss"]) == 2
