"""Work in a thread beside: for what takes long, and for what waits where no signal is heard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Found = TypeVar("Found")


def beside(find: Callable[[], Found], name: str) -> Future[Found]:
    """Return what `find` will have found, in a thread `name` that the end of Python does not await.

    Who waits for the result hears signals meanwhile, whatever `find` does: Python calls a handler
    in the main thread alone, and there only between two steps of its own.

    >>> beside(lambda: 6 * 7, "arithmetic").result()
    42
    """
    future: Future[Found] = Future()

    def work() -> None:
        try:
            future.set_result(find())
        except BaseException as error:  # noqa: BLE001  raised where it is asked for
            future.set_exception(error)

    threading.Thread(target=work, name=name, daemon=True).start()
    return future
