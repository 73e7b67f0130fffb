"""Two sites compared file by file: which are the same, which differ and how, which one alone holds.

    python -m benchmarks.publication.compare_sites BEFORE AFTER [--lines 12] [--files 40] [--as-they-are]

Every file of both folders is read. What depends on the build and not on the study is put at a fixed value before
comparing, and nothing else; what was so put, and in how many files, is printed:

  asset stamp    the hash of styles and scripts in the addresses of a page (assets/site.css?0123456789)
  manifest       the hash that the site's own manifest gives of each file, and its size: the files themselves are compared
  container      the compression and the dates of a zip or gzip: what they hold is compared, member by member

`--as-they-are` puts nothing at a fixed value, and compares bytes. Exit 0 when the sites are the same, 1 when not.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import io
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Normalisation = tuple[str, re.Pattern[str], re.Pattern[bytes], bytes]
NORMALISED: tuple[Normalisation, ...] = (
    (
        "asset stamp",
        re.compile(r".*\.html"),
        re.compile(rb'(?<=\?)[0-9a-f]{10}(?=")'),
        b"*",
    ),
    (
        "manifest",
        re.compile(r"\.florilege-manifest\.json"),
        re.compile(rb'(?<=: ")[0-9a-f ]+\d+(?=")'),
        b"*",
    ),
)
"""What is put at a fixed value: its name, in which files, what, by what."""
LONGEST = 300
"""Characters of a line of a difference; a page may be one line."""


@dataclass
class Comparison:
    """What the comparison of two sites found."""

    same: int = 0
    differing: dict[str, Sequence[str]] = field(default_factory=dict)
    """Name → its difference, as lines."""
    gone: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    normalised: Counter[str] = field(default_factory=Counter)
    """What was put at a fixed value → in how many files it stood otherwise than the same on both sides."""

    @property
    def is_same(self) -> bool:
        """Whether the two sites hold the same."""
        return not (self.differing or self.gone or self.added)


def compare(before: Path, after: Path, *, as_they_are: bool = False) -> Comparison:
    """Two folders, every file of both; as_they_are : bytes, nothing put at a fixed value, no archive opened."""
    found = Comparison()
    left, right = _files(before), _files(after)
    found.gone = sorted(left.keys() - right.keys())
    found.added = sorted(right.keys() - left.keys())
    for name in sorted(left.keys() & right.keys()):
        _compare_file(found, name, left[name].read_bytes(), right[name].read_bytes(), as_they_are=as_they_are)
    return found


def _files(folder: Path) -> Mapping[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _compare_file(found: Comparison, name: str, before: bytes, after: bytes, *, as_they_are: bool) -> None:
    if before == after:
        found.same += 1
        return
    if not as_they_are:
        inside = _members(name, before), _members(name, after)
        if inside[0] is not None and inside[1] is not None:
            _compare_members(found, name, inside[0], inside[1])
            return
        before, after = _normalised(found, name, before), _normalised(found, name, after)
        if before == after:
            found.same += 1
            return
    found.differing[name] = list(_difference(before, after))


def _compare_members(
    found: Comparison, name: str, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> None:
    """The files within two archives: the archive is the same when each of them is."""
    own = Comparison(normalised=found.normalised)
    own.gone, own.added = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    for member in sorted(before.keys() & after.keys()):
        _compare_file(own, f"{name}!{member}", before[member], after[member], as_they_are=False)
    found.normalised["container"] += 1
    if own.is_same:
        found.same += 1
        return
    found.differing.update(own.differing)
    found.gone += [f"{name}!{member}" for member in own.gone]
    found.added += [f"{name}!{member}" for member in own.added]


def _members(name: str, content: bytes) -> Mapping[str, bytes] | None:
    """What an archive holds, by name; None when it is none."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {one: archive.read(one) for one in archive.namelist()}
    if content.startswith(b"\x1f\x8b"):
        try:
            return {"content": gzip.decompress(content)}
        except (OSError, EOFError, zlib.error):
            sys.stderr.write(f"{name}: damaged gzip, compared as bytes\n")
    return None


def _normalised(found: Comparison, name: str, content: bytes) -> bytes:
    for title, files, pattern, fixed in NORMALISED:
        if files.fullmatch(name):
            changed = pattern.sub(fixed, content)
            found.normalised[title] += changed != content
            content = changed
    return content


def _difference(before: bytes, after: bytes) -> Iterator[str]:
    """The lines that differ; of files that are no text, their sizes and where they part."""
    try:
        left, right = before.decode().splitlines(), after.decode().splitlines()
    except UnicodeDecodeError:
        parts = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
        at = min(len(before), len(after)) if parts is None else parts
        yield f"not text: {len(before)} and {len(after)} bytes, from byte {at} on"
        return
    for line in difflib.unified_diff(left, right, lineterm="", n=0):
        if not line.startswith(("---", "+++")):
            yield line if len(line) <= LONGEST else f"{line[:LONGEST]}… ({len(line)} characters)"
    if left == right:
        yield "the ends of lines differ"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Compare two sites, file by file.")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--lines", type=int, default=12, help="lines of difference printed of a file")
    parser.add_argument("--files", type=int, default=40, help="files whose difference is printed")
    parser.add_argument("--as-they-are", action="store_true", help="bytes, nothing put at a fixed value")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print, and return the exit code."""
    asked = _parser().parse_args(arguments)
    for folder in (asked.before, asked.after):
        if not folder.is_dir():
            sys.stderr.write(f"{folder}: not a folder\n")
            return 2
    found = compare(asked.before, asked.after, as_they_are=asked.as_they_are)
    out = sys.stdout
    out.write(f"same {found.same} · differing {len(found.differing)} · only before {len(found.gone)}")
    out.write(f" · only after {len(found.added)}\n")
    for title, count in sorted(found.normalised.items()):
        out.write(f"put at a fixed value or opened to compare: {title}, {count} files\n")
    for sign, names in (("-", found.gone), ("+", found.added)):
        out.writelines(f"{sign} {name}\n" for name in names)
    for number, (name, lines) in enumerate(found.differing.items()):
        if number == asked.files:
            out.write(f"… and {len(found.differing) - number} more files that differ:\n")
        out.write(f"≠ {name}\n")
        if number < asked.files:
            out.writelines(f"    {line}\n" for line in lines[: asked.lines])
            if len(lines) > asked.lines:
                out.write(f"    … {len(lines) - asked.lines} more lines\n")
    return 0 if found.is_same else 1


if __name__ == "__main__":
    sys.exit(main())
