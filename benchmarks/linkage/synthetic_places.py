"""Places that do not exist: named, set in real communes, with an address, a position, a web site, a telephone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.linkage import synthetic_words as words
from benchmarks.linkage.noise import PLACES
from florilege.linkage.names import fold
from florilege.territory.reference import Commune, reference

METRES_A_DEGREE = 111_195.0
FEWEST_BRANDS, RECORDS_A_BRAND = 160, 600
INHABITANTS_A_BRANCH = 60_000
"""A brand has one branch in a town, and one more for so many inhabitants."""
SITE, OWN_DOMAIN, SOCIAL = 0.85, 0.70, 0.45
MOST_BRANCHES = 6
INHABITANTS_A_BODY = 20_000
TENANT, HOST_SITE = 0.35, 0.12
"""Share of the hosts that have a tenant, of the tenants that are told with their host's web site and telephone."""


class Address(Struct, frozen=True):
    """A door in a street, and where it stands (degrees)."""

    number: int
    street: str
    latitude: float
    longitude: float


class Truth(Struct, frozen=True):
    """A place as it is, before any listing describes it.

    family : what it was made as, one of `noise.PLACES`; hard : whether another place is made to look like it
    home : the commune where it is, where a listing tells another; only a fine position shows the mistake
    """

    name: str
    family: str
    kind: str
    commune: Commune
    address: Address
    website: str
    social: str
    phone: str
    hard: bool = False
    home: Commune | None = None


def pick(random: Random, shares: Sequence[tuple[str, float]]) -> str:
    """One of the values, drawn by its share."""
    left = random.random() * sum(share for _, share in shares)
    for value, share in shares:
        left -= share
        if left < 0:
            return value
    return shares[-1][0]


class Country:
    """Communes drawn by their population, streets that stay where they are, brands, and the names already given.

    In one commune no two places bear the same name, but for the branches of a brand.
    """

    def __init__(self, seed: int, size: int) -> None:
        placed = [one for one in reference().communes.values() if one.latitude is not None and one.postcodes]
        self._communes = sorted(placed, key=lambda one: one.code)
        self._weights = list(accumulate((one.population or 0) + 50 for one in self._communes))
        self._seed = seed
        random = Random(f"brands {seed}")
        brands = FEWEST_BRANDS + size // RECORDS_A_BRAND
        self._brands = [invented(random) for _ in range(brands)]
        self._brand_weights = list(accumulate(1.0 / (rank + 2) for rank in range(brands)))
        self._borne: Counter[tuple[str, str]] = Counter()

    def give(self, commune: Commune, name: str, times: int = 1) -> bool:
        """Give a name in a commune; False where as many places as that bear it already."""
        borne = (commune.code, fold(name))
        self._borne[borne] += 1
        return self._borne[borne] <= times

    def commune(self, random: Random) -> Commune:
        return random.choices(self._communes, cum_weights=self._weights)[0]

    def neighbour(self, commune: Commune) -> Commune:
        """Another commune of the département, near it in the order of codes."""
        found = reference().nearest((commune.latitude or 0.0) + 0.03, (commune.longitude or 0.0) + 0.02)[0]
        return found if found.postcodes and found.latitude is not None else commune

    def brand(self, random: Random) -> str:
        return random.choices(self._brands, cum_weights=self._brand_weights)[0]

    def address(self, random: Random, commune: Commune) -> Address:
        """A door in one of the streets of a commune: the larger the commune, the more streets, the wider apart."""
        streets = 4 + int((commune.population or 0) ** 0.75 / 6)
        rank = int(streets * random.random() ** 1.5)
        number = 1 + int(80 * random.random() ** 1.7)
        return self.door(commune, rank, number)

    def door(self, commune: Commune, rank: int, number: int) -> Address:
        """The door of that number in the street of that rank."""
        fixed = Random(f"{self._seed} {commune.code} {rank}")
        kind = pick(fixed, words.STREET_KINDS)
        person = f"{fixed.choice(words.FIRST_NAMES)} {fixed.choice(words.LAST_NAMES)}"
        named = fixed.choice(words.STREETS) if fixed.random() < 0.6 else person
        radius = 250.0 + 9.0 * math.sqrt(commune.population or 0)
        along, angle = number * 6.0, fixed.random() * 2 * math.pi
        north = fixed.gauss(0.0, radius) + along * math.cos(angle)
        east = fixed.gauss(0.0, radius) + along * math.sin(angle)
        latitude, longitude = shifted(commune.latitude or 0.0, commune.longitude or 0.0, north, east)
        return Address(number, f"{kind} {named}", latitude, longitude)


def shifted(latitude: float, longitude: float, north: float, east: float) -> tuple[float, float]:
    """The point so many metres north and east of another."""
    return (
        latitude + north / METRES_A_DEGREE,
        longitude + east / (METRES_A_DEGREE * math.cos(math.radians(latitude))),
    )


def places(random: Random, country: Country) -> list[Truth]:
    """The next places: one, or those that are made to be mistaken for each other."""
    family = pick(random, PLACES)
    commune = country.commune(random)
    if family == "branch":
        return _branches(random, country, commune)
    if family == "host":
        return _host_and_tenant(random, country, commune)
    if family == "public":
        return _public(random, country, commune)
    first = own(random, country, commune)
    if family == "own":
        return [first]
    other = own(random, country, commune)
    return [
        replace(first, family=family, hard=True),
        replace(other, family=family, hard=True, address=first.address),
    ]


def own(random: Random, country: Country, commune: Commune) -> Truth:
    """A place with a name of its own, more or less rare."""
    kind = random.choices(tuple(words.KINDS), weights=(45, 20, 20, 15))[0]
    name = own_name(random, commune)
    while not country.give(commune, name):
        name = f"{own_name(random, commune)} {random.choice(words.QUALIFIERS)}"
    if random.random() < 0.35:
        name = f"{random.choice(words.KINDS[kind])} {name}"
    label = fold(name).replace(" ", "-")
    website = social = ""
    if random.random() < SITE:
        domain = f"https://www.{label}.{random.choice(('fr', 'fr', 'com', 'org'))}"
        website = (
            domain if random.random() < OWN_DOMAIN else f"https://{random.choice(words.HOST_SITES)}/{label}"
        )
    if random.random() < SOCIAL:
        social = f"{random.choice(('twitter', 'facebook', 'instagram'))}:{label.replace('-', '')[:15]}"
    return Truth(
        name, "own", kind, commune, country.address(random, commune), website, social, _phone(random)
    )


def own_name(random: Random, commune: Commune) -> str:
    noun = random.choice(words.NOUNS)
    drawn = random.random()
    if drawn < 0.22:
        return f"{_article(noun)}{noun.capitalize()}"
    if drawn < 0.40:
        return f"{noun.capitalize()} {random.choice(words.QUALIFIERS)}"
    if drawn < 0.48:
        return f"{noun.capitalize()} {random.choice(words.ADDED)}"
    if drawn < 0.55:
        return f"{noun.capitalize()} et {random.choice(words.NOUNS)}"
    if drawn < 0.80:
        return invented(random)
    if drawn < 0.86:
        return "".join(random.choice("ABCDEFGILMNOPRSTV") for _ in range(random.choice((3, 4, 4, 5))))
    if drawn < 0.93:
        return f"{noun.capitalize()} de {commune.name}"
    return f"{invented(random)} {commune.name}"


def _article(noun: str) -> str:
    """One article for each noun, by its ending: no two places differ by it alone."""
    if noun[0] in "aeiouyéêhîâô":
        return "L’"
    return "La " if noun.endswith("e") else "Le "


def invented(random: Random) -> str:
    """A word that nobody else bears, or almost."""
    size = random.choice((2, 2, 3, 3, 4))
    return ("".join(random.choices(words.SYLLABLES, k=size)) + random.choice(words.ENDINGS)).capitalize()


def _branches(random: Random, country: Country, commune: Commune) -> list[Truth]:
    """A brand in a town: one address, or several in a large one, named after their streets or not at all.

    They are told apart by their addresses alone, as in the real listings. All those of a town are made at once: of
    which are several, listings without addresses do not tell.
    """
    brand, size = country.brand(random), 1
    if not country.give(commune, brand):
        return places(random, country)
    most = 1 + (commune.population or 0) // INHABITANTS_A_BRANCH
    while size < min(most, MOST_BRANCHES) and random.random() < min(
        0.75, (commune.population or 0) / 250_000
    ):
        size += 1
    domain = f"https://www.{fold(brand).replace(' ', '')}.com"
    found: list[Truth] = []
    for _ in range(size):
        address = country.address(random, commune)
        quarter = _quarter(address)
        name = random.choice(
            (brand, f"{brand} {commune.name}", f"{brand} {quarter}", f"{brand} {commune.name} {quarter}")
        )
        page = (
            domain
            if random.random() < 0.5
            else f"{domain}/{fold(f'{commune.name} {quarter}').replace(' ', '-')}"
        )
        found.append(
            Truth(name, "branch", "coworking", commune, address, page, "", _phone(random), hard=size > 1)
        )
    return found


def _quarter(address: Address) -> str:
    """What a street is named after: "Jean Jaurès"."""
    return address.street.split(" ", 1)[1].removeprefix("de la ").removeprefix("du ").removeprefix("des ")


def _public(random: Random, country: Country, commune: Commune) -> list[Truth]:
    """A public body: of each, a small town has one; where there may be several, each is named after its quarter."""
    pattern, kind, body = random.choice(words.PUBLIC)
    name = _filled(random, pattern, commune)
    most = 1 + (commune.population or 0) // INHABITANTS_A_BODY
    address = country.address(random, commune)
    if most > 1:
        name = f"{name} {_quarter(address)}"
    if not country.give(commune, body, times=most) or not country.give(commune, name):
        return places(random, country)
    site = f"https://www.{fold(commune.name).replace(' ', '-')}.fr" if random.random() < 0.5 else ""
    return [Truth(name, "public", kind, commune, address, site, "", _phone(random))]


def _host_and_tenant(random: Random, country: Country, commune: Commune) -> list[Truth]:
    """A host with its only lab, which listings take for one place, and a lab of another body under its roof."""
    name = _filled(random, random.choice(words.HOSTS), commune)
    if not country.give(commune, name):
        return places(random, country)
    address, phone = country.address(random, commune), _phone(random)
    site = f"https://www.{fold(name).replace(' ', '-')}.fr"
    host = Truth(name, "host", "service-public", commune, address, site, "", phone)
    if random.random() >= TENANT:
        return [host]
    tenant = replace(own(random, country, commune), family="host", address=address, hard=True)
    if random.random() < HOST_SITE:
        tenant = replace(tenant, website=site, phone=phone)
    return [replace(host, hard=True), tenant]


def _filled(random: Random, pattern: str, commune: Commune) -> str:
    return pattern.format(
        town=commune.name,
        area=f"Pays de {commune.name}",
        noun=f"{random.choice(words.NOUNS).capitalize()}s",
        person=f"{random.choice(words.FIRST_NAMES)} {random.choice(words.LAST_NAMES)}",
    )


def _phone(random: Random) -> str:
    return f"0{random.randint(1, 5)} " + " ".join(f"{random.randint(0, 99):02d}" for _ in range(4))
