"""Running tests in child processes: to learn which lines each reaches, and whether one notices a fault.

A fault inside a function is tried by a child of a process that has imported and collected everything: the function
is given its changed code there, and nothing but the tests costs time. Any other fault (a constant, a default) is
tried in a child that imports everything anew, with the changed module in place of the file's.
"""

from __future__ import annotations

import ast
import ctypes
import io
import os
import pickle
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import highspy  # noqa: F401  (what the rooms import is imported once, before the children are born)
import hypothesis
import numpy  # noqa: F401
import polars  # noqa: F401
import pytest
import scipy.sparse  # noqa: F401
import sklearn.linear_model  # noqa: F401
from msgspec import Struct

from tests.mutations.mutants import Mutant

os.environ.setdefault(
    "FLORILEGE_EXAMPLES", "1"
)  # of a property, all the examples: a part may miss the fault by chance
QUIET = ("-q", "-x", "-s", "-p", "no:cacheprovider", "-p", "no:django", "-W", "ignore")
PROFILE = "--hypothesis-profile=mutations"
PARENT_DEATH_SIGNAL = 1
KILLED, SURVIVED, TIMEOUT, UNREACHED = "killed", "survived", "timeout", "unreached"
hypothesis.settings.register_profile(
    "mutations",
    deadline=None,
    database=None,
    derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


@dataclass(slots=True)
class Reach:
    """Which lines of one module each test reaches, and the seconds that each test takes."""

    lines: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    durations: Mapping[str, float] = field(default_factory=dict)

    def tests(self, mutant: Mutant, *, slowest: float) -> list[str]:
        """The tests that reach the lines of a fault, quickest first; all those of the module for one at import."""
        wanted = set(range(mutant.lines[0], mutant.lines[1] + 1))
        everything = self.all_tests(slowest=slowest)
        return [test for test in everything if not mutant.inside or self.lines[test] & wanted]

    def all_tests(self, *, slowest: float) -> list[str]:
        quick = [test for test in self.lines if self.durations.get(test, 0.0) <= slowest]
        return sorted(quick, key=lambda test: (self.durations.get(test, 0.0), test))

    def patience(self, tests: Sequence[str]) -> float:
        """Seconds after which tests that go on are taken to go on for ever."""
        return 20 + 5 * sum(self.durations.get(test, 0.0) for test in tests)


class Trial(Struct, frozen=True):
    """A fault to try: the module's text as changed, the tests, and how long to wait for them."""

    rank: int
    tree: ast.Module
    mutant: Mutant
    tests: tuple[str, ...]
    seconds: float


def reach(modules: Sequence[Path], tests: Sequence[str]) -> dict[Path, Reach]:
    """What the tests reach of each module, from one run of them all, none of which may fail."""
    with tempfile.NamedTemporaryFile(suffix=".pickle") as kept:

        def watch() -> int:
            watched = _Watched(modules)
            code = pytest.main([*QUIET, PROFILE, *tests], plugins=[watched])
            found = {name: dict(reached.lines) for name, reached in watched.reached.items()}
            Path(kept.name).write_bytes(pickle.dumps((found, dict(watched.durations))))
            return int(code)

        if _in_a_child(watch, seconds=3_600, quiet=False) != 0:
            raise SystemExit("The tests do not pass on the code as it stands.")
        found, durations = pickle.loads(Path(kept.name).read_bytes())
    return {module: Reach(found[str(module)], durations) for module in modules}


def outcomes(module: Path, trials: Iterable[Trial], tests: Sequence[str]) -> Iterator[tuple[Trial, str]]:
    """What becomes of each fault of a module: killed when a test fails, else survived or timeout."""
    waiting = [trial for trial in trials if trial.tests]
    found = _warm(module, [trial for trial in waiting if trial.mutant.inside], tests)
    yield from ((trial, found[trial.rank]) for trial in waiting if trial.rank in found)
    yield from ((trial, _cold(module, trial)) for trial in waiting if trial.rank not in found)


def _warm(module: Path, trials: Sequence[Trial], tests: Sequence[str]) -> Mapping[int, str]:
    """By rank, the outcome of each fault that lies within functions of the module."""
    with tempfile.NamedTemporaryFile(suffix=".pickle") as kept:
        warm = _Warm(module, trials, Path(kept.name))

        def run() -> int:
            return int(pytest.main([*QUIET, PROFILE, *tests], plugins=[warm]))

        _in_a_child(run, seconds=6 * 3_600, quiet=True)
        found: Mapping[int, str] = pickle.loads(Path(kept.name).read_bytes())
    return found


def _cold(module: Path, trial: Trial) -> str:
    def run() -> int:
        sys.meta_path.insert(0, _Changed(module, compile(trial.tree, str(module), "exec")))
        return int(pytest.main([*QUIET, PROFILE, *trial.tests]))

    return _outcome(_in_a_child(run, seconds=trial.seconds, quiet=True))


def _outcome(code: int | None) -> str:
    return TIMEOUT if code is None else SURVIVED if code == 0 else KILLED


class _Watched:
    """A plugin: the lines of the modules watched that run while each test does."""

    def __init__(self, modules: Sequence[Path]) -> None:
        self.reached = {str(module): Reach() for module in modules}
        self.durations: dict[str, float] = defaultdict(float)
        self.test = ""

    def trace(self, frame: FrameType, _event: str, _: object) -> Callable[..., object] | None:
        reached = self.reached.get(frame.f_code.co_filename)
        if reached is None or not self.test or frame.f_code.co_name == "<module>":
            return None
        lines = reached.lines[self.test]
        lines.add(frame.f_lineno)

        def follow(inner: FrameType, _event: str, _argument: object) -> Callable[..., object]:
            lines.add(inner.f_lineno)
            return follow

        return follow

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        started = time.monotonic()
        sys.settrace(self.trace)
        yield
        sys.settrace(None)
        self.durations[item.nodeid] = time.monotonic() - started
        self.test = ""


class _Warm:
    """A plugin that, in place of running the tests collected, tries one fault after another upon them."""

    def __init__(self, module: Path, trials: Sequence[Trial], kept: Path) -> None:
        self.module, self.trials, self.kept = module, trials, kept

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        with suppress(ImportError):  # read from files once for all faults
            from florilege.territory.reference import reference

            reference()
        _forget()
        found = {}
        for trial in self.trials:
            changed = changed_functions(sys.modules[_name(self.module)], trial.tree, str(self.module))
            if not changed:
                continue
            code = _in_a_child(
                lambda trial=trial, changed=changed: _run(  # type: ignore[misc]
                    session, [items[test] for test in trial.tests], changed
                ),
                seconds=trial.seconds,
                quiet=True,
            )
            found[trial.rank] = _outcome(code)
            self.kept.write_bytes(pickle.dumps(found))
        self.kept.write_bytes(pickle.dumps(found))
        return True


def _run(
    session: pytest.Session, items: Sequence[pytest.Item], changed: Mapping[FunctionType, CodeType]
) -> int:
    for function, code in changed.items():
        function.__code__ = code
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _forget() -> None:
    """Empty what the rooms under trial remember of former calls, which a changed function would answer otherwise."""
    for name, module in list(sys.modules.items()):
        if name.startswith("florilege.") and not name.startswith("florilege.territory"):
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear"):
                    held.cache_clear()


def changed_functions(module: ModuleType, tree: ast.Module, file: str) -> dict[FunctionType, CodeType]:
    """The functions and methods of a module whose code differs from that of a changed text, with the code there."""
    changed: dict[FunctionType, CodeType] = {}
    codes = {code.co_qualname: code for code in _codes(compile(tree, file, "exec"))}
    for function in _functions(vars(module), module.__name__):
        code = codes.get(function.__code__.co_qualname)
        if (
            code is not None
            and code != function.__code__
            and code.co_freevars == function.__code__.co_freevars
        ):
            changed[function] = code
    return changed


def _codes(code: CodeType) -> Iterator[CodeType]:
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield held
            yield from _codes(held)


def _functions(held: Mapping[str, object], module: str) -> Iterator[FunctionType]:
    for value in list(held.values()):
        bare = getattr(value, "__wrapped__", None) or getattr(value, "__func__", None) or value
        if isinstance(bare, property):
            bare = bare.fget
        elif isinstance(bare, cached_property):
            bare = bare.func
        if isinstance(bare, FunctionType) and bare.__module__ == module:
            yield bare
        elif isinstance(value, type) and value.__module__ == module:
            yield from _functions(dict(vars(value)), module)


def _name(module: Path) -> str:
    parts = module.with_suffix("").parts
    return ".".join(parts[parts.index("florilege") :])


class _Changed(MetaPathFinder, Loader):
    """Gives the changed code for one module."""

    def __init__(self, module: Path, code: CodeType) -> None:
        self.name, self.module, self.code = _name(module), module, code

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.module, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def _in_a_child(act: Callable[[], int], *, seconds: float, quiet: bool) -> int | None:
    """The exit code of an act run in a child process, or None when it took too long."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _child(act, quiet=quiet)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _child(act: Callable[[], int], *, quiet: bool) -> None:
    os.setpgid(0, 0)
    with suppress(AttributeError, OSError):  # Linux: a child ends with the process that waits for it
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    code = 70
    try:
        if quiet:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                code = act()
        else:
            code = act()
    finally:
        os._exit(code)
