"""A study of made-up listings that grow by versions, driven in this process through the operations themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from florilege.linkage.decisions import Signature
from florilege.web.acts import acceptances, newer_versions
from florilege.web.inventory.models import Claim, Link, PairScore, Record, ShownPlace
from florilege.web.steps import chain
from florilege.web.steps.rehearsal import rehearse
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import OpenStudy, open_study
from tests.chain import small_study

COLUMNS = ("id", "nom", "adresse", "cp", "ville", "site")
MAPPING = """slug = "{slug}"
title = {{ fr = "{slug}", en = "{slug}" }}
publisher = "X"
url = "https://example.org/{slug}"
licence = "etalab-2.0"
attribution = "X"
format = "csv"

[[version]]
date = "{date}"
file = "{slug}/{date}.csv"

[record]
id = "id"
ids_last = {ids_last}

[[field]]
field = "name"
column = "nom"

[[field]]
field = "address"
column = "adresse"

[[field]]
field = "postcode"
column = "cp"
clean = ["postcode"]

[[field]]
field = "city"
column = "ville"

[[field]]
field = "website"
column = "site"
clean = ["url"]
"""
NOBODY = Signature("A. Reader", "2024-06-01", "seen")
TODAY = "2024-06-01"
Row = tuple[str, str, str, str, str, str]


def write_listing(
    study: Path, slug: str, date: str, rows: Sequence[Sequence[str]], *, ids_last: bool = False
) -> None:
    """A listing in its first version, with its mapping."""
    mapping = study / "listings" / f"{slug}.toml"
    write_version(mapping.parent / slug / f"{date}.csv", rows)
    mapping.write_text(MAPPING.format(slug=slug, date=date, ids_last=str(ids_last).lower()), encoding="utf-8")


def write_version(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """The file of a version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Growing:
    """The study in a folder; the store is that of the test."""

    path: Path

    def link(self) -> None:
        chain.run_chain(self.path, last="link", out=None, force=(), progress=lambda *_: None)

    def open(self) -> OpenStudy:
        return open_study(open_folder(self.path))

    def accept(self, slug: str, file: Path, date: str) -> None:
        study = self.open()
        newer_versions.accept(
            study,
            newer_versions.examine(study, slug, file, date),
            who="A. Reader",
            today=TODAY,
            rehearse=rehearse,
        )
        self.link()

    def undo(self, act: int) -> None:
        acceptances.undo(self.open(), act, who="A. Reader", today=TODAY, rehearse=rehearse)
        self.link()

    def files(self) -> dict[str, str]:
        """The files in which the study keeps what it knows, by name."""
        names = ("identities.csv", "decisions.csv", "former_names.csv", "departed.csv", "addresses.csv")
        kept = {name: self.path / name for name in names} | {
            path.name: path for path in sorted((self.path / "listings").glob("*.toml"))
        }
        return {
            name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in kept.items()
        }


def make(folder: Path, listings: Mapping[str, Sequence[Sequence[str]]], *, ids_last: bool = False) -> Growing:
    """A study of listings in their first version, of January 2024, linked."""
    study = folder / "study"
    for slug, rows in listings.items():
        write_listing(study, slug, "2024-01-01", rows, ids_last=ids_last)
    small_study.write_study_file(study, listings=tuple(listings))
    made = Growing(study)
    made.link()
    return made


def place_of() -> dict[str, str]:
    """Record key → place id, in the store."""
    return acceptances.places_of_records()


def stored() -> dict[str, list[tuple[object, ...]]]:
    """What the store holds of records and places, by its meaning rather than by its row numbers."""
    of_record = ("record__version__listing__slug", "record__record_id")
    return {
        "records": sorted(
            Record.objects.values_list(
                "version__listing__slug", "version__date", "version__current", "record_id", "name", "line"
            )
        ),
        "links": sorted(Link.objects.values_list(*of_record, "place__public_id", "decided_by")),
        "pairs": sorted(
            PairScore.objects.values_list(
                "first__version__listing__slug", "first__record_id", "second__version__listing__slug",
                "second__record_id", "probability", "veto", "outcome",
            )
        ),
        "claims": sorted(
            Claim.objects.values_list("key", "place__public_id", "field", "value", "date", "shown", "source_url")
        ),
        "shown": sorted(
            (one.place.public_id, one.place.slug, one.name, one.status, repr(one.listings), one.records)
            for one in ShownPlace.objects.select_related("place")
        ),
    }  # fmt: skip
