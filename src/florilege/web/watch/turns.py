"""One request a host at a time, with a rest between two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ready: float = 0.0
    rest: float = 0.0


@dataclass(slots=True)
class Turns:
    """Gives each host its turns.

    clock : seconds that only grow; wait : lets seconds pass, or raises to give up
    rest : seconds between the end of a request to a host and the next one to it
    most : seconds beyond which what a host asks for in its robots.txt is not followed
    """

    clock: Callable[[], float]
    wait: Callable[[float], object]
    rest: float = 2.0
    most: float = 30.0
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def of(self, host: str) -> Iterator[None]:
        """Hold the turn of a host during one request; nobody may hold two."""
        state = self._of(host)
        with state.lock:
            pause = state.ready - self.clock()
            if pause > 0:
                self.wait(pause)
            try:
                yield
            finally:
                state.ready = self.clock() + max(self.rest, state.rest)

    def ask(self, host: str, rest: float) -> None:
        """A host asks for a rest of its own; a shorter one than ours, or one beyond the most, is bounded."""
        state = self._of(host)
        longer = min(rest, self.most) - self.rest
        with state.lock:
            if longer > 0 and state.rest == 0:
                state.ready += longer  # the rest under way, after the robots.txt, is its own already
            state.rest = min(rest, self.most)

    def _of(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())
