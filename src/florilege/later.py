"""Libraries that take long to import and much memory to hold, and that most processes never need."""

from __future__ import annotations

from importlib import import_module


class Later:
    """A library that is imported when something of it is first used; `if TYPE_CHECKING` stands beside it, with its import.

    polars and SciPy take a third of a second and forty megabytes: what a page is made with does not need them.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, of_library: str) -> object:
        return getattr(import_module(self._name), of_library)
