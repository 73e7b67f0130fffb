"""The files that a site publishes, read as anyone would."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from statistics import median_low

from msgspec import Struct, field

from florilege.checking.json_values import Json, items, mapping, number_of, text
from florilege.checking.study_file import StudyFile, read_study_file
from florilege.checking.territory_tables import TerritoryTables, read_territory_tables
from florilege.faults import InputRefused, Words
from florilege.files import read_text

Row = Mapping[str, str]
SEALED = "dossier.zip"
ONLY_NAMED = ("labels", "networks")
"""Roles of ties.csv by which an actor takes no part in a place."""


class Choice(Struct, frozen=True):
    """What selection.json says of a candidate.

    reasons : code → its numbers
    certain : "core" when it is proved to be in every list, "exterior" in none; else ""
    """

    kept: bool
    klass: str
    score: tuple[float, float, float]
    """At the reference, at least, at most."""
    rate: tuple[float, float, float]
    """Acceptability and its interval."""
    reasons: Mapping[str, Mapping[str, Json]]
    certain: str


class Published(Struct, frozen=True, dict=True):
    """The data of a site. folder : its `data/`"""

    folder: Path
    places: Sequence[Row]
    claims: Sequence[Row]
    records: Sequence[Row]
    disagreements: Sequence[Row]
    unjudged: Mapping[str, Row]
    selection: Mapping[str, Json]
    quality: Mapping[str, Json]
    ties: Sequence[Row] | None = None
    """None where the site has no table of ties, or one from which some were left out."""
    actors: Sequence[str] = ()
    """Names of actors."""
    territories: TerritoryTables = field(default_factory=TerritoryTables)
    sealed: Mapping[str, str] = field(default_factory=dict)
    """Name → text of each file of the sealed dossier; none where the site has no dossier."""

    @cached_property
    def by_slug(self) -> Mapping[str, Row]:
        return {row["slug"]: row for row in self.places}

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        return {row["place_id"]: row for row in self.places}

    @cached_property
    def scope(self) -> Sequence[Row]:
        return [row for row in self.places if row["in_scope"] == "true"]

    @cached_property
    def candidates(self) -> Sequence[Row]:
        return [row for row in self.places if row["candidate"] == "true"]

    @cached_property
    def of_2022(self) -> Sequence[Row]:
        return [row for row in self.places if row["in_2022_study"] == "true"]

    @cached_property
    def claims_of(self) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.claims:
            found[row["place_id"]].append(row)
        return found

    @cached_property
    def records_of(self) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.records:
            found[row["place_id"]].append(row)
        return found

    @cached_property
    def tied(self) -> Mapping[str, frozenset[str]]:
        """Place → the actors that take part in it: who only labels it, or counts it in a network, does not."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.ties or ():
            if row["place"] and row["role"] not in ONLY_NAMED:
                found[row["place"]].add(row["actor"])
        return {place: frozenset(actors) for place, actors in found.items()}

    @cached_property
    def disputed(self) -> Mapping[str, int]:
        """Place → its disagreements."""
        return Counter(row["place_id"] for row in self.disagreements)

    @cached_property
    def choice(self) -> Mapping[str, Choice]:
        """Place → what the selection says of it."""
        parts = {"selected": True, "not_selected": False}
        return {
            text(one["place_id"]): _choice(one, kept)
            for part, kept in parts.items()
            for one in items(self.selection.get(part))
        }

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, float]]:
        names = ("best", "low", "median", "high", "worst")
        return {
            text(one["place_id"]): {name: number_of(one[name]) for name in names}
            for one in items(self.selection.get("ranks"))
        }

    @cached_property
    def kept(self) -> Sequence[str]:
        """Ids of the places of the list that is published, or of the computed one."""
        published = self.selection.get("published")
        if isinstance(published, Sequence) and not isinstance(published, str):
            return [text(one) for one in published]
        return [key for key, one in self.choice.items() if one.kept]

    @cached_property
    def study(self) -> StudyFile:
        """The study file of the dossier; without axis and criterion where there is no dossier."""
        return read_study_file(self.sealed.get("study.toml", ""))

    def classed(self, klass: str, *, kept: bool) -> int:
        return sum(one.klass == klass and one.kept == kept for one in self.choice.values())

    @cached_property
    def shown_values(self) -> int:
        """Fields of places of which a value is shown, the two halves of a position being one."""
        halves = ("latitude", "longitude")
        shown = (row for row in self.claims if row["shown"] == "true")
        return len(
            {(row["place_id"], "position" if row["field"] in halves else row["field"]) for row in shown}
        )

    @cached_property
    def median_year(self) -> int:
        """Year of the median dated value shown of the places of the scope."""
        scope = {row["place_id"] for row in self.scope}
        shown = (row for row in self.claims if row["shown"] == "true" and row["place_id"] in scope)
        return median_low([int(row["date"][:4]) for row in shown if row["date"]] or [0])

    @cached_property
    def inhabitants(self) -> Mapping[str, tuple[int, str]]:
        """EPCI → its inhabitants, and the région of its seat."""
        rows = table(self.sealed.get("territory.csv", ""))
        return {row["epci"]: (int(row["population"]), row["region"]) for row in rows if row["population"]}

    def kept_of(self, places: Iterable[Row]) -> int:
        """How many places are on the list."""
        kept = set(self.kept)
        return sum(row["place_id"] in kept for row in places)

    def within(self, territory: str) -> Sequence[Row]:
        """Places of a territory page, by its key: an EPCI's code, commune-34172, departement-34, region-76."""
        level, _, code = territory.rpartition("-")
        column = {
            "": "epci_code",
            "departement": "departement",
            "region": "region",
            "commune": "commune_code",
        }.get(level, "")
        wanted = "" if code in ("00", "inconnue") else code
        return self._by_territory.get((column, wanted), ())

    @cached_property
    def _by_territory(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.places:
            for column in ("epci_code", "departement", "region", "commune_code"):
                found[column, row[column]].append(row)
        return found


def read_published(site: Path) -> Published:
    """The data files of a built site. Raises InputRefused when the folder is not one."""
    folder = site / "data"
    needed = (
        "places.csv",
        "claims.csv",
        "records.csv",
        "disagreements.csv",
        "selection.json",
        "quality.json",
    )
    for name in needed:
        if not (folder / name).is_file():
            raise InputRefused(
                Words(f"un site publié, avec son fichier data/{name}", f"a published site, with its file data/{name}"),
                file=str(site),
                hint=Words(
                    "construire d’abord le site : florilege build ÉTUDE --out SITE",
                    "build the site first: florilege build STUDY --out SITE",
                ),
            )  # fmt: skip
    unjudged = folder / "not_appraisable.csv"
    said = {name: read_text(folder / name) for name in needed}
    return Published(
        folder,
        places=table(said["places.csv"]),
        claims=table(said["claims.csv"]),
        records=table(said["records.csv"]),
        disagreements=table(said["disagreements.csv"]),
        unjudged={row["place_id"]: row for row in table(read_text(unjudged) if unjudged.is_file() else "")},
        selection=_object(said["selection.json"], "selection.json"),
        quality=_object(said["quality.json"], "quality.json"),
        ties=_ties(folder),
        actors=_names(folder / "actors.csv"),
        territories=read_territory_tables(folder),
        sealed=_sealed(folder / SEALED),
    )


def _names(file: Path) -> Sequence[str]:
    """The names of a table that may not be there."""
    return [row["name"] for row in table(read_text(file))] if file.is_file() else []


def _ties(folder: Path) -> Sequence[Row] | None:
    """The ties published; None where there are none, or where licences kept some of them out."""
    ties, licences = folder / "ties.csv", folder / "licences.json"
    if not ties.is_file():
        return None
    said = _object(read_text(licences), licences.name) if licences.is_file() else {}
    left = mapping(said.get("left_out"))
    return None if number_of(left.get("ties", 0)) else table(read_text(ties))


def table(content: str) -> Sequence[Row]:
    return list(csv.DictReader(io.StringIO(content)))


def vocabulary() -> Sequence[Row]:
    """Words of codes and of fields in both languages: of (kind, service, label, field), code, fr, en."""
    return table(resources.files("florilege.checking").joinpath("words.csv").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def codes() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(kind, service, label or field; words in either language, in lower case) → codes."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in vocabulary():
        for language in ("fr", "en"):
            key = row["of"], row[language].lower()
            found[key] = (*found.get(key, ()), row["code"])
    return found


def flagged(places: Iterable[Row], column: str) -> int:
    """How many places have a column true."""
    return sum(row[column] == "true" for row in places)


def _choice(one: Mapping[str, Json], kept: bool) -> Choice:
    reasons = items(one["reasons"])
    return Choice(
        kept, text(one["class"]),
        (number_of(one["score"]), number_of(one["score_low"]), number_of(one["score_high"])),
        (number_of(one["acceptability"]), number_of(one["ci_low"]), number_of(one["ci_high"])),
        {text(reason["code"]): mapping(reason["numbers"]) for reason in reasons},
        text(one.get("certain")),
    )  # fmt: skip


def _object(content: str, name: str) -> Mapping[str, Json]:
    try:
        value: Json = json.loads(content)
    except json.JSONDecodeError as error:
        raise InputRefused(Words("du JSON", "JSON"), file=name, line=error.lineno, value=error.msg) from error
    return mapping(value)


def _sealed(file: Path) -> Mapping[str, str]:
    if not file.is_file():
        return {}
    with zipfile.ZipFile(file) as archive:
        names = ("study.toml", "territory.csv", "coverage.csv", "sites.csv", "context.json", "candidates.csv")
        return {name: archive.read(name).decode() for name in names if name in archive.namelist()}
