"""The mapping file of a listing: how its columns become the fields of a place.

A mapping is TOML that a person writes: who publishes the listing and under which licence, its dated versions,
how a record is known, and one `[[field]]` for each thing a column says. Every fault names its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table_
from dataclasses import dataclass
from pathlib import Path

from florilege.faults import MappingRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.normalise import EXTRACTS, RULES
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.locate import PRECISIONS
from florilege.territory.names import plain
from florilege.toml_lines import Table, nearest, read_toml

FORMATS = (
    "csv",
    "geojson",
    "json",
    "facts",
    "xlsx",
    "osm",
    "gogocarto",
    "umap",
    "fablabs",
    "mediation",
)
COMPUTED = ("weekly-hours", "half-days", "weekly-hours-sentence")
_DATE = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class Version:
    """One dated state of the listing, and how its file differs from the latest one.

    file : relative to the folder of the mapping
    rename : column of this file → the name that the mapping knows
    without : columns that this version does not have
    sheet, header_row : of a workbook, the sheet to read and the row, from 1, that names its columns
    """

    date: str
    file: str
    encoding: str
    delimiter: str
    decimal: str
    rename: Table_[str, str]
    without: frozenset[str]
    id_template: str | None
    sheet: str | None = None
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class RecordRule:
    """How a row becomes one record or several, and under which id.

    column : holds the id; None when the id is the rank of the row, put in `template`
    split : separator of several ids in one row; `split_with` are the columns split the same way
    ids : published name → record id, where the rows are gathered under a name
    date : column of the row's own date, written as `date_format` (strptime)
    ids_last : whether the listing keeps an id for one place from version to version
    """

    column: str | None
    template: str
    split: str | None
    split_with: tuple[str, ...]
    ids: Table_[str, str]
    date: str | None
    date_format: str
    ids_last: bool = False


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What one column, or several joined, say of one field.

    values : plain text → codes; find : plain text sought within → codes; both empty: the text itself
    glued : whether an unknown text may be several known codes without separator
    """

    field: str
    columns: tuple[str, ...]
    join: str
    constant: str | None
    extract: str | None
    clean: tuple[str, ...]
    split: str | None
    values: Table_[str, tuple[str, ...]]
    find: Table_[str, tuple[str, ...]]
    glued: bool
    compute: str | None
    licence: str | None
    unless: str | None


@dataclass(frozen=True, slots=True)
class PositionRule:
    """What the positions of the listing are worth.

    point_code_column : code of the commune in which the publisher found the point, worked out from it
    types : answer of the geocoder (column `type_column`) → precision
    label_column : address as the geocoder understood it; a bare name of town means the town's centre
    by_hand : labels that say that a person placed the point
    score_floor : below it, the geocoder's answer is worth no more than a locality
    shared_by : that many records with different addresses on one point make it a centre
    abroad : towns named in the listing that lie outside France
    """

    code_declared: bool
    point_code_column: str | None
    precision: str
    type_column: str | None
    types: Table_[str, str]
    label_column: str | None
    by_hand: frozenset[str]
    score_column: str | None
    score_floor: float
    without_address: str | None
    shared_by: int
    abroad: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A listing: its identity, its versions, and what its columns mean."""

    slug: str
    title: Words
    publisher: str
    url: str
    licence: str
    attribution: str
    area: str
    format: str
    exhaustive_for: str
    versions: tuple[Version, ...]
    record: RecordRule
    fields: tuple[FieldRule, ...]
    position: PositionRule
    unknown: frozenset[str]
    max_refused: float
    file: str
    current: str = ""

    @property
    def in_use(self) -> Version:
        """The version that the study uses: the one named by `current`, else that of the latest date."""
        if self.current:
            return self.version(self.current)
        return max(self.versions, key=lambda version: version.date)

    def version(self, date: str) -> Version:
        """The version of a date; raises MappingRefused when the mapping has none."""
        for version in self.versions:
            if version.date == date:
                return version
        listed = ", ".join(version.date for version in self.versions)
        raise MappingRefused(
            Words(f"une version de ce recensement : {listed}", f"a version of this listing: {listed}"),
            file=self.file,
            value=date,
        )


def read_mapping(path: Path) -> Mapping:
    """A mapping from its file; raises MappingRefused, naming the line, when it cannot be used."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        expected = Words("un fichier de correspondance", "a mapping file")
        raise MappingRefused(expected, file=str(path)) from error
    except UnicodeDecodeError as error:
        raise MappingRefused(Words("un texte en UTF-8", "a text in UTF-8"), file=str(path)) from error
    return parse_mapping(text, file=str(path))


def parse_mapping(text: str, *, file: str) -> Mapping:
    """A mapping from its text; raises MappingRefused, naming the line, when it cannot be used."""
    root = read_toml(text, file=file, refusal=MappingRefused)
    slug = root.require("slug", str)
    if not _SLUG.match(slug):
        raise root.refused(
            Words(
                "des lettres minuscules, chiffres et traits d’union",
                "lower-case letters, figures and hyphens",
            ),
            key="slug",
            value=slug,
        )
    mapping = Mapping(
        slug=slug,
        title=root.bilingual("title"),
        publisher=root.require("publisher", str),
        url=root.get("url", str, ""),
        licence=root.require("licence", str),
        attribution=root.require("attribution", str),
        area=root.get("area", str, ""),
        format=root.choice("format", FORMATS),
        exhaustive_for=_exhaustive_for(root),
        unknown=frozenset(root.texts("unknown")),
        max_refused=root.get("max_refused", float, 0.02),
        versions=_versions(root),
        record=_record(root.table("record")),
        fields=tuple(_field(entry) for entry in root.tables("field")),
        position=_position(root.table("position")),
        file=file,
        current=root.get("current", str, ""),
    )
    if not any(rule.field == "name" for rule in mapping.fields):
        raise root.refused(
            Words(
                "un [[field]] pour « name » : un lieu a un nom", 'a [[field]] for "name": a place has a name'
            ),
            key="field",
        )
    if mapping.current and mapping.current not in {version.date for version in mapping.versions}:
        dates = ", ".join(version.date for version in mapping.versions)
        raise root.refused(
            Words(f"la date d’une [[version]] : {dates}", f"the date of a [[version]]: {dates}"),
            key="current",
            value=mapping.current,
        )
    root.refuse_unknown()
    return mapping


def _exhaustive_for(root: Table) -> str:
    """What the listing is the closed list of, as `field:code`; nothing when it is not one."""
    value = root.get("exhaustive_for", str, "")
    field, _, code = value.partition(":")
    if value and code not in VOCABULARIES.get(field, {}):
        expected = Words("champ:code, d’un vocabulaire connu", "field:code, of a known vocabulary")
        raise root.refused(expected, key="exhaustive_for", value=value)
    return value


def _versions(root: Table) -> tuple[Version, ...]:
    entries = root.tables("version")
    if not entries:
        expected = Words("au moins une [[version]]", "at least one [[version]]")
        raise root.refused(expected, key="version")
    versions = tuple(_version(entry) for entry in entries)
    dates = [version.date for version in versions]
    for entry, date in zip(entries, dates, strict=True):
        if dates.count(date) > 1:
            raise entry.refused(Words("une version par date", "one version a date"), key="date", value=date)
    return versions


def _version(entry: Table) -> Version:
    date = entry.require("date", str)
    if not _DATE.match(date):
        expected = Words("une date AAAA, AAAA-MM ou AAAA-MM-JJ", "a date YYYY, YYYY-MM or YYYY-MM-DD")
        raise entry.refused(expected, key="date", value=date)
    version = Version(
        date=date,
        file=entry.require("file", str),
        encoding=entry.get("encoding", str, "utf-8"),
        delimiter=entry.get("delimiter", str, ","),
        decimal=entry.choice("decimal", (".", ","), "."),
        rename=_pairs(entry, "rename"),
        without=frozenset(entry.texts("without")),
        id_template=entry.optional("id_template", str),
        sheet=entry.optional("sheet", str),
        header_row=entry.get("header_row", int, 1),
    )
    entry.refuse_unknown()
    return version


def _record(table: Table) -> RecordRule:
    column = table.optional("id", str)
    split = table.optional("split", str)
    rule = RecordRule(
        column=column,
        template=table.get("template", str, "{id}" if column else "ligne-{n}"),
        split=split,
        split_with=table.texts("split_with"),
        ids=_pairs(table, "ids"),
        date=table.optional("date", str),
        date_format=table.get("date_format", str, "%Y-%m-%d"),
        ids_last=table.get("ids_last", bool, False),
    )
    table.refuse_unknown()
    return rule


def _field(entry: Table) -> FieldRule:
    field = entry.choice("field", tuple(FIELDS))
    columns = entry.texts("column")
    constant = entry.optional("constant", str)
    if bool(columns) == (constant is not None):
        expected = Words("soit « column », soit « constant »", 'either "column" or "constant"')
        raise entry.refused(expected, key="field", value=field)
    rule = FieldRule(
        field=field,
        columns=columns,
        join=entry.get("join", str, " "),
        constant=constant,
        extract=entry.choice("extract", tuple(EXTRACTS)) if "extract" in entry else None,
        clean=entry.texts("clean"),
        split=entry.optional("split", str),
        values={plain(key): codes for key, codes in _words(entry, "values").items()},
        find={plain(key): codes for key, codes in _words(entry, "find").items()},
        glued=entry.get("glued", bool, False),
        compute=entry.choice("compute", COMPUTED) if "compute" in entry else None,
        licence=entry.optional("licence", str),
        unless=entry.optional("unless", str),
    )
    _check_known(entry, "clean", rule.clean, among=RULES)
    codes = [code for found in (*rule.values.values(), *rule.find.values()) for code in found]
    if field in VOCABULARIES:
        _check_known(entry, "values", (*codes, *([constant] if constant else [])), among=VOCABULARIES[field])
    entry.refuse_unknown()
    return rule


def _check_known(entry: Table, key: str, words: Iterable[str], *, among: Iterable[str]) -> None:
    known = tuple(among)
    for word in words:
        if word not in known:
            listed = ", ".join(known)
            raise entry.refused(
                Words(f"l’un de : {listed}", f"one of: {listed}"),
                key=key,
                value=word,
                hint=nearest(word, known),
            )


def _position(table: Table) -> PositionRule:
    rule = PositionRule(
        code_declared=table.choice("code", ("declared", "geocoded"), "declared") == "declared",
        point_code_column=table.optional("point_code_column", str),
        precision=table.choice("precision", PRECISIONS, "address"),
        type_column=table.optional("type_column", str),
        types=_pairs(table, "types"),
        label_column=table.optional("label_column", str),
        by_hand=frozenset(table.texts("by_hand")),
        score_column=table.optional("score_column", str),
        score_floor=table.get("score_floor", float, 0.0),
        without_address=table.choice("without_address", PRECISIONS) if "without_address" in table else None,
        shared_by=table.get("shared_by", int, 3),
        abroad=frozenset(plain(town) for town in table.texts("abroad")),
    )
    _check_known(table, "types", rule.types.values(), among=PRECISIONS)
    table.refuse_unknown()
    return rule


def _words(entry: Table, key: str) -> dict[str, tuple[str, ...]]:
    """A table text → text, or text → several texts."""
    table = entry.table(key)
    return {name: table.texts(name) for name in table.content}


def _pairs(entry: Table, key: str) -> dict[str, str]:
    """A table text → text."""
    table = entry.table(key)
    return {name: table.require(name, str) for name in table.content}
