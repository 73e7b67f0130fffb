"""The directory: régions and their places, and the script of data that the filters read."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import CLASSES
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.outside import OutsideLine, lines
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import code_label

NOWHERE = "00"
"""Code of the page of places whose commune is unknown."""
NO_REGION = Words("Commune inconnue", "Commune unknown")


class RegionLine(Struct, frozen=True):
    """A région in the directory: how many places it has, how many are kept."""

    code: str
    name: str
    count: int
    count_text: str
    kept: int


class PlaceLine(Struct, frozen=True):
    """A place as a line of a list."""

    slug: str
    name: str
    commune: str
    departement: str
    kinds: str
    klass: str
    class_label: str
    rate: str
    in_2022_study: bool
    why: str


class DepartementGroup(Struct, frozen=True):
    """The places of one département, by name. others : out of the scope"""

    code: str
    name: str
    places: tuple[PlaceLine, ...]
    others: tuple[OutsideLine, ...]


def region_name(code: str, name: str, language: str) -> str:
    return words.said(NO_REGION, language) if code == NOWHERE else name


def region_code(place: PlaceContent) -> str:
    return place.region_code or NOWHERE


def regions(contents: StudyContents, language: str) -> tuple[RegionLine, ...]:
    """The régions that have places, by name, counted over the scope; the unknown last."""
    counts = Counter(region_code(place) for place in contents.in_scope)
    kept = Counter(region_code(place) for place in contents.kept)
    names = {region_code(place): place.region for place in contents.places}
    found = [
        RegionLine(
            code, region_name(code, names[code], language), count, words.number(count, language), kept[code]
        )
        for code in names
        for count in (counts[code],)
    ]
    return tuple(sorted(found, key=lambda line: (line.code == NOWHERE, words.sort_key(line.name))))


def place_line(place: PlaceContent, language: str, *, why: str = "") -> PlaceLine:
    """A place as a line of a list; why is what the list says of it in particular."""
    choice = place.choice
    klass = choice.klass if choice is not None else ""
    rate = ""
    if choice is not None and choice.acceptability is not None:
        rate = words.share(choice.acceptability, language, decimals=1)
    return PlaceLine(
        slug=place.slug,
        name=place.called.in_language(language),
        commune=place.commune,
        departement=place.departement if place.departement != place.commune else "",
        kinds=", ".join(code_label("kind", kind, language) or kind for kind in place.kinds),
        klass=klass if place.kept else "",
        class_label=words.said(labels.of_class(klass), language) if klass else "",
        rate=rate,
        in_2022_study=place.in_2022_study,
        why=why,
    )


def by_name(places: Iterable[PlaceContent], language: str) -> list[PlaceContent]:
    """Places in the order of the words under which a language shows them."""
    return sorted(places, key=lambda place: words.sort_key(place.called.in_language(language)))


def departement_groups(contents: StudyContents, code: str, language: str) -> tuple[DepartementGroup, ...]:
    """The places of a région by département, each by name, those out of the scope apart."""
    of: dict[tuple[str, str], list[PlaceContent]] = defaultdict(list)
    for place in contents.in_name_order:
        if region_code(place) == code:
            of[(place.departement_code, place.departement)].append(place)
    return tuple(
        DepartementGroup(
            number,
            name or words.said(NO_REGION, language),
            tuple(
                place_line(place, language)
                for place in by_name(found, language)
                if contents.is_in_scope(place)
            ),
            lines(contents, language, [place for place in found if not contents.is_in_scope(place)]),
        )
        for (number, name), found in sorted(of.items(), key=lambda item: item[0])
    )


def filters(contents: StudyContents) -> frozenset[str]:
    """The filters that part the places: one whose every place has the same value is not offered."""
    values: dict[str, Set[object]] = {
        "region": {region_code(place) for place in contents.places},
        "kind": {kind for place in contents.places for kind in place.kinds},
        "status": {place.status or "unknown" for place in contents.places},
        "kept": {place.kept for place in contents.places},
        "open": {place.status == "open" for place in contents.places},
        "accessible": {said_accessible(place) for place in contents.places},
        "outside": {contents.is_in_scope(place) for place in contents.places},
    }
    return frozenset(name for name, found in values.items() if len(found) > 1)


def said_accessible(place: PlaceContent) -> bool | None:
    """Whether a wheelchair can enter, None where no source says."""
    shown = place.shown.get("accessible")
    return None if shown is None or not shown.values else shown.values[0] is True


def data_script(contents: StudyContents) -> str:
    """The places as a classic script, so that the directory opens from a file; see `inventory.ts` for its form."""
    places = contents.in_name_order
    kinds = _codes(kind for place in places for kind in place.kinds)
    statuses = _codes(place.status or "unknown" for place in places)
    departements = sorted({(place.departement_code, place.departement) for place in places})
    areas = sorted(
        {(region_code(place), place.region) for place in places}, key=lambda item: _region_order(item)
    )
    ranks = [
        {code: rank for rank, code in enumerate(codes)}
        for codes in (kinds, statuses, [code for code, _ in departements], [code for code, _ in areas])
    ]
    inventory = {
        "kinds": [
            _labelled(code, Words(*(code_label("kind", code, lang) or code for lang in ("fr", "en"))))
            for code in kinds
        ],
        "statuses": [_labelled(code, labels.of_status(code)) for code in statuses],
        "classes": [_labelled(code, labels.of_class(code)) for code in CLASSES],
        "departements": [_labelled(code, Words(name, name)) for code, name in departements],
        "regions": [
            _labelled(code, Words(*(region_name(code, name, lang) for lang in ("fr", "en"))))
            for code, name in areas
        ],
        "places": [_row(place, ranks, contents) for place in places],
    }
    return f"globalThis.florilegePlaces={json.dumps(inventory, ensure_ascii=False, separators=(',', ':'))};\n"


def _row(place: PlaceContent, ranks: Sequence[dict[str, int]], contents: StudyContents) -> list[object]:
    kinds, statuses, departements, areas = ranks
    klass = place.choice.klass if place.choice is not None and place.kept else ""
    return [
        place.slug,
        place.name,
        place.commune,
        departements[place.departement_code],
        areas[region_code(place)],
        [kinds[kind] for kind in place.kinds],
        statuses[place.status or "unknown"],
        None if place.latitude is None else round(place.latitude, 4),
        None if place.longitude is None else round(place.longitude, 4),
        CLASSES.index(klass) if klass in CLASSES else -1,
        int(place.in_2022_study),
        int(contents.is_in_scope(place)),
        *([] if place.known_name else [place.called.en]),
    ]


def _region_order(item: tuple[str, str]) -> tuple[bool, str]:
    return (item[0] == NOWHERE, words.sort_key(item[1]))


def _codes(codes: Iterable[str]) -> list[str]:
    """Codes, the most frequent first."""
    counts = Counter(codes)
    return sorted(counts, key=lambda code: (-counts[code], code))


def _labelled(code: str, label: Words) -> dict[str, str]:
    return {"code": code, "fr": label.fr, "en": label.en}
