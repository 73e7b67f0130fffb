"""A PostgreSQL of the tests' own: the machine's binaries, a temporary folder, an ordinary user, loopback alone."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

NAME = "florilege"


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, of the newest version that the machine has; None without one."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").is_file()]
    return max(installed, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def started(*, durable: bool = False) -> Iterator[str]:
    """The address of an empty database, for DATABASE_URL; the server ends with the block, whoever is still connected.

    durable : as a service keeps it, on the disk before it answers; tests do without
    """
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="florilege-postgresql-"))
    user = _ordinary_user()
    if user is not None:
        os.chown(folder, user, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    as_user: dict[str, object] = {} if user is None else {"user": user, "extra_groups": []}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **as_user,  # type: ignore[call-overload]
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port),
             *([] if durable else ["-c", "fsync=off", "-c", "synchronous_commit=off"])],
            stdout=log, stderr=subprocess.STDOUT, cwd=folder, **as_user,  # type: ignore[call-overload]
        )  # fmt: skip
    try:
        _wait(programs, port, server)
        create = ["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", NAME, NAME]
        subprocess.run([programs / create[0], *create[1:]], check=True, capture_output=True)
        yield f"postgresql://{NAME}@127.0.0.1:{port}/{NAME}"
    finally:
        server.send_signal(signal.SIGINT)  # at SIGTERM it waits for those who are connected
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
    for _ in range(200):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        if server.poll() is not None:
            raise AssertionError("the server ended while it started")
        time.sleep(0.1)
    raise AssertionError("the server did not start within twenty seconds")


def _ordinary_user() -> int | None:
    """Whom a server started by root runs as: it refuses root. None when that is already so."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise AssertionError("root, and no other user to run a server as")


def copy(address: str) -> str:
    """The address of a copy of a database that nobody has open, on the same server."""
    programs = binaries()
    assert programs is not None
    parts = urlsplit(address)
    name = f"{NAME}_{secrets.token_hex(4)}"
    create = [
        "-h",
        str(parts.hostname),
        "-p",
        str(parts.port),
        "-U",
        NAME,
        "-T",
        parts.path.lstrip("/"),
        name,
    ]
    subprocess.run([programs / "createdb", *create], check=True, capture_output=True)
    return f"{address.rpartition('/')[0]}/{name}"
