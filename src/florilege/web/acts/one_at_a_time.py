"""One act at a time in the files of a study, whatever process writes them: none is lost to another of the same moment."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from florilege import locks
from florilege.web.study.folder import StudyFolder
from florilege.web.study.open_study import OpenStudy

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_HELD = threading.local()


@contextmanager
def locked(folder: StudyFolder) -> Iterator[None]:
    """Hold the files of acts of a study until the block ends, waiting for whoever holds them; an act may ask for another."""
    held: set[str] = _HELD.__dict__.setdefault("folders", set())
    name = str(folder.path)
    if name in held:
        yield
        return
    handle = os.open(folder.path, os.O_RDONLY)
    try:
        locks.take(handle, wait=True)
        held.add(name)
        yield
    finally:
        held.discard(name)
        os.close(handle)


def one_at_a_time(
    operation: Callable[Concatenate[OpenStudy, _Arguments], _Result],
) -> Callable[Concatenate[OpenStudy, _Arguments], _Result]:
    """An operation that reads a journal and adds to it: what it read is what it adds to."""

    @wraps(operation)
    def alone(study: OpenStudy, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        with locked(study.folder):
            return operation(study, *arguments, **named)

    return alone
