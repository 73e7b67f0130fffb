"""Work shared between processes that hold the same inputs, and that end with the process that started them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import pickle
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

Inputs = TypeVar("Inputs")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

MOST = 8
"""Processes started at most, however many cores there are."""


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes(Generic[Inputs]):
    """A pool whose processes each call `begin(inputs)` once, then take tasks.

    share : "copy" starts fresh processes that read the inputs from a file (a pipe would make each wait for the
    start of the one before); "fork" continues this very process, which copies nothing: only where the system can
    (`can_fork`), and for tasks that touch neither the database nor a library with threads of its own
    """

    def __init__(
        self, begin: Callable[[Inputs], None], inputs: Inputs, *, count: int, share: str = "copy"
    ) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if share == "fork":
            initializer: Callable[..., None] = _begin_forked
            arguments: tuple[Any, ...] = (begin, inputs)
        else:
            self._folder = tempfile.TemporaryDirectory(prefix="florilege-")
            file = Path(self._folder.name) / "inputs"
            file.write_bytes(pickle.dumps(inputs, protocol=pickle.HIGHEST_PROTOCOL))
            initializer, arguments = _begin_fresh, (begin, str(file))
        self._pool = ProcessPoolExecutor(
            min(count, MOST),
            mp_context=multiprocessing.get_context("fork" if share == "fork" else "spawn"),
            initializer=initializer,
            initargs=arguments,
        )

    def __enter__(self) -> Processes[Inputs]:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()

    def submit(
        self,
        task: Callable[Arguments, Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Future[Result]:
        """Give a task to the next free process."""
        return self._pool.submit(task, *arguments, **named)


def can_fork() -> bool:
    """Whether this process can be continued in another one safely: Linux only."""
    return os.name == "posix" and os.uname().sysname == "Linux"


def _begin_fresh(begin: Callable[[Inputs], None], file: str) -> None:
    _end_with_parent()
    threadpool_limits(1)  # the other processes have the other cores
    begin(pickle.loads(Path(file).read_bytes()))


def _begin_forked(begin: Callable[[Inputs], None], inputs: Inputs) -> None:
    _end_with_parent()
    begin(inputs)


def _end_with_parent() -> None:
    """A parent that is killed tells nobody: without this, its processes would go on and wait for ever."""
    parent = multiprocessing.process.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
