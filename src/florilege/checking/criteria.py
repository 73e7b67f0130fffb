"""What the claims about a place are worth, counted again from the published files.

Written from docs/method.md and the study file, not from the code of `appraisal`: two countings that agree by chance are
rare, and one that is wrong is seen.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from florilege.checking.json_values import mapping, number_of
from florilege.checking.published import Published, Row, table
from florilege.checking.study_file import Criterion, Span

USES: Mapping[str, str] = {
    code: family
    for family, codes in {
        "work": "coworking offices telework meeting-rooms",
        "make": "fablab prototyping atelier-partage craft-workshops media-production urban-farming",
        "learn": "formation training higher-education mediation-numerique digital-help mediatheque",
        "grow": "incubateur business-support startup-hosting incubation networking open-innovation research-transfer",
        "meet": "events culture demonstration sport-leisure social-support",
        "consume": "food shops",
    }.items()
    for code in codes.split()
}
"""Kind or service → family of uses."""
FOR_ENTREPRENEURS = frozenset(
    {"coworking", "offices", "meeting-rooms", "telework", "business-support", "incubation", "startup-hosting",
     "networking", "open-innovation", "research-transfer", "prototyping", "demonstration", "training", "events"}
)  # fmt: skip
IS_SERVICE: Mapping[str, str] = {
    "coworking": "coworking", "fablab": "prototyping", "atelier-partage": "prototyping",
    "incubateur": "startup-hosting", "formation": "training",
}  # fmt: skip
"""Kind of place → the service that it is by itself."""
WAYS: Mapping[str, str] = {
    "website": "site", "phone": "telephone", "twitter": "social", "facebook": "social", "instagram": "social",
    "linkedin": "social", "mastodon": "social", "opening_hours": "hours", "weekly_hours": "hours",
}  # fmt: skip
COUNTED = frozenset(
    {"legal_form", "distance_to_next", "places_per_100k", "years_attested", "state_label", "actor_families", "mix_of_uses",
     "service_families", "contact_channels"}
)  # fmt: skip
"""Indicators counted again here."""
STATE_LABELS = frozenset({"fabrique-de-territoire", "manufacture-de-proximite"})
EARTH = 6371.0088
"""Mean radius in kilometres."""


def kilometres(one: Span, other: Span) -> float:
    """Great-circle distance between two (latitude, longitude) in degrees (haversine)."""
    north, south = math.radians(one[0]), math.radians(other[0])
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(one[1] - other[1]) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def position(place: Row) -> Span | None:
    """The position that places.csv gives, when it is the place's own."""
    own = place["position_precision"] in ("address", "street")
    return (float(place["latitude"]), float(place["longitude"])) if own and place["latitude"] else None


class _Site(Struct, frozen=True):
    """A place of the scope, as the dossier has it."""

    place_id: str
    offers: frozenset[str]
    kind: str
    listings: tuple[str, ...]
    position: Span | None
    reach: float
    epci: str
    selves: frozenset[str] = frozenset()


def counted(criterion: Criterion) -> bool:
    """Whether the published files let one count a criterion again: marks of a jury are not published."""
    return criterion.source == "column" or (criterion.source == "indicator" and criterion.input in COUNTED)


class Criteria(Struct, frozen=True, dict=True):
    """The criteria of the study, place by place."""

    data: Published

    @cached_property
    def by_title(self) -> Mapping[str, Criterion]:
        """Title, in either language → criterion of the study file."""
        return {title: one for one in self.data.study.criteria for title in one.titles}

    @cached_property
    def axes(self) -> Mapping[str, str]:
        """Title of an axis, in either language → its key."""
        return {title: one.key for one in self.data.study.axes for title in one.titles}

    def weight(self, key: str) -> float:
        return number_of(mapping(self.data.selection.get("weights")).get(key))

    def members(self, axis: str) -> Sequence[Criterion]:
        return [one for one in self.data.study.criteria if one.axis == axis]

    def value(self, place: str, criterion: Criterion) -> Span | None:
        """What a place is worth on a criterion, from 0 to 1, at least and at most.

        None for a criterion that the published files do not let one count again.
        """
        if not counted(criterion):
            return None
        raw = self.measure(place, criterion)
        if raw is None:
            return criterion.unknown
        ends = [criterion.worth(one) for one in raw]
        return min(ends), max(ends)

    def axis_value(self, place: str, axis: str) -> Span | None:
        """What a place is worth on an axis; None where one of its criteria cannot be counted again."""
        low = high = total = 0.0
        for one in self.members(axis):
            found = self.value(place, one)
            if found is None:
                return None
            weight = self.weight(one.key)
            low, high, total = low + weight * found[0], high + weight * found[1], total + weight
        return low / (total or 1.0), high / (total or 1.0)

    def known(self, place: str, criterion: Criterion) -> bool:
        return self.measure(place, criterion) is not None

    def measure(self, place: str, criterion: Criterion) -> Span | tuple[str, str] | None:
        """What a criterion measures of a place, from its claims or from its row of the table of candidates."""
        if criterion.source == "indicator":
            return self.raw(place, criterion.input)
        said = self.row(place).get(criterion.input, "").strip() if criterion.source == "column" else ""
        if not said or said == "n/a":
            return None
        if criterion.value["kind"] == "table":
            return said, said
        low, dots, high = said.partition("..")
        return float(low), float(high if dots else low)

    def row(self, place: str) -> Row:
        """The row of a place in the table of candidates; none in a study of places."""
        return self._rows.get(place, {})

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        """The rows of the table of candidates that the dossier holds, by id."""
        named = self.data.study.id_column
        return {row[named].strip(): row for row in table(self.data.sealed.get("candidates.csv", ""))}

    def raw(self, place: str, indicator: str) -> tuple[float, float] | tuple[str, str] | None:
        """The measure of a place, at least and at most; None where no source says anything."""
        if indicator == "legal_form":
            forms = {row["value"] for row in self._said(place, "legal_form")}
            return (min(forms), max(forms)) if 0 < len(forms) <= 2 else None
        if indicator == "distance_to_next":
            near = self.nearest(place)
            return near[0] if near else None
        if indicator == "places_per_100k":
            return self.density(place)
        return self._counted(place, indicator)

    def _said(self, place: str, *fields: str) -> Sequence[Row]:
        return [row for row in self.data.claims_of.get(place, ()) if row["field"] in fields]

    def _counted(self, place: str, indicator: str) -> Span | None:
        if indicator == "years_attested":
            return self._years(place)
        if indicator == "state_label":
            held = {row["value"] for row in self._said(place, "label")} & STATE_LABELS
            return float(len(held)), float(len(held))
        if indicator == "actor_families":
            families = {row["value"] for row in self._said(place, "actor_family")}
            return (float(len(families)), 5.0) if families else None
        if indicator == "mix_of_uses":
            found = {USES.get(row["value"], "") for row in self._said(place, "kind", "service")}
        elif indicator == "service_families":
            found = {row["value"] for row in self._said(place, "service")} & FOR_ENTREPRENEURS
            found |= {IS_SERVICE.get(row["value"], "") for row in self._said(place, "kind")}
        elif indicator == "contact_channels":
            found = {WAYS[row["field"]] for row in self._said(place, *WAYS)}
        else:
            return None
        count = float(len(found - {""}))
        return (count, count) if count else None

    def _years(self, place: str) -> Span | None:
        said = self._said(place, "name", "bearer", "opening_year")
        dated = [int(row["date"][:4]) for row in said if row["date"][:4].isdigit()]
        opened = [
            int(row["value"]) for row in said if row["field"] == "opening_year" and row["value"].isdigit()
        ]
        if not dated:
            return None
        first, last = min((*dated, *opened)), max(dated)
        horizon = json.loads(self.data.sealed.get("context.json", "{}")).get("last_year", last)
        return float(last - first), float(max(int(horizon), last) - first)

    @cached_property
    def _sites(self) -> Mapping[str, _Site]:
        """The places of the scope: as the dossier has them, and where it may not copy a source, as places.csv does."""
        sealed = {row["place_id"]: row for row in table(self.data.sealed.get("sites.csv", ""))}
        common = {offer for row in sealed.values() for offer in row["offers"].split("|")} - {""}
        return {
            key: self._site(self.data.by_id[key], row, common)
            for key, row in sealed.items()
            if key in self.data.by_id
        }

    def _site(self, place: Row, sealed: Row, common: set[str]) -> _Site:
        said = {row["value"] for row in self._said(place["place_id"], "service")}
        said |= {f"kind:{one}" for one in place["kind"].split("|")}
        where = (
            (float(sealed["latitude"]), float(sealed["longitude"])) if sealed["latitude"] else position(place)
        )
        # what comes from a source that the dossier may not copy is read from its claims
        withheld = set(place["listings"].split("|")) > set(sealed["listings"].split("|")) - {""}
        return _Site(
            place["place_id"],
            frozenset(sealed["offers"].split("|")) - {""} | (said & common if withheld else set()),
            sealed["kind"] or place["kind"].partition("|")[0], tuple(place["listings"].split("|")),
            where, float(sealed["reach"] or 0) if sealed["latitude"] else 0.0, place["epci_code"],
            frozenset(sealed.get("selves", "").split("|")) - {""},
        )  # fmt: skip

    @cached_property
    def _near(self) -> dict[str, tuple[Span, frozenset[str], frozenset[str]] | None]:
        return {}

    def nearest(self, place: str) -> tuple[Span, frozenset[str]] | None:
        """Kilometres to the nearest place that offers something in common, at least and at most; the places it may be."""
        found = self._nearest(place)
        return None if found is None else found[:2]

    def perhaps_nearest(self, place: str) -> frozenset[str]:
        """The places that may be as near as the least: those known at a commune's centre, and those that may be this one."""
        found = self._nearest(place)
        return frozenset() if found is None else found[2]

    def _nearest(self, place: str) -> tuple[Span, frozenset[str], frozenset[str]] | None:
        if place not in self._near:
            self._near[place] = self._search(place)
        return self._near[place]

    def _search(self, place: str) -> tuple[Span, frozenset[str], frozenset[str]] | None:
        own = self._sites.get(place)
        if own is None or own.position is None:
            return None
        spans: dict[str, Span] = {}
        for other in self._sites.values():
            if other is own or other.position is None or not own.offers & other.offers:
                continue
            apart, reach = kilometres(own.position, other.position), own.reach + other.reach
            most = apart + reach if apart > 1e-6 else max(own.reach, other.reach)
            spans[other.place_id] = (max(apart - reach, 0.0), most)
        others = {key: one for key, one in spans.items() if key not in own.selves}
        if not others:
            return None
        low, high = min(one[0] for one in spans.values()), min(one[1] for one in others.values())
        # the measures keep metres
        return (
            (round(low, 3), round(high, 3)),
            frozenset(key for key, one in others.items() if one[1] <= high + 1e-3),
            frozenset(key for key, one in spans.items() if one[0] <= low + 1e-3),
        )

    @cached_property
    def _coverage(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """Listing → régions where it looked, kinds that it looked for."""
        return {
            row["listing"]: (frozenset(row["regions"].split("|")), frozenset(row["kinds"].split("|")))
            for row in table(self.data.sealed.get("coverage.csv", ""))
        }

    def _looked(self, site: _Site) -> list[str]:
        """Of the listings of a site, those that looked where it is."""
        region = self.data.inhabitants.get(site.epci, (0, "?"))[1]
        return [
            one for one in site.listings
            if one in self._coverage and self._coverage[one][0] & {"all", region}
        ]  # fmt: skip

    @cached_property
    def _listed(self) -> Counter[str]:
        return Counter(site.epci for site in self._sites.values() if self._looked(site))

    @cached_property
    def _added(self) -> Mapping[str, float]:
        """Kind → places per 100,000 inhabitants that only listings of the région give, where they add most."""
        people: Counter[str] = Counter()
        for population, region in self.data.inhabitants.values():
            people[region] += population
        only: Counter[tuple[str, str]] = Counter()
        for site in self._sites.values():
            looked = self._looked(site)
            own = bool(looked) and not any("all" in self._coverage[one][0] for one in looked)
            if own and any(site.kind in self._coverage[one][1] for one in looked):
                only[self.data.inhabitants[site.epci][1], site.kind] += 1
        most: dict[str, float] = defaultdict(float)
        for (region, kind), count in only.items():
            most[kind] = max(most[kind], count * 100_000 / people[region])
        return most

    def density(self, place: str) -> Span | None:
        """Places listed per 100,000 inhabitants of the EPCI of a place, at least and at most."""
        site = self._sites.get(place)
        if site is None or site.epci not in self.data.inhabitants:
            return None
        population, region = self.data.inhabitants[site.epci]
        if not population or not any(regions & {"all", region} for regions, _ in self._coverage.values()):
            return None
        listed = (self._listed[site.epci] + (not self._looked(site))) * 100_000 / population
        looked_for: set[str] = set()
        for regions, kinds in self._coverage.values():
            if region in regions:
                looked_for |= kinds
        unseen = sum(most for kind, most in self._added.items() if kind not in looked_for)
        return listed, listed + unseen
