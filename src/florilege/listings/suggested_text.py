"""The text of a proposed mapping: TOML that `parse_mapping` takes, each guess with its reason in a comment."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import ListingRefused, Words
from florilege.listings.column_guesses import GEOCODER, Guess
from florilege.listings.contact_persons import OfPerson
from florilege.listings.counts import in_english, in_french
from florilege.listings.formats.openstreetmap import LICENCE as OSM_LICENCE
from florilege.listings.licences import TO_FILL
from florilege.listings.mapping_draft import Draft, half_day_columns, unused_columns
from florilege.listings.rows import TABLES
from florilege.listings.things_to_check import doubtful_persons, of_persons
from florilege.toml_text import entry

NO_DATE = "1900-01-01"
"""Stands for the date of a version when no row is dated."""


NO_NAMES = Words("une colonne où chaque lieu a son nom", "a column with the name of each place")
"""What is expected of a table in which no column can be the name of a place."""


def text_of(draft: Draft, fill: Sequence[Words]) -> str:
    """The mapping as TOML. fill : what a person has to complete, as `to_fill` tells it

    Raises ListingRefused when no column can be the name of a place."""
    if not any(guess.field == "name" for guess in draft.guesses):
        listed = ", ".join(column.name for column in draft.columns)[:200]
        raise ListingRefused(
            NO_NAMES,
            file=draft.file,
            value=listed,
            hint=_name_by_hand(draft),
        )
    lines = [*_head(draft, fill), *_version(draft), *_record(draft), *_position(draft)]
    for guess in draft.guesses:
        lines += _field(draft, guess)
    lines += _points(draft) + _hours(draft)
    aside = ", ".join(unused_columns(draft))
    if aside:
        lines += [
            "",
            *draft.comment(Words(f"Colonnes laissées de côté : {aside}", f"Columns left out: {aside}")),
        ]
    if draft.persons:
        lines += ["", *draft.comment(of_persons(draft))]
        lines += [line for words in doubtful_persons(draft) for line in draft.comment(words)]
        lines += [line for one in draft.persons if one.field for line in _by_hand(one)]
    return "\n".join(lines) + "\n"


def _by_hand(one: OfPerson) -> list[str]:
    """A column that may be the place's after all, to be taken out of the comment by hand."""
    said = ["[[field]]", entry("field", one.field), entry("column", one.column), entry("clean", [one.field])]
    return ["", *(f"# {line}" for line in said)]


def _name_by_hand(draft: Draft) -> Words:
    """What to do where no column of names is seen."""
    row = draft.detected.header_row
    table = draft.detected.format in TABLES
    line, line_en = (f", ligne {row} du fichier", f" on line {row} of the file") if table else ("", "")
    listed = ", ".join(one.column for one in draft.persons)
    persons = f" ; {listed} : de personnes, non de lieux" if listed else ""
    persons_en = f"; {listed}: of persons, not of places" if listed else ""
    return Words(
        f"appeler « Nom du lieu » la colonne des noms{line} ; ou écrire la correspondance à la main, avec un [[field]] dont "
        f'field = "name" et column la colonne des noms (docs/formats.md){persons}',
        f"call the column of the names “Nom du lieu”{line_en}; or write the mapping by hand, with a [[field]] whose field = "
        f'"name" and column is the column of the names (docs/formats.md){persons_en}',
    )


def _head(draft: Draft, fill: Sequence[Words]) -> list[str]:
    osm = draft.detected.format == "osm"
    lines = draft.comment(
        Words(
            f"Proposé d’après {in_french(draft.rows, 'ligne', 'lignes')} ; à relire. Reste à compléter :",
            f"Proposed from {in_english(draft.rows, 'row', 'rows')}; to be reviewed. Still to fill in:",
        )
    )
    for words in fill:
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
        lines += draft.comment(Words("cellules qui ne disent rien", "cells that mean “unknown”"))
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
            "no ids or names filled in and different on every row: row numbers are used instead",
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
