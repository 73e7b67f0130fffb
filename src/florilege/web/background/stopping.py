"""That a worker is asked to end: known to all its threads, and to the work under way in the main one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopping(KeyboardInterrupt):
    """The worker is asked to end: what is under way is given up, and waits for the next worker."""


class Stop:
    """Whether the end was asked for."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._may_cut = False

    def listen(self) -> None:
        """Have SIGTERM and Ctrl-C ask for the end; to be called in the main thread."""
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def ask(self) -> None:
        self._asked.set()

    def is_asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> None:
        """Wait, unless the end is asked for."""
        self._asked.wait(seconds)

    @contextmanager
    def cutting_short(self) -> Iterator[None]:
        """Raise Stopping in this block when the end is asked for, if it runs in the main thread; another goes on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._may_cut = True
        try:
            if self.is_asked():  # just before this block
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
