"""Where a pair of a kind is made: a town, its doors and words; and what a record to be made says."""

from __future__ import annotations

from random import Random

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.linkage import synthetic_words as words
from benchmarks.linkage.synthetic_places import Address, Country, invented, shifted
from florilege.linkage.names import fold
from florilege.territory.reference import Commune


class Described(Struct, frozen=True):
    """A record to be made: its name, the door and commune it gives, and what else it says."""

    name: str
    commune: Commune
    door: Address
    website: str = ""
    phone: str = ""
    trade: str = ""


class Town(Struct, frozen=True):
    """Where a pair is made: a town, the next one, and what draws the words."""

    random: Random
    country: Country
    commune: Commune

    def door(self) -> Address:
        return self.country.address(self.random, self.commune)

    def beside(self, door: Address, least: float, most: float) -> Address:
        """Another street, so many metres away."""
        other = self.door()
        while other.street == door.street:
            other = self.door()
        metres = self.random.uniform(least, most)
        latitude, longitude = shifted(door.latitude, door.longitude, metres, self.random.uniform(-60, 60))
        return replace(other, latitude=latitude, longitude=longitude)

    def word(self) -> str:
        return self.random.choice((invented(self.random), self.random.choice(words.NOUNS).capitalize()))

    def person(self) -> str:
        return f"{self.random.choice(words.FIRST_NAMES)} {self.random.choice(words.LAST_NAMES)}"

    def phone(self) -> str:
        return "02 " + " ".join(f"{self.random.randint(0, 99):02d}" for _ in range(4))


Made = tuple[Described, Described, bool]
"""Two records to be made, and whether one listing gives both."""


def site_of(name: str) -> str:
    return f"https://www.{fold(name).replace(' ', '-')}.fr"
