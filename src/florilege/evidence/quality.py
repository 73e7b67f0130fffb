"""How good an inventory is: what is known of its places, how old it is, who agrees, what looks wrong.

Every measure is a count over a count of places, so that it can be read against the table it comes from.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.evidence.rules import PRECISIONS
from florilege.faults import Words
from florilege.listings.records import Value

CORE = (
    "kind", "status", "address", "postcode", "position", "website", "phone", "opening_hours", "service", "audience",
    "operator", "legal_form", "opening_year",
)  # fmt: skip
"""Fields that a reader expects of any place: completeness is measured on them."""
SHARED_SITE = 4
"""A web address given by this many places of different communes says little of any of them."""
SHARED_POINT = 3
"""As many places with different addresses on one point: the point is nobody's."""
FIRST_YEAR = 1850
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_DIGITS = re.compile(r"\D+")


class Said(Struct, frozen=True):
    """What is shown of a field: its values, how many listings say so, whether another says otherwise, and when."""

    values: tuple[Value, ...]
    listings: int
    disagree: bool
    date: str


class Known(Struct, frozen=True):
    """A place as its quality is measured; codes are empty where they are not known."""

    place_id: str
    commune: str
    departement: str
    region: str
    listings: int
    precision: str
    position: tuple[float, float] | None
    fields: Mapping[str, Said]


class Share(Struct, frozen=True):
    """How many of how many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """In [0, 1]; None when there is nothing to count."""
        return self.count / self.of if self.of else None


class FieldQuality(Struct, frozen=True):
    """One field over all places.

    known : places where it is known; corroborated : of those, by two listings or more; disputed : where claims differ
    oldest, median, newest : years of what is shown, None where no date is known
    by_region : known, by code of region ("" where the region is not known)
    """

    field: str
    known: Share
    corroborated: Share
    disputed: Share
    oldest: int | None
    median: int | None
    newest: int | None
    by_region: Mapping[str, Share]


class Suspicion(Struct, frozen=True):
    """A value that looks wrong: never corrected, shown to be looked at."""

    code: str
    place_id: str
    field: str
    value: str


class InventoryQuality(Struct, frozen=True):
    """The quality of an inventory.

    listings : number of listings that give a place → places; precisions : precision of position → places
    """

    places: int
    fields: tuple[FieldQuality, ...]
    listings: Mapping[int, int]
    precisions: Mapping[str, int]
    precisions_by_region: Mapping[str, Mapping[str, int]]
    years: Mapping[int, int]
    suspicions: tuple[Suspicion, ...]


WHY: Mapping[str, Words] = {
    "postcode_elsewhere": Words(
        "code postal d’un autre département que la commune",
        "postcode in a different département from the commune",
    ),
    "phone_length": Words(
        "numéro de téléphone d’une longueur impossible", "telephone number with the wrong number of digits"
    ),
    "year_impossible": Words("année hors du possible", "impossible year"),
    "site_shared": Words(
        "site web que donnent des lieux de plusieurs communes", "same website for places in several communes"
    ),
    "point_shared": Words(
        "position exacte commune à plusieurs adresses", "same exact position for several addresses"
    ),
    "host_malformed": Words("adresse web sans nom de domaine", "web address without a domain name"),
    "name_bare": Words("nom sans aucune lettre", "name without any letters"),
}


def measure(places: Sequence[Known], *, latest_year: int) -> InventoryQuality:
    """Measure an inventory. latest_year : after it a year of opening is impossible."""
    by_region: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        by_region[place.region][place.precision] += 1
    years = Counter(
        year for place in places for said in place.fields.values() if (year := _year(said.date)) is not None
    )
    return InventoryQuality(
        places=len(places),
        fields=tuple(_field_quality(field, places) for field in CORE),
        listings=dict(sorted(Counter(place.listings for place in places).items())),
        precisions={
            name: count
            for name in PRECISIONS
            if (count := sum(place.precision == name for place in places)) or name == "none"
        },
        precisions_by_region={region: dict(found) for region, found in sorted(by_region.items())},
        years=dict(sorted(years.items())),
        suspicions=tuple(_suspicions(places, latest_year)),
    )


def _field_quality(field: str, places: Sequence[Known]) -> FieldQuality:
    said = [place.fields[field] for place in places if field in place.fields]
    years = sorted(year for one in said if (year := _year(one.date)) is not None)
    regions = Counter(place.region for place in places)
    known = Counter(place.region for place in places if field in place.fields)
    return FieldQuality(
        field=field,
        known=Share(len(said), len(places)),
        corroborated=Share(sum(one.listings > 1 for one in said), len(said)),
        disputed=Share(sum(one.disagree for one in said), len(said)),
        oldest=years[0] if years else None,
        median=years[(len(years) - 1) // 2] if years else None,
        newest=years[-1] if years else None,
        by_region={region: Share(known[region], count) for region, count in sorted(regions.items())},
    )


def _year(date: str) -> int | None:
    return int(date[:4]) if date[:4].isdigit() and len(date) >= 4 else None


def _suspicions(places: Sequence[Known], latest_year: int) -> Iterable[Suspicion]:
    """In the order of the places, then of the fields."""
    sites = _communes_of_sites(places)
    points = _addresses_of_points(places)
    tests: Mapping[str, Sequence[tuple[str, Callable[[Known, str], bool]]]] = {
        "name": (("name_bare", lambda _, text: not any(letter.isalpha() for letter in text)),),
        "postcode": (("postcode_elsewhere", _postcode_elsewhere),),
        "phone": (("phone_length", lambda _, text: not 9 <= len(_DIGITS.sub("", text)) <= 15),),
        "opening_year": (
            ("year_impossible", lambda _, text: not FIRST_YEAR <= (_year(text) or 0) <= latest_year),
        ),
        "website": (
            ("host_malformed", lambda _, text: "." not in _host(text)),
            ("site_shared", lambda _, text: len(sites.get(_bare(text), ())) >= SHARED_SITE),
        ),
    }
    for place in places:
        for field, checks in tests.items():
            for value in place.fields[field].values if field in place.fields else ():
                for code, wrong in checks:
                    if wrong(place, str(value)):
                        yield Suspicion(code, place.place_id, field, str(value))
        if place.position is not None and len(points[place.position]) >= SHARED_POINT:
            latitude, longitude = place.position
            yield Suspicion("point_shared", place.place_id, "position", f"{latitude}, {longitude}")


def _postcode_elsewhere(place: Known, postcode: str) -> bool:
    if not place.departement or len(postcode) != 5:
        return False
    own = place.departement.replace("2A", "20").replace("2B", "20")
    return not postcode.startswith(own)


def _host(url: str) -> str:
    found = _HOST.match(url.strip())
    return found[1].lower() if found else ""


def _bare(url: str) -> str:
    """The address without what varies from one way of writing it to another."""
    return (
        url.strip().lower().removeprefix("http://").removeprefix("https://").removeprefix("www.").rstrip("/")
    )


def _communes_of_sites(places: Sequence[Known]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if place.commune and "website" in place.fields:
            for value in place.fields["website"].values:
                found[_bare(str(value))].add(place.commune)
    return found


def _addresses_of_points(places: Sequence[Known]) -> Mapping[tuple[float, float], set[str]]:
    """Different addresses at each exact position finer than a commune's centre."""
    found: dict[tuple[float, float], set[str]] = defaultdict(set)
    for place in places:
        if place.position is not None and place.precision in PRECISIONS[:2] and "address" in place.fields:
            found[place.position].add(str(place.fields["address"].values[0]).casefold())
    return found


def as_data(found: InventoryQuality) -> dict[str, object]:
    """`quality.json`: every count, none rounded."""

    def share(one: Share) -> dict[str, int]:
        return {"count": one.count, "of": one.of}

    return {
        "places": found.places,
        "fields": [
            {
                "field": one.field,
                "known": share(one.known),
                "corroborated": share(one.corroborated),
                "disputed": share(one.disputed),
                "years": {"oldest": one.oldest, "median": one.median, "newest": one.newest},
                "known_by_region": {region: share(part) for region, part in one.by_region.items()},
            }
            for one in found.fields
        ],
        "places_by_listings": {str(number): count for number, count in found.listings.items()},
        "precision_of_position": dict(found.precisions),
        "precision_by_region": {region: dict(part) for region, part in found.precisions_by_region.items()},
        "values_by_year": {str(year): count for year, count in found.years.items()},
        "suspicious": [
            {"code": one.code, "place_id": one.place_id, "field": one.field, "value": one.value}
            for one in found.suspicions
        ],
    }
