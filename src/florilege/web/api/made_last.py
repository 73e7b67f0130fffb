"""What takes long to make and is asked again: kept for one state of a study, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from florilege.web.api.published import Published


class MadeLast:
    """The files made last, at most `most`, of the last state of a study that was asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._of: Published | None = None
        self._made: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, published: Published, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """What was made under a key, made now if it was not."""
        with self._lock:
            if self._of is not published:
                self._of, self._made = published, OrderedDict()
            found = self._made.get(key)
        if found is not None:
            return found
        found = make()
        with self._lock:
            if self._of is published:
                self._made[key] = found
                if len(self._made) > self._most:
                    self._made.popitem(last=False)
        return found
