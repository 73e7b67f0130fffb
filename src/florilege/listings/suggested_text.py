"""The text of a proposed mapping: TOML that `parse_mapping` takes, each guess with its reason in a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from florilege.faults import ListingRefused, Words
from florilege.listings.column_guesses import GEOCODER, Column, Guess
from florilege.listings.formats.detection import Detected
from florilege.listings.formats.openstreetmap import LICENCE as OSM_LICENCE
from florilege.listings.licences import TO_FILL
from florilege.listings.normalise import city_within, postcode_within
from florilege.listings.opening_hours import DAYS
from florilege.listings.point_guesses import Dates, Points, warnings_of
from florilege.territory.names import plain
from florilege.toml_text import entry

USUAL_REFUSALS = 0.02
"""The share of rows that may be refused when a mapping says nothing of it; a guess never raises it."""
NO_DATE = "1900-01-01"
"""Stands for the date of a version when no row is dated."""

_PERCENT = re.compile(r"(\d)%")


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the text is made from; `suggest` says what each part is.

    marks : texts that stand for nothing; refused : rows that could be no record, beside `rows`
    blank : rows that hold nothing, beside them too; remarks : rows that say one thing only, among `rows`
    persons : columns that speak of a person; garbled : column → how many of its cells are in the wrong encoding
    """

    detected: Detected
    file: str
    slug: str
    language: str
    date: str | None
    columns: Sequence[Column]
    marks: tuple[str, ...]
    rows: int
    refused: int
    blank: int
    remarks: int
    record_id: str | None
    id_reasons: tuple[Words, ...]
    points: Points | None
    dates: Dates | None
    guesses: tuple[Guess, ...]
    persons: tuple[str, ...]
    garbled: Mapping[str, int]

    def comment(self, *reasons: Words) -> list[str]:
        """A comment on one line, whatever the table holds."""
        mark = " ; " if self.language == "fr" else "; "
        text = " ".join(mark.join(words.in_language(self.language) for words in reasons).split())
        if self.language == "fr":
            text = _PERCENT.sub("\\1\u202f%", text)
        return ["# " + "".join(letter for letter in text if letter.isprintable())[:400]]

    def named(self, column: str) -> Column | None:
        return next((one for one in self.columns if one.name == column), None)


def text_of(draft: Draft) -> str:
    """The mapping as TOML; raises ListingRefused when no column can be the name of a place."""
    if not any(guess.field == "name" for guess in draft.guesses):
        listed = ", ".join(column.name for column in draft.columns)[:200]
        raise ListingRefused(
            Words("une colonne où chaque lieu a son nom", "a column in which each place has its name"),
            file=draft.file,
            value=listed,
        )
    lines = [*_head(draft), *_version(draft), *_record(draft), *_position(draft)]
    for guess in draft.guesses:
        lines += _field(draft, guess)
    lines += _points(draft) + _hours(draft)
    aside = ", ".join(unused_columns(draft))
    if aside:
        lines += [
            "",
            *draft.comment(Words(f"Colonnes laissées de côté : {aside}", f"Columns left aside: {aside}")),
        ]
    if draft.persons:
        lines += ["", *draft.comment(_of_persons(draft))]
    return "\n".join(lines) + "\n"


def unused_columns(draft: Draft) -> tuple[str, ...]:
    """The columns that say something and of which nothing is guessed, those of persons apart."""
    used = {column for guess in draft.guesses for column in (guess.column, *guess.columns)}
    used |= {draft.record_id or "", *draft.persons}
    if draft.points is not None:
        used |= {draft.points.latitude, draft.points.longitude}
    if draft.dates is not None:
        used.add(draft.dates.column)
    used |= set(half_day_columns([column.name for column in draft.columns]) or ())
    return tuple(column.name for column in draft.columns if column.name not in used and column.texts)


def from_address(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """The guesses, and the postal code and town drawn from an address that holds them when no column has them."""
    address = next((guess for guess in guesses if guess.field == "address"), None)
    column = next((one for one in columns if address is not None and one.name == address.column), None)
    if address is None or column is None:
        return tuple(guesses)
    whole = column.share(lambda text: postcode_within(text) is not None)
    if whole < 0.5:
        return tuple(guesses)
    why = Words(
        f"{whole:.0%} des adresses contiennent le code postal et la ville",
        f"{whole:.0%} of the addresses hold the postal code and the town",
    )
    kept = [_extracted(guess, "address", "street", why) if guess is address else guess for guess in guesses]
    surely = {guess.field for guess in kept if not guess.column.startswith(GEOCODER)}
    towns = column.share(lambda text: city_within(text) is not None)
    for field, share in (("postcode", whole), ("city", towns)):
        if field not in surely and share >= 0.5:
            kept = [guess for guess in kept if guess.field != field]
            kept.append(_extracted(address, field, field, why))
    return tuple(kept)


def _extracted(address: Guess, field: str, extract: str, why: Words) -> Guess:
    clean = ("spaces", "capitals") if field == "city" else ("spaces",)
    confidence = address.confidence * 0.95
    return Guess(address.column, field, confidence, (why,), keys=(("extract", extract),), clean=clean)


def half_day_columns(names: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of the half-days from Monday morning to Sunday afternoon, or None when one is missing."""
    by_plain = {plain(name): name for name in names}
    wanted = [f"{day} {half}" for day in DAYS for half in ("matin", "apres midi")]
    found = tuple(by_plain[name] for name in wanted if name in by_plain)
    return found if len(found) == len(wanted) else None


def to_fill(draft: Draft) -> tuple[Words, ...]:
    """What only a person knows, and what a person must see to before the file is read."""
    found = [
        Words(
            "title, publisher, url, licence, attribution : qui publie ce recensement, et sous quelle licence",
            "title, publisher, url, licence, attribution: who publishes this listing, under which licence",
        )
    ]
    if draft.detected.format == "osm":
        found.append(
            Words("données OpenStreetMap : licence ODbL 1.0", "OpenStreetMap data: licence ODbL 1.0")
        )
    if draft.date is None and draft.dates is None:
        found.append(
            Words(
                "date de la version : celle de l’état du recensement",
                "date of the version: of the listing’s state",
            )
        )
    if not any(guess.field == "kind" for guess in draft.guesses):
        found.append(Words("le type des lieux n’est pas vu", "the kind of the places is not seen"))
    if draft.points is None:
        found.append(Words("aucune position n’est vue", "no position is seen"))
    return (*found, *_of_the_rows(draft), *warnings_of(draft.columns))


def _of_the_rows(draft: Draft) -> Iterator[Words]:
    """What the rows themselves give a person to look at: persons, encoding, blank rows, rows that will be refused."""
    if draft.persons:
        yield _of_persons(draft)
    if draft.garbled:
        cells = sum(draft.garbled.values())
        listed = ", ".join(draft.garbled)
        yield Words(
            f"{cells} cellules lues dans un mauvais encodage (« Ã© » pour « é ») : {listed} ; la règle « mojibake » les "
            "répare, chacune est dans le rapport d’import",
            f"{cells} cells read in the wrong encoding (“Ã©” for “é”): {listed}; the rule “mojibake” mends them, each is in "
            "the import report",
        )
    if draft.blank:
        yield Words(
            f"{draft.blank} lignes vides, laissées de côté et comptées dans le rapport d’import",
            f"{draft.blank} blank rows, left out and counted in the import report",
        )
    if 0 < draft.remarks < draft.rows / 5:
        yield Words(
            f"{draft.remarks} lignes n’ont qu’une cellule (un total, une source ?) : à ôter du fichier si ce ne sont pas "
            "des lieux",
            f"{draft.remarks} rows have one cell only (a total, a source?): take them out of the file unless they are "
            "places",
        )
    name = next((guess.column for guess in draft.guesses if guess.field == "name"), "")
    column = draft.named(name)
    nameless = draft.rows - len(column.texts) if column is not None else 0
    share = (draft.refused + nameless) / max(draft.refused + draft.rows, 1)
    if share > USUAL_REFUSALS:
        yield Words(
            f"{share:.0%} des lignes n’ont pas de nom ou pas le bon nombre de colonnes ({nameless} et {draft.refused}) : "
            f"l’import s’arrête à {USUAL_REFUSALS:.0%} ; corriger le fichier, ou relever « max_refused » en connaissance "
            "de cause",
            f"{share:.0%} of the rows have no name, or another number of columns ({nameless} and {draft.refused}): the "
            f"import stops at {USUAL_REFUSALS:.0%}; mend the file, or raise “max_refused” knowingly",
        )


def _of_persons(draft: Draft) -> Words:
    listed = ", ".join(draft.persons)
    return Words(
        f"Laissées de côté car elles parlent d’une personne (données personnelles) : {listed}",
        f"Left aside because they speak of a person (personal data): {listed}",
    )


def _head(draft: Draft) -> list[str]:
    osm = draft.detected.format == "osm"
    lines = draft.comment(
        Words(
            f"Proposé d’après {draft.rows} lignes ; à relire. Reste à compléter :",
            f"Proposed from {draft.rows} rows; to be read over. Left to fill in:",
        )
    )
    for words in to_fill(draft):
        lines += draft.comment(Words(f"TODO {words.fr}", f"TODO {words.en}"))
    lines += [
        entry("slug", draft.slug),
        entry("title", {"fr": TO_FILL, "en": TO_FILL}),
        entry("publisher", "OpenStreetMap" if osm else TO_FILL),
        'url = ""',
        entry("licence", OSM_LICENCE if osm else TO_FILL),
        entry("attribution", "© OpenStreetMap contributors" if osm else TO_FILL),
    ]
    for reason in draft.detected.reasons:
        lines += draft.comment(reason)
    lines.append(entry("format", draft.detected.format))
    if draft.marks:
        lines += draft.comment(Words("cellules qui ne disent rien", "cells that say nothing"))
        lines.append(entry("unknown", draft.marks))
    return lines


def _version(draft: Draft) -> list[str]:
    date = draft.date or (draft.dates.newest if draft.dates else NO_DATE)
    lines = ["", "[[version]]"]
    if draft.date is None and draft.dates is not None:
        why = Words(
            f"la plus récente des dates de « {draft.dates.column} » : à vérifier",
            f"the newest date of “{draft.dates.column}”: to be checked",
        )
        lines += draft.comment(why)
    lines += [entry("date", date), entry("file", draft.file)]
    if draft.detected.encoding != "utf-8":
        lines.append(entry("encoding", draft.detected.encoding))
    if draft.detected.delimiter != ",":
        lines.append(entry("delimiter", draft.detected.delimiter))
    if draft.points is not None and draft.points.decimal == ",":
        lines.append('decimal = ","')
    if draft.detected.sheet is not None:
        lines.append(entry("sheet", draft.detected.sheet))
    if draft.detected.member is not None:
        lines.append(entry("member", draft.detected.member))
    if draft.detected.header_row != 1:
        lines.append(f"header_row = {draft.detected.header_row}")
    return lines


def _record(draft: Draft) -> list[str]:
    lines = ["", "[record]"]
    if draft.record_id is None:
        why = Words(
            "ni colonne d’identifiants ni noms remplis et différents à chaque ligne : le rang de la ligne en tient lieu",
            "neither ids nor names that are filled and different on every row: the rank of the row stands for them",
        )
        lines += [*draft.comment(why), 'template = "ligne-{n}"']
    else:
        lines += [line for reason in draft.id_reasons for line in draft.comment(reason)]
        lines.append(entry("id", draft.record_id))
    if draft.dates is not None:
        lines += [line for reason in draft.dates.reasons for line in draft.comment(reason)]
        lines += [entry("date", draft.dates.column), entry("date_format", draft.dates.format)]
    return lines


def _position(draft: Draft) -> list[str]:
    """What the national geocoder says of its own answers, when its columns are there."""
    names = {column.name for column in draft.columns}
    lines: list[str] = []
    coded = next((guess for guess in draft.guesses if guess.field == "commune_code"), None)
    if coded is not None and coded.column.startswith(GEOCODER):
        lines.append('code = "geocoded"')
    if "result_type" in names:
        lines += [
            'type_column = "result_type"',
            'types = { housenumber = "address", street = "street", locality = "locality", municipality = "centre" }',
        ]
    if "result_score" in names:
        lines += ['score_column = "result_score"', "score_floor = 0.5"]
    if not lines:
        return []
    why = Words("colonnes du géocodeur national (result_…)", "columns of the national geocoder (result_…)")
    return ["", *draft.comment(why), "[position]", *lines]


def _field(draft: Draft, guess: Guess) -> list[str]:
    sure = Words(f"confiance {guess.confidence:.0%}", f"confidence {guess.confidence:.0%}")
    lines = ["", *draft.comment(*guess.reasons, sure), "[[field]]", entry("field", guess.field)]
    lines.append(entry("column", guess.columns or guess.column))
    lines += [entry(key, value) for key, value in guess.keys]
    return [*lines, entry("clean", guess.clean)] if guess.clean else lines


def _points(draft: Draft) -> list[str]:
    if draft.points is None:
        return []
    lines: list[str] = []
    for field, column in (("latitude", draft.points.latitude), ("longitude", draft.points.longitude)):
        guess = Guess(column, field, draft.points.confidence, draft.points.reasons)
        lines += _field(draft, guess)
    return lines


def _hours(draft: Draft) -> list[str]:
    """Fourteen columns, one a half-day, make the opening hours."""
    halves = half_day_columns([column.name for column in draft.columns])
    if halves is None or any(guess.field == "opening_hours" for guess in draft.guesses):
        return []
    why = Words("quatorze demi-journées", "fourteen half-days")
    lines: list[str] = []
    for field, compute in (("opening_hours", "half-days"), ("weekly_hours", "weekly-hours")):
        lines += ["", *draft.comment(why), "[[field]]", entry("field", field), entry("column", halves)]
        lines.append(entry("compute", compute))
    return lines
