"""Hosts that learn together: real processes on this machine, and one of them killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import NamedTuple

import numpy as np
import pytest

from glassnet.cli.machines import MachineOptions
from glassnet.engines.xla_hosts import HEARTBEAT_SECONDS
from glassnet.ground.errors import UsageError
from glassnet.run.model import load
from glassnet.run.resuming import resume

WORDS = ("iris", "--epochs", "60", "--dtype", "float64", "--batch-size", "34", "--patience", "0")
# A host that sends itself a signal once it stands at step 120; each part is kept.
HOST = """
import os, signal, sys
from glassnet.cli import progress
from glassnet.cli.main import main
from glassnet.engines import xla_hosts
from glassnet.run import folder

number, xla_hosts.WAITING_SECONDS, xla_hosts.HEARTBEAT_SECONDS = (
    int(sys.argv.pop(1)) for _ in range(3)
)
folder.SECONDS = folder.SHARE = 0
if number:
    def see(self, run, now):
        if run.step >= 120:
            os.kill(os.getpid(), number)
    progress.Silence.see = progress.Lines.see = see
main()
"""
SHORT = 3  # seconds of no heartbeat, instead of ten


class Host(NamedTuple):
    """How a host ended, and what it said."""

    code: int
    out: str
    err: str


def free_address():
    """Return an address of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which all hosts of these tests work."""
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="module")
def hosts(place):
    """Run the command on so many hosts at once; return how each ended."""

    def run(
        count, *words, victim=None, sign=signal.SIGKILL, each=lambda _: (), present=None,
        waiting=120, meanwhile=lambda *_: None,
    ) -> list[Host]:  # fmt: skip
        address = free_address()
        environment = {**os.environ, "NPROC": "1", "XDG_CACHE_HOME": str(place)}
        processes = []
        for host in range(present or count):
            heartbeat = SHORT if sign == signal.SIGSTOP else HEARTBEAT_SECONDS
            numbers = int(sign) if host == victim else 0, waiting, heartbeat
            typed = [*words, *each(host), "--hosts", address, "--host", host, "--of", count]
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-c", HOST, *map(str, numbers), "train", *map(str, typed)],
                    cwd=place,
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
        said = {}
        try:
            meanwhile(address, *processes)
            for number, process in enumerate(processes):
                if (number, sign) != (victim, signal.SIGSTOP):
                    said[process] = process.communicate(timeout=120)
        finally:
            for process in processes:
                process.kill()
        texts = [said.get(process) or process.communicate() for process in processes]
        return [Host(p.returncode, *both) for p, both in zip(processes, texts, strict=True)]

    return run


@pytest.fixture(scope="module")
def undisturbed(hosts, place):
    """The weights that two hosts come to, whom nobody disturbs."""
    ended = hosts(2, *WORDS, "--output", "two.glassnet")
    assert [(host.code, host.err.count("Traceback")) for host in ended] == [(0, 0), (0, 0)]
    assert "JAX on 2 hosts" in ended[0].out
    assert ended[1].out == ended[1].err == ""  # only host 0 speaks
    assert "Gloo" not in ended[0].out
    return load(place / "two.glassnet").params


@pytest.fixture(scope="module")
def broken(hosts, place):
    """The folder of a run of two hosts, the second of which was killed."""
    folder = place / "two.run"
    ended = hosts(2, *WORDS, "--run", folder, "--quiet", victim=1)
    assert_left(ended, victim=1)
    return folder


def assert_left(ended, victim):
    """Every other host left with one sentence and exit code 1."""
    for number, host in enumerate(ended):
        if number == victim:
            assert host.code == -9
            continue
        assert (host.code, host.out, host.err.count("\n")) == (1, "", 1), host
        assert host.err.startswith("glassnet: another host of this run is gone")
        assert "start all hosts" in host.err


def assert_near(weights, expected):
    """Hold weights against others that were rounded in another order, step by step."""
    for name, array in expected.items():
        np.testing.assert_allclose(weights[name], array, rtol=0, atol=1e-12, err_msg=name)


def test_two_hosts_do_what_one_process_does(undisturbed, glassnet):
    """The same weights come out, up to the order in which sums are rounded; one model is left."""
    typed = ("train", *WORDS, "--engine", "xla", "--quiet")
    assert glassnet(*typed).code == 0
    assert_near(undisturbed, load("iris.glassnet").params)


def test_a_host_is_killed_and_the_run_goes_on_to_the_last_bit(broken, undisturbed, hosts, place):
    """The survivor says so in one sentence; a resumed run ends as an undisturbed one does."""
    folder = shutil.copytree(broken, place / "again.run")
    ended = hosts(2, "--resume", folder, "--output", "again.glassnet", "--quiet")
    assert [host[:2] for host in ended] == [(0, ""), (0, "")], ended
    for name, array in load(place / "again.glassnet").params.items():
        np.testing.assert_array_equal(array, undisturbed[name], err_msg=name)


def test_a_host_is_frozen_and_the_run_goes_on_to_the_last_bit(undisturbed, hosts, place):
    """The other stops once it missed its heartbeat; without the frozen one the run is resumed."""
    run = ("--run", "frozen.run", "--quiet")
    ended = hosts(2, *WORDS, *run, victim=1, sign=signal.SIGSTOP)
    assert_left(ended, victim=1)
    assert "gone or frozen" in ended[0].err
    ended = hosts(2, "--resume", "frozen.run", "--output", "thawed.glassnet", "--quiet")
    assert [host[:2] for host in ended] == [(0, ""), (0, "")], ended
    for name, array in load(place / "thawed.glassnet").params.items():
        np.testing.assert_array_equal(array, undisturbed[name], err_msg=name)


def test_a_host_is_asked_to_stop_and_all_stop_with_it(hosts, place, undisturbed):
    """After the same step, each with a sentence; host 0 keeps the run as one process does."""
    ended = hosts(2, *WORDS, "--run", "asked.run", "--quiet", victim=1, sign=signal.SIGTERM)
    asked = "glassnet: host 1 was asked to stop (SIGTERM), and all stop with it.\n"
    kept = "glassnet: the run is kept; go on with: glassnet train --resume asked.run\n"
    assert ended == [Host(143, "", asked + kept), Host(143, "", asked)]
    with resume(place / "asked.run") as kept:
        assert 120 <= kept.run.step < 180
        kept.finish()
        assert_near(kept.run.model.params, undisturbed)


def test_it_goes_on_in_one_process(broken, undisturbed, place):
    """On another number of hosts it ends the same up to rounding, and that is told."""
    with resume(shutil.copytree(broken, place / "alone.run")) as kept:
        assert 0 < kept.run.step < 180
        assert any("machines 2 hosts then, 1 device here" in told for told in kept.notes)
        kept.finish()
        assert_near(kept.run.model.params, undisturbed)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
def test_host_0_is_killed_or_frozen(hosts, sign):
    """It had the coordinator of JAX, which ends the others itself: they say the same, and leave."""
    assert_left(hosts(2, *WORDS, "--quiet", victim=0, sign=sign), victim=0)


def test_one_of_four_hosts_is_killed(hosts, place, undisturbed):
    """All the others leave; one process ends what four began, in batches that do not divide."""
    ended = hosts(4, *WORDS, "--run", "four.run", "--quiet", victim=2)
    assert_left(ended, victim=2)
    with resume(place / "four.run") as kept:
        assert 0 < kept.run.step < 180
        kept.finish()
        assert_near(kept.run.model.params, undisturbed)


def test_hosts_that_were_told_different_things_do_not_begin(hosts, place):
    """What differs is told by all; nothing is written."""
    ended = hosts(2, *WORDS, "--output", "no.glassnet", each=lambda host: ("--seed", str(host)))
    for host in ended:
        assert (host.code, host.out) == (1, "")
        assert "host 1 has not the experiment that host 0 has" in host.err
    assert not list(place.glob("no.*"))


def test_hosts_that_do_not_come_are_told(hosts):
    """Where and how long it was waited for, in one sentence."""
    (host,) = hosts(2, *WORDS, present=1, waiting=2)
    assert (host.code, host.out, host.err.count("\n")) == (1, "", 1), host
    assert "not all hosts met at 127.0.0.1:" in host.err


def test_who_waits_for_the_others_hears_a_signal(hosts):
    """Whatever JAX waits for; the host leaves at once, with its sentence."""

    def end(address, process):
        name, port = address.split(":")
        while process.poll() is None:
            try:
                socket.create_connection((name, int(port))).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        process.send_signal(signal.SIGTERM)

    (host,) = hosts(2, *WORDS, present=1, meanwhile=end)
    assert host == (143, "", "glassnet: terminated.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (MachineOptions(hosts="10.0.0.1"), "must be .auto. or an address with a port"),
        (MachineOptions(hosts="a:b"), "got .a:b."),
        (MachineOptions(hosts="a:99999", host=0, of=2), "got .a:99999."),
        (MachineOptions(hosts="10.0.0.1:80"), "needs --host N"),
        (MachineOptions(hosts="10.0.0.1:80", of=2), "needs --host N"),
        (MachineOptions(hosts="10.0.0.1:80", host=2, of=2), "less than --of 2, got 2"),
        (MachineOptions(host=1), "option --host: without --hosts"),
        (MachineOptions(hosts="auto", of=2), "option --of: --hosts auto finds it"),
    ],
)
def test_what_does_not_go_together_is_refused(options, sentence):
    """The option, its value, and what it needs are told."""
    with pytest.raises(UsageError, match=sentence):
        options.check()


@pytest.mark.parametrize(
    "options",
    [
        MachineOptions(),
        MachineOptions(devices=2),
        MachineOptions(hosts="auto"),
        MachineOptions(hosts="node-7.cluster:9911", host=0, of=1),
        MachineOptions(hosts="[::1]:9911", host=3, of=4, devices=2),
    ],
)
def test_what_goes_together_is_taken(options):
    """Names, numbers and IPv6 addresses."""
    options.check()
