"""The program as a test runs it: a process of its own for each command, which need not import everything again.

A process of Python spends two seconds of processor on imports before a command begins, and the suite starts hundreds.
Each command is therefore a copy (fork) of one process that imported what it can and did nothing else: its folder,
its environment, its three streams, its memory and its end, be it by a signal, are its own. What is about the start
itself (the installed entry point, other hash seeds, other threads) starts a process from nothing.
"""

from __future__ import annotations

import atexit
import json
import os
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
Ended = subprocess.CompletedProcess[str]


def run(
    *arguments: str | Path,
    folder: Path,
    script: Path | str | None = None,
    answers: str = "",
    environment: Mapping[str, str] | None = None,
    as_one: bool = False,
) -> Ended:
    """Run the command line in a folder; how it ended (a signal is a negative code) and what it said.

    script : Python to run in its place with these arguments, a file or the text itself
    answers : what is typed on the standard input
    environment : variables over those of the tests, which lend it neither store nor study
    as_one : whether what it says on both streams is one text, as on a terminal: its standard output
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
    variables = _variables(environment)
    asked = {"arguments": command, "folder": str(folder), "environment": variables}
    asked["file" if isinstance(script, Path) else "text"] = str(script or "")
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        typed.write(answers.encode())
        typed.seek(0)
        code = _started().end_of(asked, (typed.fileno(), out.fileno(), (out if as_one else err).fileno()))
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(command, code, *said)


def run_from_nothing(
    *command: str | Path, folder: Path, answers: str = "", environment: Mapping[str, str] | None = None,
    as_one: bool = False,
) -> Ended:  # fmt: skip
    """Run a program of any kind in a folder, as a process that starts from nothing."""
    return subprocess.run(
        command, cwd=folder, input=answers, stdout=subprocess.PIPE, text=True, check=False,
        stderr=subprocess.STDOUT if as_one else subprocess.PIPE, env=_variables(environment),
    )  # fmt: skip


def _variables(more: Mapping[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FLORILEGE_STUDY")}
    # a script of the tests finds what it shares with others, wherever it runs
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (kept.get("PYTHONPATH", ""), str(ROOT))))
    return kept | dict(more or {})


class _Warm:
    """The process that is copied; it ends with this one, when its end of the line closes."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        sources = Path(florilege.__file__).parents[1]  # those of the tests: a mutant runs as it is
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(sources), str(ROOT)))}
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("warm_program.py"), str(theirs.fileno())],
            env=environment, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()

    def end_of(self, asked: Mapping[str, object], streams: tuple[int, int, int]) -> int:
        content = json.dumps(asked).encode()
        socket.send_fds(self._line, [len(content).to_bytes(4, "big")], list(streams))
        self._line.sendall(content)
        answer = self._line.recv(4)
        if len(answer) < 4:
            raise RuntimeError(f"the process to be copied ended: {self._process.wait()}")
        return int.from_bytes(answer, "big", signed=True)

    def close(self) -> None:
        self._line.close()
        self._process.wait()


@cache
def _started() -> _Warm:
    warm = _Warm()
    atexit.register(warm.close)
    return warm
