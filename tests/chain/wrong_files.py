"""Files that cannot be read, each of another kind: what stands in the place of one that a command asks for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def nothing(path: Path) -> None:
    del path


def empty(path: Path) -> None:
    path.write_bytes(b"")


def zero_bytes(path: Path) -> None:
    path.write_bytes(b"id,c\na,\0\0\n")


def another_encoding(path: Path) -> None:
    path.write_bytes("id,c\né,1\n".encode("utf-16"))


def closed_to_its_reader(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is closed to root")
    path.write_text("id,c\n", encoding="utf-8")
    path.chmod(0)


UNREADABLE = (
    a_folder, a_link_to_nothing, a_link_to_itself, nothing, empty, zero_bytes, another_encoding, closed_to_its_reader,
)  # fmt: skip
