"""Every key of the real study's files, written wrong, is refused with its file and its line; or is free, and listed here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from florilege.faults import InputRefused, sentence
from florilege.listings.mapping import read_mapping
from florilege.listings.rows import read_rows
from florilege.listings.vocabulary import read_study_vocabulary
from florilege.selection.study_file import read_study
from florilege.web.study.folder import StudyFolder, check_mappings
from tests.slips.slips import Slip, slips

REAL = Path(__file__).resolve().parents[2] / "studies" / "lieux-innovation"
LISTINGS = sorted(path.stem for path in (REAL / "listings").glob("*.toml"))

FREE = {
    # words for people, which nothing can check
    r"(study|axis|criterion|rule)\.(title|reason|justification|anchors)\.(fr|en) text": "words for people",
    r"(title|coverage\.reason)\.(fr|en) text": "words for people",
    r"text\.(fr|en|published) text": "words for people, and the words of sources",
    r"(publisher|attribution|area|url|coverage\.source) text": "who published what and where: no list of them exists",
    # names that the study itself gives
    r"study\.slug text": "a study is called what it is called",
    r"rule\.key text": "a rule is called what it is called",
    r"record\.ids\.[^.]+ text": "a record is called what the mapping calls it",
    r"(record\.template|version\.id_template) text": "the fixed part of an id",
    # a number like another
    r"criterion\.value\.(from|to|points) number": "any number has a place on a scale that grows",
    r"rule\.count number": "a count that no list can meet is answered as a clash, not refused",
    r"study\.size number": "a size that no list can meet is answered as a clash, not refused",
    # words of the source, of which another version may hold others: a word without code is told in the report
    r"field\.(values|find)\..+ key": "a word of the source",
    r"position\.types\.[^.]+ key": "a word of the geocoder",
    r"(unknown|position\.(abroad|by_hand)) text": "a word of the source",
    r"(field|record)\.split text": "what parts the words of the source",
    r"version\.rename\.[^.]+ text": "a column of which this mapping may take nothing",
}
"""Path of the key and kind of slip → why nothing can tell that it is written wrong."""

NAMED_ELSEWHERE = re.compile(
    r"(axis|criterion)\.key text|(field\.column|record\.(id|date)) text"
    r"|record\.ids\.[^.]+ key|version\.rename\.[^.]+ text"
)
"""Names that another line or file uses: that one may be blamed, with the name as written in what to do."""


def why_free(slip: Slip, free: Mapping[str, str] = FREE) -> str | None:
    """The pattern that says why a slip can be free, or None."""
    return next((pattern for pattern in free if re.fullmatch(pattern, f"{slip.path} {slip.kind}")), None)


def check(name: str, text: str, read: Callable[[Slip], object], free: Mapping[str, str] = FREE) -> set[str]:
    """Read a file with each slip in turn; returns the patterns of `free` that some accepted slip needed."""
    needed: set[str] = set()
    wrong: list[str] = []
    for slip in _first_and_last(slips(text)):
        pattern = why_free(slip, free)
        if pattern in needed:
            continue
        try:
            read(slip)
        except InputRefused as fault:
            if not names(fault, name, slip):
                wrong.append(f"{slip.path} ({slip.kind}), line {slip.line}: {sentence(fault, 'en')}")
        else:
            if pattern is None:
                wrong.append(f"{slip.path} ({slip.kind}), line {slip.line}: {slip.after} is accepted")
            else:
                needed.add(pattern)
    assert not wrong, "\n".join(wrong)
    return needed


def _first_and_last(found: Iterable[Slip]) -> list[Slip]:
    """Of the slips that write one thing wrong in one way in a series of tables, the first and the last."""
    of: dict[tuple[str, str, str], list[Slip]] = {}
    for slip in found:
        words = slip.before if slip.kind == "text" else ""
        of.setdefault((slip.path, slip.kind, words), []).append(slip)
    chosen = [
        each for same in of.values() for each in ({id(same[0]): same[0], id(same[-1]): same[-1]}).values()
    ]
    return sorted(chosen, key=lambda slip: slip.line)


def names(fault: InputRefused, name: str, slip: Slip) -> bool:
    """Whether a refusal says, in both languages, where the slip is; and for words and keys what to do."""
    french, english = sentence(fault, "fr"), sentence(fault, "en")
    said = name in french and name in english
    if slip.kind in ("key", "text"):
        said = said and "à faire" in french and "to do" in english
    if re.search(rf"ligne {slip.line}\b", french) and re.search(rf"line {slip.line}\b", english):
        return said
    elsewhere = NAMED_ELSEWHERE.fullmatch(f"{slip.path} {slip.kind}") is not None
    return said and elsewhere and slip.after.strip('"') in french and slip.after.strip('"') in english


def test_a_slip_in_the_study_file_is_refused_with_its_line() -> None:
    def read(slip: Slip) -> None:
        check_mappings(StudyFolder(REAL), read_study(slip.text, file="study.toml"))

    text = (REAL / "study.toml").read_text(encoding="utf-8")
    needed = check("study.toml", text, read)
    assert needed == {
        pattern for pattern in FREE if pattern.startswith(("(study|", r"study\.", r"rule\.", r"criterion\."))
    }


def test_a_slip_in_the_vocabulary_is_refused_with_its_line() -> None:
    text = "\n".join((REAL / "vocabulary.toml").read_text(encoding="utf-8").splitlines()[:40])
    check("vocabulary.toml", text, lambda slip: read_study_vocabulary(slip.text, file="vocabulary.toml"))


READ_ROWS = re.compile(r"field\.(column|unless)|record\.|position\.|version\.rename")
"""Keys that name columns: whether they are there is known once the file is read."""


@pytest.mark.parametrize("slug", LISTINGS)
def test_a_slip_in_a_mapping_is_refused_with_its_line(slug: str, tmp_path: Path) -> None:
    path = tmp_path / f"{slug}.toml"
    shutil.copytree(REAL / "listings" / slug, tmp_path / slug)
    for file in (tmp_path / slug).glob(
        "*.json"
    ):  # every object of the real one has every key: a few are enough
        file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8"))[:20]), encoding="utf-8")

    def read(slip: Slip) -> None:
        path.write_text(slip.text, encoding="utf-8")
        mapping = read_mapping(path)
        if READ_ROWS.match(slip.path):
            renamed = slip.path.startswith("version")
            for version in (one for one in mapping.versions if one.rename) if renamed else [mapping.in_use]:
                with (tmp_path / version.file).open("rb") as stream:
                    read_rows(mapping, stream, version=version)

    text = (REAL / "listings" / f"{slug}.toml").read_text(encoding="utf-8")
    check(f"{slug}.toml", text, read)
