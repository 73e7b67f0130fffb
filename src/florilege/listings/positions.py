"""The position of a row: mended where it is swapped or abroad, weighed, and its commune found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from florilege.listings.mapping import PositionRule
from florilege.listings.normalise import city_within, insee_code, postcode_within
from florilege.listings.records import FieldValue, Record
from florilege.listings.values import RowReading
from florilege.territory.history import note_of_code
from florilege.territory.locate import PRECISIONS, Location, Said, commune_of_position, is_named, locate
from florilege.territory.names import commune_name, plain
from florilege.territory.reference import Commune, Reference

FRANCE = (
    (41.2, 51.3, -5.3, 9.7),
    (15.7, 18.2, -63.3, -60.9),
    (14.3, 15.0, -61.3, -60.7),
    (2.0, 6.0, -54.8, -51.5),
    (-21.5, -20.8, 55.1, 55.9),
    (-13.1, -12.5, 44.9, 45.4),
    (46.7, 47.2, -56.5, -56.0),
    (-28.0, -7.5, -155.0, -134.0),
    (-15.0, -13.0, -178.5, -176.0),
    (-23.0, -17.5, 158.0, 172.5),
)
"""Frames round the parts of France: latitudes from, to, longitudes from, to, in degrees.

Mainland and Corsica; Guadeloupe and the northern islands; Martinique; Guyane; La Réunion; Mayotte;
Saint-Pierre-et-Miquelon; Polynésie; Wallis-et-Futuna; Nouvelle-Calédonie.
"""

_SHOWN = 4
"""Communes of a postal code that a line of the report names."""


def place(
    reading: RowReading, values: tuple[FieldValue, ...], *, reference: Reference
) -> tuple[Location, tuple[FieldValue, ...]]:
    """Where the row lies, and its values with coordinates and commune code mended; corrections are reported."""
    values = _mended_point(reading, values)
    values = _current_code(reading, values, reference)
    values = _town_alone(reading, values, reference)
    values = _known_postcode(reading, values, reference)
    said = _said(reading, values)
    location = locate(said, reference=reference)
    _say_how(reading, said, location, reference)
    if location.precision == "contradicted" and said.precision != "contradicted":
        commune = reference.communes.get(location.commune_code or "")
        against = f"{commune.code} {commune.name}" if commune else ", ".join(said.cities)
        reading.mended(
            "+".join(value.column for value in values if value.field in ("latitude", "longitude")),
            f"{said.latitude} {said.longitude}",
            "position-contradicted-by-address",
            f"no position ({against})",
        )
    return location, values


def _say_how(reading: RowReading, said: Said, location: Location, reference: Reference) -> None:
    """Report a commune found by its name alone, one kept although the centre of another is nearer to the point, a town
    that the postal code does not serve, and a town or a postal code that led to no commune.
    """
    stated = " ".join((said.postcode or "", *said.cities[:1])).strip()
    column = "+".join(
        dict.fromkeys(
            name
            for rule in reading.mapping.fields
            if rule.field in ("postcode", "city")
            for name in rule.columns
        )
    )
    commune = reference.communes.get(location.commune_code or "")
    if location.how == "name_alone" and commune is not None:
        reading.mended(column, stated, "commune-by-name-alone", f"{commune.code} {commune.name}")
    if commune is None and stated and not said.abroad:
        reading.mended(column, stated, "no-commune-found", "")
    if commune is not None and _contradicts(said, commune, reference):
        served = ", ".join(one.name for one in reference.with_postcode(said.postcode or "")[:_SHOWN])
        kept = f"{commune.code} {commune.name} ({said.postcode}: {served})"
        reading.mended(column, stated, "postcode-against-town", kept)
    other = commune_of_position(said, reference=reference)
    if location.how == "name_and_position" and commune and other and other[0].code != commune.code:
        near = "point in" if other[1] else "nearest centre"
        kept = f"{commune.code} {commune.name} ({near}: {other[0].code} {other[0].name})"
        reading.mended(column, stated, "town-kept-against-position", kept)


def _contradicts(said: Said, commune: Commune, reference: Reference) -> bool:
    """Whether the postal code of a row serves neither the commune found nor any of the name that the row gives.

    A code that is in no table, as those of a "Cedex", contradicts nothing; a quarter that bears the name of no commune
    neither.
    """
    served = reference.with_postcode(said.postcode) if said.postcode else ()
    if not served:
        return False
    if commune not in served:
        return True
    if is_named(commune, said.cities) or any(is_named(one, said.cities) for one in served):
        return False
    near = reference.departements_of_postcode(said.postcode or "")
    named = [
        (*reference.everywhere(city), *(one for code in near for one in reference.named(city, code)))
        for city in said.cities
    ]
    return bool(named) and all(named) and not any(one in served for homonyms in named for one in homonyms)


def centres(records: Sequence[Record], rule: PositionRule) -> tuple[Record, ...]:
    """The records, those that share one point with too many other addresses being at a centre."""
    by_point: dict[tuple[float, float], list[int]] = defaultdict(list)
    for rank, record in enumerate(records):
        location = record.location
        if location.latitude is not None and location.longitude is not None:
            by_point[location.latitude, location.longitude].append(rank)
    shown = list(records)
    for ranks in by_point.values():
        addresses = {plain(str(records[rank].first("address") or "")) for rank in ranks}
        if len(ranks) < rule.shared_by or len(addresses) < rule.shared_by:
            continue
        for rank in ranks:
            location = records[rank].location
            if PRECISIONS.index(location.precision) < PRECISIONS.index("centre"):
                shown[rank] = replace(records[rank], location=replace(location, precision="centre"))
    return tuple(shown)


def in_france(latitude: float, longitude: float) -> bool:
    """Whether a point lies in one of the frames round the parts of France."""
    return any(
        south <= latitude <= north and west <= longitude <= east for south, north, west, east in FRANCE
    )


def _mended_point(reading: RowReading, values: tuple[FieldValue, ...]) -> tuple[FieldValue, ...]:
    """Swapped coordinates put right; those abroad, or of which one is missing, taken out."""
    halves = {value.field: value for value in values if value.field in ("latitude", "longitude")}
    if not halves:
        return values
    others = tuple(value for value in values if value.field not in halves)
    column = "+".join(value.column for value in halves.values())
    before = " ".join(str(value.value) for value in halves.values())
    if len(halves) < 2:
        reading.mended(column, before, "half-a-position", "")
        return others
    latitude, longitude = float(halves["latitude"].value), float(halves["longitude"].value)
    if in_france(latitude, longitude):
        return values
    if in_france(longitude, latitude):
        reading.mended(column, before, "swapped-coordinates", f"{longitude} {latitude}")
        mended = {"latitude": longitude, "longitude": latitude}
        return tuple(
            replace(value, value=mended[value.field]) if value.field in mended else value for value in values
        )
    reading.mended(column, before, "outside-france", "")
    return others


def _current_code(
    reading: RowReading, values: tuple[FieldValue, ...], reference: Reference
) -> tuple[FieldValue, ...]:
    """Commune codes as they are today, with the one written in their note; one that names no commune, now or before,
    is taken out."""
    kept: list[FieldValue] = []
    for value in values:
        if value.field != "commune_code":
            kept.append(value)
            continue
        known = reference.current(str(value.value))
        if known is None:
            reading.mended(value.column, str(value.value), "no-such-commune", "")
            continue
        commune, how = known
        if how == "former_code":
            reading.mended(value.column, str(value.value), "former-code", commune.code)
            kept_code = note_of_code(str(value.value).strip().upper())
            value = replace(value, note=f"{value.note} ; {kept_code}" if value.note else kept_code)
        if how == "arrondissement":
            kept.append(replace(value, field="arrondissement_code"))
        kept.append(replace(value, value=commune.code))
    return tuple(kept)


_FIGURES_BESIDE = re.compile(
    r"^\W*(?P<before>\d{4,6})\b\W*(?=[^\W\d])|(?<=[^\W\d])[\s(,–—-]+(?P<after>\d{4,6})\W*\Z"
)
"""Figures before or after a town that are no postal code: "4900 Angers", "Crest (99999)"."""


def _code_and_town(text: str, reference: Reference) -> tuple[str | None, str | None]:
    """The postal code, where one exists, and the town of a cell that holds figures beside a town; else no town."""
    code, town = postcode_within(text), city_within(text)
    beside = _FIGURES_BESIDE.search(text) if code is None else None
    if beside is None:
        return (code, town) if code is not None and town is not None else (None, None)
    lengthened = f"0{beside['before'] or beside['after']}"
    found = text[beside.end() :] if beside["before"] else text[: beside.start()]
    return lengthened if reference.with_postcode(lengthened) else None, found.strip() or None


def _town_alone(
    reading: RowReading, values: tuple[FieldValue, ...], reference: Reference
) -> tuple[FieldValue, ...]:
    """Towns without the postal code that some listings write with them ("- 33340 - LESPARRE"), which becomes that of
    the row when it has none; figures that are no postal code are taken out, and reported.
    """
    kept: list[FieldValue] = []
    for value in values:
        text = str(value.value)
        code, town = _code_and_town(text, reference) if value.field == "city" else (None, None)
        if town is None:
            kept.append(value)
            continue
        rule = "no-such-postcode" if code is None else "postcode-within-town"
        reading.mended(value.column, text, rule, town)
        kept.append(replace(value, value=town))
        if code is not None and not any(other.field == "postcode" for other in values):
            kept.append(replace(value, field="postcode", value=code))
    return tuple(kept)


def _known_postcode(
    reading: RowReading, values: tuple[FieldValue, ...], reference: Reference
) -> tuple[FieldValue, ...]:
    """Postal codes that may exist: one made up of a zero put before four figures, or whose first figures are those of
    no département, is taken out and reported.

    Five figures of a département that are in no table are kept: those of a "Cedex" are not in it.
    """
    kept: list[FieldValue] = []
    for value in values:
        code = str(value.value)
        if value.field != "postcode" or reference.with_postcode(code):
            kept.append(value)
            continue
        published = next(
            (
                line
                for line in reading.report
                if (line.rule, line.column, line.after) == ("postcode", value.column, code)
            ),
            None,
        )
        lengthened = published is not None and len(re.sub(r"[.,]0+\s*\Z|\D", "", published.before)) < len(
            code
        )
        if published is not None and lengthened:
            reading.report.remove(published)
        if lengthened or not reference.departements_of_postcode(code):
            reading.mended(value.column, published.before if published else code, "no-such-postcode", "")
        else:
            kept.append(value)
    return tuple(kept)


def _said(reading: RowReading, values: Sequence[FieldValue]) -> Said:
    by_field: dict[str, list[FieldValue]] = defaultdict(list)
    for value in values:
        by_field[value.field].append(value)

    def first(field: str) -> str | None:
        return str(by_field[field][0].value) if by_field[field] else None

    latitude, longitude = by_field["latitude"], by_field["longitude"]
    precision, vouched = _stated_precision(reading, has_address=bool(by_field["address"]))
    return Said(
        code=first("arrondissement_code") or first("commune_code"),
        code_declared=reading.mapping.position.code_declared,
        postcode=first("postcode"),
        cities=tuple(str(value.value) for value in by_field["city"]),
        departement=first("departement_code"),
        latitude=float(latitude[0].value) if latitude else None,
        longitude=float(longitude[0].value) if longitude else None,
        precision=precision,
        vouched=vouched,
        abroad=any(plain(str(value.value)) in reading.mapping.position.abroad for value in by_field["city"]),
        point_code=insee_code(_text(reading, reading.mapping.position.point_code_column)),
    )


def _stated_precision(reading: RowReading, *, has_address: bool) -> tuple[str, bool]:
    """What the row says its position is worth, and whether somebody vouches for it."""
    rule = reading.mapping.position
    precision, vouched = rule.precision, False
    kind = _text(reading, rule.type_column)
    label = _text(reading, rule.label_column)
    if kind in rule.types:
        precision, vouched = rule.types[kind], True
    elif label in rule.by_hand:
        precision, vouched = "address", True
    elif label:
        precision, vouched = label_precision(label), True
    if not has_address and rule.without_address:
        precision = _coarser(precision, rule.without_address)
    score = _score(_text(reading, rule.score_column))
    if score is not None and score < rule.score_floor:
        precision = _coarser(precision, "locality")
    return precision, vouched


def label_precision(label: str) -> str:
    """What an address understood by a geocoder is worth: with a number, with a street, or a bare town."""
    words = plain(label).split()
    if words and words[0][:1].isdigit() and len(words[0]) < 5:
        return "address"
    if any(len(word) == 5 and word.isdigit() for word in words):
        return "street"
    return "centre" if commune_name(label) else "none"


def _text(reading: RowReading, column: str | None) -> str:
    return reading.row.payload.get(column, "").strip() if column else ""


def _score(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _coarser(one: str, other: str) -> str:
    return max(one, other, key=PRECISIONS.index)
