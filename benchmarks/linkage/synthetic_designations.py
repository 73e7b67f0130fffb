"""Pairs of one proper part under two designations: a house and its guest, a network and its member, a head and its
branch, a brand and its second address; in words that the rules know, and in words that they have never seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.linkage import synthetic_words as words
from benchmarks.linkage.synthetic_places import invented
from benchmarks.linkage.synthetic_towns import Described, Made, Town, site_of

Said = Mapping[str, tuple[str, ...]]
Make = Callable[[Town], Made]


def _house_and_guest(said: Said, one_listing: bool, town: Town) -> Made:
    word, door = invented(town.random), town.door()
    site = site_of(word) if town.random.random() < 0.5 else ""
    house, guest = town.random.choice(said["houses"]), town.random.choice(said["guests"])
    between = town.random.choice((" ", " de "))
    first = Described(f"{house} {word}", town.commune, door, site)
    return first, Described(f"{guest}{between}{word}", town.commune, door, site), one_listing


def _school_and_incubator(said: Said, town: Town) -> Made:
    word, door = invented(town.random), town.door()
    name = f"{town.random.choice(said['schools'])} {word}"
    site = site_of(word) if town.random.random() < 0.5 else ""
    incubator = town.random.choice(("Incubateur {}", "Incubateur de l’{}", "Pépinière {}"))
    second = Described(incubator.format(name), town.commune, door, site)
    return Described(name, town.commune, door, site), second, town.random.random() < 0.5


def _network_and_member(said: Said, town: Town) -> Made:
    area, door = invented(town.random), town.door()
    member = town.random.choice(said["members"])
    network = town.random.choice(said["networks"]).format(member)
    one = " ".join(word[:-1] for word in member.replace("lieux", "lieus").split()).capitalize()
    site = site_of(area) if town.random.random() < 0.5 else ""
    first = Described(f"{network} du {area}", town.commune, door, site)
    return first, Described(f"{one} du {area}", town.commune, door, site), town.random.random() < 0.5


def _bearer_and_place(said: Said, town: Town) -> Made:
    area, door = f"{invented(town.random)}ais", town.door()
    bearer, place = (
        town.random.choice(said["bearers"]),
        town.random.choice(("Tiers-lieu", "Fablab", "Coworking")),
    )
    first = Described(f"{bearer} du {area}", town.commune, door)
    return first, Described(f"{place} du {area}", town.commune, door), town.random.random() < 0.5


def _head_and_branch(said: Said, town: Town) -> Made:
    area, door = f"{invented(town.random)}ais", town.door()
    body, head = town.random.choice(said["bodies"]).format(area), town.random.choice(said["heads"])
    site = site_of(area)
    branch = Described(f"{head} de la {body}", town.commune, town.beside(door, 400, 2_500), site)
    return Described(body, town.commune, door, site), branch, town.random.random() < 0.5


def _suffix_in_listing(said: Said, town: Town) -> Made:
    """A brand, and the brand with a word behind, at two streets of one listing."""
    word, door = invented(town.random), town.door()
    suffix = town.random.choice(said["suffixes"]).format(town=town.commune.name)
    site = site_of(word) if town.random.random() < 0.6 else ""
    away = town.beside(door, 400, 1_500)
    return (
        Described(word, town.commune, door, site),
        Described(f"{word} {suffix}", town.commune, away, site),
        True,
    )


def _suffix_of_the_street(town: Town) -> Made:
    """A brand in one listing, in the other a branch named after its own street."""
    word, door = invented(town.random), town.door()
    away = town.beside(door, 400, 1_500)
    quarter = away.street.split()[-1].capitalize()
    site = site_of(word) if town.random.random() < 0.5 else ""
    return (
        Described(word, town.commune, door, site),
        Described(f"{word} {quarter}", town.commune, away, site),
        False,
    )


def _two_doors_in_listing(town: Town) -> Made:
    """One name at two complete addresses of one listing, with a web site in common or without."""
    word, door = invented(town.random), town.door()
    site = site_of(word) if town.random.random() < 0.5 else ""
    away = town.beside(door, 500, 2_500)
    return Described(word, town.commune, door, site), Described(word, town.commune, away, site), True


def _two_kinds_in_listing(town: Town) -> Made:
    """A coworking space and the workshop named after it, which one listing gives under two kinds."""
    word, door = invented(town.random), town.door()
    first = Described(word, town.commune, door, f"{site_of(word)}/coworking", trade="coworking")
    return (
        first,
        Described(f"Fablab de {word}", town.commune, door, f"{site_of(word)}/fablab", trade="fablab"),
        True,
    )


def _two_services_of_a_body(town: Town) -> Made:
    """Two services of one body at one door, the body said first."""
    body, door = invented(town.random), town.door()
    first, second = invented(town.random), invented(town.random)
    names = (f"{body} : {first} et {town.word()}", f"{body} : {second} {town.word()}")
    return Described(names[0], town.commune, door), Described(names[1], town.commune, door), True


def _kind_said_by_one(town: Town) -> Made:
    """One listing twice gives a coworking space at one door: its kind is said in one of the names."""
    word, door = invented(town.random), town.door()
    site = site_of(word)
    first = Described(word, town.commune, door, site, trade="coworking")
    return first, Described(f"{word} Coworking", town.commune, door, site, trade="coworking"), True


def _kind_said_elsewhere(town: Town) -> Made:
    """Two listings give a place at one door: an umbrella word stands before one of the names."""
    word, door = invented(town.random), town.door()
    kind = town.random.choice(("Tiers-lieu", "Espace", "Le lieu"))
    return Described(word, town.commune, door), Described(f"{kind} {word}", town.commune, door), False


def _house_given_twice(town: Town) -> Made:
    """Two listings give a house at one door, one of them saying what it is, or what it lodges too."""
    word, door = invented(town.random), town.door()
    house = town.random.choice(("Pépinière", "Hôtel d’entreprises", "Technopole"))
    other = town.random.choice((word, f"{house} et fablab {word}", f"{house} {word} {town.commune.name}"))
    return Described(f"{house} {word}", town.commune, door), Described(other, town.commune, door), False


def _apart(said: Said) -> dict[str, Make]:
    return {
        "a house and its guest, two listings": partial(_house_and_guest, said, False),
        "a house and its guest, one listing": partial(_house_and_guest, said, True),
        "a school and what it hatches": partial(_school_and_incubator, said),
        "an association of places and a place": partial(_network_and_member, said),
        "an authority and what it bears": partial(_bearer_and_place, said),
        "a body and its branch said first": partial(_head_and_branch, said),
        "a brand and a word behind, one listing": partial(_suffix_in_listing, said),
    }


DESIGNATIONS_APART: Mapping[str, Make] = {
    **_apart(words.DESIGNATIONS),
    "a branch named after its street": _suffix_of_the_street,
    "one name at two doors, one listing": _two_doors_in_listing,
    "a space and the workshop of its name, one listing": _two_kinds_in_listing,
    "two services of a body, one listing": _two_services_of_a_body,
}
DESIGNATIONS_UNSEEN: Mapping[str, Make] = {
    f"{kind} (words not seen)": make for kind, make in _apart(words.UNSEEN).items()
}
DESIGNATIONS_ALIKE: Mapping[str, Make] = {
    "a kind said by one of two rows": _kind_said_by_one,
    "an umbrella word before the name": _kind_said_elsewhere,
    "a house told twice": _house_given_twice,
}
