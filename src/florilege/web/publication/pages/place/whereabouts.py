"""Where a place is: its commune and its intercommunalité, worked out; its position, with every other one said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.rules import position_cell
from florilege.faults import Words
from florilege.territory.distance import great_circle
from florilege.web.publication.contents.places import ClaimContent, PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.place.ledger import DisputedValue, Entry, former_code, sources_of
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import Written, code_label

WHERE_SAID = ("commune_code", "city", "postcode", "address")
"""Fields from which the commune is worked out, the surest first."""
COMMUNE = Words("commune et intercommunalité", "commune and intercommunalité")
POSITION = Words("position", "position")
WORKED_OUT = Words(
    "déduite de ce que disent ces sources, par la géographie officielle au 1er janvier 2026",
    "derived from these sources, using the official geography of 1 January 2026",
)
OTHER_YEAR = Words(
    " ; le code qu’une source écrit est d’une autre année : {said}",
    "; the code that a source writes is of another year: {said}",
)
DOUBTED = Words(
    "non retenue : contredite par l’adresse ou trop vague",
    "not used: contradicted by the address or too vague",
)
NO_SOURCE_LEFT = Words("déduite de la position", "derived from the position")


class Position(Struct, frozen=True):
    """A position that one record says; shown : whether it is the one of the place."""

    latitude: float
    longitude: float
    claim: ClaimContent
    shown: bool

    @property
    def cell(self) -> tuple[str, str]:
        """Positions of the same cell of a thousandth of a degree say the same."""
        return position_cell(self.latitude, self.longitude)

    @property
    def text(self) -> str:
        return f"{self.latitude:.5f} {self.longitude:.5f}"


def positions(place: PlaceContent) -> tuple[Position, ...]:
    """Every position said, record by record, the one shown first."""
    longitudes = {(claim.listing, claim.record_id): claim for claim in place.claims_of("longitude")}
    chosen = set(place.position_claims)
    found = [
        Position(
            float(claim.value),
            float(longitudes[claim.listing, claim.record_id].value),
            claim,
            claim.pk in chosen,
        )
        for claim in place.claims_of("latitude")
        if (claim.listing, claim.record_id) in longitudes
    ]
    return tuple(sorted(found, key=lambda one: not one.shown))


def entries(place: PlaceContent, contents: StudyContents, language: str) -> tuple[Entry, ...]:
    """The lines of a sheet that say where the place is; without a source they say so."""
    return (_commune(place, contents, language), _position(place, contents, language))


def _commune(place: PlaceContent, contents: StudyContents, language: str) -> Entry:
    label = words.said(COMMUNE, language)
    backing = [claim for field in WHERE_SAID for claim in place.claims_of(field)]
    claims = backing or [one.claim for one in positions(place)]
    if not place.commune or not claims:
        return Entry("commune", label, (), False, "", False, (), ())
    name = f"{place.commune} ({place.commune_code})"
    if place.epci:
        kind = words.said(labels.of_epci_kind(place.epci_kind), language) if place.epci_kind else ""
        name += f", {place.epci}" + (f" ({kind})" if kind else "")
    codes = {text: None for claim in backing if (text := former_code(claim)) is not None}
    other_year = (
        [words.filled(OTHER_YEAR, language, said=" ; ".join(text.in_language(language) for text in codes))]
        if codes
        else []
    )
    said = words.said(WORKED_OUT if backing else NO_SOURCE_LEFT, language)
    tongue = "" if language == "fr" else "fr"
    return Entry(
        "commune",
        label,
        (Written(name, language=tongue),),
        False,
        "".join((said, *other_year)),
        False,
        sources_of(
            (replace(one, note="") if former_code(one) else one for one in claims), contents, language
        ),
        (),
    )


def _position(place: PlaceContent, contents: StudyContents, language: str) -> Entry:
    label = words.said(POSITION, language)
    found = positions(place)
    shown = place.position
    if not found:
        return Entry("position", label, (), False, "", False, (), ())
    if shown is None or not found[0].shown:
        doubted = [Written(f"{_degrees(one, language)} ({words.said(DOUBTED, language)})") for one in found]
        claims = [one.claim for one in found]
        return Entry(
            "position", label, tuple(doubted), False, "", False, sources_of(claims, contents, language), ()
        )
    groups: dict[tuple[str, str], list[Position]] = {}
    for one in found:
        groups.setdefault(one.cell, []).append(one)

    def sources(group: Sequence[Position]) -> tuple[Source, ...]:
        return sources_of([one.claim for one in group], contents, language)

    disputed = _disputed(groups, found[0], sources, place, language) if shown.disagree else ()
    rule = "" if shown.code in ("alone", "agreed", "all") else words.said(shown.rule, language)
    first = groups[found[0].cell]
    return Entry(
        "position",
        label,
        (Written(_written(found[0], worth(place, language), language)),),
        False,
        rule,
        bool(disputed),
        sources(first),
        disputed,
    )


def _disputed(
    groups: dict[tuple[str, str], list[Position]],
    shown: Position,
    sources: Callable[[Sequence[Position]], tuple[Source, ...]],
    place: PlaceContent,
    language: str,
) -> tuple[DisputedValue, ...]:
    disputed = [
        DisputedValue(
            Written(_written(shown, worth(place, language), language)), sources(groups[shown.cell]), True
        )
    ]
    for cell, group in groups.items():
        if cell == shown.cell:
            continue
        metres = great_circle(shown.latitude, shown.longitude, group[0].latitude, group[0].longitude)
        away = words.distance(metres, language)
        tail = f"à {away} de la position montrée" if language == "fr" else f"{away} from the position shown"
        disputed.append(
            DisputedValue(Written(f"{_degrees(group[0], language)}, {tail}"), sources(group), False)
        )
    return tuple(disputed)


def worth(place: PlaceContent, language: str) -> str:
    """What the position of a place is worth, in words: "at the address" only where an address is known."""
    if place.position_precision == "address" and "address" not in place.shown:
        return words.said(labels.POINT_ALONE, language)
    return words.said(labels.of_precision(place.position_precision or "none"), language)


def _written(one: Position, worth: str, language: str) -> str:
    return f"{_degrees(one, language)} ({worth})"


def _degrees(one: Position, language: str) -> str:
    parts = f"{one.latitude:.5f}", f"{one.longitude:.5f}"
    joined = " ; ".join(part.replace(".", ",") for part in parts) if language == "fr" else ", ".join(parts)
    return joined.replace("-", "−")


ALONE = Words(
    "Seul lieu de « {service} » des recensements de tout le pays à moins de {km} km par la route : pour {n} habitants{between}.",
    "The only place for “{service}” of the listings of the whole country within {km} km by road: for {n} inhabitants{between}.",
)
ALONE_BETWEEN = Words(" (entre {low} et {high})", " (between {low} and {high})")


def alone(place: PlaceContent, contents: StudyContents, language: str) -> tuple[str, ...]:
    """For how many inhabitants a place is the only one of its service; nothing where it is for none, about."""
    said = []
    for one in contents.territories.services:
        reached = one.alone.get(place.place_id)
        if reached is None or not reached.about:
            continue
        between = words.filled(
            ALONE_BETWEEN,
            language,
            low=words.number(reached.least, language),
            high=words.number(reached.most, language),
        )
        text = words.filled(
            ALONE,
            language,
            service=code_label("service", one.service, language),
            km=words.number(one.alone_within, language),
            n=words.number(reached.about, language),
            between=between if reached.least != reached.most else "",
        )
        said.append(text)
    return tuple(said)
