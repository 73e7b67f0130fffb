"""The tutorial, followed as a reader would, with the time that each command takes.

    python -m tests.documentation.followed [--language fr|en] [--program florilege] [--out FOLDER]

In an empty folder with the files that the tutorial offers, each line of its ```console blocks that begins with "$ " is run, in
order. Ends with 1 at the first command that fails, and prints what it said.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

TUTORIALS = Path(__file__).resolve().parents[2] / "docs" / "tutoriel"
PAGES = {"fr": TUTORIALS / "deux-tableurs.md", "en": TUTORIALS / "en" / "two-spreadsheets.md"}
ADVICE = ("florilege doctor",)
"""Commands whose answer may be that something lacks, which stops nobody."""
_BLOCK = re.compile(r"(?s)```console\n(.*?)```")


class Followed(Struct, frozen=True):
    """One command of the tutorial. seconds : how long it took; code : its exit code; said : all that it printed"""

    command: str
    seconds: float
    code: int
    said: str

    @property
    def failed(self) -> bool:
        """Whether a reader is stopped there."""
        return self.code != 0 and not (self.code == 1 and self.command.startswith(ADVICE))


def commands_of(language: str) -> list[str]:
    """The commands of the tutorial in a language, in order."""
    blocks = _BLOCK.findall(PAGES[language].read_text(encoding="utf-8"))
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def follow(language: str, folder: Path, program: str) -> Iterator[Followed]:
    """Run the tutorial in an empty folder, with a program in the place of `florilege`, up to the first that fails."""
    for file in (TUTORIALS / "fichiers").iterdir():
        shutil.copy(file, folder)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    for command in commands_of(language):
        start = time.monotonic()
        line = re.sub(r"^florilege\b", lambda _: program, command)
        done = subprocess.run(
            ["bash", "-c", line], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        followed = Followed(command, time.monotonic() - start, done.returncode, done.stdout)
        yield followed
        if followed.failed:
            return


def main() -> int:
    """Follow the tutorial and print the time of each command; 1 when one fails."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--language", choices=sorted(PAGES), default="fr")
    reader.add_argument("--program", default="florilege", help="what to run in the place of florilege")
    reader.add_argument("--out", type=Path, help="folder to work in, empty or not there yet")
    asked = reader.parse_args()
    folder = asked.out or Path(tempfile.mkdtemp(prefix="tutorial-"))
    folder.mkdir(parents=True, exist_ok=True)
    total = 0.0
    for one in follow(asked.language, folder, asked.program):
        total += one.seconds
        sys.stdout.write(f"{one.seconds:7.1f} s  {one.command}\n")
        if one.failed:
            sys.stdout.write(f"exit code {one.code}\n{one.said}")
            return 1
    sys.stdout.write(f"{total:7.1f} s  in all; the site is in {folder / 'site'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
