"""A record as linkage sees it: the parts that can be compared, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from florilege.linkage.names import name_words
from florilege.listings.records import Record, Value
from florilege.listings.vocabulary import VOCABULARIES

NETWORKS = ("twitter", "facebook", "instagram", "mastodon", "linkedin")
"""Fields that name an account on a social network."""
_FORMERLY = re.compile(
    r"\b(?:earlier|formerly|previously|former name|anciennement|auparavant|ex)\b[\s:-]+(?P<name>[^(),;]{3,60})",
    re.I,
)
NOT_COMPARED = ("bearers", "labels", "unnamed", "sirens")
"""Parts that only bind places or lead to a question, in a study: no comparison reads them, no file of records has them."""
NAME_OF_BEARER = VOCABULARIES["note"]["name-of-bearer"].fr
"""Note of a name that is only that of the body that bears the place."""
SIREN = 9
"""Digits of the number of a body; that of one of its sites begins with it."""
SURE_COMMUNE = 0.7
"""Below this certainty a commune found from a position may be the neighbour's: it is not compared."""


class LinkRecord(Struct, frozen=True):
    """One record, ready to link; a part that the listing does not say is empty or None, never a guess.

    key : "listing:record_id"
    names : the name, then other and former names; those who bear the place, where nothing says its name
    unnamed : whether the names are only those of its bearers, legal forms aside
    bearers : bodies that bear the place; labels : those that the listing says it has
    sirens : numbers of those bodies in the register of companies
    precision : what the position is worth, one of `territory.locate.PRECISIONS`
    socials : "network:account"
    """

    key: str
    listing: str
    record_id: str
    names: tuple[str, ...]
    operators: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    city: str = ""
    commune_code: str = ""
    departement_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "none"
    websites: tuple[str, ...] = ()
    socials: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unnamed: bool = False
    sirens: tuple[str, ...] = ()


def of_record(record: Record) -> LinkRecord:
    """The parts of a record that linkage compares."""
    location = record.location
    guessed = location.how == "position" and location.certainty < SURE_COMMUNE
    commune = "" if guessed else location.commune_code or ""
    postcode = _text(record.first("postcode"))
    code = location.commune_code or postcode
    said: dict[str, tuple[str, ...]] = {}
    for value in record.values:
        if text := _text(value.value):
            said[value.field] = (*said.get(value.field, ()), text)
    named = dict.fromkeys([*said.get("name", ()), *said.get("alias", ()), *_former_names(said)])
    bearers = said.get("bearer", ())
    return LinkRecord(
        key=f"{record.listing}:{record.record_id}",
        listing=record.listing,
        record_id=record.record_id,
        names=tuple(named) or bearers,
        operators=said.get("operator", ()),
        address=_text(record.first("address")),
        postcode=postcode,
        city=_text(record.first("city")),
        commune_code=commune,
        departement_code=code[:3] if code.startswith("97") else code[:2],
        latitude=location.latitude,
        longitude=location.longitude,
        precision=location.precision,
        websites=said.get("website", ()),
        socials=tuple(f"{network}:{account}" for network in NETWORKS for account in said.get(network, ())),
        phones=said.get("phone", ()),
        kinds=said.get("kind", ()),
        bearers=bearers,
        labels=said.get("label", ()),
        unnamed=not any(value.field == "name" and value.note != NAME_OF_BEARER for value in record.values),
        sirens=_sirens(said),
    )


def _former_names(said: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Names that the record says the place had: told after its own name, or after that of a body named after it.

    "Association Bliiida (earlier TCRM-Blida)" runs Bliiida: both had the other name.
    """
    for text in (*said.get("alias", ()), *said.get("operator", ())):
        found = _FORMERLY.search(text)
        if found is None:
            continue
        reported = set(name_words(text[: found.start()]).words)
        if any(reported.issuperset(name_words(name).words) for name in said.get("name", ())):
            yield found["name"].strip()


def _sirens(said: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The first nine digits of each number that a body or one of its sites is registered under."""
    found = (re.sub(r"\D", "", text)[:SIREN] for field in ("siren", "siret") for text in said.get(field, ()))
    return tuple(dict.fromkeys(number for number in found if len(number) == SIREN))


def _text(value: Value | None) -> str:
    return "" if value is None else str(value).strip()
