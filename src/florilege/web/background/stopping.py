"""That a worker is asked to end: known to all its threads, and to the work under way in the main one."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LOOK = 0.2
"""Seconds between two looks at whether the end is asked for."""


class Stopping(KeyboardInterrupt):
    """The worker is asked to end: what is under way is given up, and waits for the next worker."""


class Stop:
    """Whether the end was asked for.

    A plain flag that is looked at, no lock: a signal is handled in the middle of whatever the main thread does, waiting
    for a lock of this very object among others.
    """

    def __init__(self) -> None:
        self._asked = False
        self._may_cut = False

    def listen(self) -> None:
        """Have SIGTERM and Ctrl-C ask for the end; to be called in the main thread."""
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def ask(self) -> None:
        self._asked = True

    def is_asked(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> None:
        """Wait, unless the end is asked for."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LOOK))

    @contextmanager
    def cutting_short(self) -> Iterator[None]:
        """Raise Stopping in this block when the end is asked for, if it runs in the main thread; another goes on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._may_cut = True
        try:
            if self._asked:  # just before this block
                raise Stopping
            yield
        finally:
            self._may_cut = False

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.ask()
        if self._may_cut:
            self._may_cut = False  # once: a terminal and a parent both ask
            raise Stopping


STOP = Stop()
"""Of this process."""
