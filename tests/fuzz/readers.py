"""What the fuzzer runs on each input: the first byte picks the format, the rest is the file."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["florilege.listings"]):
    from tests.fuzz.one_input import BEGINNINGS, check

from florilege.listings.mapping import FORMATS


def one_input(content: bytes) -> None:
    if content:
        check(FORMATS[content[0] % len(FORMATS)], content[1:])


def main() -> None:
    corpus = Path(sys.argv[1])
    for rank, (format_, content) in enumerate(BEGINNINGS):
        (corpus / f"beginning-{rank}").write_bytes(bytes([FORMATS.index(format_)]) + content)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
