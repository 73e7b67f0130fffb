"""What persons checked of a place, value by value: by going there (`visits`), or by a correction that was accepted
(`contributions`). It speaks before every other source, the latest check first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from florilege.evidence.claims import CHECKED_BY_PERSONS, Claim
from florilege.evidence.rules import canonical, check_order
from florilege.faults import InputRefused
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value

CONFIRMED, CONTRADICTED, UNCHECKED = "confirmed", "contradicted", ""
VERDICTS = (CONFIRMED, CONTRADICTED, UNCHECKED)
Denied = frozenset[tuple[str, str]]
"""(field, value as compared) that persons found wrong without saying what is right."""


class Checked(Struct, frozen=True):
    """One value looked at; `found` is what is true where it was contradicted, if that is known."""

    field: str
    value: Value
    verdict: str
    found: Value | None = None


class Examination(Protocol):
    """A visit, or a contribution. name : tells it from others of its kind; source : "listing" of its claims"""

    @property
    def name(self) -> str: ...
    @property
    def place_id(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def checked(self) -> tuple[Checked, ...]: ...
    @property
    def source(self) -> str: ...
    @property
    def source_url(self) -> str | None: ...
    @property
    def licence(self) -> str: ...

    def unknown_place(self) -> InputRefused:
        """The fault of what is said of a place that does not exist."""
        ...


def by_place(
    examinations: Iterable[Examination], survivors: Mapping[str, str], known: Collection[str]
) -> dict[str, tuple[Examination, ...]]:
    """The examinations of each place, by date, a visit before a contribution of its day; raises InputRefused.

    survivors : id of a merged place → id of the place it is now; known : ids of all places
    """
    found: dict[str, list[Examination]] = {}
    for one in sorted(examinations, key=_order):
        place_id = one.place_id
        while place_id in survivors:
            place_id = survivors[place_id]
        if place_id not in known:
            raise one.unknown_place()
        found.setdefault(place_id, []).append(one)
    return {place_id: tuple(said) for place_id, said in found.items()}


def _order(one: Examination) -> tuple[str, int, str]:
    return one.date, CHECKED_BY_PERSONS.index(one.source), one.name


def examination_claims(place_id: str, record: str, examinations: Iterable[Examination]) -> tuple[Claim, ...]:
    """What persons claim of a place: each value confirmed, and what is true instead of one that was contradicted.

    record : key of a record of the place, `listing:record_id`, that the claims are kept with
    """
    claims: list[Claim] = []
    for examination in examinations:
        for rank, one in enumerate(examination.checked, start=1):
            value = one.value if one.verdict == CONFIRMED else one.found
            if value is None:
                continue
            claims.append(
                Claim(
                    key=f"{examination.source}:{examination.name}:{one.field}:{rank}",
                    place_id=place_id,
                    field=one.field,
                    value=value,
                    listing=examination.source,
                    record_id=record,
                    licence=examination.licence,
                    unit=FIELDS[one.field].unit,
                    column=examination.name,
                    source_url=examination.source_url,
                    date=examination.date,
                )
            )
    return tuple(claims)


def denied_by(examinations: Iterable[Examination]) -> Denied:
    """The values that persons found wrong and that none confirmed after; examinations in their order.

    Of a field that has one value, what was found instead speaks: the wrong value stays beside it, as a disagreement.
    """
    denied: dict[tuple[str, str], None] = {}
    for examination in examinations:
        for one in examination.checked:
            key = (one.field, canonical(one.value))
            if one.verdict == CONFIRMED:
                denied.pop(key, None)
            elif one.found is None or FIELDS[one.field].multiple:
                denied[key] = None
            if one.found is not None:
                denied.pop((one.field, canonical(one.found)), None)
    return frozenset(denied)


def denies(denied: Denied, claim: Claim) -> bool:
    """Whether persons found wrong what a source claims; what one of them confirmed first and another denied later too."""
    return bool(denied) and (claim.field, canonical(claim.value)) in denied


def settled(claims: Sequence[Claim], denied: Denied) -> tuple[Claim, ...]:
    """The claims of a place as persons leave them, for the appraisal: without what they found wrong, and of a field
    that has one value, with what the last of them says alone.
    """
    checked = [one for one in claims if one.listing in CHECKED_BY_PERSONS]
    last = {
        claim.field: canonical(claim.value)
        for claim in sorted(checked, key=check_order)
        if not FIELDS[claim.field].multiple
    }
    return tuple(
        claim
        for claim in claims
        if not denies(denied, claim)
        and last.get(claim.field, canonical(claim.value)) == canonical(claim.value)
    )
