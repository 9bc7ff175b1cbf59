"""What hosts say to each other; real ones learn together in tests/cli/test_machines.py."""

from __future__ import annotations

import socket

import pytest

from glassnet.engines import xla_hosts
from glassnet.engines.machines import ALONE, Machines
from glassnet.engines.xla_hosts import gathered, require_free, require_same, told_if_gone
from glassnet.ground.errors import HostError

TWO = Machines(hosts=2)


@pytest.fixture(autouse=True)
def lost(monkeypatch):
    """No host is lost yet."""
    monkeypatch.setattr(xla_hosts, "_lost", [])


def fail(error):
    """Compute with others, in which `error` happens."""
    with told_if_gone(TWO):
        raise error


def test_a_lost_host_is_told_from_what_jax_says():
    """In its last words, without the places in its source."""
    error = ValueError(
        "UNKNOWN: Gloo all-reduce failed: [external/gloo/pair.cc:538] Read error [127.0.0.1]:941: "
        "Connection reset by peer"
    )
    with pytest.raises(HostError, match=r"another host .* gone \(Read error .* by peer\)$"):
        fail(error)


def test_nothing_is_computed_with_a_lost_host_again():
    """Whoever tidies up and computes once more would wait for it."""
    with pytest.raises(HostError):
        fail(RuntimeError("UNAVAILABLE: connection closed"))
    with pytest.raises(HostError), told_if_gone(TWO):
        pytest.fail("this would wait")


@pytest.mark.parametrize("error", [ValueError("shapes do not fit"), KeyError("x")])
def test_another_fault_is_no_lost_host(error):
    """It stays what it is."""
    with pytest.raises(type(error)):
        fail(error)


def test_a_process_alone_agrees_with_itself():
    """Without a collective, and without JAX being asked."""
    assert gathered(ALONE, (3, 2**32 - 1)).tolist() == [[3, 2**32 - 1]]
    require_same(ALONE, {"the seed": 1})


def test_hosts_that_differ_are_named(monkeypatch):
    """The first that has something else, and what."""
    says = {0: ["a", "b"], 1: ["a", "b"], 2: ["a", "c"]}
    one = [xla_hosts.digest(word) for words in says.values() for word in words]
    together = [number for words in one for number in words]
    answer = xla_hosts.np.array(together).reshape(3, -1)
    monkeypatch.setattr(xla_hosts, "gathered", lambda *_: answer)
    with pytest.raises(HostError, match="host 2 has not the data that host 0 has"):
        require_same(Machines(hosts=3), {"the seed": "a", "the data": "b"})


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("192.0.2.1:3456", "cannot assign"),
        ("nowhere.invalid:3456", "name|resolution"),
        ("a..b:3456", "no host has"),
    ],
)
def test_host_0_listens_at_an_address_of_its_own(address, reason):
    """Elsewhere JAX would crash; why it cannot, and what to give, is told."""
    with pytest.raises(HostError, match=rf"at {address} \([^)]*({reason})[^)]*\); give all hosts"):
        require_free(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "[::1]", "localhost"])
def test_a_port_that_is_taken_is_refused(name):
    """And is free again afterwards."""
    plain = name.strip("[]")
    (family, *_, place), *_ = socket.getaddrinfo(plain, 0, type=socket.SOCK_STREAM)
    try:
        other = socket.create_server(place[:2], family=family)
    except OSError:
        pytest.skip(f"this machine has no {name}")
    with other:
        address = f"{name}:{other.getsockname()[1]}"
        with pytest.raises(HostError, match="address already in use"):
            require_free(address)
    require_free(address)
    require_free(address)
