"""The mapping file of a listing: how its columns become the fields of a place.

A mapping is TOML that a person writes: who publishes the listing and under which licence, its dated versions,
how a record is known, and one `[[field]]` for each thing a column says. Every fault names its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table_
from pathlib import Path

from msgspec import Struct, field

from florilege.faults import MappingRefused, Words
from florilege.files import read_text
from florilege.listings.coverage import UNDECLARED, Coverage, read_coverage
from florilege.listings.fields import FIELDS
from florilege.listings.licences import LICENCES, TO_FILL
from florilege.listings.mapping_values import (
    date_format,
    from_one,
    score,
    separator,
    template,
    url,
)
from florilege.listings.names_and_bearers import PARTS
from florilege.listings.normalise import EXTRACTS, RULES
from florilege.listings.versions import Version, check_without, read_versions
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.locate import PRECISIONS
from florilege.territory.names import plain
from florilege.toml_lines import Mention, Table, nearest, read_toml

FORMATS = (
    "csv",
    "geojson",
    "json",
    "facts",
    "xlsx",
    "ods",
    "osm",
    "gogocarto",
    "umap",
    "fablabs",
    "mediation",
)
COMPUTED = ("weekly-hours", "half-days", "weekly-hours-sentence")
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


class RecordRule(Struct, frozen=True):
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


class FieldRule(Struct, frozen=True):
    """What one column, or several joined, say of one field.

    join : what stands between two columns, or before each column but the first
    values : plain text → codes; find : plain text sought within → codes; both empty: the text itself
    glued : whether an unknown text may be several known codes without separator
    """

    field: str
    columns: tuple[str, ...]
    join: tuple[str, ...]
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


class PositionRule(Struct, frozen=True):
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


class Mapping(Struct, frozen=True):
    """A listing: its identity, its versions, and what its columns mean.

    columns : those of the listing that it takes something from, each with where the mapping first names it
    """

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
    coverage: Coverage = UNDECLARED
    columns: Table_[str, Mention] = field(default_factory=dict)

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
    """A mapping from its file; raises MappingRefused, naming the line, when it cannot be used.

    Its name is that of the listing, and the files of its versions stand where it says.
    """
    root = read_toml(read_text(path, MappingRefused), file=str(path), refusal=MappingRefused)
    mapping = _mapping(root, draft=False)
    if mapping.slug != path.stem:
        raise root.refused(
            Words(f"le nom du fichier : {path.stem}", f"the name of the file: {path.stem}"),
            key="slug",
            value=mapping.slug,
            hint=Words(f"écrire « {path.stem} »", f'write "{path.stem}"'),
        )
    for entry, version in zip(root.tables("version"), mapping.versions, strict=True):
        file = path.parent / version.file
        if not file.exists():
            there = [str(Path(version.file).with_name(one.name)) for one in _beside(file)]
            raise entry.refused(
                Words("un fichier qui existe", "a file that exists"),
                key="file",
                value=version.file,
                hint=nearest(version.file, there)
                or Words("poser le fichier à cet endroit, ou corriger son nom", "put the file there, or correct its name"),
            )  # fmt: skip
    return mapping


def _beside(file: Path) -> list[Path]:
    return sorted(one for one in file.parent.iterdir() if one.is_file()) if file.parent.is_dir() else []


def parse_mapping(text: str, *, file: str, draft: bool = False) -> Mapping:
    """A mapping from its text; raises MappingRefused, naming the line, when it cannot be used.

    draft : whether it is still a proposal, in which `TO_FILL` stands for the licence that only a person knows
    """
    return _mapping(read_toml(text, file=file, refusal=MappingRefused), draft=draft)


def _mapping(root: Table, *, draft: bool) -> Mapping:
    slug = root.require("slug", str)
    if not _SLUG.match(slug):
        raise root.refused(
            Words(
                "des lettres minuscules, chiffres et traits d’union",
                "lower-case letters, digits and hyphens",
            ),
            key="slug",
            value=slug,
        )
    mapping = Mapping(
        slug=slug,
        title=root.bilingual("title"),
        publisher=root.require("publisher", str),
        url=url(root),
        licence=root.choice("licence", (*LICENCES, TO_FILL) if draft else LICENCES),
        attribution=root.require("attribution", str),
        area=root.get("area", str, ""),
        format=root.choice("format", FORMATS),
        exhaustive_for=_exhaustive_for(root),
        unknown=frozenset(root.texts("unknown")),
        max_refused=root.share("max_refused", 0.02),
        versions=read_versions(root),
        record=_record(root.table("record")),
        fields=tuple(_field(entry) for entry in root.tables("field")),
        position=_position(root.table("position")),
        file=root.file,
        current=root.get("current", str, ""),
        coverage=read_coverage(root),
        columns=_columns(root),
    )
    root.refuse_unknown()
    if not any(rule.field == "name" for rule in mapping.fields):
        raise root.refused(
            Words(
                "un [[field]] pour « name » : un lieu a un nom",
                'a [[field]] for "name": every place has a name',
            ),
            key="field",
        )
    if mapping.current and mapping.current not in {version.date for version in mapping.versions}:
        dates = ", ".join(version.date for version in mapping.versions)
        raise root.unknown_word(
            "current",
            mapping.current,
            [version.date for version in mapping.versions],
            Words(f"la date d’une [[version]] : {dates}", f"the date of an existing [[version]]: {dates}"),
        )
    check_without(root, mapping.versions, mapping.columns)
    return mapping


def _exhaustive_for(root: Table) -> str:
    """What the listing is the closed list of, as `field:code`; nothing when it is not one."""
    value = root.get("exhaustive_for", str, "")
    name, _, code = value.partition(":")
    if value and code not in VOCABULARIES.get(name, {}):
        expected = Words("champ:code, d’un vocabulaire connu", "field:code, from a known vocabulary")
        known = [f"{one}:{word}" for one, words in VOCABULARIES.items() if one in FIELDS for word in words]
        raise root.unknown_word("exhaustive_for", value, known, expected)
    return value


_COLUMN_KEYS = {
    "record": ("id", "split_with", "date"),
    "position": ("point_code_column", "type_column", "label_column", "score_column"),
}


def _columns(root: Table) -> dict[str, Mention]:
    """Each column that the mapping takes something from, and where it is first named."""
    found: dict[str, Mention] = {}
    named = [(root.table(name), keys) for name, keys in _COLUMN_KEYS.items()]
    named += [(entry, ("column", "unless")) for entry in root.tables("field")]
    for table, keys in named:
        for key in keys:
            for column in table.texts(key):
                found.setdefault(column, Mention(table, key))
    return found


def _record(table: Table) -> RecordRule:
    column = table.optional("id", str)
    split = separator(table)
    rule = RecordRule(
        column=column,
        template=template(table, "template", "{id}" if column else "ligne-{n}"),
        split=split,
        split_with=table.texts("split_with"),
        ids=table.pairs("ids"),
        date=table.optional("date", str),
        date_format=date_format(table),
        ids_last=table.get("ids_last", bool, False),
    )
    table.refuse_unknown()
    return rule


def _field(entry: Table) -> FieldRule:
    name = entry.choice("field", tuple(FIELDS))
    columns = entry.texts("column")
    constant = entry.optional("constant", str)
    rule = FieldRule(
        field=name,
        columns=columns,
        join=entry.texts("join", (" ",)),
        constant=constant,
        extract=entry.optional_choice("extract", (*EXTRACTS, *PARTS)),
        clean=entry.texts("clean"),
        split=separator(entry),
        values={plain(key): codes for key, codes in _words(entry, "values").items()},
        find={plain(key): codes for key, codes in _words(entry, "find").items()},
        glued=entry.get("glued", bool, False),
        compute=entry.optional_choice("compute", COMPUTED),
        licence=entry.optional_choice("licence", LICENCES),
        unless=entry.optional("unless", str),
    )
    _check_known(entry, "clean", rule.clean, among=RULES)
    entry.refuse_unknown()
    if bool(columns) == (constant is not None):
        expected = Words("soit « column », soit « constant »", 'either "column" or "constant", not both')
        raise entry.refused(expected, key="field", value=name)
    if len(rule.join) not in (1, len(columns) - 1):
        expected = Words(
            "un texte, ou un de moins que de colonnes",
            "a single text, or one fewer than the number of columns",
        )
        raise entry.refused(expected, key="join", value=" | ".join(rule.join))
    _check_codes(entry, rule)
    return rule


def _check_codes(entry: Table, rule: FieldRule) -> None:
    """The codes that a rule gives are those of its field's vocabulary; a constant is of the field's kind."""
    if rule.field in VOCABULARIES:
        for key, words in (("values", rule.values), ("find", rule.find)):
            for name in entry.table(key).keys():
                codes = words.get(plain(name), ())
                _check_known(entry.table(key), name, codes, among=VOCABULARIES[rule.field])
        _check_known(
            entry, "constant", [rule.constant] if rule.constant else [], among=VOCABULARIES[rule.field]
        )
    kind = FIELDS[rule.field].kind
    if rule.constant is not None and kind in ("number", "integer", "year"):
        try:
            float(rule.constant)
        except ValueError as error:
            expected = Words("un nombre, entre guillemets", "a number, in quotes")
            raise entry.refused(expected, key="constant", value=rule.constant) from error
    if rule.constant == "":
        expected = Words("une valeur", "a value")
        raise entry.refused(expected, key="constant", value=rule.constant)


def _check_known(entry: Table, key: str, words: Iterable[str], *, among: Iterable[str]) -> None:
    known = tuple(among)
    for word in words:
        if word not in known:
            raise entry.unknown_word(key, word, known)


def _position(table: Table) -> PositionRule:
    rule = PositionRule(
        code_declared=table.choice("code", ("declared", "geocoded"), "declared") == "declared",
        point_code_column=table.optional("point_code_column", str),
        precision=table.choice("precision", PRECISIONS, "address"),
        type_column=table.optional("type_column", str),
        types=table.pairs("types"),
        label_column=table.optional("label_column", str),
        by_hand=frozenset(table.texts("by_hand")),
        score_column=table.optional("score_column", str),
        score_floor=score(table),
        without_address=table.optional_choice("without_address", PRECISIONS),
        shared_by=from_one(table, "shared_by", 3),
        abroad=frozenset(plain(town) for town in table.texts("abroad")),
    )
    for name, precision in rule.types.items():
        _check_known(table.table("types"), name, [precision], among=PRECISIONS)
    table.refuse_unknown()
    return rule


def _words(entry: Table, key: str) -> dict[str, tuple[str, ...]]:
    """A table text → text, or text → several texts."""
    table = entry.table(key)
    return {name: table.texts(name) for name in table.content}
