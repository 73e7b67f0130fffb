"""The mapping that reads back what `writers` writes, as TOML, made from the vocabularies so that it stays in step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from florilege.listings.formats.equivalents import KINDS_READ, PROGRAMMES, SERVICES_READ, TRAININGS
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.locate import PRECISIONS
from florilege.toml_text import entry

_SAME = {
    "name": "name",
    "status": "status",
    "address": "address",
    "postcode": "postcode",
    "city": "city",
    "commune_code": "commune_code",
    "website": "website",
    "phone": "phone",
    "opening_hours": "opening_hours",
    "accessible": "accessible",
    "operator": "operator",
    "siren": "siren",
    "opening_year": "opening_year",
    "latitude": "@latitude",
    "longitude": "@longitude",
}
_GOGOCARTO = {
    **_SAME,
    "address": "address.streetAddress",
    "postcode": "address.postalCode",
    "city": "address.addressLocality",
    "commune_code": "communeCode",
    "phone": "telephone",
    "opening_hours": "openHoursString",
    "opening_year": "openingYear",
}
_MEDIATION = {
    "name": "nom",
    "address": "adresse",
    "postcode": "code_postal",
    "city": "commune",
    "commune_code": "code_insee",
    "website": "site_web",
    "phone": "telephone",
    "opening_hours": "horaires",
    "siren": "pivot",
    "latitude": "latitude",
    "longitude": "longitude",
}
_COLUMNS = {"geojson": _SAME, "umap": _SAME, "gogocarto": _GOGOCARTO, "mediation": _MEDIATION}
_IDS = {"geojson": "place_id", "umap": "place_id", "gogocarto": "id", "mediation": "id"}
_DATES = {"geojson": "updated", "umap": "updated", "gogocarto": "updatedAt", "mediation": "date_maj"}
_CODES = {"geojson": "kinds", "umap": "kinds", "gogocarto": "categories"}
_CLEANED = {"phone": "phone", "siren": "siren", "website": "url"}


def own_mapping(format_: str, *, slug: str, date: str, file: str, licence: str, publisher: str) -> str:
    """The mapping, as TOML, of a file that `writers` wrote in one of `open_place.WRITTEN`.

    date : of the version, ISO; file : its name, beside the mapping
    """
    lines = [
        entry("slug", slug),
        entry("title", {"fr": f"Lieux publiés par {publisher}", "en": f"Places published by {publisher}"}),
        entry("publisher", publisher),
        entry("licence", licence),
        entry("attribution", publisher),
        entry("format", format_),
        "",
        "[[version]]",
        entry("date", date),
        entry("file", file),
        "",
        "[record]",
        entry("id", _IDS[format_]),
        entry("date", _DATES[format_]),
        "ids_last = true",
    ]
    if format_ != "mediation":
        column = "positionPrecision" if format_ == "gogocarto" else "position_precision"
        types = {precision: precision for precision in PRECISIONS}
        lines += ["", "[position]", entry("type_column", column), entry("types", types)]
    for field, column in _COLUMNS[format_].items():
        lines += _rule(field, column, clean=_CLEANED.get(field))
    for field, column, values in _coded(format_):
        lines += [*_rule(field, column), 'split = "|"', entry("values", values)]
    return "\n".join(lines) + "\n"


def _coded(format_: str) -> Iterable[tuple[str, str, Mapping[str, str | tuple[str, ...]]]]:
    """The columns that hold words of a vocabulary: field, column, word → code or codes."""
    if format_ == "mediation":
        programmes = {word: code for code, word in PROGRAMMES.items()}
        trainings = {word: code for code, word in TRAININGS.items()}
        others = {words.fr: code for code, words in VOCABULARIES["label"].items()}
        return (
            ("kind", "typologie", KINDS_READ),
            ("service", "services", SERVICES_READ),
            ("label", "dispositif_programmes_nationaux", programmes),
            ("label", "formations_labels", trainings),
            ("label", "autres_formations_labels", others),
        )
    in_words = format_ == "gogocarto"
    return tuple(
        (field, column, {words.fr if in_words else code: code for code, words in VOCABULARIES[field].items()})
        for field, column in (("kind", _CODES[format_]), ("service", "services"), ("label", "labels"))
    )


def _rule(field: str, column: str, *, clean: str | None = None) -> list[str]:
    lines = ["", "[[field]]", entry("field", field), entry("column", column)]
    return [*lines, entry("clean", [clean])] if clean else lines
