"""What a place sheet shows, gathered."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct

from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement
from florilege.web.publication.pages.actors import of_place as place_actors
from florilege.web.publication.pages.directory import region_code
from florilege.web.publication.pages.place import answer as place_answer
from florilege.web.publication.pages.place import candidate_row, replies, ties, visits, whereabouts
from florilege.web.publication.pages.place import ledger as place_ledger
from florilege.web.publication.pages.place import monograph as monograph_view
from florilege.web.publication.pages.selection import decisions as team_decisions
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import code_label


class PlaceView(Struct, frozen=True):
    """A sheet ready to print.

    named : whether a source names the place; perhaps : slug and words of the places that may be this one, and
    what says so beside names
    row : what the table of candidates says of it; not_eligible : whether it fails a condition of the study
    of_table : whether the study was made from such a table
    """

    name: str
    place_id: str
    commune: str
    commune_code: str
    departement: str
    departement_code: str
    region: str
    region_code: str
    epci: str
    epci_code: str
    epci_kind: str
    kinds: tuple[str, ...]
    kinds_sentence: str
    in_2022_study: bool
    ledger: Mapping[str, tuple[place_ledger.Entry, ...]]
    actors: place_actors.PlaceActors
    verdict: judgement.Verdict | None
    answer: tuple[str, ...]
    distinction: str
    scores: tuple[judgement.ScoreLine, ...]
    geometric: bool
    appraisal: str
    missing: tuple[str, ...]
    records: tuple[place_ledger.RecordLine, ...]
    pairs: tuple[ties.PairLine, ...]
    listings: int
    whereabouts: tuple[place_ledger.Entry, ...]
    alone: tuple[str, ...]
    disagreements: int
    licences: tuple[tuple[str, str], ...]
    position: str
    linked_data: str
    decisions: tuple[team_decisions.LogLine, ...]
    changed: str
    left_out: bool
    visits: tuple[visits.VisitLine, ...]
    replies: tuple[replies.ReplyLine, ...]
    monograph: monograph_view.MonographView | None
    named: bool
    perhaps: tuple[tuple[str, str, str], ...]
    row: tuple[candidate_row.RowLine, ...]
    not_eligible: bool
    of_table: bool


def view(place: PlaceContent, contents: StudyContents, language: str) -> PlaceView:
    """Everything a sheet shows, in a language."""
    titles = {criterion.key: words.said(criterion.title, language) for criterion in contents.criteria}
    kinds = tuple(code_label("kind", kind, language) or kind for kind in place.kinds)
    licences = sorted({claim.licence for claim in place.claims})
    ledger = place_ledger.entries(place, contents, language)
    where = whereabouts.entries(place, contents, language)
    lines = (*where, *(entry for part in ledger.values() for entry in part))
    lines_of = {entry.field: entry.label for entry in lines if entry.values}
    return PlaceView(
        name=place.called.in_language(language),
        place_id=place.place_id,
        commune=place.commune,
        commune_code=place.commune_code,
        departement=place.departement,
        departement_code=place.departement_code,
        region=place.region,
        region_code=region_code(place),
        epci=place.epci,
        epci_code=place.epci_code,
        epci_kind=words.said(labels.of_epci_kind(place.epci_kind), language) if place.epci_kind else "",
        kinds=kinds,
        kinds_sentence=words.capitalised(words.listed(kinds, language)),
        in_2022_study=place.in_2022_study,
        ledger=ledger,
        actors=place_actors.of_place(place, contents, language),
        verdict=judgement.verdict(place, language),
        answer=place_answer.answer(place, contents, language),
        distinction=judgement.distinction(place, contents.criteria, contents.usual, language)
        if place.kept
        else "",
        scores=judgement.score_lines(place, contents, language, lines_of),
        geometric=contents.geometric,
        appraisal=place.appraisal,
        missing=tuple(titles.get(key, key) for key in place.missing),
        records=place_ledger.record_lines(place, contents, language),
        pairs=ties.pair_lines(place, language),
        listings=len(place.listings),
        whereabouts=where,
        alone=whereabouts.alone(place, contents, language),
        disagreements=place.disagreements,
        licences=tuple(
            (words.said(labels.of_licence(code)[1], language), labels.of_licence(code)[2])
            for code in licences
        ),
        position=whereabouts.worth(place, language),
        linked_data=linked_data(place, language),
        decisions=team_decisions.of_place(place, contents, language),
        visits=visits.lines(place, contents, language),
        replies=replies.lines(place, contents, language),
        monograph=monograph_view.view(place, contents, language),
        named=bool(place.known_name),
        perhaps=tuple(
            (other.slug, other.called.in_language(language), ties.evidence(why, language))
            for place_id, why in place.perhaps
            if (other := contents.by_id.get(place_id)) is not None
        ),
        row=candidate_row.lines(place.row, contents, language),
        not_eligible=place.row is not None and bool(place.row.failed),
        of_table=contents.of_table,
        left_out=team_decisions.put_out_before(place, contents),
        changed="" if place.change is None else place.change.effect,
    )


def linked_data(place: PlaceContent, language: str) -> str:
    """The sheet's facts as JSON-LD (schema.org), safe within a script element."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "identifier": place.place_id,
        **(
            {"name": place.known_name}
            if place.known_name
            else {"description": place.called.in_language(language)}
        ),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "FR",
            **({"addressLocality": place.commune} if place.commune else {}),
            **({"addressRegion": place.region} if place.region else {}),
        },
    }
    if place.latitude is not None and place.longitude is not None and place.position_precision != "centre":
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    website = place.shown.get("website")
    if website is not None and website.values and str(website.values[0]).startswith("http"):
        data["url"] = website.values[0]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
