"""`--devices` and `--hosts`: where a training is computed, and what is told when a host is gone."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, final

from cyclopts import Group, Parameter

from glassnet.cli import values
from glassnet.cli.explained import option
from glassnet.cli.main import guarded
from glassnet.cli.streams import note
from glassnet.engines import speedup
from glassnet.engines.machines import MOST_DEVICES, Machines
from glassnet.ground.errors import HostError, MissingPackageError, UsageError, one_line
from glassnet.run.run import Run

GROUP = Group("Machines", sort_key=6)
MOST_HOSTS = 100_000
GONE = "another host of this run is gone or frozen"  # JAX does not tell which
ADDRESS = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):([0-9]{1,5})")


@Parameter(name="*", group=GROUP)
@dataclass(frozen=True)
class MachineOptions:
    """How many devices and hosts learn together."""

    devices: Annotated[
        int | None,
        option(
            "N",
            "Share the rows of each step among so many cores, or GPUs if JAX has them. It pays for "
            "large networks and batches; what it brings is told. (1)",
            values.whole(1, MOST_DEVICES),
        ),
    ] = None
    hosts: Annotated[
        str | None,
        option(
            "ADDRESS",
            "Learn together with the same command on other hosts: where host 0 is, such as "
            '10.0.0.1:9911, or "auto" for what SLURM, Open MPI or Kubernetes say.',
        ),
    ] = None
    host: Annotated[
        int | None,
        option("N", "The number of this host, from 0, which writes.", values.whole(0, MOST_HOSTS)),
    ] = None
    of: Annotated[
        int | None,
        option("N", "How many hosts there are.", values.whole(1, MOST_HOSTS)),
    ] = None

    def check(self) -> None:
        """Refuse what does not go together.

        Raises:
            UsageError: which option, and what it needs.

        """
        numbers = self.host is not None, self.of is not None
        if self.hosts is None or self.hosts == "auto":
            if any(numbers):
                name = "--host" if self.host is not None else "--of"
                place = "--hosts auto finds it" if self.hosts else "without --hosts it says nothing"
                raise UsageError(f"option {name}: {place}; leave it out, or give --hosts ADDRESS.")
            return
        found = ADDRESS.fullmatch(self.hosts)
        if found is None or not 0 < int(found[2]) < 2**16:
            raise UsageError(
                f'option --hosts must be "auto" or an address with a port such as 10.0.0.1:9911, '
                f'got "{one_line(self.hosts)}".'
            )
        if not all(numbers):
            raise UsageError(
                f"option --hosts {one_line(self.hosts)} needs --host N, the number of this one "
                f"from 0, and --of N, how many there are; got {self.host} of {self.of}."
            )
        if (self.host or 0) >= (self.of or 1):
            raise UsageError(f"option --host must be less than --of {self.of}, got {self.host}.")


NO_MACHINES = MachineOptions()  # nothing typed


def tell_speed(run: Run, *, quiet: bool) -> None:
    """Say in a line what the machines of `run` bring, measured before they begin."""
    machines = run.engine.machines
    if machines.total == 1 or run.done or (quiet and machines.hosts == 1):
        return
    work = run.program, run.training, run.state
    every = speedup.together(*work, machines)  # also if this host is not to speak: others wait
    if machines.leads and not quiet:
        note(str(speedup.speedup(*work, machines, every)))


@contextlib.contextmanager
def together(options: MachineOptions) -> Iterator[tuple[Machines, Meeting]]:
    """Yield the machines that were asked for, once all hosts are there; leave together with them.

    A process that has met others leaves at once if anything goes wrong: waiting for them, as JAX
    does at exit, could take for ever. The others hear of it, and leave, too.
    """
    options.check()
    devices = options.devices or 1
    meeting = Meeting()
    if options.hosts is None:
        yield Machines(devices), meeting
        return
    with meeting.listening():
        try:
            machines = _join(options, devices, meeting)
            yield machines, meeting
            _part(machines)
        except BaseException as error:  # noqa: BLE001  also a signal: each has its own sentence
            meeting.leave(error)


def _join(options: MachineOptions, devices: int, meeting: Meeting) -> Machines:
    """Meet the other hosts."""
    try:
        from glassnet.engines.xla_hosts import WAITING_SECONDS, join  # noqa: PLC0415  JAX: optional
    except ImportError as error:
        raise MissingPackageError(
            f'option --hosts needs JAX ({error}); pip install "glassnet[fast]".'
        ) from None
    address = None if options.hosts == "auto" else options.hosts
    meeting.words = (
        f"not all hosts met at {one_line(options.hosts)} within {WAITING_SECONDS} s; start the "
        "same command on each, with its own --host, and see that they reach that address."
    )
    machines = join(address, options.host, options.of, devices)
    meeting.words = f"{GONE}; start all hosts again."
    return machines


def _part(machines: Machines) -> None:
    from glassnet.engines.xla_hosts import part  # noqa: PLC0415  JAX is here by now

    sys.stdout.flush()
    part(machines)


@final
class Meeting:
    """What is told when hosts that met lose each other, be it by an error or by JAX itself.

    JAX ends a process that lost the others with abort(), from a thread of its own, after lines of
    its own. No code of Python can prevent that, but a handler of the signal can tell the sentence
    and choose the exit code: it is called by C, in the thread that aborts. What C++ writes on
    standard output and error goes nowhere meanwhile; Python's streams go where they went.
    """

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self.words = ""
        self._ending = threading.Lock()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Hear of it while this is entered."""
        libc: Any = ctypes.CDLL(None)
        kind = ctypes.CFUNCTYPE(None, ctypes.c_int)
        libc.signal.argtypes, libc.signal.restype = [ctypes.c_int, kind], ctypes.c_void_p
        handler = kind(self._aborted)
        with _streams_apart():
            libc.signal(signal.SIGABRT, handler)
            try:
                yield
            finally:
                signal.signal(signal.SIGABRT, signal.SIG_DFL)

    def leave(self, error: BaseException) -> NoReturn:
        """Tell `error` as any command does, and leave at once."""
        if isinstance(error, HostError) and not str(error).endswith("."):  # what to do is left
            error = HostError(f"{error}; {self.words.partition('; ')[2]}")
        self._claim()

        def again() -> NoReturn:
            raise error

        os._exit(guarded(again))

    def _aborted(self, _: int) -> None:
        """Tell the sentence, and leave; a handler of a signal."""
        self._claim()
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.write(sys.stderr.fileno(), f"glassnet: {self.words}\n".encode())
        os._exit(1)

    def _claim(self) -> None:
        """Be the one thread that tells how it ended; the others wait for the end."""
        while not self._ending.acquire(blocking=False):
            time.sleep(1.0)


@contextlib.contextmanager
def _streams_apart() -> Iterator[None]:
    """Let Python's output go where it went, and what C++ writes nowhere."""
    before = sys.stdout, sys.stderr
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream: Any = getattr(sys, name)
        if stream is not None:
            stream.flush()
            kept = os.fdopen(
                os.dup(number), "w", encoding=stream.encoding, errors=stream.errors, buffering=1
            )
            setattr(sys, name, kept)
        os.dup2(nowhere, number)
    os.close(nowhere)
    try:
        yield
    finally:
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            if stream is not None:
                stream.flush()
                os.dup2(stream.fileno(), number)
        sys.stdout, sys.stderr = before
