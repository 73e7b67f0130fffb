"""Places as programs read them: the columns of a place, and the table that filters, boxes and words look in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from florilege.evidence.licences import in_order
from florilege.faults import Words
from florilege.territory.names import plain
from florilege.web.api.tables import Cell, Column, Kind, Row, Table, as_json, mask_of, table_of
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.columns import PLACES as FILE_COLUMNS
from florilege.web.publication.open_data.columns import SELECTION as LIST_COLUMNS


class PlaceOf(NamedTuple):
    """A place, and the study that publishes it."""

    place: PlaceContent
    contents: StudyContents


_MEANINGS: Mapping[str, Words] = {
    **dict(LIST_COLUMNS),
    **dict(FILE_COLUMNS),
    "kind": Words("types de lieu, le principal d’abord", "types of place, the main one first"),
    "bearer": Words("qui porte le projet", "bodies that run the project"),
    "listings": Words("recensements qui citent le lieu", "listings that mention the place"),
}


def _shared(name: str, kind: Kind, read: object, *, always: bool = False) -> Column[PlaceOf]:
    """A column that the files of open data have too, with the meaning that they give it."""
    assert callable(read)
    return Column(name, _MEANINGS[name], kind, read, always)


def _text(place: PlaceContent, field_name: str) -> str | None:
    shown = place.shown.get(field_name)
    return " | ".join(str(value) for value in shown.values) or None if shown is not None else None


def _texts(place: PlaceContent, field_name: str) -> list[str]:
    shown = place.shown.get(field_name)
    return [str(value) for value in shown.values] if shown is not None else []


def _accessible(place: PlaceContent) -> bool | None:
    shown = place.shown.get("accessible")
    value = shown.values[0] if shown is not None and shown.values else None
    return value if isinstance(value, bool) else None


def _score(one: PlaceOf, name: str) -> float | None:
    choice = one.place.choice
    found = getattr(one.place if choice is None else choice, name)
    return None if found is None else float(found)


def _licences(place: PlaceContent) -> list[str]:
    """The licences of what is shown of a place, its position with it."""
    used = {pk for value in place.shown.values() for pk in value.claims} | set(place.position_claims)
    return list(in_order(claim.licence for claim in place.claims if claim.pk in used))


COLUMNS: tuple[Column[PlaceOf], ...] = (
    _shared("place_id", "text", lambda one: one.place.place_id, always=True),
    _shared("slug", "text", lambda one: one.place.slug or None),
    _shared("name", "text", lambda one: one.place.known_name or None),
    Column(
        "called_fr",
        Words("nom, sinon ce qui en tient lieu, en français", "name, or what stands for it, in French"),
        "text",
        lambda one: one.place.called.fr,
        always=True,
    ),
    Column(
        "called_en",
        Words("nom, sinon ce qui en tient lieu, en anglais", "name, or what stands for it, in English"),
        "text",
        lambda one: one.place.called.en,
        always=True,
    ),
    _shared("bearer", "texts", lambda one: _texts(one.place, "bearer"), always=True),
    _shared("kind", "texts", lambda one: list(one.place.kinds), always=True),
    Column(
        "service",
        Words("services offerts, codes du vocabulaire", "services offered, codes of the vocabulary"),
        "texts",
        lambda one: _texts(one.place, "service"),
        always=True,
    ),
    Column(
        "label",
        Words("labels reçus, codes du vocabulaire", "labels received, codes of the vocabulary"),
        "texts",
        lambda one: _texts(one.place, "label"),
        always=True,
    ),
    _shared("status", "text", lambda one: one.place.status or "unknown", always=True),
    _shared("address", "text", lambda one: _text(one.place, "address")),
    _shared("postcode", "text", lambda one: _text(one.place, "postcode")),
    _shared("commune_code", "text", lambda one: one.place.commune_code or None),
    _shared("commune", "text", lambda one: one.place.commune or None),
    _shared("epci_code", "text", lambda one: one.place.epci_code or None),
    Column("epci", Words("intercommunalité", "intercommunality (EPCI)"), "text", lambda one: one.place.epci or None),
    _shared("epci_kind", "text", lambda one: one.place.epci_kind or None),
    _shared("departement", "text", lambda one: one.place.departement_code or None),
    Column(
        "departement_name",
        Words("nom du département", "name of the département"),
        "text",
        lambda one: one.place.departement or None,
    ),
    Column("region", Words("code de la région", "code of the region"), "text", lambda one: one.place.region_code or None),
    Column(
        "region_name", Words("nom de la région", "name of the region"), "text", lambda one: one.place.region or None
    ),
    _shared("latitude", "number", lambda one: one.place.latitude),
    _shared("longitude", "number", lambda one: one.place.longitude),
    _shared("position_precision", "text", lambda one: one.place.position_precision or None),
    _shared("website", "text", lambda one: _text(one.place, "website")),
    Column("phone", Words("téléphone", "telephone"), "text", lambda one: _text(one.place, "phone")),
    Column(
        "opening_hours", Words("horaires", "opening hours"), "text", lambda one: _text(one.place, "opening_hours")
    ),
    Column(
        "accessible",
        Words("accessible en fauteuil roulant ; vide où personne ne le dit", "wheelchair access; empty where nobody says"),
        "flag",
        lambda one: _accessible(one.place),
    ),
    _shared("listings", "texts", lambda one: list(one.place.listings), always=True),
    _shared("records", "whole", lambda one: len(one.place.records), always=True),
    _shared("in_2022_study", "flag", lambda one: one.place.in_2022_study, always=True),
    _shared("in_scope", "flag", lambda one: one.contents.is_in_scope(one.place), always=True),
    _shared("candidate", "flag", lambda one: one.place.appraisal == "candidate", always=True),
    _shared("selected", "flag", lambda one: one.place.computed, always=True),
    _shared("in_list", "flag", lambda one: one.place.kept, always=True),
    _shared("class", "text", lambda one: (one.place.choice.klass or None) if one.place.choice is not None else None),
    _shared("score", "number", lambda one: _score(one, "score")),
    _shared("score_low", "number", lambda one: _score(one, "score_low")),
    _shared("score_high", "number", lambda one: _score(one, "score_high")),
    _shared("acceptability", "number", lambda one: one.place.choice.acceptability if one.place.choice is not None else None),
    Column(
        "licence",
        Words("licences de ce qui est montré du lieu", "licences of what is shown about the place"),
        "texts",
        lambda one: _licences(one.place),
        always=True,
    ),
    Column(
        "page",
        Words("adresse de sa page sur ce site", "address of its page on this site"),
        "text",
        lambda one: f"/lieux/{one.place.slug}/" if one.place.slug else None,
    ),
)  # fmt: skip
"""The columns of a place, those of `places.csv` under the same names and with the same meaning."""
_FACETS = {
    "kind": lambda one: one.place.kinds,
    "service": lambda one: _texts(one.place, "service"),
    "label": lambda one: _texts(one.place, "label"),
    "status": lambda one: (one.place.status or "unknown",),
    "commune": lambda one: (one.place.commune_code,),
    "epci": lambda one: (one.place.epci_code,),
    "departement": lambda one: (one.place.departement_code,),
    "region": lambda one: (one.place.region_code,),
    "listing": lambda one: one.place.listings,
    "in_scope": lambda one: (_said(one.contents.is_in_scope(one.place)),),
    "selected": lambda one: (_said(one.place.computed),),
    "in_list": lambda one: (_said(one.place.kept),),
}


class Searched(Struct, frozen=True, dict=True):
    """What words are looked for in, place by place, as one text: a line a place, read many times faster than as many texts.

    begins : where each line begins
    """

    lines: Sequence[str]
    whole: str
    begins: Sequence[int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Searched:
        """Some lines, none of which holds a line end."""
        begins = accumulate((len(line) + 1 for line in lines), initial=0)
        return cls(lines, "\n".join(lines), list(begins)[:-1])

    def holding(self, words: Sequence[str]) -> int:
        """The mask of the lines that hold every word, within others too."""
        first, *others = sorted(words, key=len, reverse=True)
        found: list[int] = []
        at = self.whole.find(first)
        while at >= 0:
            rank = bisect_right(self.begins, at) - 1
            line = self.lines[rank]
            if all(word in line for word in others):
                found.append(rank)
            at = self.whole.find(first, self.begins[rank] + len(line))
        return mask_of(found, len(self.lines))


class PlaceTable(Struct, frozen=True, dict=True):
    """The places of a study as a table, with what boxes and words look in.

    points : (places, 2), latitude and longitude in degrees, NaN where unknown
    """

    table: Table[PlaceOf]
    points: NDArray[np.float64]
    _features: dict[int, bytes] = field(default_factory=dict)

    @cached_property
    def _words(self) -> Searched:
        return Searched.of([_searched(one.place) for one in self.table.things])

    def matching(self, text: str) -> int:
        """The mask of the places whose words hold each word of a text, written in any letters, with or without accents.

        The one door of `q`: an index that knows stems and slips can stand behind it, if it gives a mask of these ranks.
        """
        words = plain(text).split()
        return self._words.holding(words) if words else self.table.everything

    def within(self, west: float, south: float, east: float, north: float) -> int:
        """The mask of the places in a box, in degrees; one whose west is east of its east goes round the other side."""
        latitude, longitude = self.points[:, 0], self.points[:, 1]
        inside = (latitude >= south) & (latitude <= north)
        if west <= east:
            inside &= (longitude >= west) & (longitude <= east)
        else:
            inside &= (longitude >= west) | (longitude <= east)
        return int.from_bytes(np.packbits(inside, bitorder="little").tobytes(), "little")

    def feature(self, rank: int, names: Sequence[str] = ()) -> bytes:
        """A place as a GeoJSON feature; its properties are some of its columns, or all but its point."""
        if names:
            return as_json(_feature(self.table.things[rank].place, self.table.row(rank, names)))
        found = self._features.get(rank)
        if found is None:
            found = as_json(_feature(self.table.things[rank].place, self.table.row(rank)))
            self._features[rank] = found
        return found


def place_table(contents: StudyContents) -> PlaceTable:
    """The table of the places that a study publishes, by their ids."""
    table = table_of(
        COLUMNS, ((place.place_id, PlaceOf(place, contents)) for place in contents.places), _FACETS
    )
    points = np.array(
        [
            (np.nan, np.nan)
            if one.place.latitude is None or one.place.longitude is None
            else (one.place.latitude, one.place.longitude)
            for one in table.things
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    return PlaceTable(table, points)


def _feature(place: PlaceContent, row: Row) -> dict[str, object]:
    point = None
    if place.latitude is not None and place.longitude is not None:
        point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    properties: dict[str, Cell] = {
        name: value for name, value in row.items() if name not in ("latitude", "longitude")
    }
    return {"type": "Feature", "id": place.place_id, "geometry": point, "properties": properties}


def _searched(place: PlaceContent) -> str:
    parts = (
        place.known_name,
        place.called.fr,
        place.called.en,
        *_texts(place, "bearer"),
        place.commune,
        place.departement,
        place.departement_code,
    )
    return plain(" ".join(dict.fromkeys(part for part in parts if part)))


def _said(flag: bool) -> str:
    return "true" if flag else "false"
