"""Compiles the message catalogues (.po → .mo); run by `make` after a change, needs no system tool."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogues(folder: Path = LOCALE) -> int:
    """Compile every catalogue under a locale folder; returns how many were written."""
    count = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)
        count += 1
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{compile_catalogues()} catalogues\n")
