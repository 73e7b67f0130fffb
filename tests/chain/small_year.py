"""A year of a made-up listing: monthly versions in which places are renamed, move, leave, come back, trade ids.

Seeded: one seed, one year. The other listing of the study knows half of the places under names of its own, and has
two versions. Everything is invented but the towns.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tests.chain.growing_study import Row

TOWNS = (
    ("49400", "Saumur"), ("49300", "Cholet"), ("44000", "Nantes"), ("72000", "Le Mans"), ("53000", "Laval"),
    ("85000", "La Roche-sur-Yon"), ("44600", "Saint-Nazaire"), ("49000", "Angers"),
)  # fmt: skip
KINDS = ("Atelier", "Fabrique", "Tiers-lieu", "Fablab", "Maison", "Halle", "Forge", "Manufacture")
THINGS = (
    "du Moulin", "des Tisserands", "du Grenier", "de la Voilerie", "des Tanneurs", "du Phare", "de l’Ardoise",
    "des Mariniers", "du Chêne", "de la Cale", "des Lavandières", "du Pressoir", "de la Tuilerie", "des Vignes",
    "du Canal", "de l’Écluse", "des Bateliers", "du Lin", "de la Corderie", "des Potiers", "du Four",
)  # fmt: skip
STREETS = ("rue du Port", "rue Haute", "quai Sud", "place du Marché", "rue des Halles", "avenue de la Gare")
SIZE = 22


@dataclass(frozen=True)
class Spot:
    """A place of the made-up world, as the listing would describe it this month."""

    name: str
    address: str
    town: tuple[str, str]
    site: str

    def row(self, record_id: str) -> Row:
        return record_id, self.name, self.address, *self.town, self.site


class World:
    """The listing month by month: record id → the spot that it names."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._things = [f"{kind} {thing}" for thing in THINGS for kind in KINDS]
        self.dice.shuffle(self._things)
        self._next = 1
        self.listed: dict[str, Spot] = {}
        self.gone: list[Spot] = []
        self._free: list[str] = []
        for _ in range(SIZE):
            self._add(self._spot())

    def rows(self) -> list[Row]:
        return [spot.row(record_id) for record_id, spot in self.listed.items()]

    def other_rows(self) -> list[Row]:
        """What the other listing says of some of the places: names in other words, no web site for a third."""
        rows: list[Row] = []
        for rank, spot in enumerate(list(self.listed.values())[::2]):
            name = spot.name if rank % 2 else f"{spot.name} ({spot.town[1]})"
            rows.append(replace(spot, name=name, site="" if rank % 3 == 0 else spot.site).row(f"o{rank + 1}"))
        return rows

    def month(self) -> None:
        """What happens in a month."""
        for act in self.dice.sample(
            [self._rename, self._move, self._leave, self._leave, self._come, self._return, self._trade, self._neighbour],
            k=5,
        ):  # fmt: skip
            act()

    def _spot(self) -> Spot:
        name = self._things.pop()
        word = name.split()[-1].split("’")[-1].lower().replace("é", "e").replace("ê", "e")
        return Spot(
            name, self._address(), self.dice.choice(TOWNS), f"https://{word}-{len(self._things)}.example"
        )

    def _address(self) -> str:
        return f"{self.dice.randint(1, 60)} {self.dice.choice(STREETS)}"

    def _some(self) -> str:
        return self.dice.choice(sorted(self.listed))

    def _add(self, spot: Spot) -> None:
        """Under an identifier that another place bore, as often as not."""
        if self._free and self.dice.random() < 0.6:
            record_id = self._free.pop(0)
        else:
            record_id, self._next = f"m{self._next}", self._next + 1
        self.listed[record_id] = spot

    def _rename(self) -> None:
        record_id = self._some()
        self.listed[record_id] = replace(self.listed[record_id], name=self._things.pop())

    def _move(self) -> None:
        record_id = self._some()
        self.listed[record_id] = replace(self.listed[record_id], address=self._address())

    def _leave(self) -> None:
        record_id = self._some()
        self.gone.append(self.listed.pop(record_id))
        self._free.append(record_id)

    def _come(self) -> None:
        self._add(self._spot())

    def _return(self) -> None:
        if self.gone:
            self._add(self.gone.pop(self.dice.randrange(len(self.gone))))

    def _trade(self) -> None:
        one, other = self.dice.sample(sorted(self.listed), k=2)
        self.listed[one], self.listed[other] = self.listed[other], self.listed[one]

    def _neighbour(self) -> None:
        """A second record of a place, nearly the same: the model makes them one."""
        spot = self.listed[self._some()]
        self._add(replace(spot, name=f"{spot.name} - {spot.town[1]}"))
