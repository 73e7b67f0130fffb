"""Selections as programs read them: the list published, and the list computed with every candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from florilege.faults import Words
from florilege.web.api.tables import Column, Table, table_of
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import Choice
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.columns import SELECTION

PUBLISHED, COMPUTED = "published", "computed"
KEYS = (PUBLISHED, COMPUTED)
TITLES: Mapping[str, Words] = {
    PUBLISHED: Words(
        "La liste publiée : la liste calculée, avec ce que des personnes y ont changé",
        "The published list: the computed list, with what people changed in it",
    ),
    COMPUTED: Words("La liste calculée, avec tous les candidats", "The computed list, with every candidate"),
}


class ListedPlace(NamedTuple):
    """A place of a selection. rank : 1 for the one that the draws keep most often"""

    place: PlaceContent
    choice: Choice
    rank: int


class Selection(Struct, frozen=True, dict=True):
    """A selection. places : its places as a table; kept : how many it holds"""

    key: str
    table: Table[ListedPlace]
    kept: int


_MEANINGS = dict(SELECTION)
COLUMNS: tuple[Column[ListedPlace], ...] = (
    Column("rank", _MEANINGS["rank"], "whole", lambda one: one.rank, always=True),
    Column("place_id", _MEANINGS["place_id"], "text", lambda one: one.place.place_id, always=True),
    Column("name", _MEANINGS["name"], "text", lambda one: one.place.known_name or None),
    Column("commune", _MEANINGS["commune"], "text", lambda one: one.place.commune or None),
    Column("region_name", Words("nom de la région", "name of the region"), "text", lambda one: one.place.region or None),
    Column("in_list", _MEANINGS["in_list"], "flag", lambda one: one.place.kept, always=True),
    Column("selected", Words("gardé par le calcul de la sélection", "kept by the computed selection"), "flag",
           lambda one: one.choice.kept, always=True),
    Column("class", _MEANINGS["class"], "text", lambda one: one.choice.klass or None),
    Column("certain", Words("core ou exterior où c’est prouvé pour tous les poids admis, sinon vide",
                            "core or exterior where it is proved for all weights accepted, else empty"), "text",
           lambda one: one.choice.certain or None),
    Column("acceptability", _MEANINGS["acceptability"], "number", lambda one: one.choice.acceptability),
    Column("ci_low", _MEANINGS["ci_low"], "number", lambda one: one.choice.ci_low),
    Column("ci_high", _MEANINGS["ci_high"], "number", lambda one: one.choice.ci_high),
    Column("score", _MEANINGS["score"], "number", lambda one: one.choice.score, always=True),
    Column("score_low", _MEANINGS["score_low"], "number", lambda one: one.choice.score_low, always=True),
    Column("score_high", _MEANINGS["score_high"], "number", lambda one: one.choice.score_high, always=True),
    Column("reason_codes", Words("raisons, par leurs codes", "reasons, by their codes"), "texts",
           lambda one: [reason.code for reason in one.choice.reasons], always=True),
    Column("reasons_fr", Words("les raisons, en français", "the reasons, in French"), "texts",
           lambda one: [reason.words.fr for reason in one.choice.reasons], always=True),
    Column("reasons_en", Words("les raisons, en anglais", "the reasons, in English"), "texts",
           lambda one: [reason.words.en for reason in one.choice.reasons], always=True),
    Column("change", Words("ce qu’une personne en a décidé : enters (entre) ou leaves (sort), sinon vide",
                           "what a person decided about it: enters or leaves, else empty"), "text",
           lambda one: one.place.change.effect if one.place.change is not None else None),
    Column("change_reason_fr", Words("pourquoi, en français", "why, in French"), "text",
           lambda one: one.place.change.reason.fr if one.place.change is not None else None),
    Column("change_reason_en", Words("pourquoi, en anglais", "why, in English"), "text",
           lambda one: one.place.change.reason.en if one.place.change is not None else None),
    Column("change_date", Words("quand", "when"), "text",
           lambda one: (one.place.change.date or None) if one.place.change is not None else None),
)  # fmt: skip
"""The columns of a place of a selection, those of `selection.csv` under the same names."""


def selections_of(contents: StudyContents) -> Mapping[str, Selection]:
    """The selections of a study, by key; none while there is none."""
    if contents.selection is None:
        return {}
    ranks = {place.place_id: rank for rank, place in enumerate((*contents.kept, *contents.not_kept), start=1)}
    every = [place for place in contents.places if place.choice is not None]
    chosen: Mapping[str, Sequence[PlaceContent]] = {
        PUBLISHED: [place for place in every if place.kept],
        COMPUTED: every,
    }
    return {
        key: Selection(key, _table(places, ranks), sum(_holds(key, place) for place in places))
        for key, places in chosen.items()
    }


def _holds(key: str, place: PlaceContent) -> bool:
    return place.kept if key == PUBLISHED else place.computed


def _table(places: Sequence[PlaceContent], ranks: Mapping[str, int]) -> Table[ListedPlace]:
    things = [
        (place.place_id, ListedPlace(place, place.choice, ranks[place.place_id]))
        for place in places
        if place.choice is not None
    ]
    return table_of(
        COLUMNS,
        things,
        {
            "in_list": lambda one: ("true" if one.place.kept else "false",),
            "selected": lambda one: ("true" if one.choice.kept else "false",),
            "class": lambda one: (one.choice.klass,),
        },
    )
