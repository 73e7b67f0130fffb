"""Work shared between processes that hold the same inputs, and that end with the process that started them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import pickle
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

Inputs = TypeVar("Inputs")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

MOST = 8
"""Processes started at most, however many cores there are."""
PATIENCE = 30.0
"""Seconds that a process beside this one is given to end."""
LOOK = 1.0
"""Seconds between two looks at whether the parent is still there."""
FIRST_DELAY, LONGEST_DELAY = 0.5, 60.0
"""Seconds before it is started again: twice as long each time it ends at once."""


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


class Beside:
    """A process beside this one, for as long as the block lasts: started again when it ends, ended with this one.

    target : a function of a module, called in the process, which then ends; SIGTERM asks it to end
    name : what the system calls the process, where it can be told (`ps -o comm`): fifteen signs
    """

    def __init__(self, target: Callable[[str], None], argument: str, *, name: str) -> None:
        self._target, self._argument, self._name = target, argument, name
        self._stopped = threading.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Beside:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
        self._keeper.join(PATIENCE)
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def _keep(self) -> None:
        delay = FIRST_DELAY
        while not self._stopped.is_set():
            began = time.monotonic()
            process = multiprocessing.get_context("spawn").Process(
                target=_begin_beside, args=(self._target, self._argument, self._name)
            )
            process.start()
            self._process = process
            if self._stopped.is_set():  # while it started
                process.terminate()
            process.join()
            delay = FIRST_DELAY if time.monotonic() - began > LONGEST_DELAY else min(2 * delay, LONGEST_DELAY)
            self._stopped.wait(delay)


def can_fork() -> bool:
    """Whether this process can be continued in another one safely: Linux only."""
    return os.name == "posix" and os.uname().sysname == "Linux"


def _begin_fresh(begin: Callable[[Inputs], None], file: str) -> None:
    end_with_parent()
    threadpool_limits(1)  # the other processes have the other cores
    begin(pickle.loads(Path(file).read_bytes()))


def _begin_forked(begin: Callable[[Inputs], None], inputs: Inputs) -> None:
    end_with_parent()
    begin(inputs)


def _begin_beside(target: Callable[[str], None], argument: str, name: str) -> None:
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name, encoding="ascii")
    end_with_parent(patience=PATIENCE)
    target(argument)


def end_with_parent(*, patience: float = 0.0) -> None:
    """A parent that is killed tells nobody: without this, its processes would go on and wait for ever.

    patience : seconds that a process is given to end by itself, once SIGTERM has asked it to
    """
    parent = multiprocessing.process.parent_process()
    if parent is None:
        return

    def watch() -> None:
        # not by the pipe alone: processes that the parent forks meanwhile keep its other end open
        while parent.is_alive() and os.getppid() == parent.pid:
            parent.join(LOOK)
        if patience:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(patience)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
