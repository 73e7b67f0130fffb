"""What takes long to make and is asked again: kept for one state of a study, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import ref

from florilege.web.api.published import Published

T = TypeVar("T")


class MadeLast(Generic[T]):
    """What was made last, `most` things at most, of the last state of a study that was asked for.

    The state itself is not held on to: one that nobody serves any more must leave the memory before the next is asked for.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._of: ref[Published] | None = None
        self._made: OrderedDict[Hashable, T] = OrderedDict()

    def found(self, published: Published, key: Hashable) -> T | None:
        """What was made under a key from this very state, None when nothing was."""
        return self._made.get(key) if self._is_of(published) else None

    def keep(self, published: Published, key: Hashable, made: T) -> None:
        """Keep what was made; of another state than the last, nothing is left."""
        with self._lock:
            if not self._is_of(published):
                self._of, self._made = ref(published), OrderedDict()
            self._made[key] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)

    def get(self, published: Published, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under a key, made now if it was not."""
        found = self.found(published, key)
        if found is None:
            found = make()
            self.keep(published, key, found)
        return found

    def _is_of(self, published: Published) -> bool:
        return self._of is not None and self._of() is published
