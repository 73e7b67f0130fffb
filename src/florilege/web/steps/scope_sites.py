"""Where the places of a scope are, from what the store shows and what their sources say."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from florilege.appraisal.only_reached import only_reached
from florilege.appraisal.surroundings import Site, comparable, districts_of, offers_of
from florilege.evidence.claims import Claim
from florilege.evidence.licences import is_share_alike
from florilege.listings.coverage import Coverage
from florilege.selection.dossier.neighbourhood import Inventory
from florilege.territory.place_points import PlaceAt
from florilege.territory.reference import reference
from florilege.web.inventory.models import Listing, ShownPlace
from florilege.web.inventory.questions import possible_selves
from florilege.web.study.stored_values import from_stored

_OWN_POSITION = ("address", "street")
"""Precisions of a position of the place itself. A locality may be a hamlet or an address that a geocoder did not find:
its point stands, as uncertain as the centre of the commune."""

Claims = Mapping[str, Sequence[Claim]]


def inventory_of(scope: Sequence[ShownPlace], claims: Claims) -> Inventory:
    """The places of a scope, the EPCI, and where the listings looked. claims : by id of the place"""
    declared = {
        row.slug: from_stored(Coverage, row.coverage) for row in Listing.objects.order_by("rank", "slug")
    }
    coverage = {slug: one for slug, one in declared.items() if one.regions}
    used = _used(scope, claims)
    common = {region: comparable(used, coverage, region) for region in {row.region_code for row in scope}}
    selves = possible_selves()
    sites: list[Site] = []
    withheld: dict[str, Site] = {}
    for row in scope:
        said = claims.get(row.place.public_id, ())
        site = replace(_site(row, said, common[row.region_code]), selves=selves.get(row.place.public_id, ()))
        open_said = [one for one in said if not is_share_alike(one.licence)]
        sites.append(site)
        if len(open_said) < len(said):
            published = _without(site, open_said)
            if published != site:
                withheld[site.place_id] = published
    return Inventory(tuple(sites), districts_of(reference()), coverage, withheld)


def only_reached_of(scope: Iterable[ShownPlace], inventory: Inventory) -> dict[str, tuple[float, float]]:
    """Place → thousands of inhabitants whom no other place of the scope serves, at least and at most."""
    sites = {site.place_id: site for site in inventory.sites}
    places = []
    for row in scope:
        site = sites[row.place.public_id]
        own = site.reach == 0
        here = (site.latitude, site.longitude) if own else (None, None)
        places.append(PlaceAt(site.place_id, row.commune_code, *here))
    offers = {site.place_id: site.offers for site in inventory.sites}
    return only_reached(places, offers, reference=reference())


def _used(scope: Iterable[ShownPlace], claims: Claims) -> dict[str, set[str]]:
    """Listing → what it says that places offer."""
    used: dict[str, set[str]] = defaultdict(set)
    for row in scope:
        said = claims.get(row.place.public_id, ())
        for listing in {one.listing for one in said}:
            own = [one for one in said if one.listing == listing]
            used[listing].update(offers_of(own, [str(one.value) for one in own if one.field == "kind"]))
    return used


def _site(row: ShownPlace, said: Iterable[Claim], common: frozenset[str]) -> Site:
    kinds = tuple(row.kinds)
    latitude, longitude, reach = row.latitude, row.longitude, 0
    own = row.position_precision in _OWN_POSITION and latitude is not None and longitude is not None
    if not own:
        reach = math.ceil((reference().reach(row.commune_code) or 0.0) / 1000)
    if not own and (row.position_precision != "locality" or latitude is None or longitude is None):
        commune = reference().communes.get(row.commune_code)
        latitude, longitude = (commune.latitude, commune.longitude) if commune else (None, None)
    return Site(
        row.place.public_id,
        offers=tuple(sorted(offers_of(said, kinds) & common)),
        kind=kinds[0] if kinds else "",
        listings=tuple(row.listings),
        latitude=latitude,
        longitude=longitude,
        reach=reach,
        epci=row.epci_code,
    )


def _without(site: Site, open_said: Sequence[Claim]) -> Site:
    """The site without what only claims say whose licence would bind the whole."""
    kinds = tuple(dict.fromkeys(str(one.value) for one in open_said if one.field == "kind"))
    positions = {(str(one.value), one.field) for one in open_said if one.field in ("latitude", "longitude")}
    published = replace(
        site,
        offers=tuple(sorted(offers_of(open_said, kinds).intersection(site.offers))),
        kind=site.kind if site.kind in kinds else "",
        listings=tuple(slug for slug in site.listings if slug in {one.listing for one in open_said}),
    )
    if site.reach or {(str(site.latitude), "latitude"), (str(site.longitude), "longitude")} <= positions:
        return published
    return replace(published, latitude=None, longitude=None)
