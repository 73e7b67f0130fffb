"""The places that the files list, linked, as a first build will have them: what the grid and the rules are made for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from florilege.appraisal.indicators import REGISTRY, Indicator, Known, PlaceFacts, Surroundings
from florilege.appraisal.surroundings import Site, comparable, districts_of, offers_of, surroundings
from florilege.evidence.claims import Claim
from florilege.evidence.places import ResolvedPlace, Terms, claims_of, main_first, resolve
from florilege.evidence.rules import shipped_rules
from florilege.linkage.linking import clusters_of
from florilege.linkage.model import shipped_model
from florilege.linkage.records import of_record
from florilege.listings.records import Record
from florilege.study_drafts.sources import Drafted
from florilege.territory.reference import Reference

_OWN_POSITION = ("address", "street")
IN_SCOPE = ("open", "unknown")
"""States of the places that a drafted study considers."""


class FirstPlace(Struct, frozen=True):
    """A place of the files.

    kinds : the main one first; attributes : what rules may look at, None where it is not known
    raws : indicator → the middle of its raw value, or its category; only where it is known, of those asked for
    """

    name: str
    kinds: tuple[str, ...]
    status: str
    attributes: Mapping[str, str | None]
    raws: Mapping[str, float | str]


class _Linked(Struct, frozen=True):
    """A place with what its records claim. kinds : the main one first"""

    place: ResolvedPlace
    claims: tuple[Claim, ...]
    kinds: tuple[str, ...]

    @property
    def status(self) -> str:
        return str(next(iter(self.place.values("status")), "unknown"))

    @property
    def offers(self) -> frozenset[str]:
        return frozenset(offers_of(self.claims, self.kinds))


def first_places(
    drafts: Sequence[Drafted], reference: Reference, *, indicators: Collection[str]
) -> tuple[FirstPlace, ...]:
    """The places of some files, in the order of their first records; what is around each is measured among those in scope.

    indicators : names of those whose raw values are wanted
    """
    linked = _linked(drafts, reference)
    scope = [one for one in linked if one.status in IN_SCOPE and one.kinds]
    around = surroundings(
        _sites(scope, drafts, reference),
        districts_of(reference),
        {one.mapping.slug: one.mapping.coverage for one in drafts if one.mapping.coverage.regions},
    )
    last_year = max((int(one.mapping.in_use.date[:4]) for one in drafts), default=0)
    wanted = {name: one for name, one in REGISTRY.items() if name in indicators}
    return tuple(
        _place(one, around.get(one.place.place_id, Surroundings()), last_year, wanted) for one in linked
    )


def _linked(drafts: Sequence[Drafted], reference: Reference) -> list[_Linked]:
    ranks = {one.mapping.slug: rank for rank, one in enumerate(drafts)}
    terms = {one.mapping.slug: Terms(one.mapping.licence, one.mapping.url) for one in drafts}
    records: dict[str, Record] = {
        f"{record.listing}:{record.record_id}": record for one in drafts for record in one.read.records
    }
    populations = {code: one.population for code, one in reference.communes.items() if one.population}
    clusters = clusters_of(
        [of_record(record) for record in records.values()], shipped_model(), populations=populations
    )
    found: list[_Linked] = []
    for rank, keys in enumerate(clusters):
        place_id = f"place-{rank}"
        own = [records[key] for key in keys]
        claims = tuple(
            claim for record in own for claim in claims_of(place_id, record, terms[record.listing])
        )
        place = resolve(
            place_id, own, claims, rules=shipped_rules(), ranks=ranks, pages=frozenset(), reference=reference
        )
        found.append(_Linked(place, claims, main_first([str(kind) for kind in place.values("kind")])))
    return found


def _sites(scope: Sequence[_Linked], drafts: Sequence[Drafted], reference: Reference) -> list[Site]:
    coverage = {one.mapping.slug: one.mapping.coverage for one in drafts if one.mapping.coverage.regions}
    used: dict[str, set[str]] = defaultdict(set)
    for one in scope:
        for listing in {claim.listing for claim in one.claims}:
            said = [claim for claim in one.claims if claim.listing == listing]
            used[listing] |= offers_of(said, [str(claim.value) for claim in said if claim.field == "kind"])
    common: dict[str, frozenset[str]] = {}
    sites: list[Site] = []
    for one in scope:
        commune = one.place.commune
        region = commune.region if commune else ""
        if region not in common:
            common[region] = comparable(used, coverage, region)
        at = one.place.position.values if one.place.position else ()
        own = bool(at) and one.place.position_precision in _OWN_POSITION
        latitude, longitude = (
            (float(str(at[0])), float(str(at[1])))
            if own
            else (commune.latitude, commune.longitude)
            if commune
            else (None, None)
        )
        reach = 0 if own or commune is None else math.ceil((reference.reach(commune.code) or 0.0) / 1000)
        offers = tuple(sorted(one.offers & common[region]))
        epci = (commune.epci or "") if commune else ""
        kind, listings = one.kinds[0], one.place.listings
        sites.append(Site(one.place.place_id, offers, kind, listings, latitude, longitude, reach, epci))
    return sites


def _place(
    linked: _Linked, around: Surroundings, last_year: int, indicators: Mapping[str, Indicator]
) -> FirstPlace:
    by_field: dict[str, list[Claim]] = defaultdict(list)
    for claim in linked.claims:
        by_field[claim.field].append(claim)
    facts = PlaceFacts(
        linked.place.place_id,
        {field: tuple(said) for field, said in by_field.items()},
        around,
        frozenset(),
        last_year,
    )
    raws: dict[str, float | str] = {}
    for name, one in indicators.items():
        raw = one.compute(facts)
        if not isinstance(raw, Known):
            continue
        if isinstance(raw.low, str) or isinstance(raw.high, str):
            raws[name] = str(raw.low)
        else:
            raws[name] = (raw.low + raw.high) / 2
    commune = linked.place.commune
    kinds = linked.kinds
    return FirstPlace(
        name=linked.place.called.fr,
        kinds=kinds,
        status=linked.status,
        attributes={
            "commune": commune.code if commune else None,
            "departement": commune.departement if commune else None,
            "region": commune.region if commune else None,
            "kind": kinds[0] if kinds else None,
        },
        raws=raws,
    )
