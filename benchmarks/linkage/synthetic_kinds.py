"""Pairs of records that are easily taken for one place, or for two: made up, kind by kind, the truth known.

    .venv/bin/python -m benchmarks.linkage.synthetic_kinds

says how many pairs of each kind the shipped model merges, among synthetic listings. Names, towns and doors are drawn
anew for each pair, so that a kind is met and not an example.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.linkage.synthetic import SEED, synthetic
from benchmarks.linkage.synthetic_designations import (
    DESIGNATIONS_ALIKE,
    DESIGNATIONS_APART,
    DESIGNATIONS_UNSEEN,
)
from benchmarks.linkage.synthetic_places import Country, invented, shifted
from benchmarks.linkage.synthetic_towns import Described, Made, Town, site_of
from florilege.linkage.linking import link
from florilege.linkage.model import Model, shipped_model
from florilege.linkage.names import fold
from florilege.linkage.records import LinkRecord
from florilege.territory.reference import Commune, reference

PAIRS, AROUND = 60, 4_000
"""Pairs of each kind, and the synthetic records among which they stand."""
SMALLEST_TOWN = 2_000


class Pair(Struct, frozen=True):
    """Two records of a kind, of one listing or of two, and whether they are one place."""

    kind: str
    same: bool
    first: LinkRecord
    second: LinkRecord


def _branches(town: Town) -> Made:
    """One brand, one web site, two streets; the second is named after its quarter."""
    word, door = town.word(), town.door()
    away = town.beside(door, 300, 1_800)
    quarter = away.street.split()[-1].capitalize()
    site = site_of(word) if town.random.random() < 0.7 else ""
    first = Described(word, town.commune, door, site, trade="coworking")
    return first, Described(f"{word} {quarter}", town.commune, away, site, trade="coworking"), True


def _house_and_guest(town: Town) -> Made:
    word, door, one = town.word(), town.door(), town.random.random() < 0.5
    site = site_of(word) if one else ""
    house = town.random.choice(("Pépinière", "Pépinière d’entreprises", "Incubateur"))
    guest = town.random.choice(("Fablab de", "FabLab", "Makerspace"))
    first = Described(f"{house} {word}", town.commune, door, site)
    return first, Described(f"{guest} {word}", town.commune, door, site, trade="fablab"), one


def _school_and_incubator(town: Town) -> Made:
    word, door = town.person(), town.door()
    school = town.random.choice(("École", "Lycée", "Université"))
    second = town.random.choice(("Incubateur de l’{}", "Incubateur {}", "Pépinière de l’{}"))
    name = f"{school} {word}"
    first = Described(name, town.commune, door, site_of(word))
    return first, Described(second.format(name), town.commune, door), town.random.random() < 0.5


def _network_and_member(town: Town) -> Made:
    word, door = f"{town.word()}s", town.door()
    network = town.random.choice(("Réseau des {}", "Fédération des {}", "Réseau {}"))
    member = town.random.choice(("Les {} de {}", "{} {}"))
    site = site_of(word) if town.random.random() < 0.5 else ""
    first = Described(network.format(word), town.commune, door, site)
    second = Described(member.format(word, town.commune.name), town.commune, door, site)
    return first, second, town.random.random() < 0.5


def _bearer_and_place(town: Town) -> Made:
    area, door = f"Pays de {town.commune.name}", town.door()
    bearer = town.random.choice(("Communauté de communes du {}", "Syndicat mixte du {}", "Département du {}"))
    place = town.random.choice(("Tiers-lieu du {}", "Fablab du {}", "La Fabrique du {}"))
    first = Described(bearer.format(area), town.commune, door)
    away = door if town.random.random() < 0.3 else town.beside(door, 100, 900)
    return first, Described(place.format(area), town.commune, away), town.random.random() < 0.3


def _town_halls(town: Town) -> Made:
    """Two town halls of one commune made of several."""
    first, second = town.word(), town.word()
    door = town.door()
    whole = f" (commune déléguée de {town.commune.name})" if town.random.random() < 0.5 else ""
    site = site_of(town.commune.name) if town.random.random() < 0.5 else ""
    return (
        Described(f"Mairie déléguée de {first}{whole}", town.commune, door, site),
        Described(f"Mairie déléguée de {second}{whole}", town.commune, town.beside(door, 900, 4_000), site),
        True,
    )


def _body_and_branch(town: Town) -> Made:
    """A public body and its branch in the next commune."""
    area, door = town.word(), town.door()
    other = town.country.neighbour(town.commune)
    body = town.random.choice(
        ("Mission locale du Pays {}", "Centre social du {}", "Maison France Services du {}")
    )
    name = body.format(area)
    branch = town.random.choice(("{}, antenne de {}", "{} - {}", "{} - Permanence de {}"))
    away = replace(town.country.address(town.random, other))
    site = site_of(area)
    second = Described(branch.format(name, other.name), other, away, site)
    return Described(name, town.commune, door, site), second, town.random.random() < 0.6


def _services_in_one_building(town: Town) -> Made:
    area, door, phone = town.word(), town.door(), town.phone()
    one, other = town.random.sample(
        ("Point Information Jeunesse {}", "France Services {}", "Médiathèque {}", "CCAS {}", "EPN {}"), 2
    )
    first = Described(one.format(area), town.commune, door, phone=phone)
    return first, Described(other.format(area), town.commune, door, phone=phone), True


def _sites_of_a_service(town: Town) -> Made:
    """Two sites of one service of the county, told by their quarters."""
    service = town.random.choice(
        ("Maison départementale des solidarités", "Agence Pôle emploi", "Centre médico-social", "Médiathèque")
    )
    door = town.door()
    first, second = town.random.sample(("Nord", "Sud", "Est", "Ouest", town.word(), town.word()), 2)
    name = f"{service} {town.commune.name}"
    site, phone = site_of(service), town.phone()
    return (
        Described(f"{name} {first}", town.commune, door, site, phone),
        Described(f"{name} {second}", town.commune, town.beside(door, 400, 3_000), site, phone),
        True,
    )


def _service_and_workshop(town: Town) -> Made:
    area, door = f"{town.word()}ais", town.door()
    service = town.random.choice(("Mission locale du {}", "MSAP du {}", "Agence Pôle emploi {}", "EPN {}"))
    first = Described(service.format(area), town.commune, door)
    second = Described(
        f"FabLab {area}", town.commune, town.beside(door, 200, 1_500), site_of(area), trade="fablab"
    )
    return first, second, town.random.random() < 0.5


def _other_trading_name(town: Town) -> Made:
    """One web site, one door, and two names with nothing in common."""
    first, second, door = invented(town.random), invented(town.random), town.door()
    site = site_of(town.random.choice((first, second, invented(town.random))))
    return Described(first, town.commune, door, site), Described(second, town.commune, door, site), False


def _renamed_by_its_university(town: Town) -> Made:
    word, door = town.word(), town.door()
    site = site_of(word)
    name = town.random.choice(("Fablab de l’université de {}", "FabLab {}", "Fablab de l’IUT de {}"))
    first = Described(f"{word} Lab", town.commune, door, site, trade="fablab")
    return first, Described(name.format(town.commune.name), town.commune, door, site, trade="fablab"), False


def _one_word_or_two(town: Town) -> Made:
    first, second = invented(town.random), town.random.choice(("work", "hub", "lab", "space", "factory"))
    door = town.door()
    also = f" {town.commune.name}" if town.random.random() < 0.5 else ""
    together = Described(f"{first}{second}", town.commune, door)
    return together, Described(f"{first} {second}{also}", town.commune, door), False


def _far_geocoding(town: Town) -> Made:
    """One name, town and web site; one of the positions is hundreds of kilometres off, its commune with it."""
    word, door = town.word(), town.door()
    latitude, longitude = shifted(door.latitude, door.longitude, 1_000 * town.random.uniform(200, 500), 0)
    site = site_of(word)
    wrong = reference().nearest(latitude, longitude)[0] if town.random.random() < 0.5 else town.commune
    lost = replace(wrong, name=town.commune.name)
    off = replace(door, latitude=latitude, longitude=longitude)
    return Described(word, town.commune, door, site), Described(word, lost, off, site), False


def _host_and_its_lab(town: Town) -> Made:
    """A host in one listing, its only lab in the other."""
    word, door = town.word(), town.door()
    return (
        Described(word, town.commune, door),
        Described(f"Fablab {word}", town.commune, door, trade="fablab"),
        False,
    )


def _moved(town: Town) -> Made:
    """One rare name and one web site in two listings, an address changed within the town."""
    word, door = invented(town.random), town.door()
    site = site_of(word)
    return (
        Described(word, town.commune, door, site),
        Described(word, town.commune, town.beside(door, 300, 2_000), site),
        False,
    )


TWO_PLACES: Mapping[str, Callable[[Town], Made]] = {
    "branches in one listing": _branches,
    "a house and its guest": _house_and_guest,
    "a school and its incubator": _school_and_incubator,
    "a network and a member": _network_and_member,
    "a bearer and a place": _bearer_and_place,
    "town halls of one commune": _town_halls,
    "a body and its branch": _body_and_branch,
    "services in one building": _services_in_one_building,
    "sites of one service": _sites_of_a_service,
    "a service and a workshop": _service_and_workshop,
    **DESIGNATIONS_APART,
}
ONE_PLACE: Mapping[str, Callable[[Town], Made]] = {
    "another trading name": _other_trading_name,
    "renamed by its university": _renamed_by_its_university,
    "in one word or in two": _one_word_or_two,
    "geocoded far away": _far_geocoding,
    "a host and its only lab": _host_and_its_lab,
    "moved in its town": _moved,
    **DESIGNATIONS_ALIKE,
}
UNSEEN: Mapping[str, Callable[[Town], Made]] = DESIGNATIONS_UNSEEN
"""The same kinds of two places in words that the rules have never seen: measured, and promised of none."""


def pairs_of_kinds(pairs: int = PAIRS, *, seed: int = SEED) -> tuple[Pair, ...]:
    """So many pairs of each kind, each in a town of its own; the same for the same seed."""
    kinds_of_pairs = ((TWO_PLACES, False), (ONE_PLACE, True), (UNSEEN, False))
    country = Country(seed, pairs * len(TWO_PLACES))
    found: list[Pair] = []
    taken: set[str] = set()
    for kinds, same in kinds_of_pairs:
        for kind, make in kinds.items():
            random = Random(f"{kind} {seed}")
            for rank in range(pairs):
                town = Town(random, country, _free_town(random, country, taken))
                first, second, one_listing = make(town)
                key = f"{fold(kind).replace(' ', '-')}-{rank}"
                found.append(
                    Pair(
                        kind,
                        same,
                        _record(first, "nationale", f"{key}-a"),
                        _record(second, "nationale" if one_listing else "mediation", f"{key}-b"),
                    )
                )
    return tuple(found)


def _free_town(random: Random, country: Country, taken: set[str]) -> Commune:
    while True:
        commune = country.commune(random)
        if commune.code not in taken and (commune.population or 0) >= SMALLEST_TOWN:
            taken.add(commune.code)
            return commune


def _record(reported: Described, listing: str, record_id: str) -> LinkRecord:
    return LinkRecord(
        key=f"{listing}:{record_id}",
        listing=listing,
        record_id=record_id,
        names=(reported.name,),
        address=f"{reported.door.number} {reported.door.street.strip()}",
        postcode=reported.commune.postcodes[0] if reported.commune.postcodes else "",
        city=reported.commune.name,
        commune_code=reported.commune.code,
        departement_code=reported.commune.departement,
        latitude=round(reported.door.latitude, 6),
        longitude=round(reported.door.longitude, 6),
        precision="address",
        websites=(reported.website,) if reported.website else (),
        phones=(reported.phone,) if reported.phone else (),
        kinds=(reported.trade,) if reported.trade else (),
    )


class Count(Struct, frozen=True):
    """How many pairs of a kind there are, how many are one place, how many are merged."""

    pairs: int
    one_place: int
    merged: int


def counts_by_kind(pairs: Sequence[Pair], model: Model, *, around: int = AROUND) -> dict[str, Count]:
    """Link the pairs among synthetic records; what comes of each kind."""
    records = [record for pair in pairs for record in (pair.first, pair.second)]
    linkage = link((*records, *synthetic(around).records), model)
    place = {key: rank for rank, cluster in enumerate(linkage.clusters) for key in cluster}
    found: dict[str, Count] = {}
    for kind in (*TWO_PLACES, *ONE_PLACE, *UNSEEN):
        ours = [pair for pair in pairs if pair.kind == kind]
        merged = sum(place[pair.first.key] == place[pair.second.key] for pair in ours)
        found[kind] = Count(len(ours), sum(pair.same for pair in ours), merged)
    return found


def main() -> None:
    counts = counts_by_kind(pairs_of_kinds(), shipped_model())
    shown = {kind: [count.merged, count.pairs, count.one_place > 0] for kind, count in counts.items()}
    sys.stdout.write(json.dumps(shown, indent=1) + "\n")


if __name__ == "__main__":
    main()
