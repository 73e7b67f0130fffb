"""The attributes of a place that the scope and the rules of a study look at, and the values that each may take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.reference import reference

UNKNOWN_STATUS = "unknown"
ZONES = ("metro", "drom", "com")
EPCI_KINDS = ("METRO", "CU", "CA", "CC")
MOST_LISTED = 40
"""Up to so many values, a refusal lists them all."""


class Attribute(Struct, frozen=True):
    """What an attribute is, in words, and its values; asked for only when a study names one of them."""

    words: Words
    values: Callable[[], Collection[str]]

    @property
    def expected(self) -> Words:
        """What a value of it must be."""
        values = self.values()
        if len(values) > MOST_LISTED:
            return self.words
        listed = ", ".join(sorted(values))
        return Words(f"{self.words.fr} : {listed}", f"{self.words.en}: {listed}")


@lru_cache(maxsize=1)
def _epcis() -> Collection[str]:
    return frozenset(commune.epci for commune in reference().communes.values() if commune.epci)


PLACE_ATTRIBUTES: Mapping[str, Attribute] = {
    "commune": Attribute(
        Words("le code Insee d’une commune d’aujourd’hui", "the INSEE code of a current commune"),
        lambda: reference().communes.keys(),
    ),
    "epci": Attribute(
        Words("le code SIREN d’une intercommunalité", "the SIREN code of an intercommunality"),
        _epcis,
    ),
    "epci_kind": Attribute(
        Words("une nature d’intercommunalité", "a kind of intercommunality"), lambda: EPCI_KINDS
    ),
    "departement": Attribute(
        Words("le code d’un département", "the code of a département"),
        lambda: reference().departements.keys(),
    ),
    "region": Attribute(
        Words("le nom d’une région", "the name of a region"),
        lambda: {area.name for area in reference().regions.values()},
    ),
    "zone": Attribute(Words("une zone du territoire", "a zone of the country"), lambda: ZONES),
    "kind": Attribute(Words("un type de lieu", "a type of place"), lambda: VOCABULARIES["kind"].keys()),
    "status": Attribute(
        Words("un état de lieu", "a status of a place"),
        lambda: (*VOCABULARIES["status"], UNKNOWN_STATUS),
    ),
    "in_2022_study": Attribute(Words("true ou false", "true or false"), lambda: ("false", "true")),
}
"""Attribute → what it is. A table of candidates has its own columns instead, of which nothing is known beforehand."""
