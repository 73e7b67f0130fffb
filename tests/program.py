"""The program as a test runs it: a process of its own for each command, which need not import everything again.

A process of Python spends two seconds of processor on imports before a command begins, and the suite starts hundreds.
Each command is therefore a copy (fork) of one process that imported what it can and did nothing else: its folder,
its environment, its three streams, its memory and its end, be it by a signal, are its own. What is about the start
itself (the installed entry point, other hash seeds, other threads) starts a process from nothing. One process is copied
for all the processes of a run (`tests/conftest.py` names its folder), and for the commands that a copy starts.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import florilege
from florilege.processes import can_fork

ROOT = Path(__file__).resolve().parents[1]
FLORILEGE = Path(sys.executable).parent / "florilege"
"""The installed entry point, for what must start from nothing."""
FOLDER = "FLORILEGE_TESTS_PROGRAM"
"""The variable that names the folder where what is copied is asked."""
Ended = subprocess.CompletedProcess[str]


def run(
    *arguments: str | Path,
    folder: Path,
    script: Path | str | None = None,
    answers: str = "",
    environment: Mapping[str, str] | None = None,
    as_one: bool = False,
    team: bool = False,
) -> Ended:
    """Run the command line in a folder; how it ended (a signal is a negative code) and what it said.

    script : Python to run in its place with these arguments, a file or the text itself
    answers : what is typed on the standard input
    environment : variables over those of the tests, which lend it neither store nor study
    as_one : whether what it says on both streams is one text, as on a terminal: its standard output
    team : whether it is of the service of a team, whose applications the other commands do not have
    """
    command = [str(argument) for argument in arguments]
    if not can_fork():
        program: tuple[str | Path, ...] = (
            (sys.executable, "-c", script) if isinstance(script, str) else (FLORILEGE,)
        )
        program = (sys.executable, script) if isinstance(script, Path) else program
        return run_from_nothing(
            *program, *command, folder=folder, answers=answers, environment=environment, as_one=as_one
        )
    warm = _warm()
    asked = _asked(command, folder, script, environment)
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        typed.write(answers.encode())
        typed.seek(0)
        code = warm.end_of(
            "team" if team else "build",
            asked,
            (typed.fileno(), out.fileno(), (out if as_one else err).fileno()),
        )
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(command, code, *said)


def keep_ready() -> None:
    """Keep what is copied for as long as this process lasts: lines of a shell that ask for copies would each start it."""
    _warm()


class Serving:
    """A copy that serves until it is told to end."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._watched = os.pidfd_open(pid)

    def terminate(self) -> None:
        signal.pidfd_send_signal(self._watched, signal.SIGTERM)

    def kill(self) -> None:
        signal.pidfd_send_signal(self._watched, signal.SIGKILL)

    def has_ended(self) -> bool:
        return bool(select.select([self._watched], [], [], 0)[0])

    def wait(self, seconds: float = 60) -> None:
        """Return once it has ended; raises TimeoutError, having killed it, when it does not."""
        ended, _, _ = select.select([self._watched], [], [], seconds)
        if not ended:
            self.kill()
        os.close(self._watched)
        if not ended:
            raise TimeoutError(f"it did not end within {seconds} seconds")


def serving(
    *arguments: str | Path, folder: Path, said: Path, script: Path | str | None = None,
    environment: Mapping[str, str] | None = None, team: bool = False,
) -> Serving:  # fmt: skip
    """Start a command, or a script, that goes on until it is told to end: what it says goes to a file."""
    warm = _warm()
    asked = _asked([str(argument) for argument in arguments], folder, script, environment)
    with open(os.devnull) as typed, said.open("w") as out:
        streams = (typed.fileno(), out.fileno(), out.fileno())
        return Serving(warm.end_of("team" if team else "build", asked | {"stays": True}, streams))


def run_from_nothing(
    *command: str | Path, folder: Path, answers: str = "", environment: Mapping[str, str] | None = None,
    as_one: bool = False,
) -> Ended:  # fmt: skip
    """Run a program of any kind in a folder, as a process that starts from nothing."""
    return subprocess.run(
        command, cwd=folder, input=answers, stdout=subprocess.PIPE, text=True, check=False,
        stderr=subprocess.STDOUT if as_one else subprocess.PIPE, env=_variables(environment),
    )  # fmt: skip


def _asked(
    command: list[str], folder: Path, script: Path | str | None, environment: Mapping[str, str] | None
) -> dict[str, object]:
    return {
        "arguments": command, "folder": str(folder), "environment": _variables(environment),
        "file" if isinstance(script, Path) else "text": str(script or ""),
    }  # fmt: skip


def _variables(more: Mapping[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FLORILEGE_STUDY")}
    # a script of the tests finds what it shares with others, wherever it runs
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (kept.get("PYTHONPATH", ""), str(ROOT))))
    return kept | dict(more or {})


class _Warm:
    """A line to each kind of process that is copied; the first to ask starts what all of them come from."""

    def __init__(self) -> None:
        self._lines: dict[str, socket.socket] = {}
        self._life = socket.socket(socket.AF_UNIX)
        own = FOLDER not in os.environ  # without the suite, as by a script run by hand
        folder = Path(tempfile.mkdtemp(prefix="florilege-warm-") if own else os.environ[FOLDER])
        self._own = folder if own else None
        os.environ[FOLDER] = str(folder)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                self._life.connect(str(folder / "socket"))
            except OSError:
                _start(folder)
                self._life.connect(str(folder / "socket"))

    def end_of(self, kind: str, asked: Mapping[str, object], streams: tuple[int, int, int]) -> int:
        """How a copy ended, or the number of its process where it stays."""
        line = self._lines.get(kind) or self._begun(kind)
        content = json.dumps(asked).encode()
        socket.send_fds(line, [len(content).to_bytes(4, "big")], list(streams))
        line.sendall(content)
        answer = line.recv(4)
        if len(answer) < 4:
            raise RuntimeError("the process to be copied ended")
        return int.from_bytes(answer, "big", signed=True)

    def _begun(self, kind: str) -> socket.socket:
        ours, theirs = socket.socketpair()
        socket.send_fds(self._life, [kind[:1].encode()], [theirs.fileno()])
        theirs.close()
        self._lines[kind] = ours
        return ours

    def close(self) -> None:
        for line in (*self._lines.values(), self._life):
            line.close()
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)


def _start(folder: Path) -> None:
    sources = Path(florilege.__file__).parents[1]  # those of the tests: a mutant runs as it is
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(sources), str(ROOT)))}
    (folder / "socket").unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
        listening.listen(64)
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("warm_program.py"), folder, str(listening.fileno())],
            env=environment, pass_fds=(listening.fileno(),), stdin=subprocess.DEVNULL,
        )  # fmt: skip


@cache
def _warm() -> _Warm:
    warm = _Warm()
    atexit.register(warm.close)
    return warm


if __name__ == "__main__":  # in the place of `florilege` in a line of a shell, with the streams of that line
    asked_here = _asked(sys.argv[1:], Path.cwd(), None, os.environ)
    sys.exit(_warm().end_of("build", asked_here, (0, 1, 2)) % 256)
