"""Indicators: small pure functions from the claims about a place to a raw value; each is registered with its meaning.

An indicator says what the claims support, and no more: what nobody states is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from florilege.evidence.claims import Claim
from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES


class Known(Struct, frozen=True):
    """A raw value that claims support: a number or an interval (low < high), or a category (low == high).

    claims : keys of the claims it rests on
    beside : what it was measured against: the id of another place, then of one that may be nearer, then its own when that
    one may be itself; or the listings counted
    """

    low: float | str
    high: float | str
    claims: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Unknown(Struct, frozen=True):
    """No source says anything of it."""


class NotApplicable(Struct, frozen=True):
    """The question does not arise for this place."""


Raw = Known | Unknown | NotApplicable


class Surroundings(Struct, frozen=True):
    """What lies around a place, from all the places of the scope (`surroundings`).

    next_km : kilometres to the nearest other place like it, at least and at most; None without a position or an offer
    neighbour : id of the place that is no farther than that at most
    nearer : id of another that may be nearer still, from which the least is; empty where that is the neighbour
    nearer_is_self : whether that one is perhaps this very place, which a person has yet to say
    per_100k : places listed per 100,000 inhabitants of the EPCI, at least and at most; None where nobody counted
    listed_by : listings of the région alone that looked there, beside those of the whole country
    position : latitude and longitude that the distance was measured from, in degrees
    only_reached : thousands of inhabitants whom no other place serves, at least and at most (`only_reached`); None where
    the study does not ask, without a commune or an offer
    """

    next_km: tuple[float, float] | None = None
    neighbour: str = ""
    nearer: str = ""
    nearer_is_self: bool = False
    per_100k: tuple[float, float] | None = None
    listed_by: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    only_reached: tuple[float, float] | None = None


SAME_POINT = 1e-6
"""Degrees under which a claim says the very position: a decimetre."""


class PlaceFacts(Struct, frozen=True):
    """All that an indicator may look at.

    claims : field → claims, every source; closed_labels : labels whose full list is in the inventory
    last_year : year of the latest listing of the study, the horizon of what could be attested
    """

    place_id: str
    claims: Mapping[str, tuple[Claim, ...]]
    surroundings: Surroundings
    closed_labels: frozenset[str]
    last_year: int

    def all(self, *fields: str) -> tuple[Claim, ...]:
        return tuple(claim for field in fields for claim in self.claims.get(field, ()))


class Indicator(Struct, frozen=True):
    """A registered indicator: what it reads, in which unit, what it means, what its unknown means.

    categories : those that its raw value may be; none where it is a number
    one : of what it counts, where its raw value is a whole number; None of a measure
    """

    name: str
    inputs: tuple[str, ...]
    unit: Words
    meaning: Words
    unknown: Words
    compute: Callable[[PlaceFacts], Raw]
    categories: tuple[str, ...] = ()
    one: Words | None = None


REGISTRY: dict[str, Indicator] = {}

USES: Mapping[str, str] = {
    "coworking": "work", "offices": "work", "telework": "work", "meeting-rooms": "work",
    "fablab": "make", "prototyping": "make", "atelier-partage": "make", "craft-workshops": "make",
    "media-production": "make", "urban-farming": "make",
    "formation": "learn", "training": "learn", "higher-education": "learn", "mediation-numerique": "learn",
    "digital-help": "learn", "mediatheque": "learn",
    "incubateur": "grow", "business-support": "grow", "startup-hosting": "grow", "incubation": "grow",
    "networking": "grow", "open-innovation": "grow", "research-transfer": "grow",
    "events": "meet", "culture": "meet", "demonstration": "meet", "sport-leisure": "meet", "social-support": "meet",
    "food": "consume", "shops": "consume",
}  # fmt: skip
"""Kinds and services → family of uses."""

FOR_ENTREPRENEURS = frozenset(
    {"coworking", "offices", "meeting-rooms", "telework", "business-support", "incubation", "startup-hosting",
     "networking", "open-innovation", "research-transfer", "prototyping", "demonstration", "training", "events"}
)  # fmt: skip
"""Services that an entrepreneur comes for."""

KIND_OFFERS: Mapping[str, str] = {
    "coworking": "coworking",
    "fablab": "prototyping",
    "atelier-partage": "prototyping",
    "incubateur": "startup-hosting",
    "formation": "training",
}
"""A kind of place is itself the statement of a service."""

STATE_LABELS = frozenset({"fabrique-de-territoire", "manufacture-de-proximite"})
CHANNELS: Mapping[str, str] = {
    "website": "website", "phone": "phone", "twitter": "social", "facebook": "social", "instagram": "social",
    "linkedin": "social", "mastodon": "social", "opening_hours": "hours", "weekly_hours": "hours",
}  # fmt: skip
"""Field → way to reach a place."""


def indicator(
    name: str,
    *inputs: str,
    unit: tuple[str, str],
    meaning: tuple[str, str],
    unknown: tuple[str, str],
    categories: tuple[str, ...] = (),
    one: tuple[str, str] | None = None,
) -> Callable[[Callable[[PlaceFacts], Raw]], Callable[[PlaceFacts], Raw]]:
    """Register an indicator with its words, French then English."""

    def register(compute: Callable[[PlaceFacts], Raw]) -> Callable[[PlaceFacts], Raw]:
        REGISTRY[name] = Indicator(
            name,
            inputs,
            Words(*unit),
            Words(*meaning),
            Words(*unknown),
            compute,
            categories,
            one and Words(*one),
        )
        return compute

    return register


@indicator(
    "legal_form",
    "legal_form",
    unit=("catégorie", "category"),
    meaning=("forme juridique de qui porte le lieu", "legal form of the body that runs the place"),
    unknown=("aucune source ne dit qui porte le lieu", "no source says who runs the place"),
    categories=tuple(VOCABULARIES["legal_form"]),
)
def legal_form(facts: PlaceFacts) -> Raw:
    said = facts.all("legal_form")
    if not said:
        return Unknown()
    values = {str(claim.value) for claim in said}
    keys = tuple(claim.key for claim in said)
    return Known(min(values), max(values), keys) if len(values) <= 2 else Unknown()


@indicator(
    "state_label",
    "label",
    unit=("labels", "labels"),
    one=("label", "label"),
    meaning=(
        "labels de l’État obtenus sur dossier (Fabrique de territoire, Manufacture de proximité)",
        "State labels won on a file (Fabrique de territoire, Manufacture de proximité)",
    ),
    unknown=(
        "la liste des lauréats n’est pas dans l’inventaire",
        "the list of winners is not in the inventory",
    ),
)
def state_label(facts: PlaceFacts) -> Raw:
    held = [claim for claim in facts.all("label") if str(claim.value) in STATE_LABELS]
    count = len({str(claim.value) for claim in held})
    if count or facts.closed_labels >= STATE_LABELS:
        return Known(count, count, tuple(claim.key for claim in held))
    return Unknown()


@indicator(
    "mix_of_uses",
    "kind",
    "service",
    unit=("familles d’usages", "families of uses"),
    one=("famille d’usages", "family of uses"),
    meaning=(
        "familles d’usages réunies : travailler, fabriquer, apprendre, entreprendre, se rencontrer, consommer",
        "families of uses under one roof: work, make, learn, grow a company, meet, consume",
    ),
    unknown=("aucune source ne dit ce que l’on y fait", "no source says what is done there"),
)
def mix_of_uses(facts: PlaceFacts) -> Raw:
    said = [claim for claim in facts.all("kind", "service") if str(claim.value) in USES]
    if not said:
        return Unknown()
    count = len({USES[str(claim.value)] for claim in said})
    return Known(count, count, tuple(claim.key for claim in said))


@indicator(
    "years_attested",
    "name",
    "bearer",
    "opening_year",
    unit=("années", "years"),
    one=("année", "year"),
    meaning=(
        "années entre la première et la dernière attestation du lieu ; au moins cela, au plus jusqu’à la fin de l’étude",
        "years between the first and the last mention of the place; at least that, at most up to the study's end",
    ),
    unknown=("aucune source datée", "no dated source"),
)
def years_attested(facts: PlaceFacts) -> Raw:
    dated = [
        (int((claim.date or "")[:4]), claim)
        for claim in facts.all(
            "name", "bearer", "opening_year"
        )  # who says when a place opened says that it is there
        if (claim.date or "")[:4].isdigit()
    ]
    opened = [(int(claim.value), claim) for claim in facts.all("opening_year") if str(claim.value).isdigit()]
    if not dated:
        return Unknown()
    first = min(year for year, _ in (*dated, *opened))
    last = max(year for year, _ in dated)
    keys = tuple(claim.key for year, claim in (*dated, *opened) if year in (first, last))
    return Known(float(last - first), float(max(facts.last_year, last) - first), keys)


@indicator(
    "service_families",
    "service",
    "kind",
    unit=("services", "services"),
    one=("service", "service"),
    meaning=(
        "services à l’entrepreneur énoncés par une source",
        "services to entrepreneurs that a source states",
    ),
    unknown=("aucune source ne dit les services", "no source states the services"),
)
def service_families(facts: PlaceFacts) -> Raw:
    said: dict[str, list[str]] = {}
    for claim in facts.all("service", "kind"):
        value = str(claim.value)
        service = value if claim.field == "service" else KIND_OFFERS.get(value, "")
        if service in FOR_ENTREPRENEURS:
            said.setdefault(service, []).append(claim.key)
    if not said:
        return Unknown()
    return Known(len(said), len(said), tuple(key for keys in said.values() for key in keys))


@indicator(
    "contact_channels",
    *CHANNELS,
    unit=("façons", "ways"),
    one=("façon", "way"),
    meaning=(
        "façons de joindre le lieu avant de s’y rendre : site, téléphone, réseau social, horaires publiés",
        "ways to reach the place before going: site, telephone, social account, published hours",
    ),
    unknown=("aucune source ne dit comment le joindre", "no source says how to reach it"),
)
def contact_channels(facts: PlaceFacts) -> Raw:
    said = facts.all(*CHANNELS)
    if not said:
        return Unknown()
    count = len({CHANNELS[claim.field] for claim in said})
    return Known(count, count, tuple(claim.key for claim in said))


@indicator(
    "weekly_hours",
    "weekly_hours",
    unit=("heures", "hours"),
    meaning=("heures d’ouverture par semaine", "opening hours a week"),
    unknown=("horaires non publiés", "hours not published"),
)
def weekly_hours(facts: PlaceFacts) -> Raw:
    return _interval(facts, "weekly_hours")


@indicator(
    "distance_to_next",
    "latitude",
    "longitude",
    "kind",
    "service",
    "commune_code",
    "city",
    "postcode",
    unit=("km", "km"),
    meaning=(
        "distance au lieu le plus proche qui offre un même service ou est d’un même type courant : ce que le territoire"
        " perdrait sans lui ; un intervalle quand seul le centre de la commune est connu",
        "distance to the nearest place that offers a same service or is of a same common kind: what the area would lose"
        " without it; an interval when only the centre of the commune is known",
    ),
    unknown=(
        "position inconnue, ou rien de ce que le lieu offre",
        "position unknown, or nothing of what it offers",
    ),
)
def distance_to_next(facts: PlaceFacts) -> Raw:
    around = facts.surroundings
    if around.next_km is None:
        return Unknown()
    beside = (around.neighbour, around.nearer, facts.place_id if around.nearer_is_self else "")
    return Known(*around.next_km, _claims_of_position(facts), tuple(filter(None, beside)))


def _claims_of_position(facts: PlaceFacts) -> tuple[str, ...]:
    """The claims that say the position a distance was measured from, both halves by the same record; those that say the
    commune when it is its centre."""
    position = facts.surroundings.position
    if position is None:
        return ()
    said = {(claim.listing, claim.record_id): claim for claim in facts.all("longitude")}
    for north in facts.all("latitude"):
        east = said.get((north.listing, north.record_id))
        if east is not None and _is_at(north, position[0]) and _is_at(east, position[1]):
            return (north.key, east.key)
    return _claims_of_commune(facts)


def _claims_of_commune(facts: PlaceFacts) -> tuple[str, ...]:
    where = facts.all("commune_code") or (*facts.all("city")[:1], *facts.all("postcode")[:1])
    return tuple(claim.key for claim in where)


def _is_at(claim: Claim, degrees: float) -> bool:
    try:
        return abs(float(claim.value) - degrees) < SAME_POINT
    except ValueError:
        return False


@indicator(
    "places_per_100k",
    "commune_code",
    "city",
    "postcode",
    unit=("lieux pour 100 000 habitants", "places per 100,000 inhabitants"),
    meaning=(
        "lieux du champ pour 100 000 habitants de l’intercommunalité, selon les recensements qui y ont cherché ; jusqu’à"
        " ce qu’un recensement régional ajoute ailleurs, là où aucun n’a cherché ces types de lieux",
        "places of the scope per 100,000 inhabitants of the intercommunality, from the listings that looked there; up to"
        " what a regional listing adds elsewhere, where none looked for these kinds of places",
    ),
    unknown=(
        "commune inconnue, ou aucun recensement n’y a cherché",
        "commune unknown, or no listing looked there",
    ),
)
def places_per_100k(facts: PlaceFacts) -> Raw:
    around = facts.surroundings
    if around.per_100k is None:
        return Unknown()
    return Known(*around.per_100k, _claims_of_commune(facts), around.listed_by)


@indicator(
    "reach",
    "latitude",
    "longitude",
    "kind",
    "service",
    "commune_code",
    "city",
    "postcode",
    unit=("milliers d’habitants", "thousands of inhabitants"),
    meaning=(
        "habitants à moins de 30 km par la route à qui aucun autre lieu du champ n’offre l’une au moins des choses qu’il"
        " offre ; un intervalle, parce que l’on ne connaît que le centre des communes",
        "inhabitants within 30 km by road to whom no other place of the scope offers one at least of the things that it"
        " offers; an interval, since only the centres of communes are known",
    ),
    unknown=(
        "commune inconnue, ou rien de ce que le lieu offre",
        "commune unknown, or nothing of what it offers",
    ),
)
def reach(facts: PlaceFacts) -> Raw:
    around = facts.surroundings
    if around.only_reached is None:
        return Unknown()
    return Known(*around.only_reached, _claims_of_position(facts) or _claims_of_commune(facts))


@indicator(
    "actor_families",
    "actor_family",
    unit=("familles", "families"),
    one=("famille", "family"),
    meaning=(
        "familles d’acteurs liées au lieu : entreprises, recherche, finance, associations, collectivités",
        "families of actors tied to the place: companies, research, finance, associations, local authorities",
    ),
    unknown=("aucune source ne dit qui s’y rencontre", "no source says who meets there"),
)
def actor_families(facts: PlaceFacts) -> Raw:
    said = facts.all("actor_family")
    if not said:
        return Unknown()
    count = float(len({str(claim.value) for claim in said}))
    return Known(count, 5.0, tuple(claim.key for claim in said))


@indicator(
    "own_website",
    "website",
    unit=("site", "site"),
    one=("site", "site"),
    meaning=("le lieu a un site à lui", "the place has a site of its own"),
    unknown=("aucune source ne donne de site", "no source gives a site"),
)
def own_website(facts: PlaceFacts) -> Raw:
    said = facts.all("website")
    return Known(1, 1, tuple(claim.key for claim in said)) if said else Unknown()


@indicator(
    "operator_known",
    "operator",
    unit=("organisme", "body"),
    one=("organisme", "body"),
    meaning=("l’organisme qui porte le lieu est nommé", "the body that runs the place is named"),
    unknown=("aucune source ne le nomme", "no source names it"),
)
def operator_known(facts: PlaceFacts) -> Raw:
    said = facts.all("operator")
    return Known(1, 1, tuple(claim.key for claim in said)) if said else Unknown()


def _interval(facts: PlaceFacts, field: str) -> Raw:
    """Numbers that disagree make an interval."""
    said = [claim for claim in facts.all(field) if isinstance(claim.value, int | float)]
    if not said:
        return Unknown()
    values = [float(claim.value) for claim in said]
    return Known(min(values), max(values), tuple(claim.key for claim in said))
