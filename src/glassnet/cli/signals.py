"""Ctrl-C and its relatives: they end a command at once, and a training after the steps at hand.

What a handler raises can get lost: Python drops an exception that is raised inside a callback, such
as JAX's for the garbage collector. So each signal is remembered, too, and looked at again.
"""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any, NoReturn, final

HUNG_UP, INTERRUPTED, TERMINATED = 129, 130, 143
STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")


class Terminated(BaseException):
    """SIGTERM, made an exception so that what is open is closed on the way out."""


_heard: list[int] = []


def listen() -> None:
    """Leave at SIGINT and SIGTERM by an exception, unless the program was told to ignore them."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, leave)
    sys.unraisablehook = tell_lost


def tell_lost(lost: sys.UnraisableHookArgs) -> None:
    """Tell of an exception that Python had to drop, unless a signal's: that is looked at again."""
    if not issubclass(lost.exc_type, (KeyboardInterrupt, Terminated)):
        sys.__unraisablehook__(lost)


def leave(number: int, _: FrameType | None) -> NoReturn:
    """Raise KeyboardInterrupt or Terminated; a handler of signals."""
    _heard.append(number)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


@final
class Stop:
    """Whether a signal asked to stop, and with which exit code; listens while it is entered.

    The first signal asks, and is up to whoever looks at this; the second leaves at once.
    """

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.exit_code = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        """Listen to the signals that nobody told the program to ignore (as nohup does)."""
        if threading.current_thread() is threading.main_thread():
            for name in STOPPING:
                number = getattr(signal, name, None)
                if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._hear)
        if _heard:  # and got lost, or nobody would be here
            leave(_heard.pop(), None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        """Return whether to stop."""
        return bool(self.exit_code)

    def _hear(self, number: int, _: FrameType | None) -> None:
        """Remember the first; leave at the second, whatever is being done.

        A terminal that is closed says so twice: the system does, and whoever drew it.
        """
        if self.exit_code and number != getattr(signal, "SIGHUP", None):
            raise KeyboardInterrupt
        self.exit_code = 128 + number
