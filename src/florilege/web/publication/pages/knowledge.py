"""What is not known of the places taken together: said once, where the study starts, and not line by line."""

from __future__ import annotations

from statistics import median_low

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words

UNKNOWN_STATUS = frozenset({"", "unknown"})


class Knowledge(Struct, frozen=True):
    """What is known of the places of the scope as a whole.

    status_known : places of which a source says whether they are open; visited : places that somebody went to
    median_year : half of the facts shown that are dated are of that year or before; None without any date
    """

    places: int
    status_known: int
    visited: int
    median_year: int | None


def known_of(contents: StudyContents) -> Knowledge:
    """What is known of the places of the scope, counted."""
    scope = contents.in_scope
    years = [
        int(claim.date[:4])
        for place in scope
        for claim in place.claims
        if claim.shown and claim.date[:4].isdigit()
    ]
    return Knowledge(
        places=len(scope),
        status_known=sum(place.status not in UNKNOWN_STATUS for place in scope),
        visited=sum(bool(contents.visits_to.get(place.place_id)) for place in scope),
        median_year=median_low(years) if years else None,
    )


def limits(found: Knowledge, language: str) -> str:
    """What is missing, in one sentence; empty where every place has a status and a visit and no fact is dated."""
    parts = [
        words.said(part, language)
        for part in (_status(found, language), _age(found), _visits(found, language))
        if part is not None
    ]
    if not found.places or not parts:
        return ""
    return words.said(Words("À savoir : {what}.", "Please note: {what}."), language).format(
        what=words.listed(parts, language)
    )


def _status(found: Knowledge, language: str) -> Words | None:
    if found.status_known == found.places:
        return None
    if not found.status_known:
        return Words(
            "aucune source ne dit si ces lieux sont encore ouverts",
            "no source says whether these places are still open",
        )
    known, places = (words.number(one, language) for one in (found.status_known, found.places))
    return Words(
        f"on ne sait que pour {known} lieux sur {places} s’ils sont ouverts ou fermés",
        f"whether a place is open or closed is known for only {known} of {places}",
    )


def _age(found: Knowledge) -> Words | None:
    if found.median_year is None:
        return None
    return Words(
        f"la moitié des faits montrés des lieux du champ datent de {found.median_year} ou d’avant",
        f"half of the facts shown of places in scope are from {found.median_year} or earlier",
    )


def _visits(found: Knowledge, language: str) -> Words | None:
    if found.visited == found.places:
        return None
    if not found.visited:
        return Words(
            "personne n’est allé les voir pour cette étude", "nobody has visited them for this study"
        )
    number = words.number(found.visited, language)
    one = found.visited == 1
    return Words(
        f"{number} {'seul lieu a été visité' if one else 'lieux seulement ont été visités'}",
        f"only {number} {'place has' if one else 'places have'} been visited",
    )
